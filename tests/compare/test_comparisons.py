"""Statement against statement: sizes, the margin, how many agree and how many cannot be compared, worked by hand."""

from __future__ import annotations

from pathlib import Path

import pytest
from tests.recap.small import Election, Result, Rows, papers, result

COUNTS = "comparable, equal, differ, any_differ, not_comparable"
READINGS = """\
village,tps,kpu.p1,kpu.p2,kpu.valid,crowd.p1,crowd.p2,crowd.valid
a,1,10,5,15,10,5,15
a,2,10,5,15,12,5,15
b,1,10,5,15,10,5,18
c,1,10,5,15,10,,15
c,2,10,5,15,,,9
"""
RECAP = """\
unit,p1,p2
a,20,10
b,10,6
c,20,
d1,30,16
r1,50,27
"""


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory) -> Result:
    election = Election([papers(READINGS, entry="stations"), papers(RECAP, "plenary")])
    return result(tmp_path_factory.mktemp("comparisons"), election)


def compared(found: Result, unit: str, comparison: str, level: str) -> Rows:
    return found.rows(f"""select {COUNTS} from comparison
        where unit_id = 't:{unit}' and comparison = '{comparison}' and compared_level = '{level}'""")


@pytest.mark.parametrize(
    ("unit", "counts"),
    [
        ("a", (2, 1, 1, 1, 0)),
        ("b", (1, 1, 0, 1, 0)),  # the votes agree; another number does not
        ("c", (0, 0, 0, 1, 2)),  # a vote unknown on one side: not comparable, though what both know may differ
        ("d1", (3, 2, 1, 2, 0)),
        ("d2", (0, 0, 0, 1, 2)),
        ("r1", (3, 2, 1, 3, 2)),
    ],
)
def test_two_readings_of_a_paper_agree_differ_or_cannot_be_compared(
    unit: str, counts: tuple[int, ...], built: Result
) -> None:
    assert compared(built, unit, "readings", "station") == [counts]


def test_every_number_that_two_readings_state_differently_is_a_difference(built: Result) -> None:
    rows = built.rows("""select unit_id, field, statement_a, statement_b, a, b, size from difference
        where comparison = 'readings' order by all""")
    assert rows == [
        ("t:a/002", "v01", "kpu", "crowd", 10, 12, 2),
        ("t:b/001", "valid", "kpu", "crowd", 15, 18, 3),
        ("t:c/002", "valid", "kpu", "crowd", 15, 9, -6),
    ]


@pytest.mark.parametrize(
    ("unit", "level", "counts"),
    [
        ("r1", "village", [(2, 1, 1, 1, 1)]),
        ("d1", "village", [(2, 1, 1, 1, 0)]),
        ("d2", "village", [(0, 0, 0, 0, 1)]),
        ("r1", "district", [(1, 0, 1, 1, 0)]),  # nothing was declared for the other district
        ("r1", "regency", [(1, 0, 1, 1, 0)]),
    ],
)
def test_counted_and_declared_are_compared_at_every_level(unit: str, level: str, counts: Rows, built: Result) -> None:
    assert compared(built, unit, "declared", level) == counts


def test_declared_is_compared_with_the_declared_below_only_where_all_of_it_is_there(built: Result) -> None:
    # d1 has both villages declared: 20 + 10 and 10 + 6 are what it states. r1 has one district of two.
    assert compared(built, "d1", "below", "district") == [(1, 1, 0, 0, 0)]
    assert compared(built, "r1", "below", "district") == [(1, 1, 0, 0, 0)]
    assert compared(built, "r1", "below", "regency") == []


def test_a_vote_unknown_below_is_unknown_in_the_sum_of_the_declared_below(tmp_path: Path) -> None:
    recap = RECAP + "d2,21,9\n"
    found = result(tmp_path, Election([papers(READINGS, entry="stations"), papers(recap, "plenary")]))
    assert compared(found, "d2", "below", "district") == [(0, 0, 0, 1, 1)]
    assert compared(found, "r1", "below", "regency") == [(1, 0, 1, 1, 0)]
    rows = found.rows("""select unit_id, field, a, b, margin_change from difference
        where comparison = 'below' order by all""")
    # c says 20 and nothing: d2's 21 differs in the first column, its second is not known below
    assert rows == [("t:d2", "v01", 20, 21, None), ("t:r1", "v01", 51, 50, -3), ("t:r1", "v02", 25, 27, -3)]
    assert found.findings("X-203", "unit_id, fields") == [("t:d2", "v01"), ("t:r1", "v01"), ("t:r1", "v02")]


