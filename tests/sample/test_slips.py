"""Every mistake in the sample's files is listed in truth.csv, and nothing else is wrong in them."""

import csv
import tomllib
from collections import Counter
from pathlib import Path

import pytest

from bukti.sample import make
from bukti.sample.plan import Plan, plan

FIRST, LATER, CROWD = "stations-2024-02-15.csv", "stations-2024-02-20.csv", "crowd.csv"
Rows = dict[str, dict[str, str]]
KINDS = {
    "over-limit", "letter-in-cell", "dash-in-cell", "blank-cells", "placeholder-zeros", "pairs-swapped", "wrong-sum",
    "three-as-eight", "two-as-seven", "digit-dropped", "missing-station", "missing-village", "same-sheet-twice",
}  # fmt: skip


def rows_of(path: Path) -> list[dict[str, str]]:
    with path.open(encoding="utf-8", newline="") as stream:
        return list(csv.DictReader(stream))


def by_station(folder: Path, file: str) -> Rows:
    """The rows of a station file by the station's code of 13 digits."""
    rows = rows_of(folder / "sources" / file)
    found = {row.get("kode_tps") or row["kode_kel"] + row["tps"]: row for row in rows}
    assert len(found) == len(rows)
    return found


@pytest.fixture(scope="module", params=[(600, 1), (400, 3), (1300, 2)], ids=str)
def made(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Plan]:
    stations, seed = request.param
    folder = tmp_path_factory.mktemp("city")
    make(folder, stations, seed)
    return folder, plan(stations, seed)


def columns_of(folder: Path, source: str) -> dict[str, str]:
    """Field or selection -> column, as bukti.toml declares it."""
    declared = tomllib.loads((folder / "bukti.toml").read_text(encoding="utf-8"))
    entry = next(s for s in declared["source"] if s["id"] == source)
    columns: dict[str, str] = entry["reading"][0]["columns"]
    return columns


def test_every_slip_of_truth_is_visible_in_the_files_it_names(made: tuple[Path, Plan]) -> None:
    folder, _ = made
    files = {file: by_station(folder, file) for file in (FIRST, LATER, CROWD)}
    columns = columns_of(folder, "stations")
    truth = rows_of(folder / "truth.csv")
    for slip in truth:
        assert slip["true"] != slip["written"]
        for file in slip["files"].split():
            row = files[file].get(slip["station"])
            if slip["field"] == "row":
                assert row is None
            else:
                assert row is not None
                assert row[columns[slip["field"]]] == slip["written"]
    assert {slip["slip"] for slip in truth} == KINDS


def test_what_truth_does_not_list_is_written_as_the_paper_says(made: tuple[Path, Plan]) -> None:
    folder, planned = made
    truth = rows_of(folder / "truth.csv")
    listed: dict[tuple[str, str], set[str]] = {}
    for t in truth:
        for f in t["files"].split():
            listed.setdefault((f, t["station"]), set()).add(t["field"])
    true_of = {s.code: planned.sheet(s) for s in planned.city.stations()}
    for file, source in ((FIRST, "stations"), (LATER, "stations"), (CROWD, "crowd")):
        columns, names_in_order = columns_of(folder, source), list(columns_of(folder, "stations"))
        rows = by_station(folder, file)
        for code, sheet in true_of.items():
            # The first boxes of a sheet are the votes; the others are found by the order of the form.
            names = dict(zip(names_in_order, sheet.values(), strict=True))
            told = listed.get((file, code), set())
            if code in rows:
                assert told == {name for name, column in columns.items() if rows[code][column] != str(names[name])}
            else:
                assert told == {"row"} or (file == CROWD and not told)


def test_truth_tells_the_true_value(made: tuple[Path, Plan]) -> None:
    folder, planned = made
    true_of = {s.code: planned.sheet(s) for s in planned.city.stations()}
    names = list(columns_of(folder, "stations"))
    for slip in rows_of(folder / "truth.csv"):
        if slip["field"] != "row":
            values = list(true_of[slip["station"]].values())
            assert slip["true"] == str(values[names.index(slip["field"])])


