"""What decisions do to what stands: each effect by hand, on papers of a few lines."""

from __future__ import annotations

import csv
import re
import shutil
from pathlib import Path

import pytest
from tests.cli.running import bukti
from tests.recap.deciding import DOCUMENT, decide
from tests.recap.small import Election, Papers, Result, papers, rebuilt, written

from bukti.engine.database import connect
from bukti.engine.store import Store
from bukti.evidence import durable
from bukti.evidence.past import Moment, as_it_was, terms_then
from bukti.evidence.workspace import Workspace
from bukti.publish.build import make, read
from bukti.publish.exports import write_all
from bukti.publish.opened import Opened

KPU = "village,tps,p1,p2,valid\na,1,10,20,30\na,2,30,4,43\nb,1,5,6,11\nc,1,7,8,15\nc,2,600,1,601\n"
CROWD = "village,tps,p1,p2,valid\na,1,11,20,31\na,2,30,13,43\n"
STATES = "stations_in, stations_held, stations_void, stations_missing, stations_expected"


def election(*more: Papers) -> Election:
    return Election((papers(KPU), papers(CROWD, "crowd"), *more))


@pytest.fixture(scope="module")
def built_town(tmp_path_factory: pytest.TempPathFactory) -> Workspace:
    """Five stations: c/002 states more than any station can, a/002 does not add up; the crowd reads a otherwise."""
    workspace = written(tmp_path_factory.mktemp("town") / "w", election())
    rebuilt(workspace).built.connection.close()
    return workspace


@pytest.fixture
def town(built_town: Workspace, tmp_path: Path) -> Workspace:
    """A copy of it, to decide about."""
    return Workspace(Path(shutil.copytree(built_town.root, tmp_path / "w")))


def of(found: Result, unit: str, columns: str) -> tuple[object, ...]:
    return found.one(f"""select {columns} from standing s join reading_c1 r on r.reading_id = s.reading_id
        where s.unit_id = 't:{unit}'""")


def test_nothing_is_decided_before_anybody_decides(town: Workspace) -> None:
    found = rebuilt(town)
    assert found.rows("select * from decision") == []
    assert found.rows("select distinct paper, chosen, decision from latest") == [("counts", False, "")]
    assert found.rows("select distinct life, decision from finding") == [("open", "")]
    assert found.tally("r1", f"v01, v02, {STATES}") == (52, 38, 4, 1, 0, 0, 5)


def test_set_field_gives_a_reading_of_its_own_that_counts_and_leaves_the_old_one_beside(town: Workspace) -> None:
    decide(town, "d1", "set-field", units=["a/002"], set=[("pair-2", 4, 13)], page=3, box="V.A.2")
    found = rebuilt(town)
    assert of(found, "a/002", "s.series, s.why, s.state, s.flagged, r.v01, r.v02, r.valid") == (
        "decision", "decision", "in", False, 30, 13, 43,
    )  # fmt: skip
    assert found.rows("select series, v02 from reading_c1 where unit_id = 't:a/002' order by series, v02") == [
        ("crowd", 13), ("decision", 13), ("kpu", 4),
    ]  # fmt: skip
    assert found.tally("a", "v01, v02") == (40, 33)
    assert found.tally("d1", "v01, v02") == (45, 39)
    assert found.tally("r1", f"v01, v02, {STATES}") == (52, 47, 4, 1, 0, 0, 5)
    assert found.tally("r1", "v01, v02", "series:kpu") == (52, 38)
    (row,) = found.rows("select effect, series, field, old, new, role, page, box, in_force from decision")
    assert row == ("set-field", "kpu", "v02", 4, 13, "kpu-clerk", 3, "V.A.2", True)
    places = "select s.entry, s.path, o.row from observation o join source s on s.source_id = o.source_id"
    assert found.rows(f"{places} where o.series = 'decision'") == [("decision", "d1.toml", 14)]


def test_what_was_decided_is_published_by_the_names_of_selections(town: Workspace) -> None:
    decide(town, "d1", "set-field", units=["a/002"], set=[("pair-2", 4, 13)])
    found = rebuilt(town)
    write_all(Opened(found.built, False), town.root / "data")
    with (town.root / "data" / "ppwp" / "decisions.csv").open(encoding="utf-8", newline="") as file:
        (row,) = csv.DictReader(file)
    kept = {k: row[k] for k in ("effect", "in_force", "unit_id", "field", "old", "new", "role", "document", "page")}
    assert kept == {
        "effect": "set-field", "in_force": "1", "unit_id": "t:a/002", "field": "pair-2", "old": "4", "new": "13",
        "role": "kpu-clerk", "document": DOCUMENT, "page": "",
    }  # fmt: skip
    assert "Budi" not in str(row)


