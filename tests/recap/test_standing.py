"""Which reading stands, case by case: worked out by hand on papers of a few lines."""

from __future__ import annotations

from pathlib import Path

import pytest
from tests.recap.small import UNITS, Election, Papers, Result, papers, result

EARLY = "2019-04-17T10:00:00Z"
LATE = "2019-04-18T10:00:00Z"
NEARLY = "2019-04-17T10:00:00+07:00"  # 03:00 in UTC
LATEST = "2019-04-19T10:00:00Z"
HEAD = "village,tps,p1,p2\n"


def one(votes: str, entry: str, as_of: str = "", series: str = "kpu") -> Papers:
    """A source that says of station a/001 what the text holds."""
    return papers(f"{HEAD}a,1,{votes}\n", series, entry, as_of)


def built(folder: Path, *sources: Papers, settings: str = "", units: str = UNITS) -> Result:
    return result(folder, Election(sources, settings=settings, units=units))


def votes(found: Result, unit: str = "a/001") -> tuple[int | None, ...]:
    return found.one(f"""select v01, v02 from standing s join reading_c1 r on r.reading_id = s.reading_id
        where s.unit_id = 't:{unit}'""")


# Within one series: each case is one station, and each of its statements a [[source]] of its own

Statement = tuple[str, str]
VERSIONS: dict[str, tuple[list[Statement], tuple[int, int]]] = {
    "later moment, later entry": ([("1,2", EARLY), ("3,4", LATE)], (3, 4)),
    "later moment, earlier entry": ([("1,2", LATE), ("3,4", EARLY)], (1, 2)),
    "same moment: later entry": ([("1,2", EARLY), ("3,4", EARLY)], (3, 4)),
    "no moment: later entry": ([("1,2", ""), ("3,4", "")], (3, 4)),
    "one moment unknown: later entry": ([("1,2", LATE), ("3,4", "")], (3, 4)),
    "the other moment unknown: later entry": ([("1,2", ""), ("3,4", EARLY)], (3, 4)),
    "the latest of three": ([("1,2", EARLY), ("3,4", LATE), ("5,6", EARLY)], (3, 4)),
    "a reading seen again later is later": ([("1,2", EARLY), ("3,4", LATE), (" 1,2", LATEST)], (1, 2)),
    "moments are compared in one zone": ([("1,2", NEARLY), ("3,4", "2019-04-17T04:00:00Z")], (3, 4)),
    "alone": ([("1,2", "")], (1, 2)),
}
MANY = UNITS.replace("village,d1,2", "village,d1,20")


@pytest.fixture(scope="module")
def versions(tmp_path_factory: pytest.TempPathFactory) -> Result:
    sources = [
        papers(f"{HEAD}a,{station},{said}\n", "kpu", f"source-{station}-{place}", as_of)
        for station, (statements, _) in enumerate(VERSIONS.values(), 1)
        for place, (said, as_of) in enumerate(statements)
    ]
    return result(tmp_path_factory.mktemp("versions"), Election(sources, units=MANY))


@pytest.mark.parametrize("case", VERSIONS)
def test_the_last_word_of_a_series(case: str, versions: Result) -> None:
    statements, stands = VERSIONS[case]
    unit = f"a/{list(VERSIONS).index(case) + 1:03d}"
    assert votes(versions, unit) == stands
    different = len({said.strip() for said, _ in statements})
    why = "later" if different > 1 else "only"
    assert versions.standing(unit, "series, why, others, state") == ("kpu", why, different - 1, "in")
    assert versions.one(f"select versions, tied from latest where unit_id = 't:{unit}'") == (different, False)


def test_only_the_last_word_is_in_the_sums(versions: Result) -> None:
    last = [stands for _, stands in VERSIONS.values()]
    sums = (sum(one for one, _ in last), sum(two for _, two in last))
    assert versions.tally("a", "v01, v02, stations_in") == (*sums, len(VERSIONS))


def test_the_moment_of_a_row_orders_versions(tmp_path: Path) -> None:
    table = "village,tps,p1,p2,ts\na,1,{},2019-04-{} 09:00:00\n"
    source = Papers("x", {"b.csv": table.format("1,2", 18), "a.csv": table.format("3,4", 17)})
    found = built(tmp_path, source)
    assert votes(found) == (1, 2)
    assert found.rows("select as_of from observation order by as_of") == [
        ("2019-04-17T09:00:00.000Z",),
        ("2019-04-18T09:00:00.000Z",),
    ]


def test_a_correction_to_blank_is_a_version_too(tmp_path: Path) -> None:
    found = built(tmp_path, one("1,2", "x", EARLY), one("3,", "y", LATE))
    assert votes(found) == (3, None)
    assert found.standing("a/001") == ("kpu", "later", "partial")
    assert found.tally("a", "v01, v02, v02_unknown, stations_in") == (3, None, 1, 0)


@pytest.mark.parametrize("as_of", ["", EARLY])
def test_two_files_of_one_entry_that_differ_tie_and_are_held(as_of: str, tmp_path: Path) -> None:
    files = {"x.csv": f"{HEAD}a,1,1,2\na,2,5,5\n", "y.csv": f"{HEAD}a,1,3,4\na,2,5,5\n"}
    found = built(tmp_path, Papers("x", files, as_of=as_of))
    series, why, state = found.standing("a/001")
    assert (series, why, state) == ("kpu", "tied", "held")
    assert found.standing("a/002") == ("kpu", "only", "in")
    assert found.findings("X-103", "unit_id, severity, series") == [("t:a/001", "hold", "kpu")]
    assert found.tally("a", "v01, v02, stations_in, stations_held, stations_missing") == (5, 5, 1, 1, 0)


