"""The workspace as it was: its facts by number and by time, its declarations out of evidence."""

from __future__ import annotations

import hashlib
from importlib import resources
from pathlib import Path

import pytest
from tests.recap.small import Election, papers, written

from bukti.evidence import durable
from bukti.evidence.journal import Fact, Journal
from bukti.evidence.past import as_it_was, moment_named, terms_then
from bukti.evidence.workspace import Workspace
from bukti.vocabulary.problems import Refusal

TABLE = "village,tps,p1,p2\na,1,10,5\n"


def facts(*received: str, kind: str = "source") -> list[Fact]:
    return [{"kind": kind, "received_at": f"2024-02-14T{hour}:00Z"} for hour in received]


def workspace(folder: Path, *parts: list[Fact]) -> Workspace:
    found = Workspace(folder)
    for part in parts:
        found.journal.append(part)
    return found


def told(folder: Workspace, text: str) -> str:
    with pytest.raises(Refusal) as refused:
        moment_named(folder, text)
    (problem,) = refused.value.problems
    return f"{problem.code} {problem.found} {problem.expected}"


def test_a_moment_takes_the_facts_before_the_first_that_was_received_later(tmp_path: Path) -> None:
    first = facts("12:00", kind="configuration")
    found = workspace(tmp_path, first + facts("12:00", "12:30"), facts("14:00"), facts("13:00"))
    assert moment_named(found, "2024-02-14T12:00+00:00").facts == 2
    assert moment_named(found, "2024-02-14T20:30+07:00").facts == 3, "13.30 UTC: the clock was set back after 14.00"
    assert moment_named(found, "2024-02-14T14:00Z").facts == 5
    assert moment_named(found, "2024-02-14T14:00Z").name == "2024-02-14T140000Z"


def test_a_number_takes_the_facts_that_its_publication_stood_on(tmp_path: Path) -> None:
    publication: Fact = {"kind": "publication", "number": 7, "facts": 2, "received_at": "2024-02-14T13:00:00Z"}
    found = workspace(tmp_path, facts("12:00", kind="configuration") + facts("12:10"), [publication], facts("14:00"))
    assert (moment_named(found, "7").facts, moment_named(found, "007").name) == (2, "7")
    assert told(found, "8") == "EV-AT-NO-PUBLICATION 8 7"


def test_what_names_no_time_is_refused_with_an_example(tmp_path: Path) -> None:
    found = workspace(tmp_path, facts("12:00", kind="configuration"))
    for text in ("yesterday", "2024-02-14", "2024-02-14T21:00", "2024-02-31T21:00+07:00"):
        assert told(found, text) == f"EV-AT-NO-MOMENT {text} 2024-02-14T21:00+07:00"
    assert told(found, "2024-02-14T11:59Z") == "EV-AT-BEFORE-ALL 2024-02-14T11:59Z 2024-02-14T12:00:00Z"
    assert told(found, "1") == "EV-AT-NO-PUBLICATION 1 –"


def test_the_past_sees_its_facts_no_file_of_the_inbox_and_takes_nothing_in(tmp_path: Path) -> None:
    found = workspace(tmp_path, facts("12:00", kind="configuration") + facts("12:10", "12:20"))
    (tmp_path / "sources").mkdir()
    (tmp_path / "sources" / "new.csv").write_text("x")
    then = as_it_was(found, moment_named(found, "2024-02-14T12:10Z"), tmp_path / "then")
    assert [f["received_at"][11:16] for f in then.journal.facts()] == ["12:00", "12:10"]
    assert then.files("new.csv") == []
    assert then.build == tmp_path / "then"
    with pytest.raises(AssertionError):
        Journal(then.evidence / "journal", 2).append(facts("15:00"))


def test_the_profile_of_then_is_read_out_of_evidence(tmp_path: Path) -> None:
    found = written(tmp_path, Election([papers(TABLE)]))
    declared = found.configuration.read_bytes()
    folder = resources.files("bukti.profiles") / "id" / "presidential-2019"
    names = ["election.yaml", *sorted(f"sheets/{f.name}" for f in (folder / "sheets").iterdir())]
    texts = [(n, (folder / n).read_text(encoding="utf-8")) for n in names]
    text = "".join(f"# id/presidential-2019/{n}\n{t}" for n, t in texts).replace("value: 500", "value: 499")
    assert "value: 499" in text
    kept: list[Fact] = []
    for kind, name, content in (("configuration", "bukti.toml", declared), ("profile", "id/presidential-2019",
                                                                             text.encode())):  # fmt: skip
        digest = hashlib.sha256(content).hexdigest()
        durable.write(found.objects / digest, content)
        kept.append({"kind": kind, "name": name, "sha256": digest, "received_at": "2024-02-14T12:00:00Z"})
    found.journal.append(kept)
    then = as_it_was(found, moment_named(found, "2024-02-14T12:00Z"), tmp_path / "then")
    assert terms_then(then, tmp_path / "scratch").caps["station_cap"] == 499
