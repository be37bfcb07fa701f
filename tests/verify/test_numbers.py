"""A wrong number that was signed is found all the same: the sums are computed again from the readings."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from tests.verify.conftest import Run
from tests.verify.made import DIFFERENCES, NUMBERS, TALLY, Election, Row, Site, csv_bytes

SUMS = [c for c in TALLY if c not in ("unit_id", "level", "basis")]
CODES = ("sheet_id", "reading_id")


def changed(run: Run, folder: Path, change: Callable[[Election], object]) -> tuple[int, str]:
    election = Election.computed()
    change(election)
    return run(Site().publish(folder, election))


@pytest.fixture
def folders(tmp_path: Path) -> Callable[[], Path]:
    made: list[int] = []

    def new() -> Path:
        made.append(1)
        return tmp_path / str(len(made))

    return new


@pytest.mark.parametrize("column", SUMS)
def test_one_number_changed_in_any_column_of_the_tally_is_named(
    run: Run, folders: Callable[[], Path], column: str
) -> None:
    for unit, basis in (("u:111", "counted"), ("u:12", "series:kpu"), ("u:1", "declared")):
        was: list[object] = []

        def change(e: Election, unit: str = unit, basis: str = basis, was: list[object] = was) -> None:
            row = next(r for r in e.sums if (r["unit_id"], r["basis"]) == (unit, basis))
            was.append(row.get(column))
            row[column] = "x" if column in CODES else (row.get(column) or 0) + 1

        code, said = changed(run, folders(), change)
        value = "–" if was[0] in (None, "") else was[0]
        assert code == 1
        assert f"{unit}, {basis}, {column}: printed" in said
        assert f"recomputed {value}" in said


@pytest.mark.parametrize("column", NUMBERS)
def test_one_number_changed_in_any_column_of_the_readings_is_named(
    run: Run, folders: Callable[[], Path], column: str
) -> None:
    for unit, series, basis in (
        ("u:111/001", "kpu", "counted"),
        ("u:111/001", "warga", "series:warga"),
        ("u:112", "pleno", "declared"),
    ):

        def change(e: Election, unit: str = unit, series: str = series) -> None:
            row = next(r for r in e.papers if (r["unit_id"], r["series"]) == (unit, series))
            row[column] = (row[column] or 0) + 1

        code, said = changed(run, folders(), change)
        assert (code, f"{unit[:5]}, {basis}, {column}" in said) == (1, True), said


@pytest.mark.parametrize(
    ("column", "value", "told"),
    [
        ("standing", 0, "u:111, counted, satu: "),
        ("state", "held", "u:111/001, presiden:c:u:111/001:original: the state is printed as held"),
        ("state", "void", "u:111, counted, stations_in: "),
        ("held", 1, "the state is printed as in, recomputed as held"),
        ("flagged", 1, "u:111, counted, stations_flagged: "),
        ("unit_id", "u:112/009", "u:112, counted, satu: "),
        ("unit_id", "u:999/001", "the unit u:999/001 is not in units.csv"),
        ("series", "warga", "u:111, series:warga, satu: "),
        ("satu", "1.0", "readings.csv, line "),
        ("satu", "-3", "readings.csv, line "),
        ("satu", "１０４", "readings.csv, line "),
        ("satu", " 7", "readings.csv, line "),
    ],
)
def test_a_reading_that_is_not_what_was_summed_is_named(
    run: Run, folders: Callable[[], Path], column: str, value: object, told: str
) -> None:
    def change(e: Election) -> None:
        next(r for r in e.papers if (r["unit_id"], r["series"]) == ("u:111/001", "kpu"))[column] = value

    code, said = changed(run, folders(), change)
    assert (code, told in said) == (1, True), said


def test_a_reading_left_out_or_put_in_twice_is_named(run: Run, folders: Callable[[], Path]) -> None:
    code, said = changed(run, folders(), lambda e: e.papers.pop(0))
    assert (code, "counted, stations_in: printed" in said) == (1, True)

    def twice(e: Election) -> None:
        e.papers.append(dict(e.papers[0], sheet_id="presiden:c:u:111/001:re-vote-1"))

    code, said = changed(run, folders(), twice)
    assert (code, "u:111/001 is counted twice" in said) == (1, True)


def test_every_row_of_the_tally_that_is_left_out_is_named(run: Run, folders: Callable[[], Path]) -> None:
    rows = [(r["unit_id"], r["basis"]) for r in Election.computed().sums]
    for unit, basis in rows[:: len(rows) // 9]:

        def change(e: Election, unit: str = unit, basis: str = basis) -> None:
            e.sums = [r for r in e.sums if (r["unit_id"], r["basis"]) != (unit, basis)]

        code, said = changed(run, folders(), change)
        assert (code, f"the row {unit}, {basis} is missing" in said) == (1, True), said


@pytest.mark.parametrize(
    ("change", "told"),
    [
        ({"basis": "series:hantu"}, "u:11, series:hantu, satu: printed 147, recomputed –"),
        ({"unit_id": "u:9"}, "u:9, counted: this row follows from no reading"),
        ({"level": "village"}, "u:11, counted: this row follows from no reading"),
        ({}, "u:11, counted: this row follows from no reading"),
    ],
)
def test_a_row_of_the_tally_too_many_is_named(run: Run, folders: Callable[[], Path], change: Row, told: str) -> None:
    code, said = changed(run, folders(), lambda e: e.sums.append({**e.sums[4], **change}))
    assert (code, told in said) == (1, True), said


@pytest.mark.parametrize("column", [c for c in DIFFERENCES if c not in ("trace", "trace_units")])
def test_one_value_changed_in_any_column_of_the_differences_is_named(
    run: Run, folders: Callable[[], Path], column: str
) -> None:
    def change(e: Election) -> None:
        row = e.differing[-1]
        row[column] = row[column] + 1 if isinstance(row[column], int) else "u:121"

    code, said = changed(run, folders(), change)
    assert code == 1
    assert f"{column}: printed" in said or "differences.csv: the row u:122, declared satu is missing" in said, said


def test_a_difference_left_out_or_made_up_is_named(run: Run, folders: Callable[[], Path]) -> None:
    code, said = changed(run, folders(), lambda e: e.differing.pop(0))
    assert (code, "differences.csv: the row u:11, below dua is missing" in said) == (1, True), said
    code, said = changed(run, folders(), lambda e: e.differing.append({**e.differing[0], "unit_id": "u:111"}))
    assert (code, "this row follows from no reading" in said) == (1, True)


@pytest.mark.parametrize(("column", "value"), [("stations_expected", 4), ("parent_id", "u:12"), ("level", "district")])
def test_a_unit_that_is_not_where_it_was_summed_is_named(
    run: Run, folders: Callable[[], Path], column: str, value: object
) -> None:
    def change(e: Election) -> None:
        next(u for u in e.units if u["unit_id"] == "u:111")[column] = value

    code, said = changed(run, folders(), change)
    assert (code, "u:111, counted" in said or "u:11, counted" in said) == (1, True), said


@pytest.mark.parametrize(("column", "value"), [("source_id", "s9"), ("sha256", "0" * 64), ("bytes", 9)])
def test_a_source_that_the_log_does_not_hold_is_named(
    run: Run, folders: Callable[[], Path], column: str, value: object
) -> None:
    site, election = Site(), Election.computed()
    site.publish(folders(), election)
    election.sources[1] = {**election.sources[1], column: value}
    site_leaves = list(site.entries)
    folder = site.publish(folders(), election)
    if column == "source_id":
        assert len(site.entries) == len(site_leaves) + 2  # a source of that name came into the log
    else:
        code, said = run(folder)
        assert (code, "source s1 of sources.csv is not in the log" in said) == (1, True)


@pytest.mark.parametrize("column", ["in", "flagged", "held", "void", "missing", "expected"])
def test_the_counts_in_the_publication_s_leaf_are_held_to_the_sums(
    run: Run, folders: Callable[[], Path], column: str
) -> None:
    def change(e: Election) -> None:
        e.counts["presiden"][column] = 77

    code, said = changed(run, folders(), change)
    assert (code, f"presiden: {column} is 77 in the publication's entry" in said) == (1, True)


def test_a_contest_that_one_side_does_not_know_is_named(run: Run, folders: Callable[[], Path]) -> None:
    code, said = changed(run, folders(), lambda e: e.counts.update(bupati={}))
    assert (code, "there is no data/bupati/" in said) == (1, True)
    code, said = changed(run, folders(), lambda e: e.others.update({"data/hantu/tally.csv": b""}))
    assert (code, "data/hantu/ is no contest" in said) == (1, True)


@pytest.mark.parametrize("cut", [b"", b"unit_id\n", b'unit_id,level,basis\n"', b"\xff\xfe", b"unit_id,level,basis,x\n"])
def test_a_table_that_is_none_is_named_without_a_traceback(run: Run, folders: Callable[[], Path], cut: bytes) -> None:
    for name in ("tally.csv", "readings.csv", "selections.csv", "differences.csv", "fields.csv"):
        code, said = changed(run, folders(), lambda e, name=name: e.others.update({f"data/presiden/{name}": cut}))  # type: ignore[misc]
        assert (code, f"data/presiden/{name}" in said) == (1, True), (name, said)


# ---- contests without stations, and lists; the numbers are worked by hand


def running_totals() -> dict[str, bytes]:
    """Two districts and one village state totals so far: the village's counts, since it is lower than its district.

    Of the four villages u:111 states all but the stations; u:12 stands for its two; u:112 states nothing.
    """
    at = "data/gubernur"
    head = (
        "kind,sheet_id,sheet_unit,unit_id,series,reading_id,standing,why,state,held,flagged,masuk,semua,sah,satu,dua\n"
    )
    readings = (
        "t,p:11,u:11,u:11,kpu,r1,1,only,in,0,0,4,6,50,20,30\n"
        "t,p:111,u:111,u:111,kpu,r2,1,only,in,0,0,2,3,30,10,20\n"
        "t,p:12,u:12,u:12,kpu,r3,1,only,partial,0,0,5,6,,40,\n"
    )
    numbers = "sah,satu,dua,sah_unknown,satu_unknown,dua_unknown,satu_held,dua_held"
    stations = "stations_expected,stations_in,stations_flagged,stations_held,stations_void,stations_missing"
    tally = (
        f"unit_id,level,basis,{numbers},{stations},sheet_id,reading_id\n"
        "u:1,regency,counted,30,50,20,3,1,3,0,0,12,7,0,0,0,5,,\n"
        "u:11,district,counted,30,10,20,1,1,1,0,0,6,2,0,0,0,4,,\n"
        "u:11,district,declared,50,20,30,0,0,0,0,0,6,4,,,,2,p:11,r1\n"
        "u:111,village,counted,30,10,20,0,0,0,0,0,3,2,0,0,0,1,,\n"
        "u:111,village,declared,30,10,20,0,0,0,0,0,3,2,,,,1,p:111,r2\n"
        "u:112,village,counted,,,,1,1,1,0,0,3,,0,0,0,,,\n"
        "u:12,district,counted,,40,,2,0,2,0,0,6,5,0,0,0,1,,\n"
        "u:12,district,declared,,40,,1,0,1,0,0,6,5,,,,1,p:12,r3\n"
        "u:121,village,counted,,,,1,1,1,0,0,3,,0,0,0,,,\n"
        "u:122,village,counted,,,,1,1,1,0,0,3,,0,0,0,,,\n"
    )
    return {
        f"{at}/selections.csv": b"selection,number,name,short\nsatu,1,A,A\ndua,2,B,B\n",
        f"{at}/fields.csv": b"field,stations\nmasuk,in\nsemua,total\nsah,\n",
        f"{at}/readings.csv": (head + readings).encode(),
        f"{at}/tally.csv": tally.encode(),
        f"{at}/differences.csv": csv_bytes(DIFFERENCES, []),
    }


def with_running_totals(e: Election) -> None:
    e.others.update(running_totals())
    e.counts["gubernur"] = {"in": 7, "flagged": 0, "held": 0, "void": 0, "missing": 5, "expected": 12}


def test_running_totals_of_a_contest_without_stations_are_right(run: Run, folders: Callable[[], Path]) -> None:
    code, said = changed(run, folders(), with_running_totals)
    assert (code, "gubernur: 3 readings; 10 rows of sums" in said) == (0, True), said


@pytest.mark.parametrize("cell", range(3, 17))
def test_a_changed_running_total_is_named(run: Run, folders: Callable[[], Path], cell: int) -> None:
    def change(e: Election) -> None:
        with_running_totals(e)
        lines = e.others["data/gubernur/tally.csv"].decode().split("\n")
        row = lines[1].split(",")
        row[cell] = "99"
        e.others["data/gubernur/tally.csv"] = "\n".join([lines[0], ",".join(row), *lines[2:]]).encode()

    code, said = changed(run, folders(), change)
    assert (code, "u:1, counted, " in said, "printed 99" in said) == (1, True, True)


def with_lists(e: Election) -> None:
    """Two candidates below the first list: a station of u:111 states both, another one, the held one is apart."""
    readings = {r["unit_id"]: r["reading_id"] for r in e.papers if r["series"] != "warga"}
    said = [("u:111/001", "a.1", 5), ("u:111/001", "a.2", 7), ("u:111/003", "a.1", 2), ("u:111/003", "a.2", ""),
            ("u:111/002", "a.1", 100), ("u:111/002", "a.2", 200), ("u:121/001", "b.1", 9),
            ("u:11", "a.1", 8)]  # fmt: skip
    votes = sorted((readings[unit], selection, n) for unit, selection, n in said)
    names = ("reading_id", "selection_id", "votes")
    e.others["data/presiden/votes.csv"] = csv_bytes(names, [dict(zip(names, v, strict=True)) for v in votes])
    e.others["data/presiden/vote_tally.csv"] = (
        b"unit_id,level,basis,selection_id,votes,unknown,held\n"
        b"u:1,regency,counted,a.1,7,8,100\nu:1,regency,counted,a.2,7,9,200\nu:1,regency,counted,b.1,9,9,0\n"
        b"u:11,district,declared,a.1,8,0,0\n"
        b"u:111,village,counted,a.1,7,0,100\nu:111,village,counted,a.2,7,1,200\nu:112,village,counted,a.1,,2,0\n"
    )


def test_votes_of_candidates_are_summed_from_the_readings(run: Run, folders: Callable[[], Path]) -> None:
    assert changed(run, folders(), with_lists)[0] == 0


@pytest.mark.parametrize(
    ("old", "new", "told"),
    [
        (b"a.1,7,8,100", b"a.1,8,8,100", "u:1, counted a.1, votes: printed 8, recomputed 7"),
        (b"a.2,7,1,200", b"a.2,7,1,201", "u:111, counted a.2, held: printed 201, recomputed 200"),
        (b"declared,a.1,8", b"declared,a.1,9", "u:11, declared a.1, votes: printed 9, recomputed 8"),
        (b"a.1,,2,0", b"a.1,0,2,0", "u:112, counted a.1, votes: printed 0, recomputed –"),
        (b"u:11,district,declared,a.1,8,0,0\n", b"", "vote_tally.csv: the row u:11, declared a.1 is missing"),
    ],
)
def test_a_changed_vote_of_a_candidate_is_named(
    run: Run, folders: Callable[[], Path], old: bytes, new: bytes, told: str
) -> None:
    def change(e: Election) -> None:
        with_lists(e)
        e.others["data/presiden/vote_tally.csv"] = e.others["data/presiden/vote_tally.csv"].replace(old, new)

    code, said = changed(run, folders(), change)
    assert (code, told in said) == (1, True), said