def test_a_tie_is_held_even_where_impossible_sheets_are_not(tmp_path: Path) -> None:
    files = {"x.csv": f"{HEAD}a,1,1,2\n", "y.csv": f"{HEAD}a,1,3,4\n"}
    found = built(tmp_path, Papers("x", files), settings="[checks]\nhold = false\n")
    assert found.standing("a/001")[2] == "held"


def test_a_later_entry_settles_a_tie(tmp_path: Path) -> None:
    files = {"x.csv": f"{HEAD}a,1,1,2\n", "y.csv": f"{HEAD}a,1,3,4\n"}
    found = built(tmp_path, Papers("x", files), one("3, 4", "z"))
    assert votes(found) == (3, 4)
    assert found.standing("a/001") == ("kpu", "later", "in")
    assert found.findings("X-103") == []


# Between series


def test_the_series_that_is_declared_first_stands(tmp_path: Path) -> None:
    found = built(tmp_path, one("7,8", "y", LATE, "crowd"), one("1,2", "x", EARLY))
    assert votes(found) == (1, 2)
    assert found.standing("a/001", "series, why, others") == ("kpu", "series", 1)


def test_a_station_that_the_first_series_lacks_is_taken_from_the_next(tmp_path: Path) -> None:
    found = built(tmp_path, one("1,2", "x"), papers(f"{HEAD}a,1,7,8\na,2,9,9\n", "crowd"))
    assert found.standing("a/001", "series, why") == ("kpu", "series")
    assert found.standing("a/002", "series, why") == ("crowd", "only")
    assert found.tally("a", "v01, v02, stations_in, stations_missing") == (10, 11, 2, 0)
    assert found.tally("a", "v01, v02, stations_in, stations_missing", "series:kpu") == (1, 2, 1, 1)
    assert found.tally("a", "v01, v02, stations_in, stations_missing", "series:crowd") == (16, 17, 2, 0)


PARTIAL = "[precedence]\ncomplete_beats_partial = true\n"
ZEROS = "[precedence]\nnumbers_beat_placeholder_zeros = true\n"


BOTH = """\
village,tps,kpu.p1,kpu.p2,crowd.p1,crowd.p2,registered_male
a,1,1,,7,8,100
a,2,1,2,7,,100
a,3,1,,7,,100
a,4,1,2,7,8,100
a,5,0,0,193,47,100
a,6,0,0,193,47,0
a,7,0,0,0,0,100
a,8,0,,193,47,100
a,9,,,193,47,100
"""
CHOSEN: dict[str, dict[str, tuple[str, str, str]]] = {
    "": {
        "1": ("kpu", "series", "partial"),
        "2": ("kpu", "series", "in"),
        "5": ("kpu", "series", "in"),
        "9": ("crowd", "only", "in"),
    },
    PARTIAL: {
        "1": ("crowd", "complete", "in"),
        "2": ("kpu", "series", "in"),
        "3": ("kpu", "series", "partial"),
        "4": ("kpu", "series", "in"),
        "5": ("kpu", "series", "in"),  # zeros are complete
        "8": ("crowd", "complete", "in"),
    },
    ZEROS: {
        "1": ("kpu", "series", "partial"),
        "4": ("kpu", "series", "in"),
        "5": ("crowd", "numbers", "in"),
        "6": ("kpu", "series", "in"),  # nobody is registered: zeros may be what was counted
        "7": ("kpu", "series", "in"),
        "8": ("crowd", "numbers", "in"),
    },
}


@pytest.mark.parametrize("settings", CHOSEN, ids=["as declared", "complete first", "numbers before zeros"])
def test_options_change_the_order_only_where_they_are_declared(settings: str, tmp_path: Path) -> None:
    found = built(tmp_path, papers(BOTH), settings=settings, units=MANY)
    chosen = {station: found.standing(f"a/00{station}") for station in CHOSEN[settings]}
    assert chosen == CHOSEN[settings]
    flagged = found.one("select flagged from standing where unit_id = 't:a/005'")
    assert flagged == (settings != ZEROS,)


def test_a_held_reading_stands_before_a_possible_one_of_a_later_series(tmp_path: Path) -> None:
    found = built(tmp_path, one("400,200", "x"), one("40,20", "y", series="crowd"))
    assert found.standing("a/001") == ("kpu", "series", "held")


# What is set aside


def test_a_reading_of_no_known_unit_is_set_aside_and_told(tmp_path: Path) -> None:
    found = built(tmp_path, papers(f"{HEAD}a,1,1,2\na,7,50,50\nz,1,60,60\n"))
    assert found.findings("X-102", "unit_id, series, severity") == [
        ("t:a/007", "kpu", "error"),
        ("t:z/001", "kpu", "error"),
    ]
    assert found.rows("select unit_id from standing") == [("t:a/001",)]
    assert found.tally("r1", "v01, v02, stations_in, stations_missing") == (1, 2, 1, 4)
    assert found.one("select count(*) from reading_c1") == (3,)


def test_a_row_whose_own_cells_are_all_blank_is_no_reading(tmp_path: Path) -> None:
    table = "village,tps,kpu.p1,kpu.p2,crowd.p1,crowd.p2,registered_male\na,1,,,7,8,100\na,2,,,,,100\n"
    found = built(tmp_path, papers(table))
    assert found.rows("select unit_id, series from latest") == [("t:a/001", "crowd")]
    assert found.findings("X-101") == [("t:a/002",), ("t:b/001",), ("t:c/001",), ("t:c/002",)]
