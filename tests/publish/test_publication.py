"""A publication is what was built, numbered and signed; what was signed is never contradicted."""

from __future__ import annotations

import json
import shutil
from collections.abc import Callable
from hashlib import sha256
from pathlib import Path

import pytest
from tests.publish.office import (
    PHRASE,
    at,
    bring,
    built,
    codes,
    entries,
    opened_town,
    publish_at,
    read_checkpoint,
    stranger,
    tree,
)

from bukti.evidence import log as logs
from bukti.evidence.journal import Fact
from bukti.evidence.keys import make
from bukti.evidence.leaves import leaves
from bukti.evidence.workspace import Workspace
from bukti.publish.opening import state_incident
from bukti.publish.publication import publish
from bukti.vocabulary.problems import Refusal


def test_a_stranger_finds_everything_right_in_what_is_published(published_town: Workspace, tmp_path: Path) -> None:
    assert stranger(published_town.site / "current", tmp_path) == 0


def test_every_fact_is_one_entry_in_the_order_of_the_journal_behind_the_opening(published_town: Workspace) -> None:
    facts = published_town.journal.facts()
    kinds = [fact["kind"] for fact in facts]
    assert kinds == ["source", "source", "source", "configuration", "profile", "opening", "publication"]
    said = entries(published_town)
    assert [e["fact"] for e in said] == [5, 0, 1, 2, 3, 4, 6]
    assert [e["kind"] for e in said] == ["opening", *kinds[:5], "publication"]
    assert (said[-1]["number"], said[-1]["facts"], said[-1]["previous"]) == (1, 6, None)


def test_an_entry_says_what_it_always_said() -> None:
    """These bytes are signed for ever: what changes one of them contradicts every log there is."""
    facts: list[Fact] = [
        {"kind": "source", "entry": "tps", "name": "rahasia.csv", "sha256": "ab" * 32, "bytes": 5, "as_of": None,
         "series": "office", "by_name": False, "definition": "12" * 32, "received_at": "2099-01-01T00:00:00Z"},
        {"kind": "decision", "name": "a.toml", "sha256": "34" * 32, "bytes": 9, "effect": "set-field",
         "units": ["u:1/001"], "role": "verifier", "reason": "typing", "touches": [],
         "received_at": "2099-01-01T00:00:00Z"},
        {"kind": "opening", "origin": "o.example", "vkey": "v", "software": "cd" * 32, "profile": "ef" * 32,
         "previous": None, "received_at": "2099-01-01T00:00:01Z"},
        {"kind": "incident", "what": "gap", "from": "2099-01-01T00:00:00Z", "to": None,
         "received_at": "2099-01-01T00:00:02Z"},
    ]  # fmt: skip
    source_id = sha256(b"tps\0" + b"ab" * 32).hexdigest()[:16]
    decision_id = sha256(b"decision\0" + b"34" * 32).hexdigest()[:16]
    assert [leaf.entry.decode() for leaf in leaves(facts)] == [
        '{"at":"2099-01-01T00:00:01Z","fact":2,"kind":"opening","origin":"o.example","previous":null,"profile":"'
        + "ef" * 32 + '","software":"' + "cd" * 32 + '","vkey":"v"}',
        '{"as_of":null,"at":"2099-01-01T00:00:00Z","bytes":5,"definition":"' + "12" * 32
        + '","fact":0,"kind":"source","series":"office","sha256":"' + "ab" * 32 + f'","source_id":"{source_id}"}}',
        '{"at":"2099-01-01T00:00:00Z","bytes":9,"effect":"set-field","fact":1,"kind":"decision","reason":"typing",'
        '"role":"verifier","sha256":"' + "34" * 32 + f'","source_id":"{decision_id}","units":["u:1/001"]}}',
        '{"at":"2099-01-01T00:00:02Z","fact":3,"from":"2099-01-01T00:00:00Z","kind":"incident","to":null,"what":"gap"}',
    ]  # fmt: skip


def test_no_file_name_stands_in_the_log_or_in_the_published_data(published_town: Workspace) -> None:
    for path, content in tree(published_town.site / "1").items():
        if path.startswith(("log/", "data/", "publication", "receipts/")):
            assert b"stations.csv" not in content, path


def test_where_nothing_changed_nothing_is_signed(town: Workspace) -> None:
    before = tree(town.root)
    again = publish_at(town, "02")
    assert (again.number, again.new) == (1, False)
    assert tree(town.root) == before