MARGINS_OF_TWO = {
    1: ((100, 50), (90, 60), -20),  # 50 apart, then 30
    2: ((50, 100), (50, 90), -10),  # the second leads: it loses ten
    3: ((50, 100), (60, 120), 10),  # +20 and +10
    4: ((70, 70), (71, 70), 1),  # a tie is led by the one before on the ballot
    5: ((70, 70), (70, 73), -3),
    6: ((10, 5), (5, 10), -10),  # the lead turns: 5 apart, then −5
    7: ((10, 5), (20, 15), 0),
}
MARGINS_OF_THREE = {
    1: ((10, 30, 20), (15, 28, 25), -7),  # the two that lead are the second and the third: −2 and +5
    2: ((10, 30, 20), (25, 30, 20), 0),  # who is third does not move their margin
    3: ((20, 20, 5), (21, 20, 9), 1),
    4: ((5, 20, 20), (5, 20, 24), -4),
    5: ((7, 7, 7), (7, 7, 9), 0),  # all alike: the first two on the ballot
    6: ((1, 2, 3), (3, 2, 1), -2),
}


@pytest.mark.parametrize("cases", [MARGINS_OF_TWO, MARGINS_OF_THREE], ids=["two pairs", "three pairs"])
def test_the_margin_moves_by_what_the_two_leading_gain(
    cases: dict[int, tuple[tuple[int, ...], tuple[int, ...], int]], tmp_path: Path
) -> None:
    pairs = len(cases[1][0])
    head = ",".join(["village", "tps", *(f"{s}.p{n}" for s in ("kpu", "crowd") for n in range(1, pairs + 1))])
    lines = [f"a,{n},{','.join(map(str, (*a, *b)))}" for n, (a, b, _) in cases.items()]
    units = "code,name,level,parent,stations\nr1,Kota,regency,,\nd1,Utara,district,r1,\na,Anggrek,village,d1,20\n"
    election = Election([papers("\n".join([head, *lines]) + "\n", entry="stations")], units=units, pairs=pairs)
    found = result(tmp_path, election)
    rows = found.rows("select distinct unit_id, margin_change from difference order by unit_id")
    assert rows == [(f"t:a/{n:03d}", change) for n, (_, _, change) in cases.items()]


def test_one_candidate_has_no_margin(tmp_path: Path) -> None:
    table = "village,tps,kpu.p1,crowd.p1\na,1,10,12\n"
    found = result(tmp_path, Election([papers(table, entry="stations")], pairs=1))
    assert found.rows("select size, margin_change from difference") == [(2, None)]


def test_recap_sheets_of_two_series_are_compared_at_their_units(tmp_path: Path) -> None:
    first = "unit,p1,p2\na,10,5\nd1,20,10\n"
    second = "unit,p1,p2\na,10,6\nd1,20,10\nb,1,1\n"
    sources = [papers("village,tps,p1,p2\na,1,10,5\n"), papers(first, "plenary"), papers(second, "crowd")]
    found = result(tmp_path, Election(sources))
    assert compared(found, "r1", "readings", "village") == [(1, 0, 1, 1, 0)]
    assert compared(found, "r1", "readings", "district") == [(1, 1, 0, 0, 0)]
    assert found.rows("""select unit_id, level, field, statement_a, statement_b, a, b from difference
        where comparison = 'readings'""") == [("t:a", "village", "v02", "crowd", "plenary", 6, 5)]


def test_three_series_are_compared_in_pairs(tmp_path: Path) -> None:
    table = "village,tps,kpu.p1,kpu.p2,crowd.p1,crowd.p2,machine.p1,machine.p2\na,1,1,1,2,1,3,1\n"
    found = result(tmp_path, Election([papers(table, entry="s")], series=("kpu", "crowd", "machine")))
    rows = found.rows("select statement_a, statement_b, size from difference order by all")
    assert rows == [("crowd", "machine", 1), ("kpu", "crowd", 1), ("kpu", "machine", 2)]
