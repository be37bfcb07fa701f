"""A publication that must not stay leaves the site; its entry stays, and the log says that it left, and why."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from tests.cli.running import bukti
from tests.publish.office import PHRASE, at, bring, codes, entries, publish_at, stranger, tree

from bukti.cli.withdraw import REASONS as OFFERED
from bukti.evidence.workspace import Workspace
from bukti.publish.withdrawal import REASONS, withdraw
from bukti.vocabulary.problems import Refusal


@pytest.fixture
def twice(town: Workspace) -> Workspace:
    """A town with two publications that differ."""
    bring(town)
    assert publish_at(town, "02").number == 2
    return town


def test_a_withdrawn_publication_is_gone_and_its_entry_stays(twice: Workspace, tmp_path: Path) -> None:
    before = [json.dumps(entry) for entry in entries(twice)]
    [index] = [n for n, e in enumerate(entries(twice)) if (e["kind"], e.get("number")) == ("publication", 1)]
    shown = tree(twice.site / "2")
    done = withdraw(twice, 1, "personal-data", at("03"))
    assert (done.number, done.index) == (1, index)
    assert sorted(path.name for path in twice.site.iterdir()) == ["2", "current"]
    assert tree(twice.site / "2") == shown
    publish_at(twice, "04")
    after = entries(twice)
    assert [json.dumps(entry) for entry in after[: len(before)]] == before
    [said] = [e for e in after if e["kind"] == "withdrawal"]
    assert {k: said[k] for k in ("index", "reason", "at")} == {
        "index": index,
        "reason": "personal-data",
        "at": at("03"),
    }
    assert set(said) == {"kind", "fact", "at", "index", "reason"}, "no free text"
    for language, words in (("en", "Publication 1 was taken off the site because"), ("id", "Publikasi 1 dikeluarkan")):
        page = (twice.site / "current" / language / "verify" / "index.html").read_text(encoding="utf-8")
        assert words in page
    assert stranger(twice.site / "current", tmp_path) == 0


def test_what_other_publications_hold_too_is_counted(twice: Workspace) -> None:
    both = {p for p, content in tree(twice.site / "1").items() if tree(twice.site / "2").get(p) == content}
    done = withdraw(twice, 1, "wrong-files", at("03"))
    assert 0 < done.shared <= len(both)


def test_what_the_public_sees_now_is_never_withdrawn(twice: Workspace) -> None:
    before = tree(twice.root)
    with pytest.raises(Refusal) as refusal:
        withdraw(twice, 2, "personal-data", at("03"))
    assert codes(refusal.value)[0][0] == "PB-WITHDRAW-SHOWN"
    with pytest.raises(Refusal) as refusal:
        withdraw(twice, 7, "personal-data", at("03"))
    assert codes(refusal.value)[0][0] == "EV-AT-NO-PUBLICATION"
    assert refusal.value.problems[0].expected == "1 2"
    assert tree(twice.root) == before


def test_a_withdrawal_struck_before_the_files_went_is_ended_by_the_next(
    twice: Workspace, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("bukti.publish.withdrawal._remove", lambda _: 1 // 0)
    with pytest.raises(ZeroDivisionError):
        withdraw(twice, 1, "court-order", at("03"))
    monkeypatch.undo()
    facts = twice.journal.facts()
    assert (facts[-1]["kind"], (twice.site / "1").is_dir()) == ("withdrawal", True)
    withdraw(twice, 1, "court-order", at("04"))
    assert twice.journal.facts() == facts
    assert not (twice.site / "1").exists()


def test_the_command_says_what_was_withdrawn(twice: Workspace, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("BUKTI_PASSPHRASE", PHRASE)
    assert bukti("withdraw", "1", at=twice.root).code == 2
    assert bukti("withdraw", "2", "--reason", "court-order", at=twice.root).code == 2
    done = bukti("withdraw", "1", "--reason", "court-order", at=twice.root)
    assert (done.code, "Publication 1 (entry" in done.out) == (0, True), done.err
    assert OFFERED == REASONS