def test_what_changed_is_the_next_number_and_what_did_not_stays_the_same_file(
    published_twice: Workspace, tmp_path: Path
) -> None:
    town = published_twice
    assert stranger(town.site / "current", tmp_path) == 0
    assert (town.site / "current").readlink() == Path("2")
    said = entries(town)
    assert [e["kind"] for e in said[7:]] == ["source", "publication"]
    assert (said[-1]["number"], said[-1]["previous"]) == (2, 6)

    def page(number: int, path: str) -> Path:
        return town.site / str(number) / path / "index.html"

    moved, still = "id/president/kota-kecil/utara", "id/method"
    assert page(1, still).samefile(page(2, still))
    assert "sejak publikasi nomor 1." in page(2, still).read_text(encoding="utf-8")
    assert not page(1, moved).samefile(page(2, moved))
    assert "sejak publikasi nomor 2." in page(2, moved).read_text(encoding="utf-8")
    first, second = (town.site / n / "receipts" / "1.tlog-proof" for n in ("1", "2"))
    assert first.samefile(second), "a receipt stays as it was given"


def test_the_first_publication_is_as_it_was_after_the_second(
    published_town: Workspace, published_twice: Workspace
) -> None:
    assert tree(published_twice.site / "1") == tree(published_town.site / "1")


def test_a_preview_says_that_it_is_not_published(published_town: Workspace) -> None:
    for file in published_town.preview.glob("??/**/index.html"):
        text = file.read_text(encoding="utf-8")
        assert text.count('<p class="publication">') == 1, file
        assert "belum diumumkan" in text or "not published" in text


def test_tables_behind_the_evidence_are_not_published(town: Workspace) -> None:
    with (town.root / "bukti.toml").open("a", encoding="utf-8") as file:
        file.write("\n# another word\n")
    before = tree(town.root)
    with pytest.raises(Refusal) as refusal:
        publish_at(town, "02")
    assert codes(refusal.value) == [("PB-NOT-UP-TO-DATE", "bukti.toml")]
    assert tree(town.root) == before
    built(town)
    town.journal.append([{"kind": "candidates", "name": "x", "sha256": "0" * 64, "bytes": 1, "received_at": at("02")}])
    with pytest.raises(Refusal, match="PB-NOT-UP-TO-DATE"):
        publish_at(town, "02")


def test_nothing_is_published_before_a_log_is_open(published_town: Workspace, tmp_path: Path) -> None:
    workspace = Workspace(tmp_path / "town")
    for part in ("sources", "build"):
        shutil.copytree(published_town.root / part, workspace.root / part)
    shutil.copy(published_town.configuration, workspace.root)
    with pytest.raises(Refusal, match="PB-NOT-OPENED"):
        publish_at(workspace, "02")


# ---- what was signed is never contradicted


@pytest.fixture
def restored(published_town: Workspace, published_twice: Workspace, tmp_path: Path) -> Callable[..., Workspace]:
    """The town after its second publication, with some parts as they were before it."""

    def made(*parts: str) -> Workspace:
        town = Workspace(Path(shutil.copytree(published_twice.root, tmp_path / "restored", symlinks=True)))
        for part in parts:
            shutil.rmtree(town.root / part)
            shutil.copytree(published_town.root / part, town.root / part, symlinks=True)
        return town

    return made


@pytest.mark.parametrize(
    ("parts", "place"),
    [
        (["evidence", "build"], "private/signed"),
        (["evidence", "build", "private"], "site/current/log/checkpoint"),
    ],
)
def test_a_restored_copy_that_is_behind_what_was_signed_signs_nothing(
    restored: Callable[..., Workspace], parts: list[str], place: str
) -> None:
    town = restored(*parts)
    before = tree(town.root)
    with pytest.raises(Refusal) as refusal:
        publish_at(town, "03")
    assert codes(refusal.value) == [("PB-BEHIND", place)]
    assert [(p.found, p.expected) for p in refusal.value.problems] == [("9", "7")]
    assert tree(town.root) == before


def test_an_older_key_folder_beside_newer_evidence_is_no_harm(restored: Callable[..., Workspace]) -> None:
    assert publish_at(restored("private"), "03").number == 2


def test_a_fact_that_was_changed_after_it_was_signed_is_named(town: Workspace) -> None:
    facts = town.journal.facts()
    facts[0]["bytes"] += 1
    shutil.rmtree(town.journal.folder)
    town.journal.append(facts)
    with pytest.raises(Refusal) as refusal:
        publish_at(town, "03")
    assert codes(refusal.value) == [("PB-FORK", "private/signed")]
    assert refusal.value.problems[0].found == "1", "entry 1 is the journal's first fact, behind the opening"