def test_a_finding_on_the_reading_that_was_corrected_is_corrected(town: Workspace) -> None:
    before = rebuilt(town).findings("C-208", "unit_id, life, finding_id")
    decide(town, "d1", "set-field", units=["a/002"], set=[("pair-2", 4, 13)])
    found = rebuilt(town)
    assert [(u, life) for u, life, _ in before] == [("t:a/002", "open")]
    (decision,) = found.one("select distinct decision_id from decision")
    assert found.findings("C-208", "unit_id, life, finding_id, decision") == [
        ("t:a/002", "corrected", before[0][2], decision)
    ]


def test_use_reading_puts_another_series_first(town: Workspace) -> None:
    decide(town, "d1", "use-reading", units=["a/001"], series="crowd")
    found = rebuilt(town)
    assert of(found, "a/001", "s.series, s.why, s.state, r.v01") == ("crowd", "decision", "in", 11)
    assert found.tally("r1", "v01, v02") == (53, 38)
    assert found.tally("r1", "v01, v02", "series:kpu") == (52, 38)


def test_a_void_station_is_in_no_sum_and_is_no_missing_one(town: Workspace) -> None:
    decide(town, "d1", "void-unit", units=["a/001"])
    found = rebuilt(town)
    assert found.standing("a/001", "why, state, flagged") == ("decision", "void", False)
    assert found.tally("a", f"v01, v02, {STATES}") == (30, 4, 1, 0, 1, 0, 2)
    assert found.tally("r1", f"v01, v02, {STATES}") == (42, 18, 3, 1, 1, 0, 5)
    assert found.tally("a", f"v01, v02, {STATES}", "series:crowd") == (30, 13, 1, 0, 1, 0, 2)


def test_a_void_district_is_void_in_all_its_stations(town: Workspace) -> None:
    decide(town, "d1", "void-unit", units=["kota-satu/utara"])
    found = rebuilt(town)
    assert found.tally("r1", f"v01, v02, {STATES}") == (7, 8, 1, 1, 3, 0, 5)
    assert found.rows("select unit_id from decision order by unit_id") == [("t:a",), ("t:b",)]


def test_an_accepted_finding_of_something_impossible_lets_the_sheet_count(town: Workspace) -> None:
    held = rebuilt(town).rows("select finding_id from finding where severity = 'hold' and unit_id = 't:c/002'")
    assert held
    decide(town, "d1", "accept-finding", findings=[f for (f,) in held])
    found = rebuilt(town)
    assert found.standing("c/002", "state") == ("in",)
    assert found.tally("r1", f"v01, v02, {STATES}") == (652, 39, 5, 0, 0, 0, 5)
    assert found.rows("select distinct life from finding where severity = 'hold'") == [("accepted",)]


def test_an_explained_finding_flags_no_longer_and_is_open_again_where_its_figures_are_others(town: Workspace) -> None:
    ((finding,),) = rebuilt(town).findings("C-208", "finding_id")
    decide(town, "d1", "explain-finding", findings=[finding])
    found = rebuilt(town)
    assert found.findings("C-208", "life") == [("explained",)]
    assert found.standing("a/002", "state, flagged") == ("in", False)
    found.built.connection.close()
    later = election(papers("village,tps,p1,p2,valid\na,2,30,9,43\n", entry="later"))
    found = rebuilt(written(town.root, later))
    assert found.findings("C-208", "finding_id, life") == [(finding, "open")]


def test_the_readings_of_a_withdrawn_file_stand_no_longer_and_stay_beside(town: Workspace) -> None:
    ((source,),) = rebuilt(town).rows("select source_id from source where entry = 'kpu'")
    decide(town, "d1", "withdraw-source", sources=[source])
    found = rebuilt(town)
    assert of(found, "a/001", "s.series, s.why, r.v01") == ("crowd", "only", 11)
    assert found.tally("r1", f"v01, v02, {STATES}") == (41, 33, 2, 0, 0, 3, 5)
    assert found.rows("select count(*) from reading_c1 where series = 'kpu'") == [(5,)]
    told = bukti("why", "t:a/001", "pair-1", at=town.root).out
    assert re.findall(r"\((withdrawn|earlier|beside|stands)\)", told) == ["stands", "withdrawn"]


