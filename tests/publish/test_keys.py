"""A key is sealed, is changed in the open, and where it is lost a log of another name follows."""

from __future__ import annotations

import os
from pathlib import Path

import pytest
from tests.publish.office import CHEAP, ORIGIN, PHRASE, at, codes, entries, publish_at, read_checkpoint, stranger, tree

from bukti.evidence.keys import file_of, load, make
from bukti.evidence.workspace import Workspace
from bukti.ledger import note
from bukti.ledger.cosignature import Cosigner
from bukti.publish.cosigned import take
from bukti.publish.opening import open_log, rotate
from bukti.publish.publication import publish
from bukti.publish.signing import ledger_of
from bukti.vocabulary.problems import Refusal


def names(workspace: Workspace) -> list[str]:
    """The ids of the keys that signed the log's checkpoint."""
    return [s.key_id.hex() for s in note.parts((workspace.log / "checkpoint").read_bytes())[1]]


def test_a_key_is_kept_sealed_and_for_its_owner_only(tmp_path: Path) -> None:
    workspace = Workspace(tmp_path)
    signer = make(workspace, "o.example", PHRASE, cost=CHEAP)
    file = file_of(workspace, signer.vkey)
    assert file.stat().st_mode & 0o777 == 0o600
    assert workspace.private.stat().st_mode & 0o777 == 0o700
    content = file.read_text(encoding="utf-8")
    assert signer.seed.hex() not in content
    assert load(workspace, signer.vkey, PHRASE) == signer


def test_another_passphrase_an_open_file_or_a_changed_one_opens_nothing(tmp_path: Path) -> None:
    workspace = Workspace(tmp_path)
    vkey = make(workspace, "o.example", PHRASE, cost=CHEAP).vkey
    file = file_of(workspace, vkey)
    with pytest.raises(Refusal, match="PB-PASSPHRASE-WRONG"):
        load(workspace, vkey, PHRASE + "x")
    file.chmod(0o640)
    with pytest.raises(Refusal) as refusal:
        load(workspace, vkey, PHRASE)
    assert [(p.code, p.found) for p in refusal.value.problems] == [("PB-KEY-OPEN", "0640")]
    file.chmod(0o600)
    file.write_text("{", encoding="utf-8")
    with pytest.raises(Refusal, match="PB-KEY-DAMAGED"):
        load(workspace, vkey, PHRASE)
    os.remove(file)  # noqa: PTH107
    with pytest.raises(Refusal, match="PB-KEY-ABSENT"):
        load(workspace, vkey, PHRASE)


def test_a_short_passphrase_makes_no_key(tmp_path: Path) -> None:
    with pytest.raises(Refusal, match="PB-PASSPHRASE-SHORT"):
        make(Workspace(tmp_path), "o.example", "rahasia")
    assert list(tmp_path.iterdir()) == []


def test_a_wrong_passphrase_publishes_nothing(town: Workspace) -> None:
    from bukti.publish.opening import state_incident

    state_incident(town, "gap", "2099-04-18T01:00:00+00:00", None, at("02"))
    with pytest.raises(Refusal, match="PB-PASSPHRASE-WRONG"):
        publish(town, lambda _: "some other passphrase", at("03"))
    assert [p.name for p in town.site.iterdir() if p.name != "current"] == ["1"]


def test_a_new_key_is_an_entry_that_both_keys_sign_once(town: Workspace, tmp_path: Path) -> None:
    stranger(town.site / "current", tmp_path)
    old = ledger_of(town).keys.vkey
    new = rotate(town, lambda _: PHRASE, PHRASE + " baru", at("02"))
    assert ledger_of(town).keys.waiting == new
    with pytest.raises(Refusal, match="PB-KEY-WAITING"):
        rotate(town, lambda _: PHRASE, PHRASE, at("02"))
    words = {old: PHRASE, new: PHRASE + " baru"}
    publish(town, words.__getitem__, at("03"))
    ids = [v.split("+")[1] for v in (old, new)]
    assert names(town) == ids
    assert [(e["old"], e["new"]) for e in entries(town) if e["kind"] == "key"] == [(old, new)]
    assert stranger(town.site / "current", tmp_path) == 0, "who remembers the old key follows to the new one"
    assert ledger_of(town).keys.vkey == new
    from bukti.publish.opening import state_incident

    state_incident(town, "gap", "2099-04-18T01:00:00+00:00", None, at("04"))
    publish(town, lambda _: PHRASE + " baru", at("05"))
    assert names(town) == ids[1:]
    assert stranger(town.site / "current", tmp_path) == 0


def test_after_a_lost_key_another_log_names_the_last_state_of_the_old_one(town: Workspace, tmp_path: Path) -> None:
    last = read_checkpoint(town.log / "checkpoint")
    with pytest.raises(Refusal) as refusal:
        open_log(town, "o.example/lain", PHRASE, now=at("02"), cost=CHEAP)
    assert codes(refusal.value)[0][0] == "PB-OPENED"
    with pytest.raises(Refusal, match="PB-ORIGIN-TAKEN"):
        open_log(town, ORIGIN, PHRASE, lost=True, now=at("02"), cost=CHEAP)
    open_log(town, "o.example/lain", PHRASE, lost=True, now=at("02"), cost=CHEAP)
    publish_at(town, "03")
    opening = entries(town)[0]
    assert opening["previous"] == {"origin": ORIGIN, "size": last.size, "root": last.root.hex()}
    assert len(entries(town)) == len(town.journal.facts())
    assert stranger(town.site / "current", tmp_path) == 0
    assert read_checkpoint(next((town.evidence / "former").iterdir()) / "checkpoint") == last


@pytest.mark.parametrize("name", ["https://kpu.example.org", "kpu.example.org/", "dua kata", "a+b", ""])
def test_a_log_has_a_name_that_every_verifier_reads(published_town: Workspace, tmp_path: Path, name: str) -> None:
    workspace = Workspace(tmp_path)
    (tmp_path / "bukti.toml").write_bytes(published_town.configuration.read_bytes())
    with pytest.raises(Refusal, match="PB-ORIGIN"):
        open_log(workspace, name, PHRASE, cost=CHEAP)
    assert [p.name for p in tmp_path.iterdir()] == ["bukti.toml"]


def test_a_witness_is_named_once_its_line_is_taken_and_nothing_else_changes(town: Workspace, tmp_path: Path) -> None:
    witness = Cosigner("saksi.example", b"w" * 32)
    text = note.parts((town.log / "checkpoint").read_bytes())[0]
    before = tree(town.root)
    with pytest.raises(Refusal, match="PB-COSIGNATURE"):
        take(town, Cosigner("saksi.example", b"x" * 32).cosign(text, 4_000_000_000), witness.vkey)
    assert tree(town.root) == before
    assert take(town, witness.cosign(text, 4_000_000_000), witness.vkey) == 1
    changed = {path for path, content in tree(town.root).items() if before.get(path) != content}
    pages = {f"site/1/{language}/verify/index.html" for language in ("id", "en")}
    records = {"private/signed", "evidence/signed", "evidence/log/checkpoint", "site/1/log/checkpoint"}
    assert changed == pages | records
    page = (town.site / "1" / "en" / "verify" / "index.html").read_text(encoding="utf-8")
    assert "saksi.example" in page
    assert "No witness" not in page
    assert stranger(town.site / "current", tmp_path, "--witness", witness.vkey) == 0
