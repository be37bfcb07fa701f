"""Every mistake in the sample's files is listed in truth.csv, and nothing else is wrong in them."""

from collections import Counter
from pathlib import Path

import pytest
from tests.sample.reading import (
    CROWD,
    EXPORTS,
    FIRST,
    LATER,
    Row,
    by_station,
    columns_of,
    consistent,
    number,
    rows_of,
)

from bukti.sample import make
from bukti.sample.classes import CLASSES

FILES = (*EXPORTS, CROWD)
ROW = "row"


@pytest.fixture(scope="module", params=[(600, 1), (400, 3), (1300, 2), (4600, 5)], ids=str)
def folder(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Path:
    stations, seed = request.param
    made: Path = tmp_path_factory.mktemp("city") / "made"
    make(made, stations, seed)
    return made


def source_of(file: str) -> str:
    return "crowd" if file == CROWD else "stations"


def listed(folder: Path, file: str) -> dict[str, dict[str, Row]]:
    """The rows of truth.csv of a file, by station and field."""
    found: dict[str, dict[str, Row]] = {}
    for told in rows_of(folder / "truth.csv"):
        if file in told["files"].split():
            assert told["field"] not in found.setdefault(told["station"], {})
            found[told["station"]][told["field"]] = told
    return found


def corrected(folder: Path, file: str) -> dict[str, Row]:
    """The rows of a file as they would be with every listed cell put right."""
    rows, columns = by_station(folder, file), columns_of(folder, source_of(file))
    for code, fields in listed(folder, file).items():
        for field, told in fields.items():
            if field == ROW:
                assert code not in rows
            else:
                assert rows[code][columns[field]] == told["written"] != told["true"]
                rows[code][columns[field]] = told["true"]
    return rows


def test_every_class_hides_somewhere(folder: Path) -> None:
    assert {told["class"] for told in rows_of(folder / "truth.csv")} == CLASSES.keys()


def test_with_every_listed_cell_put_right_all_files_state_the_same_consistent_sheets(folder: Path) -> None:
    first, later, crowd = (corrected(folder, file) for file in FILES)
    figures = set(columns_of(folder, "stations").values())
    of_crowd = set(columns_of(folder, "crowd").values())
    for code in first.keys() | later.keys():
        papers = [{c: row[c] for c in figures} for rows in (first, later) if (row := rows.get(code))]
        assert all(paper == papers[0] for paper in papers)
        assert consistent(papers[0])
    for code, row in crowd.items():
        paper = later.get(code)
        assert paper is None or all(row[c] == paper[c] for c in of_crowd)
    assert len(crowd) > 0.9 * len(later)


def test_a_station_without_a_row_is_listed(folder: Path) -> None:
    stations = set()
    for unit in rows_of(folder / "sources" / "units.csv"):
        if unit["tingkat"] == "kelurahan":
            special = int(unit["tps_khusus_akhir"] or 900) - 900
            numbers = (*range(1, int(unit["jumlah_tps"]) - special + 1), *range(901, 901 + special))
            stations |= {f"{unit['kode']}{n:03d}" for n in numbers}
    for file in EXPORTS:
        absent = {code for code, fields in listed(folder, file).items() if ROW in fields}
        assert stations - by_station(folder, file).keys() == absent


def test_no_station_bears_two_classes(folder: Path) -> None:
    borne = {(told["station"], told["class"]) for told in rows_of(folder / "truth.csv")}
    assert max(Counter(station for station, _ in borne).values()) == 1


def test_the_later_export_corrects_some_stations_and_changes_no_other(folder: Path) -> None:
    first, later = by_station(folder, FIRST), by_station(folder, LATER)
    put_right = {t["station"] for t in rows_of(folder / "truth.csv") if t["corrected_by"] == "later"}
    assert {code for code, row in later.items() if first.get(code) != row} == put_right
    assert all(later[code]["ts"] > first[code]["ts"] for code in put_right & set(first))
    assert len(put_right) >= 6


def test_only_over_limit_and_shifted_sheets_state_more_votes_than_ballots(folder: Path) -> None:
    held = set()
    for code, row in by_station(folder, FIRST).items():
        cells = [row[c] for c in ("suara_1", "suara_2", "suara_total", "surat_suara_diterima")]
        if all(cell.isdigit() for cell in cells):
            *votes, cast, received = map(int, cells)
            if max(sum(votes), cast) > received:
                held.add(code)
    classes = {t["station"]: t["class"] for t in rows_of(folder / "truth.csv")}
    assert {classes[code] for code in held} == {"over-limit", "columns-shifted"}
    assert held >= {code for code, kind in classes.items() if kind == "over-limit"}


def test_shifted_columns_fit_again_when_they_are_moved_back(folder: Path) -> None:
    columns = ("suara_1", "suara_2", "suara_sah", "suara_tidak_sah", "suara_total")
    first = by_station(folder, FIRST)
    shifted = {t["station"] for t in rows_of(folder / "truth.csv") if t["class"] == "columns-shifted"}
    for code in shifted:
        n = [number(first[code], c) for c in columns]
        ways = (n[1:] + n[:1], n[-1:] + n[:-1])
        assert not fits(n)
        assert any(fits(way) for way in ways)


def fits(n: list[int]) -> bool:
    return n[0] + n[1] == n[2] and n[2] + n[3] == n[4]


def test_a_misread_digit_is_one_that_looks_like_it(folder: Path) -> None:
    pairs = {"misread-3-8": {"3", "8"}, "misread-2-7": {"2", "7"}}
    seen = set()
    for told in rows_of(folder / "truth.csv"):
        if told["class"] in pairs:
            assert len(told["true"]) == len(told["written"])
            ((a, b),) = [(a, b) for a, b in zip(told["true"], told["written"], strict=True) if a != b]
            assert {a, b} == pairs[told["class"]]
            seen.add((a, b))
    assert seen >= {("3", "8"), ("2", "7")}


def test_a_digit_more_or_less_is_one_digit(folder: Path) -> None:
    for told in rows_of(folder / "truth.csv"):
        if told["class"] in ("digit-more", "digit-less"):
            long, short = sorted((told["true"], told["written"]), key=len, reverse=True)
            assert short in {long[:at] + long[at + 1 :] for at in range(len(long))}
            assert (long == told["written"]) == (told["class"] == "digit-more")


def test_a_sheet_under_two_numbers_brings_its_pictures_along(folder: Path) -> None:
    first, right = by_station(folder, FIRST), corrected(folder, FIRST)
    apart = {"kode_tps", "tps", "ts"}
    codes = {t["station"] for t in rows_of(folder / "truth.csv") if t["class"] == "same-sheet-twice"}
    assert codes
    for code in codes:
        other = first[code]["foto_1"].rpartition("/")[2].partition("-")[0]
        assert other != code
        assert {k: v for k, v in first[code].items() if k not in apart} == {
            k: v for k, v in right[other].items() if k not in apart
        }


def test_a_missing_village_has_no_row_anywhere_but_stands_in_the_unit_table(folder: Path) -> None:
    stations = {t["station"] for t in rows_of(folder / "truth.csv") if t["class"] == "missing-village"}
    (village,) = {code[:10] for code in stations}
    assert not [c for f in FILES for c in by_station(folder, f) if c.startswith(village)]
    (unit,) = [u for u in rows_of(folder / "sources" / "units.csv") if u["kode"] == village]
    assert int(unit["jumlah_tps"]) == len(stations)


def test_the_plenaries_declare_the_truth_but_for_the_slips_they_let_pass(folder: Path) -> None:
    """What a district's plenary lets pass is put right by its regency's, or by nobody."""
    columns = columns_of(folder, "crowd")
    right = {**corrected(folder, CROWD), **corrected(folder, LATER)}
    absent, true, shifts = set[str](), Counter[tuple[str, str]](), Counter[tuple[str, str, str]]()
    for told in rows_of(folder / "truth.csv"):
        absent |= {told["station"]} - right.keys()
        if told["corrected_by"] in ("regency", "never"):
            for width in (2, 4, 6, 10):
                shift = int(told["written"]) - int(told["true"])
                shifts[told["corrected_by"], told["station"][:width], told["field"]] += shift
    for code, row in right.items():
        for width in (2, 4, 6, 10):
            true.update({(code[:width], column): number(row, column) for column in columns.values()})
    checked = Counter[str]()
    for row in rows_of(folder / "sources" / "recap.csv"):
        unit = row["kode"]
        if any(code.startswith(unit) for code in absent):
            continue  # what their sheets say stands in no file
        by_district = len(row["kode_lembar"]) == 6
        for name, column in columns.items():
            passed = shifts["never", unit, name] + (shifts["regency", unit, name] if by_district else 0)
            assert number(row, column) == true[unit, column] + passed
            checked[row["tingkat"]] += passed != 0
    assert checked["kelurahan"]
    assert checked["kecamatan"]
