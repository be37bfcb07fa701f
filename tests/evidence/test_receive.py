"""Bytes are received once, whole, and never lost; what is known already changes nothing."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass, field
from pathlib import Path

import pytest

from bukti.evidence import durable
from bukti.evidence.durable import scratch
from bukti.evidence.receive import UNITS, Receipt, Received, Wanted, commit, keep_text, known, stage
from bukti.evidence.workspace import InboxFile, Workspace
from bukti.vocabulary.problems import Refusal

EARLY, LATE = "2019-04-18T00:00:00.000Z", "2019-04-19T00:00:00.000Z"


@dataclass(frozen=True)
class Office:
    """A workspace whose inbox is filled and taken in file by file."""

    workspace: Workspace
    wanted: list[Wanted] = field(default_factory=list)

    def want(
        self, entry: str, *names: str, series: str = "kpu", as_of: str | None = None, by_name: bool = False
    ) -> None:
        files = tuple(InboxFile(name, self.workspace.inbox / name) for name in names)
        self.wanted[:] = [w for w in self.wanted if w.entry != entry]
        self.wanted.append(Wanted(entry, files, as_of, series, by_name, meaning=series))

    def put(self, name: str, content: bytes) -> Path:
        path = self.workspace.inbox / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content)
        return path

    def take(self) -> Receipt:
        """What was staged and then committed."""
        with scratch(self.workspace.build) as folder:
            receipt = stage(self.workspace, self.wanted, folder)
            commit(self.workspace, receipt)
        return receipt

    @property
    def objects(self) -> dict[str, bytes]:
        folder = self.workspace.objects
        return {p.name: p.read_bytes() for p in folder.iterdir()} if folder.is_dir() else {}

    def everything(self) -> dict[str, tuple[bytes, int]]:
        root = self.workspace.evidence
        return {str(p): (p.read_bytes(), p.stat().st_mtime_ns) for p in root.rglob("*") if p.is_file()}


@pytest.fixture
def office(tmp_path: Path) -> Office:
    return Office(Workspace(tmp_path))


def sha256(content: bytes) -> str:
    return hashlib.sha256(content).hexdigest()


def codes(receipt: Receipt) -> list[tuple[str, str, str]]:
    return [(n.code, n.place.file, n.found) for n in receipt.notices]


def test_a_file_lies_under_its_digest_and_stands_in_the_journal(office: Office) -> None:
    office.put("tps.csv", b"a,b\n")
    office.want("stations", "tps.csv", as_of=EARLY)
    receipt = office.take()
    assert office.objects == {sha256(b"a,b\n"): b"a,b\n"}
    (fact,) = office.workspace.journal.facts()
    received_at = fact.pop("received_at")
    assert fact == {
        "kind": "source", "entry": "stations", "name": "tps.csv", "sha256": sha256(b"a,b\n"), "bytes": 4,
        "as_of": EARLY, "series": "kpu", "by_name": False,
    }  # fmt: skip
    assert str(received_at).endswith("Z")
    assert [s.received.name for s in receipt.staged] == ["tps.csv"]


def test_the_same_bytes_twice_change_nothing(office: Office) -> None:
    office.put("tps.csv", b"a")
    office.want("stations", "tps.csv")
    office.take()
    before = office.everything()
    receipt = office.take()
    assert (receipt.new, receipt.copies, receipt.notices) == ([], {}, [])
    assert office.everything() == before
    assert [s.received.name for s in receipt.staged] == ["tps.csv"]


def test_the_same_bytes_under_another_name_are_known_already(office: Office) -> None:
    office.put("tps.csv", b"a")
    office.want("stations", "tps.csv")
    office.take()
    office.put("copy.csv", b"a")
    office.want("stations", "tps.csv", "copy.csv")
    before = office.everything()
    receipt = office.take()
    assert codes(receipt) == [("EV-ALREADY-KNOWN", "copy.csv", "tps.csv")]
    assert office.everything() == before
    assert len(receipt.staged) == 1


def test_the_same_bytes_in_another_entry_of_the_series_are_known_already(office: Office) -> None:
    office.put("tps.csv", b"a")
    office.want("stations", "tps.csv")
    office.want("stations-later", "tps.csv")
    receipt = office.take()
    assert codes(receipt) == [("EV-ALREADY-KNOWN", "tps.csv", "tps.csv")]
    assert [s.received.entry for s in receipt.staged] == ["stations"]


def test_the_unit_table_may_be_the_same_file_as_a_source(office: Office) -> None:
    office.put("recap.csv", b"a")
    office.want(UNITS, "recap.csv", series="")
    office.want("recap", "recap.csv", series="plenary")
    receipt = office.take()
    assert receipt.notices == []
    assert [s.received.entry for s in receipt.staged] == [UNITS, "recap"]
    assert len(office.objects) == 1


def test_the_same_bytes_may_be_read_for_another_series(office: Office) -> None:
    office.put("tps.csv", b"a")
    office.want("kpu", "tps.csv")
    office.want("crowd", "tps.csv", series="crowd")
    receipt = office.take()
    assert [s.received.series for s in receipt.staged] == ["kpu", "crowd"]
    assert receipt.staged[0].received.source_id != receipt.staged[1].received.source_id


def test_where_names_say_the_unit_the_same_bytes_under_two_names_are_two_sources(office: Office) -> None:
    office.put("1001.json", b"{}")
    office.put("1002.json", b"{}")
    office.want("sirekap", "1001.json", "1002.json", by_name=True)
    receipt = office.take()
    assert receipt.notices == []
    assert [s.received.name for s in receipt.staged] == ["1001.json", "1002.json"]
    assert len({s.received.source_id for s in receipt.staged}) == 2
    assert len(office.objects) == 1
    assert office.take().new == []


def test_overwriting_or_removing_a_file_loses_nothing(office: Office) -> None:
    path = office.put("tps.csv", b"first")
    office.want("stations", "tps.csv")
    office.take()
    office.put("tps.csv", b"second")
    assert [s.received.sha256 for s in office.take().staged] == sorted([sha256(b"first"), sha256(b"second")])
    path.unlink()
    office.want("stations")
    assert {s.path.read_bytes() for s in office.take().staged} == {b"first", b"second"}


def test_a_corrected_moment_is_one_more_fact_about_the_same_bytes(office: Office) -> None:
    office.put("tps.csv", b"a")
    office.want("stations", "tps.csv", as_of=EARLY)
    first = office.take().staged[0].received
    office.want("stations", "tps.csv", as_of=LATE)
    receipt = office.take()
    (second,) = [s.received for s in receipt.staged]
    assert (first.as_of, second.as_of) == (EARLY, LATE)
    assert first.source_id == second.source_id
    assert [f["as_of"] for f in office.workspace.journal.facts()] == [EARLY, LATE]
    assert len(office.objects) == 1
    assert office.take().new == []


def test_a_moment_taken_back_to_an_earlier_one_stands_again(office: Office) -> None:
    office.put("tps.csv", b"a")
    for moment in (EARLY, LATE, EARLY):
        office.want("stations", "tps.csv", as_of=moment)
        office.take()
    assert [r.as_of for r in known(office.workspace).values()] == [EARLY]


def test_an_object_that_was_altered_on_the_disk_is_refused(office: Office) -> None:
    office.put("tps.csv", b"honest")
    office.want("stations", "tps.csv")
    office.take()
    (office.workspace.objects / sha256(b"honest")).write_bytes(b"forged")
    with pytest.raises(Refusal) as refusal:
        office.take()
    (problem,) = refusal.value.problems
    assert problem.code == "EV-OBJECT-ALTERED"
    assert (problem.place.file, problem.found, problem.expected) == ("tps.csv", sha256(b"forged"), sha256(b"honest"))


def test_an_object_that_is_gone_is_refused(office: Office) -> None:
    path = office.put("tps.csv", b"a")
    office.want("stations", "tps.csv")
    office.take()
    (office.workspace.objects / sha256(b"a")).unlink()
    path.unlink()
    office.want("stations")
    with pytest.raises(Refusal, match="EV-OBJECT-MISSING"):
        office.take()


def test_a_file_that_changes_between_two_looks_is_refused(office: Office, monkeypatch: pytest.MonkeyPatch) -> None:
    office.put("tps.csv", b"first")
    office.want("stations", "tps.csv")
    copy_in = durable.copy_in

    def overwritten(source: Path, folder: Path, name: str) -> durable.Copy:
        source.write_bytes(b"second")
        return copy_in(source, folder, name)

    monkeypatch.setattr(durable, "copy_in", overwritten)
    with pytest.raises(Refusal, match="EV-CHANGED-WHILE-READ"):
        office.take()
    assert office.everything() == {}


def test_a_refusal_leaves_evidence_as_it_was(office: Office) -> None:
    office.put("good.csv", b"a")
    office.want("stations", "good.csv", "absent.csv")
    with pytest.raises(Refusal):
        office.take()
    assert office.everything() == {}


def test_objects_are_there_before_the_journal_names_them(office: Office, monkeypatch: pytest.MonkeyPatch) -> None:
    """Killed between the two, the bytes are on the disk and unnamed; the next receipt names them."""
    office.put("tps.csv", b"a")
    office.want("stations", "tps.csv")

    def killed(*_: object) -> None:
        raise KeyboardInterrupt

    with monkeypatch.context() as patch:
        patch.setattr(durable, "write", killed)
        with pytest.raises(KeyboardInterrupt):
            office.take()
    assert office.objects == {sha256(b"a"): b"a"}
    assert office.workspace.journal.facts() == []
    office.take()
    assert [f["name"] for f in office.workspace.journal.facts()] == ["tps.csv"]


def test_files_are_staged_in_the_order_of_entries_and_names(office: Office) -> None:
    for name in ("b", "a", "c"):
        office.put(name, name.encode())
    office.want("second", "b", "a")
    office.want("first", "c", series="crowd")
    assert [s.received.name for s in office.take().staged] == ["a", "b", "c"]


def test_what_the_journal_says_is_read_back_as_it_was(office: Office) -> None:
    given = Received("e", "folder/1.json", "ab", 3, EARLY, "kpu crowd", by_name=True)
    office.workspace.journal.append([given.fact(LATE)])
    (back,) = known(office.workspace).values()
    assert back == given


def test_a_text_in_force_is_kept_where_it_says_something_else_than_before(office: Office) -> None:
    first = keep_text(office.workspace, "configuration", "bukti.toml", b"one")
    office.workspace.journal.append(first)
    assert keep_text(office.workspace, "configuration", "bukti.toml", b"one") == []
    (second,) = keep_text(office.workspace, "configuration", "bukti.toml", b"two")
    assert second == {"kind": "configuration", "name": "bukti.toml", "sha256": sha256(b"two"), "bytes": 3}
    assert office.objects == {sha256(b"one"): b"one", sha256(b"two"): b"two"}
    office.workspace.journal.append([second])
    assert keep_text(office.workspace, "configuration", "bukti.toml", b"one") != [], "taken back: in force again"
