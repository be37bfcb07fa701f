"""Long tables: the rows of one unit become one reading, and what is stated twice is never chosen between."""

from __future__ import annotations

from pathlib import Path

import pytest
from tests.intake.long_files import contest, figures, source, toml, workspace
from tests.recap.small import Election, Result, papers, rebuilt, result

from bukti.vocabulary.problems import Problem, Refusal

HEAD = "unit,what,value\n"
TIMES = 'as_of = { column = "at", zone = "+00:00" }'
STATIONS = 'shared = { stations_reported = "in", stations_to_report = "all" }'


def readings(built: Result, columns: str = "unit_id, v01, v02") -> list[tuple[object, ...]]:
    return built.rows(f"select {columns} from reading_running_totals order by all")


def refused(root: Path, table: str, more: str = "") -> list[Problem]:
    with pytest.raises(Refusal) as refusal:
        figures(root, table, more)
    return list(refusal.value.problems)


def test_the_rows_of_one_unit_are_one_reading_that_stands_at_the_first_of_them(tmp_path: Path) -> None:
    built = figures(tmp_path, HEAD + "d11,1,10\nd12,1,30\nd11,2,20\nd12,2,40\n")
    assert readings(built) == [("t:d11", 10, 20), ("t:d12", 30, 40)]
    places = built.rows("""select r.unit_id, o.row from observation o
        join reading_running_totals r on r.reading_id = o.reading_id order by 1""")
    assert places == [("t:d11", 2), ("t:d12", 3)]


def test_a_cell_that_is_no_count_names_its_own_row(tmp_path: Path) -> None:
    built = figures(tmp_path, HEAD + "d11,1,10\nd12,1,-1\nd12,2,i9\n")
    assert built.rows("select field, text, why, row from extract_cell order by row") == [
        ("v01", "-1", "negative", 3),
        ("v02", "i9", "letters-among-digits", 4),
    ]
    assert readings(built) == [("t:d11", 10, None), ("t:d12", None, None)]
    assert [f[0] for f in built.findings("N-101")] == ["t:d12", "t:d12"]


def test_a_pair_without_a_row_is_not_known(tmp_path: Path) -> None:
    built = figures(tmp_path, HEAD + "d11,2,20\n")
    assert readings(built, "v01, v02, votes_unknown") == [(None, 20, 1)]


def test_a_row_that_names_no_figure_says_that_the_unit_is_there(tmp_path: Path) -> None:
    built = figures(tmp_path, "unit,what,value,in,all\nd11,,,0,9\nd12,1,5,1,4\n", STATIONS)
    assert readings(built, "unit_id, v01, stations_reported, stations_to_report, votes_unknown") == [
        ("t:d11", None, 0, 9, 2),
        ("t:d12", 5, 1, 4, 1),
    ]
    assert built.standing("d11") == ("kpu", "only", "partial")


def test_a_figure_stated_twice_is_refused_with_both_rows(tmp_path: Path) -> None:
    (problem,) = refused(tmp_path, HEAD + "d11,1,10\nd11,2,20\nd11,1,11\n")
    assert (problem.code, problem.place.row, problem.found, problem.expected) == ("IN-STATED-TWICE", 4, "d11 1", "2")


def test_a_figure_stated_twice_can_be_set_aside_and_only_that_figure(tmp_path: Path) -> None:
    built = figures(tmp_path, HEAD + "d11,1,10\nd11,2,20\nd11,1,11\nd12,1,30\n", 'duplicates = "set-aside"')
    assert readings(built) == [("t:d11", None, 20), ("t:d12", 30, None)]
    assert built.rows("select field, text, why, known, rows from cell") == [
        ("v01", "10 | 11", "stated-twice", False, "2 4")
    ]
    places = built.rows("select text, row from extract_cell order by row")
    assert places == [("10", 2), ("11", 4)]
    assert built.findings("N-104", "unit_id, fields, severity, terms") == [
        ("t:d11", "v01", "error", "why=stated-twice rows=2,4 text=10 | 11")
    ]
    (notice,) = [n for n in built.notices if n.code == "IN-SET-ASIDE"]
    assert (notice.found, notice.expected, notice.place.row) == ("1", "2", 4)


def test_where_the_twice_stated_rows_stand_changes_no_reading(tmp_path: Path) -> None:
    aside = 'duplicates = "set-aside"'
    one = figures(tmp_path / "a", HEAD + "d11,1,10\nd11,2,20\nd11,1,11\n", aside)
    two = figures(tmp_path / "b", HEAD + "d11,1,11\nd11,1,10\nd11,2,20\n", aside)
    assert readings(one, "reading_id") == readings(two, "reading_id")