def test_with_both_records_gone_nothing_new_is_signed(town: Workspace) -> None:
    (town.private / "signed").unlink()
    (town.evidence / "signed").unlink()
    bring(town)
    before = tree(town.site)
    with pytest.raises(Refusal, match="PB-NO-RECORD"):
        publish_at(town, "03")
    assert tree(town.site) == before


# ---- time, software, incidents


def test_a_clock_that_runs_backwards_is_told_and_not_believed(town: Workspace) -> None:
    state_incident(town, "gap", "2099-04-18T01:00:00+00:00", None, at("05"))
    found = publish(town, lambda _: PHRASE, at("03"))
    assert [(p.code, p.found, p.expected) for p in found.notices] == [("PB-CLOCK", at("03"), at("05"))]
    assert entries(town)[-1]["at"] == at("05")


def test_other_software_is_an_entry_before_its_first_publication(published_town: Workspace, tmp_path: Path) -> None:
    workspace = Workspace(Path(shutil.copytree(published_town.root / "sources", tmp_path / "t" / "sources")).parent)
    shutil.copy(published_town.configuration, workspace.root)
    built(workspace)
    signer = make(workspace, "o.example/x", PHRASE, cost=1 << 10)
    opening = {"kind": "opening", "origin": "o.example/x", "vkey": signer.vkey, "software": "0" * 64,
               "profile": "0" * 64, "previous": None, "received_at": at("00")}  # fmt: skip
    workspace.journal.append([opening])
    first = [leaf.entry for leaf in leaves(workspace.journal.facts())][:1]
    logs.grow(workspace, 0, first, logs.signed_note("o.example/x", first, [signer]))
    publish_at(workspace, "01")
    said = entries(workspace)
    assert [e["kind"] for e in said[-2:]] == ["software", "publication"]
    assert said[-2]["sha256"] == said[-1]["software"] != "0" * 64


def test_an_incident_is_an_entry_and_stands_on_the_page(town: Workspace, tmp_path: Path) -> None:
    state_incident(town, "outage", "2099-04-18T09:00:00+07:00", "2099-04-18T10:30:00+07:00", at("02"))
    assert publish_at(town, "03").number == 2
    told = [e for e in entries(town) if e["kind"] == "incident"]
    assert [(e["what"], e["from"], e["to"]) for e in told] == [
        ("outage", "2099-04-18T02:00:00Z", "2099-04-18T03:30:00Z")
    ]
    page = (town.site / "current" / "en" / "verify" / "index.html").read_text(encoding="utf-8")
    assert "did not work: 18 Apr 2099 09:00 WIB – 18 Apr 2099 10:30 WIB" in page
    assert stranger(town.site / "current", tmp_path) == 0


# ---- the same evidence, the same site


def test_two_workspaces_of_the_same_evidence_key_and_times_publish_the_same_site(tmp_path: Path) -> None:
    twins = []
    opened = opened_town(tmp_path / "first")
    for name in ("one", "two"):
        shutil.copytree(opened.root, tmp_path / name / "place")
        twins.append(Workspace(tmp_path / name / "place"))
    shutil.rmtree(twins[1].build)
    for workspace in twins:
        built(workspace)
        publish_at(workspace, "01")
    assert tree(twins[0].site) == tree(twins[1].site)
    assert tree(twins[0].log) == tree(twins[1].log)


def test_the_manifest_lists_every_file_but_what_comes_after_it(published_town: Workspace) -> None:
    site = published_town.site / "1"
    listed = json.loads((site / "manifest.json").read_bytes())["files"]
    assert [f["path"] for f in listed] == sorted(f["path"] for f in listed)
    after = ("log/", "receipts/", "manifest.json", "publication.json", "id/verify/", "en/verify/")
    there = {p: c for p, c in tree(site).items() if not p.startswith(after)}
    assert {f["path"]: (f["bytes"], f["sha256"]) for f in listed} == {
        path: (len(content), sha256(content).hexdigest()) for path, content in there.items()
    }


def test_the_pages_that_print_the_root_print_the_signed_one(published_town: Workspace) -> None:
    state = read_checkpoint(published_town.log / "checkpoint")
    lines = (published_town.log / "checkpoint").read_text(encoding="utf-8").splitlines()
    for language, none in (("id", "Belum ada saksi"), ("en", "No witness")):
        page = (published_town.site / "1" / language / "verify" / "index.html").read_text(encoding="utf-8")
        plain = page.replace("&#x2f;", "/").replace("&#x2b;", "+")
        assert lines[2] in plain
        assert state.origin in plain
        assert none in plain
