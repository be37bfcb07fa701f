"""Partial aggregates: sums over the lowest sheets, the stations they stand on, and no comparison across bases."""

from __future__ import annotations

from pathlib import Path

from tests.intake.long_files import contest, toml, workspace
from tests.recap.small import Result, rebuilt

TOTALS = "stations_in, stations_expected, stations_missing"


def built(root: Path, table: str, contests: str = "") -> Result:
    """One wide table of running totals: unit, p1, p2, and the stations it stands on."""
    source = """
[[source]]
id = "totals"
path = "totals.csv"
contest = "mayor"
sheet = "running-totals"
unit = { code = "unit" }
[[source.reading]]
series = "kpu"
columns = { pair-1 = "p1", pair-2 = "p2", stations_reported = "in", stations_to_report = "all" }
"""
    return rebuilt(workspace(root, toml(contests or contest(), source), {"totals.csv": "unit,p1,p2,in,all\n" + table}))


def test_districts_add_up_with_the_stations_they_stand_on(tmp_path: Path) -> None:
    result = built(tmp_path, "d11,10,20,3,4\nd12,1,2,5,5\nd21,7,8,2,9\n")
    assert result.tally("r1", f"v01, v02, v01_unknown, {TOTALS}") == (11, 22, 0, 8, 9, 1)
    assert result.tally("r2", f"v01, v02, v01_unknown, {TOTALS}") == (7, 8, 0, 2, 9, 7)
    assert result.tally("n", f"v01, v02, v01_unknown, {TOTALS}") == (18, 30, 0, 10, 18, 8)
    assert result.rows("select distinct stations_held, stations_void from tally where basis = 'counted'") == [(0, 0)]


def test_a_district_without_a_sheet_is_not_known_and_leaves_the_stations_open(tmp_path: Path) -> None:
    result = built(tmp_path, "d11,10,20,3,4\nd21,7,8,2,9\n")
    assert result.tally("d12", f"v01, v01_unknown, {TOTALS}") == (None, 1, None, None, None)
    assert result.tally("r1", f"v01, v01_unknown, {TOTALS}") == (10, 1, 3, None, None)
    assert result.tally("n", f"v01, v01_unknown, {TOTALS}") == (17, 1, 5, None, None)


def test_a_figure_that_a_sheet_does_not_state_is_not_known_upward(tmp_path: Path) -> None:
    result = built(tmp_path, "d11,10,,0,4\nd12,1,2,5,5\nd21,7,8,2,9\n")
    assert result.tally("r1", "v01, v01_unknown, v02, v02_unknown") == (11, 0, 2, 1)
    assert result.tally("n", "v02, v02_unknown") == (10, 1)


def test_a_regency_with_a_sheet_of_its_own_stands_for_its_districts_where_they_have_none(tmp_path: Path) -> None:
    result = built(tmp_path, "d11,10,20,3,4\nd12,1,2,5,5\nr2,70,80,20,90\n")
    assert result.tally("r2", f"v01, v01_unknown, {TOTALS}") == (70, 0, 20, 90, 70)
    assert result.tally("n", f"v01, v01_unknown, {TOTALS}") == (81, 0, 28, 99, 71)


def test_what_a_unit_states_itself_is_declared_with_the_stations_it_says(tmp_path: Path) -> None:
    result = built(tmp_path, "r1,11,22,8,9\nd11,10,20,3,4\nd12,1,2,5,5\n")
    assert result.tally("r1", f"v01, {TOTALS}", "declared") == (11, 8, 9, 1)
    assert result.tally("r1", f"v01, {TOTALS}") == (11, 8, 9, 1)


def test_a_chart_that_is_not_the_sum_of_its_parts_is_found_and_nothing_is_repaired(tmp_path: Path) -> None:
    result = built(tmp_path, "r1,15,22,8,9\nd11,10,20,3,4\nd12,1,2,5,5\n")
    assert result.findings("X-203", "unit_id, fields, observed, expected") == [("t:r1", "v01", 11, 15)]
    assert result.tally("r1", "v01", "declared") == (15,)
    assert result.tally("r1", "v01") == (11,)


def test_statements_on_other_stations_are_not_compared(tmp_path: Path) -> None:
    result = built(tmp_path, "r1,15,22,7,9\nd11,10,20,3,4\nd12,1,2,5,5\n")
    assert result.rows("select count(*) from difference") == [(0,)]
    assert result.findings("X-203") == []
    counts = "select comparable, not_comparable from comparison where comparison = 'below' and unit_id = 't:r1'"
    assert result.rows(counts) == [(0, 1)]


def test_whole_statements_are_compared_though_they_count_stations_differently(tmp_path: Path) -> None:
    result = built(tmp_path, "r1,15,22,10,10\nd11,10,20,4,4\nd12,1,2,5,5\n")
    assert result.findings("X-203", "unit_id, observed, expected") == [("t:r1", 11, 15)]


def test_stations_beyond_all_stations_break_the_rule_of_the_sheet(tmp_path: Path) -> None:
    assert built(tmp_path, "d11,10,20,5,4\n").findings("D-501") == [("t:d11",)]


def test_rows_above_follow_the_scope_of_a_governor(tmp_path: Path) -> None:
    result = built(tmp_path, "d11,10,20,3,4\nd12,1,2,5,5\nd21,7,8,2,9\n", contest("p"))
    above = result.rows(
        "select unit_id, v01, stations_in, stations_expected from tally where partition = 'mayor/above'"
    )
    assert above == [("t:p", 18, 10, 18)]
    assert result.rows("select distinct unit_id from comparison") == []


def test_an_incremental_build_gives_what_a_build_at_once_gives(tmp_path: Path) -> None:
    table = "d11,10,20,3,4\nd12,1,2,5,5\nd21,7,8,2,9\n"
    whole = built(tmp_path / "whole", table).digests("source")
    built(tmp_path / "steps", "d11,10,20,3,4\nd12,1,2,5,5\n")
    work = tmp_path / "steps"
    text = (work / "bukti.toml").read_text(encoding="utf-8")
    (work / "bukti.toml").write_text(text, encoding="utf-8")
    (work / "sources" / "totals.csv").write_text("unit,p1,p2,in,all\n" + table, encoding="utf-8")
    later = built(work, table).digests("source")
    assert later["tally"] == whole["tally"]
    assert later["comparison"] == whole["comparison"]