def test_no_station_bears_two_slips_of_one_series(made: tuple[Path, Plan]) -> None:
    _, planned = made
    assert max(Counter(slip.station.code for slip in planned.slips).values()) == 1


def test_the_later_export_corrects_some_stations_and_changes_no_other(made: tuple[Path, Plan]) -> None:
    folder, _ = made
    first, later = by_station(folder, FIRST), by_station(folder, LATER)
    corrected = {t["station"] for t in rows_of(folder / "truth.csv") if t["corrected_by"] == "later"}
    assert {code for code, row in later.items() if first.get(code) != row} == corrected
    assert all(later[code]["ts"] > first[code]["ts"] for code in corrected & set(first))
    assert len(corrected) >= 6


def test_only_the_over_limit_slips_state_more_votes_than_ballots(made: tuple[Path, Plan]) -> None:
    folder, _ = made
    held = set()
    for code, row in by_station(folder, FIRST).items():
        cells = [row[c] for c in ("suara_1", "suara_2", "suara_3", "suara_total", "surat_suara_diterima")]
        if all(cell.isdigit() for cell in cells):
            *votes, cast, received = map(int, cells)
            if max(sum(votes), cast) > received:
                held.add(code)
    assert held == {t["station"] for t in rows_of(folder / "truth.csv") if t["slip"] == "over-limit"}


def test_a_sheet_under_two_numbers_brings_its_pictures_along(made: tuple[Path, Plan]) -> None:
    folder, _ = made
    first = by_station(folder, FIRST)
    ts_and_place = {"kode_tps", "tps", "ts"}
    for code in {t["station"] for t in rows_of(folder / "truth.csv") if t["slip"] == "same-sheet-twice"}:
        before = f"{code[:10]}{int(code[10:]) - 1:03d}"
        assert {k: v for k, v in first[code].items() if k not in ts_and_place} == {
            k: v for k, v in first[before].items() if k not in ts_and_place
        }


def test_the_missing_village_has_no_row_anywhere_but_stands_in_the_unit_table(made: tuple[Path, Plan]) -> None:
    folder, _ = made
    stations = [t["station"] for t in rows_of(folder / "truth.csv") if t["slip"] == "missing-village"]
    (village,) = {code[:10] for code in stations}
    assert not [c for f in (FIRST, LATER, CROWD) for c in by_station(folder, f) if c.startswith(village)]
    (unit,) = [u for u in rows_of(folder / "sources" / "units.csv") if u["kode"] == village]
    assert int(unit["jumlah_tps"]) == len(stations)


def test_the_plenaries_declare_the_truth_but_for_the_slips_they_let_pass(made: tuple[Path, Plan]) -> None:
    folder, planned = made
    recap = {row["kode"]: row for row in rows_of(folder / "sources" / "recap.csv")}
    columns = columns_of(folder, "recap")
    kept = [t for t in rows_of(folder / "truth.csv") if t["corrected_by"] in ("regency", "never")]
    assert {t["corrected_by"] for t in kept} == {"regency", "never"}
    for at, name in enumerate(columns):
        for district in planned.city.districts:
            true = sum(list(planned.sheet(s).values())[at] for s in district.stations())
            slipped = [t for t in kept if t["station"].startswith(district.code) and t["field"] == name]
            shift = sum(int(t["written"]) - int(t["true"]) for t in slipped)
            assert int(recap[district.code][columns[name]]) == true + shift
        true = sum(list(planned.sheet(s).values())[at] for s in planned.city.stations())
        never = [t for t in kept if t["corrected_by"] == "never" and t["field"] == name]
        shift = sum(int(t["written"]) - int(t["true"]) for t in never)
        assert int(recap[planned.city.code][columns[name]]) == true + shift
