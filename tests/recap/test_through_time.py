"""What a series added up to, moment after moment, worked by hand; the last moment is what the tally says."""

from __future__ import annotations

from pathlib import Path

import pytest
from tests.intake.long_files import contest, toml, workspace
from tests.recap.small import Election, Papers, Result, Rows, rebuilt, result

HEAD = "village,tps,p1,p2,valid,ts\n"
FIRST = f"{HEAD}a,1,10,5,15,2019-04-18 01:00:00\na,2,9,,9,2019-04-18 01:00:00\nb,1,7,3,10,2019-04-18 01:00:00\n"
SECOND = f"{HEAD}a,1,10,6,16,2019-04-18 02:00:00\na,2,9,4,13,2019-04-18 02:00:00\nc,1,1,2,3,2019-04-18 02:00:00\n"
NUMBERS = "v01, v02, v02_unknown, sheets, sheets_known, stations_in"


def moments(found: Result, unit: str, series: str = "kpu", columns: str = NUMBERS) -> Rows:
    return found.rows(f"""select substr(as_of, 12, 2), {columns} from tally_at
        where unit_id = 't:{unit}' and series = '{series}' order by as_of""")


def of(*files: str) -> Election:
    return Election([Papers("kpu", {f"{n}.csv": text for n, text in enumerate(files)})])


@pytest.fixture(scope="module")
def both(tmp_path_factory: pytest.TempPathFactory) -> Result:
    """The two files above, built once: to be asked, never changed."""
    return result(tmp_path_factory.mktemp("both"), of(FIRST, SECOND))


def test_a_moment_adds_up_what_each_sheet_read_then(both: Result) -> None:
    assert moments(both, "a") == [("01", 19, 5, 1, 2, 1, 1), ("02", 19, 10, 0, 2, 2, 2)]
    assert moments(both, "d1") == [("01", 26, 8, 1, 3, 2, 2), ("02", 26, 13, 0, 3, 3, 3)]
    assert moments(both, "c") == [("02", 1, 2, 0, 1, 1, 1)]
    assert moments(both, "r1") == [("01", 26, 8, 1, 3, 2, 2), ("02", 27, 15, 0, 4, 4, 4)]


def test_a_unit_has_a_row_only_where_something_of_it_changed(both: Result) -> None:
    assert moments(both, "b") == [("01", 7, 3, 0, 1, 1, 1)]


def test_the_last_moment_is_what_the_tally_of_the_series_says(both: Result) -> None:
    last = """select t.unit_id, t.v01, t.v02, t.stations_in from tally t where t.basis = 'series:kpu' order by all"""
    told = """select unit_id, v01, v02, stations_in from (
            select *, row_number() over (partition by unit_id order by as_of desc) as n from tally_at
        ) where n = 1 order by all"""
    assert both.rows(told) == [row for row in both.rows(last) if row[1] is not None]


def test_a_held_reading_is_in_no_sum_until_another_takes_its_place(tmp_path: Path) -> None:
    impossible = FIRST.replace("a,1,10,5,15", "a,1,900,5,905")
    found = result(tmp_path, of(impossible, SECOND))
    assert moments(found, "a", columns="v01, sheets, sheets_known") == [("01", 9, 2, 0), ("02", 19, 2, 2)]


def test_figures_that_vanish_leave_the_sum(tmp_path: Path) -> None:
    gone = f"{HEAD}a,1,10,,16,2019-04-18 02:00:00\na,2,9,4,13,2019-04-18 02:00:00\n"
    found = result(tmp_path, of(FIRST.replace("a,2,9,", "a,2,9,4"), gone))
    assert moments(found, "a", columns="v02, v02_unknown") == [("01", 9, 0), ("02", 4, 1)]


def test_a_series_of_one_moment_has_no_totals_over_time(tmp_path: Path) -> None:
    assert result(tmp_path, of(FIRST)).rows("select unit_id from tally_at") == []


def test_files_with_a_moment_for_each_row_have_no_moments_of_the_whole(tmp_path: Path) -> None:
    rows = "a,1,10,5,15,2019-04-18 0{}:00:00\na,2,9,,9,2019-04-18 0{}:00:00\nb,1,7,3,10,2019-04-18 0{}:00:00\n"
    found = result(tmp_path, of(HEAD + rows.format(1, 2, 3), HEAD + rows.format(4, 5, 6)))
    assert found.rows("select unit_id from tally_at") == []


def test_rows_without_a_moment_have_no_totals_over_time(tmp_path: Path) -> None:
    found = result(tmp_path, of(FIRST, SECOND.replace("c,1,1,2,3,2019-04-18 02:00:00", "c,1,1,2,3,")))
    assert found.rows("select unit_id from tally_at") == []


SOURCE = """
[[source]]
id = "totals"
path = "totals-*.csv"
contest = "mayor"
sheet = "running-totals"
unit = { code = "unit" }
as_of = { column = "ts", zone = "+00:00" }
[[source.reading]]
series = "kpu"
columns = { pair-1 = "p1", pair-2 = "p2", stations_reported = "in", stations_to_report = "all" }
"""
TOTALS = "unit,p1,p2,in,all,ts\n"


def totals(root: Path, *tables: tuple[str, str]) -> Result:
    """Running totals at moments: the hour, and rows without their last cell."""
    files = {
        f"totals-{n}.csv": TOTALS + "".join(f"{row},2024-11-28 {hour}:00:00\n" for row in rows.split())
        for n, (hour, rows) in enumerate(tables)
    }
    return rebuilt(workspace(root, toml(contest(), SOURCE), files))


def test_running_totals_add_up_over_time_with_the_stations_they_stand_on(tmp_path: Path) -> None:
    found = totals(tmp_path, ("01", "d11,10,20,3,4 d12,1,2,5,5 d21,7,8,2,9"), ("02", "d11,11,20,4,4 d12,1,2,5,5"))
    columns = "v01, v02, sheets, stations_in"
    assert moments(found, "r1", columns=columns) == [("01", 11, 22, 2, 8), ("02", 12, 22, 2, 9)]
    assert moments(found, "p", columns=columns) == [("01", 18, 30, 3, 10), ("02", 19, 30, 3, 11)]


def test_only_the_lowest_sheets_of_a_series_are_summed(tmp_path: Path) -> None:
    found = totals(tmp_path, ("01", "r1,15,25,8,9 d11,10,20,3,4 d12,1,2,5,5"), ("02", "r1,16,26,8,9 d11,11,20,3,4"))
    assert moments(found, "r1", columns="v01, sheets") == [("01", 11, 2), ("02", 12, 2)]


def test_above_regencies_nothing_is_told_where_a_regency_has_no_moments(tmp_path: Path) -> None:
    rows = "d11,10,20,3,4 d12,1,2,5,5 d21,7,8,2,9"
    found = totals(tmp_path, ("01", rows), ("02", "d11,11,20,4,4"))
    assert moments(found, "p", columns="v01") == [("01", 18), ("02", 19)]
    inbox = found.built.terms.workspace.inbox
    files = {p.name: p.read_text(encoding="utf-8") for p in inbox.glob("totals-*.csv")}
    files["totals-0.csv"] = files["totals-0.csv"].replace("d21,7,8,2,9,2024-11-28 01:00:00", "d21,7,8,2,9,")
    undated = rebuilt(workspace(tmp_path / "undated", toml(contest(), SOURCE), files))
    assert moments(undated, "r1", columns="v01") == [("01", 11), ("02", 12)]
    assert moments(undated, "p") == []
