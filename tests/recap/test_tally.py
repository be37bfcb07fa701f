"""What stands adds up level by level, with what is unknown, missing, flagged and held beside it: worked by hand."""

from __future__ import annotations

from pathlib import Path

import pytest
from tests.recap.small import UNITS, Election, Papers, Result, papers, result

STATIONS = """\
village,tps,p1,p2,valid,invalid,cast_total
a,1,100,50,150,3,153
a,2,7,,,,
b,1,20,30,51,1,
c,1,0,0,0,0,0
"""
RECAP = """\
unit,p1,p2
a,100,50
b,20,30
d1,121,80
"""
STATES = "stations_expected, stations_in, stations_flagged, stations_held, stations_void, stations_missing"


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory) -> Result:
    return result(tmp_path_factory.mktemp("tally"), Election([papers(STATIONS), papers(RECAP, "plenary")]))


@pytest.mark.parametrize(
    ("unit", "sums", "unknown"),
    [
        ("a", (107, 50, 150, 3, 153), (0, 1, 1, 1, 1)),
        ("b", (20, 30, 51, 1, None), (0, 0, 0, 0, 1)),
        ("c", (0, 0, 0, 0, 0), (0, 0, 0, 0, 0)),
        ("d1", (127, 80, 201, 4, 153), (0, 1, 1, 1, 2)),
        ("d2", (0, 0, 0, 0, 0), (0, 0, 0, 0, 0)),
        ("r1", (127, 80, 201, 4, 153), (0, 1, 1, 1, 2)),
    ],
)
def test_a_unit_is_the_sum_of_what_is_known_below_and_says_what_is_not(
    unit: str, sums: tuple[int | None, ...], unknown: tuple[int, ...], built: Result
) -> None:
    names = ("v01", "v02", "valid", "invalid", "cast_total")
    assert built.tally(unit, ", ".join(names)) == sums
    assert built.tally(unit, ", ".join(f"{n}_unknown" for n in names)) == unknown


@pytest.mark.parametrize(
    ("unit", "states"),
    [
        ("a", (2, 1, 0, 0, 0, 1)),  # the partly read station is not in, so it is missing
        ("b", (1, 1, 1, 0, 0, 0)),  # 20 + 30 is not 51
        ("c", (2, 1, 0, 0, 0, 1)),
        ("d1", (3, 2, 1, 0, 0, 1)),
        ("r1", (5, 3, 1, 0, 0, 2)),
    ],
)
def test_in_held_void_and_missing_make_what_is_expected(unit: str, states: tuple[int, ...], built: Result) -> None:
    assert built.tally(unit, STATES) == states
    expected, inside, flagged, held, void, missing = states
    assert inside + held + void + missing == expected
    assert flagged <= inside


def test_the_declared_figures_are_those_of_the_recap_sheet_and_nothing_else(built: Result) -> None:
    assert built.tally("d1", "v01, v02, valid, sheet_id", "declared") == (121, 80, None, "ppwp:recap:t:d1:original")
    assert built.tally("d1", "v01_unknown, valid_unknown, stations_in", "declared") == (0, 1, None)
    assert built.rows("select unit_id from tally where basis = 'declared' order by unit_id") == [
        ("t:a",), ("t:b",), ("t:d1",)]  # fmt: skip


def test_a_partly_read_station_is_told(built: Result) -> None:
    assert built.findings("X-104") == [("t:a/002",)]


def test_a_unit_without_any_reading_knows_nothing_and_is_not_zero(tmp_path: Path) -> None:
    found = result(tmp_path, Election([papers("village,tps,p1,p2\na,1,1,2\n")]))
    assert found.tally("c", f"v01, v02, valid, {STATES}") == (None, None, None, 2, 0, 0, 0, 0, 2)
    assert found.tally("r1", "valid, valid_unknown") == (None, 1)
    assert found.findings("X-101") == [("t:a/002",), ("t:b/001",), ("t:c/001",), ("t:c/002",)]


def test_the_column_of_the_highest_sheet_is_what_is_declared(tmp_path: Path) -> None:
    table = "unit,sheet,p1,p2\na,a,1,2\na,d1,3,4\na,r1,5,6\nb,b,7,8\nd1,d1,9,9\n"
    found = result(tmp_path, Election([papers("village,tps,p1,p2\na,1,1,2\n"), papers(table, "plenary")]))
    assert found.tally("a", "v01, v02, sheet_id", "declared") == (5, 6, "ppwp:recap:t:r1:original")
    assert found.tally("b", "v01, v02, sheet_id", "declared") == (7, 8, "ppwp:recap:t:b:original")
    assert found.one("select count(*) from standing where kind = 'recap'") == (5,)


def test_a_station_above_900_counts_like_any_other(tmp_path: Path) -> None:
    lines = UNITS.splitlines()
    units = "\n".join([f"{lines[0]},first,last", *(f"{line},," for line in lines[1:])]) + "\n"
    units = units.replace("village,d1,2,,", "village,d1,3,901,901")
    election = Election([papers("village,tps,p1,p2\na,1,1,2\na,901,10,20\n")], units=units)
    workspace = election.toml.replace(
        'expected = "stations"', 'expected = "stations", first_special = "first", last_special = "last"'
    )
    assert workspace != election.toml
    found = result(tmp_path, Election(election.sources, units=units, settings=""), toml=workspace)
    assert found.tally("a", f"v01, v02, {STATES}") == (11, 22, 3, 2, 0, 0, 0, 1)


