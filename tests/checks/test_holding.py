"""What a sheet that cannot be does to the sums: it is held apart, it still stands, and nothing unknown becomes zero."""

from __future__ import annotations

from pathlib import Path

import pytest
from tests.recap.small import Election, Result, papers, result

STATIONS = """\
village,tps,p1,p2,valid,invalid,cast_total
a,1,100,50,150,3,153
a,2,400,101,501,2,503
b,1,,,,,900
c,1,10,20,30,0,30
"""
CROWD = "village,tps,p1,p2\na,2,40,101\n"
OFF = "[checks]\nhold = false\n"


def election(settings: str = "") -> Election:
    return Election([papers(STATIONS), papers(CROWD, "crowd")], settings=settings)


@pytest.fixture(scope="module")
def held(tmp_path_factory: pytest.TempPathFactory) -> Result:
    return result(tmp_path_factory.mktemp("held"), election())


@pytest.fixture(scope="module")
def free(tmp_path_factory: pytest.TempPathFactory) -> Result:
    return result(tmp_path_factory.mktemp("free"), election(OFF))


def test_votes_of_a_held_sheet_are_summed_apart(held: Result) -> None:
    assert held.tally("a", "v01, v02, v01_held, v02_held, valid, cast_total") == (100, 50, 400, 101, 150, 153)
    assert held.tally("r1", "v01, v02, v01_held, v02_held") == (110, 70, 400, 101)


def test_a_held_station_is_neither_in_nor_missing(held: Result) -> None:
    states = "stations_expected, stations_in, stations_held, stations_missing"
    assert held.tally("a", states) == (2, 1, 1, 0)
    assert held.tally("b", states) == (1, 0, 1, 0)
    assert held.tally("r1", states) == (5, 2, 2, 1)


def test_a_unit_of_held_sheets_only_knows_nothing(held: Result) -> None:
    assert held.tally("b", "v01, v02, cast_total") == (None, None, None)
    # what the held sheet states of votes is nothing, too: its impossible figure is the votes cast
    assert held.tally("b", "v01_held, v02_held, v01_unknown") == (0, 0, 0)


def test_holding_never_changes_which_reading_stands(held: Result, free: Result) -> None:
    chosen = "select unit_id, reading_id, series, why, others from standing order by all"
    assert held.rows(chosen) == free.rows(chosen)
    assert held.standing("a/002") == ("kpu", "series", "held")
    assert free.standing("a/002") == ("kpu", "series", "in")


def test_holding_changes_nothing_that_was_read_or_found_on_a_sheet(held: Result, free: Result) -> None:
    one, other = held.digests(), free.digests()
    same = {"reading_c1", "observation", "cell", "source", "unit", "finding_checks"}
    assert {table for table in same if one[table] != other[table]} == set()
    assert {table for table in one if one[table] != other[table]} >= {"latest", "standing", "tally"}


def test_a_held_sheet_is_not_told_as_partly_read_as_well(held: Result, free: Result) -> None:
    assert held.findings("X-104") == []
    assert free.findings("X-104") == [("t:b/001",)]


def test_with_holding_off_the_impossible_is_counted_and_still_told(free: Result) -> None:
    assert free.tally("a", "v01, v02, v01_held, stations_in, stations_held") == (500, 151, 0, 2, 0)
    assert free.findings("C-403") == [("t:a/002",), ("t:b/001",)]


def test_a_series_that_does_not_stand_is_summed_on_its_own_basis(held: Result) -> None:
    assert held.tally("a", "v01, v02, stations_in, stations_held", "series:crowd") == (40, 101, 1, 0)
    assert held.tally("a", "v01, v02, stations_in, stations_held", "series:kpu") == (100, 50, 1, 1)


def test_the_limit_is_the_ballots_received_where_the_sheet_states_them(tmp_path: Path) -> None:
    table = """\
village,tps,p1,p2,p3,cast_total,ballots_received
a,1,100,50,50,200,199
a,2,300,150,100,550,560
b,1,300,150,100,550,
"""
    found = result(tmp_path, Election([papers(table)], profile="id/presidential-2024", stations="c-hasil", pairs=3))
    assert found.rows("select unit_id, state from standing order by unit_id") == [
        ("t:a/001", "held"),
        ("t:a/002", "in"),
        ("t:b/001", "held"),
    ]
    assert found.findings("C-403", "unit_id, observed, expected") == [("t:a/001", 200, 199), ("t:b/001", 550, 500)]


def test_a_recap_sheet_has_no_limit_of_a_station(tmp_path: Path) -> None:
    found = result(tmp_path, Election([papers(STATIONS), papers("unit,p1,p2\na,9000,5000\n", "plenary")]))
    assert found.standing("a") == ("plenary", "only", "in")
    assert found.tally("a", "v01, v02", "declared") == (9000, 5000)
