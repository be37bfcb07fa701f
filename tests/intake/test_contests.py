"""Many contests: from a file of candidates, each held in its own part of the unit table."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from tests.intake.long_files import CANDIDATES, contest, source, toml, workspace
from tests.recap.small import Result, rebuilt

from bukti.evidence.workspace import Workspace
from bukti.publish.opened import opened
from bukti.vocabulary.problems import Refusal

PAIRS = {
    "r1": {
        "501": {"nama": "SECOND - TWO", "warna": "#8CB9BD", "nomor_urut": 2},
        "502": {"nama": "FIRST - ONE", "warna": "#B67352", "nomor_urut": 1},
    },
    "r2": {
        "601": {"nama": "ONLY - PAIR", "warna": "#B67352", "nomor_urut": 1},
        "602": {"nama": "KOLOM KOSONG - ", "warna": "#8CB9BD", "nomor_urut": 2},
    },
}
TABLE = "of,unit,what,value\nr1,d11,501,10\nr1,d11,502,20\nr1,d12,501,1\nr1,d12,502,2\nr2,d21,601,7\nr2,d21,602,9\n"


def many(root: Path, table: str = TABLE, candidates: object = PAIRS) -> Workspace:
    text = toml(CANDIDATES, source("{}", "mayor-{of}"))
    return workspace(root, text, {"figures.csv": table, "candidates.json": json.dumps(candidates)})


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory) -> Result:
    """Built once: to be asked, never changed."""
    return rebuilt(many(tmp_path_factory.mktemp("many")))


def problems(work: Workspace) -> list[tuple[str, str, str]]:
    with pytest.raises(Refusal) as refused:
        rebuilt(work)
    return [(p.code, p.place.field, p.found) for p in refused.value.problems]


def test_a_contest_stands_for_each_unit_with_its_pairs_by_their_numbers(built: Result) -> None:
    assert built.rows("select contest, position, selection_id, blank from selection order by 1, 2") == [
        ("mayor-r1", 1, "502", False),
        ("mayor-r1", 2, "501", False),
        ("mayor-r2", 1, "601", False),
        ("mayor-r2", 2, "602", True),
    ]
    assert built.rows("select contest, scope, stations from contest order by 1") == [
        ("mayor-r1", "t:r1", False),
        ("mayor-r2", "t:r2", False),
    ]


def test_the_title_of_a_contest_bears_the_name_of_its_unit(built: Result) -> None:
    titles = [c.title.english for c in built.built.terms.configuration.contest]
    assert titles == ["Mayor of Kota Satu", "Mayor of Kota Dua"]
    with opened(built.built.terms.workspace) as asked:
        assert [c.title.english for c in asked.terms.configuration.contest] == titles
        assert asked.terms.configuration.contest[1].selection[1].name == "KOLOM KOSONG"


def test_votes_stand_in_the_ballot_order_of_each_contest(built: Result) -> None:
    found = built.rows("select contest, unit_id, v01, v02 from tally where basis = 'counted' order by 1, 2")
    assert found == [
        ("mayor-r1", "t:d11", 20, 10),
        ("mayor-r1", "t:d12", 2, 1),
        ("mayor-r1", "t:r1", 22, 11),
        ("mayor-r2", "t:d21", 7, 9),
        ("mayor-r2", "t:r2", 7, 9),
    ]


def test_a_contest_has_partitions_in_its_scope_only(tmp_path: Path) -> None:
    work = many(tmp_path)
    text = work.configuration.read_text(encoding="utf-8").replace(
        "[units]", contest("p") + contest_of_all() + "[units]"
    )
    work.configuration.write_text(text, encoding="utf-8")
    store = rebuilt(work).built.store
    found = sorted(store.slots["tally"])
    assert found == [
        "everywhere/above", "everywhere/t:r1", "everywhere/t:r2",
        "mayor-r1/t:r1", "mayor-r2/t:r2",
        "mayor/above", "mayor/t:r1", "mayor/t:r2",
    ]  # fmt: skip
    above = rebuilt(work).rows("select contest, unit_id from tally where partition like '%/above' order by all")
    assert above == [("everywhere", "t:n"), ("everywhere", "t:p"), ("mayor", "t:p")]


def contest_of_all() -> str:
    return contest().replace('id = "mayor"', 'id = "everywhere"')


def test_a_reading_outside_the_scope_of_its_contest_is_set_aside_and_told(tmp_path: Path) -> None:
    result = rebuilt(many(tmp_path, TABLE + "r1,d21,501,99\n"))
    assert result.findings("X-102", "contest, unit_id, partition") == [("mayor-r1", "t:d21", "mayor-r1/unknown")]
    assert result.rows("select v02 from tally where contest = 'mayor-r1' and unit_id = 't:r1'") == [(11,)]
    assert result.rows("select count(*) from standing where contest = 'mayor-r1'") == [(2,)]


def test_a_contest_held_in_one_district_leaves_its_neighbours_out(tmp_path: Path) -> None:
    text = toml(contest("d11"), source())
    table = "unit,what,value\nd11,1,10\nd12,1,20\n"
    result = rebuilt(workspace(tmp_path, text, {"figures.csv": table}))
    assert result.rows("select unit_id, v01 from tally where basis = 'counted'") == [("t:d11", 10)]
    assert result.findings("X-102") == [("t:d12",)]


def test_a_row_of_a_contest_that_is_not_declared_is_refused(tmp_path: Path) -> None:
    assert problems(many(tmp_path, TABLE + "r3,d21,601,1\n")) == [("IN-CONTEST-UNKNOWN", "of", "mayor-r3 (1x)")]


def test_a_pair_of_another_contest_is_refused(tmp_path: Path) -> None:
    assert problems(many(tmp_path, TABLE + "r2,d21,501,1\n")) == [("IN-WHAT-UNKNOWN", "what", "501 (1x)")]


def test_a_scope_that_is_not_in_the_unit_table_is_refused_with_the_nearest(tmp_path: Path) -> None:
    work = workspace(tmp_path, toml(contest("r9"), source()), {"figures.csv": "unit,what,value\nd11,1,10\n"})
    with pytest.raises(Refusal) as refused:
        rebuilt(work)
    (problem,) = refused.value.problems
    assert (problem.code, problem.place.field, problem.found) == ("CF-SCOPE-UNKNOWN", "contest mayor", "r9")
    assert problem.expected in ("r1, r2", "r2, r1")
    assert not work.journal.facts()


@pytest.mark.parametrize(
    ("candidates", "code", "field"),
    [
        ({"r1": {"501": {"nama": "A", "nomor_urut": "x"}}}, "CF-CANDIDATE-NUMBER", "r1.501"),
        (
            {"r1": {"501": {"nama": "A", "nomor_urut": 1}, "502": {"nama": "B", "nomor_urut": 1}}},
            "CF-CANDIDATE-NUMBER",
            "r1.502",
        ),
        ({"r1": {"501": {"nama": "", "nomor_urut": 1}}}, "CF-CANDIDATE", "r1.501"),
        ({"r1": {"501": {"nama": "A", "nomor_urut": 1, "warna": "red"}}}, "CF-CANDIDATE", "r1.501"),
        ({"R1": {"501": {"nama": "A", "nomor_urut": 1}}}, "CF-CANDIDATE", "R1"),
        ({"r1": []}, "CF-CANDIDATES-BROKEN", ""),
        ([], "CF-CANDIDATES-BROKEN", ""),
    ],
)
def test_a_slip_in_the_file_of_candidates_is_told_with_its_key(
    candidates: object, code: str, field: str, tmp_path: Path
) -> None:
    assert [found[:2] for found in problems(many(tmp_path, candidates=candidates))] == [(code, field)]


def test_a_key_that_stands_twice_in_the_file_of_candidates_is_refused(tmp_path: Path) -> None:
    work = many(tmp_path)
    twice = '{"r1": {"5": {"nama": "A", "nomor_urut": 1}}, "r1": {}}'
    (work.inbox / "candidates.json").write_text(twice, encoding="utf-8")
    assert [p[0] for p in problems(work)] == ["CF-CANDIDATES-BROKEN"]


def test_the_file_of_candidates_is_a_fact_and_is_kept_when_it_is_gone(tmp_path: Path) -> None:
    work = many(tmp_path)
    first = rebuilt(work).digests()
    facts = [f for f in work.journal.facts() if f["kind"] == "candidates"]
    assert [f["name"] for f in facts] == ["candidates.json"]
    (work.inbox / "candidates.json").unlink()
    assert rebuilt(work).digests() == first
    assert [f for f in work.journal.facts() if f["kind"] == "candidates"] == facts


def test_a_missing_file_of_candidates_is_refused_by_its_path(tmp_path: Path) -> None:
    work = many(tmp_path)
    (work.inbox / "candidates.json").unlink()
    with pytest.raises(Refusal) as refused:
        rebuilt(work)
    assert [(p.code, p.place.file) for p in refused.value.problems] == [("EV-FILE-MISSING", "candidates.json")]