def test_a_unit_table_without_stations_expects_an_unknown_number(tmp_path: Path) -> None:
    units = "".join(",".join(line.split(",")[:4]) + "\n" for line in UNITS.splitlines())
    found = result(tmp_path, Election([papers("village,tps,p1,p2\na,1,1,2\na,7,3,4\nz,1,9,9\n")], units=units))
    assert found.tally("a", f"v01, v02, {STATES}") == (4, 6, None, 2, 0, 0, 0, None)
    assert found.tally("r1", f"v01, v02, {STATES}") == (4, 6, None, 2, 0, 0, 0, None)
    assert found.findings("X-102") == [("t:z/001",)]
    assert found.findings("X-101") == []


def test_without_a_unit_table_nothing_is_expected_and_so_nothing_is_complete(tmp_path: Path) -> None:
    found = result(tmp_path, Election([papers("village,tps,p1,p2\na,1,1,2\nb,1,3,4\n")], units=None))
    rows = found.rows(f"select unit_id, level, v01, v02, {STATES} from tally where basis = 'counted' order by unit_id")
    assert rows == [
        ("code:a", "village", 1, 2, None, 1, 0, 0, 0, None),
        ("code:all", "regency", 4, 6, None, 2, 0, 0, 0, None),
        ("code:b", "village", 3, 4, None, 1, 0, 0, 0, None),
    ]
    assert found.findings("X-102") == found.findings("X-101") == []


def test_units_above_a_regency_add_up_its_partitions(tmp_path: Path) -> None:
    units = """\
code,name,level,parent,stations
p,Provinsi,province,,
r1,Satu,regency,p,
r2,Dua,regency,p,
d1,Utara,district,r1,
d2,Selatan,district,r2,
a,Anggrek,village,d1,2
b,Bakung,village,d2,2
"""
    table = "village,tps,p1,p2,valid\na,1,1,2,3\na,2,4,,\nb,1,600,1,601\nb,2,5,6,12\n"
    recap = "unit,p1,p2\nr1,1,2\nr2,5,7\np,6,9\n"
    found = result(tmp_path, Election([papers(table), papers(recap, "plenary")], units=units))
    figures = "v01, v02, valid, v02_unknown, valid_unknown, v01_held, v02_held"
    assert found.tally("r1", f"{figures}, {STATES}") == (5, 2, 3, 1, 1, 0, 0, 2, 1, 0, 0, 0, 1)
    assert found.tally("r2", f"{figures}, {STATES}") == (5, 6, 12, 0, 0, 600, 1, 2, 1, 1, 1, 0, 0)
    assert found.tally("p", f"{figures}, {STATES}") == (10, 8, 15, 1, 1, 600, 1, 4, 2, 1, 1, 0, 1)
    assert found.tally("p", "v01, v02", "declared") == (6, 9)
    assert found.rows("select distinct partition from tally order by all") == [
        ("ppwp/above",), ("ppwp/t:r1",), ("ppwp/t:r2",)]  # fmt: skip


def test_a_cell_that_is_no_count_is_unknown_flagged_and_kept_as_written(tmp_path: Path) -> None:
    table = "village,tps,p1,p2,valid\na,1,1O4,54,158\na,2,12.5,-5,\nb,1, 12 ,007,19\nc,1,9,9,'18\n"
    found = result(tmp_path, Election([papers(table)]))
    cells = set(found.rows("select field, text, known from cell"))
    assert {("v01", "12.5", False), ("v01", "1O4", False), ("v02", "-5", False), ("valid", "'18", False)} == cells
    assert found.tally("a", "v01, v02, v01_unknown, v02_unknown, stations_in") == (None, 54, 2, 1, 0)
    assert found.tally("b", "v01, v02, valid, stations_in, stations_flagged") == (12, 7, 19, 1, 0)
    assert found.tally("c", "v01, v02, valid, stations_in, stations_flagged") == (9, 9, None, 1, 1)


def test_two_contests_are_two_sums(tmp_path: Path) -> None:
    election = Election([papers("village,tps,p1,p2\na,1,1,2\n")])
    second = """
[[contest]]
id = "dpd"
title = { indonesian = "Contoh", english = "Example" }

[[contest.selection]]
id = "one"
name = "One"

[[contest.selection]]
id = "two"
name = "Two"

[[contest.selection]]
id = "three"
name = "Three"

[[source]]
id = "second"
path = "second"
contest = "dpd"
sheet = "c1"
unit = { village = "village", station = "tps", pad = 3 }

[[source.reading]]
series = "kpu"
columns = { one = "q1", two = "q2", three = "q3" }
"""
    folder = tmp_path / "w"
    more = Papers("second", {"second.csv": "village,tps,q1,q2,q3\na,1,10,20,30\na,2,1,1,\n"})
    (folder / "sources" / "second").mkdir(parents=True)
    (folder / "sources" / "second" / "second.csv").write_text(more.files["second.csv"], encoding="utf-8")
    found = result(folder, election, toml=election.toml + second)
    rows = found.rows("""select contest, v01, v02, v03, v03_unknown, stations_in from tally
        where unit_id = 't:r1' and basis = 'counted' order by contest""")
    assert rows == [("dpd", 11, 21, 30, 1, 1), ("ppwp", 1, 2, None, 1, 1)]
    # the shorter ballot has no third column: a station that knows its two votes is complete
    assert found.rows("select contest, unit_id, state from standing order by all") == [
        ("dpd", "t:a/001", "in"),
        ("dpd", "t:a/002", "partial"),
        ("ppwp", "t:a/001", "in"),
    ]