@pytest.mark.parametrize("effect", ["recount", "re-vote"])
def test_the_new_paper_counts_once_a_decision_says_so(effect: str, tmp_path: Path) -> None:
    new = papers("village,tps,p1,p2,valid\na,1,100,50,150\n", entry="new", more=f'paper = "{effect}-1"')
    workspace = written(tmp_path / "w", election(new))
    found = rebuilt(workspace)
    assert of(found, "a/001", "s.sheet_id, r.v01") == ("ppwp:c1:t:a/001:original", 10)
    assert found.tally("r1", f"v01, {STATES}") == (52, 4, 1, 0, 0, 5)
    found.built.connection.close()
    decide(workspace, "d1", "void-unit", units=["a/001"])
    decide(workspace, "d2", effect, units=["a/001"], time="2024-03-09T10:00:00+07:00")
    found = rebuilt(workspace)
    assert of(found, "a/001", "s.sheet_id, s.why, s.state, r.v01") == (
        f"ppwp:c1:t:a/001:{effect}-1", "decision", "in", 100,
    )  # fmt: skip
    assert found.tally("r1", f"v01, {STATES}") == (142, 4, 1, 0, 0, 5)
    assert found.tally("r1", "v01", "series:kpu") == (142,)
    assert found.rows("select v01 from reading_c1 where sheet_id like '%a/001:original' order by v01") == [(10,), (11,)]


def test_of_two_decisions_the_later_counts_and_a_decision_can_be_withdrawn(town: Workspace) -> None:
    decide(town, "d1", "set-field", units=["a/001"], set=[("pair-1", 10, 12)])
    decide(town, "d2", "set-field", units=["a/001"], set=[("pair-1", 12, 15)], order=2)
    found = rebuilt(town)
    assert of(found, "a/001", "s.series, r.v01") == ("decision", 15)
    (last,) = found.one("select decision_id from decision where in_force")
    found.built.connection.close()
    decide(town, "d3", "withdraw-source", sources=[last], time="2024-03-05T10:00:00+07:00")
    found = rebuilt(town)
    assert of(found, "a/001", "s.series, r.v01") == ("decision", 12)
    assert found.rows("select effect, old, new, in_force from decision where effect = 'set-field' order by old") == [
        ("set-field", 10, 12, True), ("set-field", 12, 15, False),
    ]  # fmt: skip


def test_what_is_built_comes_again_from_the_evidence_alone(town: Workspace) -> None:
    decide(town, "d1", "set-field", units=["a/002"], set=[("pair-2", 4, 13)])
    decide(town, "d2", "void-unit", units=["b"], order=2)
    found = rebuilt(town)
    first = found.digests()
    found.built.connection.close()
    again = rebuilt(town)
    assert again.digests() == first
    again.built.connection.close()
    shutil.rmtree(town.build)
    shutil.rmtree(town.inbox)
    shutil.rmtree(town.decisions)
    assert rebuilt(town).digests() == first


def test_an_earlier_time_knows_the_decisions_of_then_only(town: Workspace) -> None:
    decide(town, "d1", "set-field", units=["a/001"], set=[("pair-1", 10, 12)])
    found = rebuilt(town)
    then = {t: found.built.store.table_digest(t) for t in ("decision", "standing", "tally", "finding")}
    facts = len(town.journal.facts())
    found.built.connection.close()
    decide(town, "d2", "void-unit", units=["a/002"], order=2)
    rebuilt(town).built.connection.close()
    decide(town, "d3", "void-unit", units=["b/001"], order=3)
    workspace = as_it_was(town, Moment("then", facts), town.root / "then")
    with durable.scratch(workspace.build) as scratch, connect(scratch) as connection:
        terms = terms_then(workspace, scratch)
        store = Store(workspace.build, terms.contracts)
        make(store, connection, read(terms, store, connection, scratch, lambda _: None, True), lambda _: None)
    assert {t: store.table_digest(t) for t in then} == then


def test_a_decision_makes_only_its_own_partition_stale(tmp_path: Path) -> None:
    units = """code,name,level,parent,stations
top,Atas,province,,
r1,Kota Satu,regency,top,
d1,Utara,district,r1,
a,Anggrek,village,d1,1
r2,Kota Dua,regency,top,
d2,Selatan,district,r2,
b,Bakung,village,d2,1
"""
    table = "village,tps,p1,p2\na,1,10,20\nb,1,1,2\n"
    workspace = written(tmp_path / "w", Election((papers(table),), units=units))
    first = rebuilt(workspace).built
    keys = {(t, s): b.key for t, slots in first.store.slots.items() for s, b in slots.items()}
    first.connection.close()
    decide(workspace, "d1", "set-field", units=["a/001"], set=[("pair-1", 10, 12)])
    second = rebuilt(workspace).built
    changed = {(t, s) for t, slots in second.store.slots.items() for s, b in slots.items() if keys.get((t, s)) != b.key}
    assert {s for _, s in changed} <= {"ppwp/t:r1", "ppwp/t:r1|decision", "ppwp/above", ""}
    assert {t for t, s in changed if s == ""} == {"source"}