def test_the_same_figure_twice_is_taken_once_and_told(tmp_path: Path) -> None:
    built = figures(tmp_path, HEAD + "d11,1,10\nd11,2,20\nd11,1,10\n")
    assert readings(built) == [("t:d11", 10, 20)]
    assert [(n.found, n.place.row) for n in built.notices if n.code == "IN-FIGURE-SAME-TWICE"] == [("1", 2)]


def test_shared_cells_that_differ_within_a_unit_are_stated_twice(tmp_path: Path) -> None:
    table = "unit,what,value,in,all\nd11,1,10,3,4\nd11,2,20,2,4\n"
    (problem,) = refused(tmp_path, table, STATIONS)
    assert (problem.code, problem.place.row, problem.expected) == ("IN-STATED-TWICE", 3, "2")


def test_a_figure_that_nothing_is_declared_for_is_refused_once_with_how_often(tmp_path: Path) -> None:
    (problem,) = refused(tmp_path, HEAD + "d11,1,10\nd11,3,5\nd12,3,6\n")
    assert (problem.code, problem.place.row, problem.place.field) == ("IN-WHAT-UNKNOWN", 3, "what")
    assert (problem.found, "2" in problem.expected) == ("3 (2x)", True)


def test_a_value_without_a_name_is_refused(tmp_path: Path) -> None:
    (problem,) = refused(tmp_path, HEAD + "d11,1,10\nd11,,5\n")
    assert (problem.code, problem.place.row) == ("IN-WHAT-UNKNOWN", 3)


def test_a_figure_can_be_left_out_by_name(tmp_path: Path) -> None:
    text = 'long = { what = "what", value = "value", ignore = [\'3\'] }'
    declared = toml(contest(), source().replace('long = { what = "what", value = "value" }', text))
    built = rebuilt(workspace(tmp_path, declared, {"figures.csv": HEAD + "d11,1,10\nd11,3,5\n"}))
    assert readings(built) == [("t:d11", 10, None)]


# ---- moments


def test_each_moment_is_a_reading_and_the_latest_stands(tmp_path: Path) -> None:
    rows = ["2024-11-27 10:00:00,d11,1,10", "2024-11-27 12:00:00,d11,1,14", "2024-11-27 11:00:00,d11,1,12"]
    built = figures(tmp_path, "at,unit,what,value\n" + "\n".join(rows) + "\n", TIMES)
    assert built.rows("select count(*) from reading_running_totals") == [(3,)]
    assert built.tally("d11", "v01") == (14,)
    assert built.standing("d11", "why, others") == ("later", 2)
    assert built.findings("X-301") == []


def test_a_fall_is_found_between_moments_that_know_the_figure_and_a_missing_one_is_no_fall(tmp_path: Path) -> None:
    def at(hour: int, what: str, value: str) -> str:
        return f"2024-11-27 {hour}:00:00,d11,{what},{value}"

    rows = [at(10, "1", "10"), at(10, "2", "5"), at(11, "2", "6"), at(12, "1", "8"), at(12, "2", "6"), at(13, "1", "9")]
    built = figures(tmp_path, "at,unit,what,value\n" + "\n".join(rows) + "\n", TIMES)
    assert built.findings("X-301", "unit_id, fields, expected, observed, terms") == [
        ("t:d11", "v01", 10, 8, "since=2024-11-27T10:00:00.000Z at=2024-11-27T12:00:00.000Z")
    ]


def test_figures_that_come_back_are_the_same_reading_and_their_fall_is_found_each_time(tmp_path: Path) -> None:
    rows = [f"2024-11-27 {hour}:00:00,d11,1,{n}" for hour, n in ((10, 9), (11, 7), (12, 9), (13, 7))]
    built = figures(tmp_path, "at,unit,what,value\n" + "\n".join(rows) + "\n", TIMES)
    assert built.rows("select count(*) from reading_running_totals") == [(2,)]
    assert len(built.findings("X-301")) == 2


# ---- sheets of wide tables


def test_a_sheet_of_a_wide_table_stated_twice_is_set_aside_whole(tmp_path: Path) -> None:
    table = "village,tps,p1,p2,valid\na,1,10,20,30\na,2,1,2,3\na,1,11,20,31\n"
    built = result(tmp_path, Election([papers(table, more='duplicates = "set-aside"')]))
    assert built.rows("select unit_id, v01, v02, valid, votes_unknown from reading_c1 order by 1") == [
        ("t:a/001", None, None, None, 2),
        ("t:a/002", 1, 2, 3, 0),
    ]
    assert built.rows("select field, text, rows from cell order by 1") == [
        ("v01", "10 | 11", "2 4"),
        ("v02", "20", "2 4"),
        ("valid", "30 | 31", "2 4"),
    ]
    assert {f[0] for f in built.findings("N-104")} == {"t:a/001"}
    assert built.rows("select count(*) from observation") == [(3,)]
    assert built.tally("a", "v01, v01_unknown, stations_in") == (1, 1, 1)
