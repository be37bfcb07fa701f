"""The journal: one small file a receipt, in order, never rewritten."""

from __future__ import annotations

import hashlib
from pathlib import Path

import pytest

from bukti.evidence import durable
from bukti.evidence.journal import Fact, Journal, line
from bukti.vocabulary.problems import Refusal

FIRST: Fact = {"kind": "source", "name": "tps.csv", "sha256": "ab", "bytes": 3, "as_of": None}
SECOND: Fact = {"kind": "source", "name": "désa.csv", "sha256": "cd", "bytes": 4, "as_of": "2019-04-17T00:00:00.000Z"}


def test_facts_come_back_in_the_order_of_their_receipt(tmp_path: Path) -> None:
    journal = Journal(tmp_path / "journal")
    assert journal.facts() == []
    journal.append([FIRST])
    journal.append([SECOND, FIRST])
    assert journal.facts() == [FIRST, SECOND, FIRST]
    assert [f.name for f in journal.files()] == ["00000001.jsonl", "00000002.jsonl"]


def test_a_receipt_of_nothing_leaves_no_file(tmp_path: Path) -> None:
    Journal(tmp_path / "journal").append([])
    assert list(tmp_path.iterdir()) == []


def test_what_is_written_is_never_rewritten(tmp_path: Path) -> None:
    journal = Journal(tmp_path)
    journal.append([FIRST])
    (before,) = journal.files()
    stamp, content = before.stat().st_mtime_ns, before.read_bytes()
    journal.append([SECOND])
    assert (before.stat().st_mtime_ns, before.read_bytes()) == (stamp, content)


def test_equal_facts_are_equal_bytes() -> None:
    assert line({"b": 1, "a": "é"}) == line({"a": "é", "b": 1}) == '{"a":"é","b":1}'


def test_a_receipt_is_all_there_or_not_at_all(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    journal = Journal(tmp_path)
    journal.append([FIRST])

    def full(_: int) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(durable, "_sync", full)
    with pytest.raises(OSError, match="No space"):
        journal.append([SECOND, SECOND])
    assert journal.facts() == [FIRST]
    assert len(list(tmp_path.glob("*.jsonl"))) == 1


def test_half_a_file_of_a_killed_run_is_no_receipt(tmp_path: Path) -> None:
    journal = Journal(tmp_path)
    journal.append([FIRST])
    (tmp_path / f"{durable.TEMPORARY}00").write_text('{"kind":')
    assert journal.facts() == [FIRST]


def test_a_damaged_line_is_refused_with_its_place(tmp_path: Path) -> None:
    journal = Journal(tmp_path)
    journal.append([FIRST, SECOND])
    (file,) = journal.files()
    file.write_text(file.read_text(encoding="utf-8").splitlines()[0] + '\n{"kind":"sou\n', encoding="utf-8")
    file.with_suffix(".sha256").unlink()  # as of before there were digests
    with pytest.raises(Refusal) as refusal:
        journal.facts()
    (problem,) = refusal.value.problems
    assert (problem.code, problem.place.file, problem.place.row) == ("EV-JOURNAL-DAMAGED", "00000001.jsonl", 2)
    assert problem.found == '{"kind":"sou'


def test_a_file_that_is_not_as_it_was_written_is_refused_and_so_is_one_that_is_gone(tmp_path: Path) -> None:
    """Also where its lines are good JSON, and where its digest is gone after an earlier file that has one."""
    journal = Journal(tmp_path)
    for fact in (FIRST, SECOND, FIRST):
        journal.append([fact])
    first, second, third = journal.files()
    content = second.read_bytes()
    assert second.with_suffix(".sha256").read_text() == f"{hashlib.sha256(content).hexdigest()}  {second.name}\n"
    second.write_bytes(content.replace(b"2", b"3", 1))
    assert refused(journal) == ("EV-JOURNAL-ALTERED", second.name)
    second.write_bytes(content)
    second.with_suffix(".sha256").unlink()
    assert refused(journal) == ("EV-JOURNAL-ALTERED", second.name)
    second.unlink()
    assert refused(journal) == ("EV-JOURNAL-MISSING", second.name)
    third.unlink()
    first.with_suffix(".sha256").unlink()
    assert journal.facts() == [FIRST]


def refused(journal: Journal) -> tuple[str, str]:
    with pytest.raises(Refusal) as refusal:
        journal.facts()
    (problem,) = refusal.value.problems
    return problem.code, problem.place.file


@pytest.mark.parametrize("name", ["a\u2028b.csv", "a\u0085b.csv", "a\vb.csv", "a\nb.csv", "a\r\nb.csv"])
def test_a_name_with_a_line_end_of_some_kind_comes_back(tmp_path: Path, name: str) -> None:
    journal = Journal(tmp_path)
    journal.append([{**FIRST, "name": name}, SECOND])
    assert journal.facts() == [{**FIRST, "name": name}, SECOND]


@pytest.mark.parametrize("written", ["[1]", '"text"', "3", ""])
def test_a_line_that_is_no_object_is_refused(tmp_path: Path, written: str) -> None:
    (tmp_path / "00000001.jsonl").write_text(written + "\n")
    with pytest.raises(Refusal, match="EV-JOURNAL-DAMAGED"):
        Journal(tmp_path).facts()


def test_bytes_that_are_no_text_are_refused_and_not_a_fault(tmp_path: Path) -> None:
    (tmp_path / "00000001.jsonl").write_bytes(b'{"a":1}\n{"name":"\xff"}\n')
    with pytest.raises(Refusal) as refusal:
        Journal(tmp_path).facts()
    assert refusal.value.problems[0].place.row == 2
