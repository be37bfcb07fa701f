"""A sample of any size: as many units as a nation would have, little memory, one election in both layouts."""

from __future__ import annotations

import json
import subprocess
import sys
from fractions import Fraction
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest
from tests.sample.reading import CROWD, LATER, by_station, files_of, rows_of

from bukti.sample import make
from bukti.sample.areas import CITY, Tile, tiles
from bukti.sample.places import Places, places
from bukti.sample.sheets import village_sheets

REAL = {"villages": 83_529, "districts": 7_331, "regencies": 644, "provinces": 35}
REAL_STATIONS = 813_336


def villages_of(made: Places) -> list[tuple[str, int, int]]:
    """Code, ordinary and special stations of each village, in order."""
    return [
        (village.code, village.ordinary, village.specials)
        for province in made.provinces()
        for regency in province.regencies
        for district in regency.districts
        for village in district.villages
    ]


@pytest.mark.parametrize("stations", [50, 51, 99, 399, 400, 401, 600, 2_345, 4_500, 4_501, 10_007, 60_000])
@pytest.mark.parametrize("seed", [1, 99])
def test_an_election_has_exactly_as_many_stations_as_asked_for(stations: int, seed: int) -> None:
    villages = villages_of(places(stations, seed))
    codes = [code for code, _, _ in villages]
    assert sum(ordinary + specials for _, ordinary, specials in villages) == stations
    assert codes == sorted(set(codes))
    assert all(len(code) == 10 and 1 <= ordinary <= 60 for code, ordinary, _ in villages)
    assert any(specials for _, _, specials in villages)


@pytest.mark.parametrize("stations", [20_000, 115_416, REAL_STATIONS])
def test_a_nation_has_units_in_the_proportion_of_the_real_one(stations: int) -> None:
    counts = dict(zip(("provinces", "regencies", "districts", "villages"), places(stations, 4).counts, strict=True))
    for level, count in counts.items():
        due = Fraction(REAL[level] * stations, REAL_STATIONS)
        assert abs(count - due) <= max(Fraction(2), due / 100), level


def test_a_village_says_the_same_whatever_else_is_asked_for() -> None:
    """Neither the size of the election nor the villages before it decide what its papers say."""
    one = village_sheets(7, "1101011001", 9, 12, Fraction(2))
    assert village_sheets(7, "1101011001", 4, 12, Fraction(2)) == one[:4]
    assert one[0][:2] == [80, 80]


@pytest.mark.parametrize(("layout", "most"), [("lean", 80), ("workspace", 80)])
def test_memory_stays_small_at_a_hundred_thousand_stations(layout: str, most: int, tmp_path: Path) -> None:
    """In megabytes, in a process of its own; a list of all sheets alone would take several hundred."""
    code = (
        "import resource, sys; from pathlib import Path; from bukti.sample import make;"
        "make(Path(sys.argv[1]), 100_000, 1, sys.argv[2]);"
        "print(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024)"
    )
    # A shell in between, since the peak of a process counts from that of the one which started it.
    command = ["sh", "-c", '"$@"; exit $?', "sh", sys.executable, "-c", code, str(tmp_path / "made"), layout]
    ran = subprocess.run(command, check=True, capture_output=True, text=True)
    assert int(ran.stdout) < most


@pytest.fixture(scope="module", params=[(50, 3), (900, 1), (6_000, 2)], ids=str)
def both(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Path]:
    """One election in the layout `workspace` and in the layout `lean`."""
    root: Path = tmp_path_factory.mktemp("both")
    stations, seed = request.param
    make(root / "workspace", stations, seed)
    make(root / "lean", stations, seed, "lean")
    return root / "workspace", root / "lean"


LEAN = {
    "pas1": "suara_1", "pas2": "suara_2", "sah": "suara_sah", "tSah": "suara_tidak_sah", "jum": "suara_total",
    "users_dpt_l": "pengguna_dpt_l", "users_dpt_p": "pengguna_dpt_p", "users_dpt": "pengguna_dpt_j",
    "users_dptb_l": "pengguna_dptb_l", "users_dptb_p": "pengguna_dptb_p", "users_dptb": "pengguna_dptb_j",
    "users_dpk_l": "pengguna_dpk_l", "users_dpk_p": "pengguna_dpk_p", "users_dpk": "pengguna_dpk_j",
    "users_l": "pengguna_total_l", "users_p": "pengguna_total_p", "users_total": "pengguna_total_j",
    "received": "surat_suara_diterima", "used": "surat_suara_digunakan", "spoiled": "surat_suara_rusak",
    "unused": "surat_suara_sisa",
}  # fmt: skip
"""Field of the lean layout -> column of the office's files."""


def test_both_layouts_state_the_same_figures_of_the_same_stations(both: tuple[Path, Path]) -> None:
    workspace, lean = both
    code_of = {unit["id"]: unit["code"] for unit in rows_of(lean / "wilayah_kpu2019.csv")}
    kpu, crowd = by_station(workspace, LATER), by_station(workspace, CROWD)
    seen: dict[str, set[str]] = {"kpu": set(), "kp": set()}
    for file in sorted((lean / "tps_by_province").iterdir()):
        for row in rows_of(file):
            assert len(row) == 50
            station = f"{code_of[row['kel_id']]}{int(row['tps']):03d}"
            assert station.startswith(file.stem)
            for mark, rows in (("kpu", kpu), ("kp", crowd)):
                stated = {field: row[f"{mark}_{field}"] for field in LEAN}
                if any(stated.values()):
                    assert stated == {field: rows[station][column] for field, column in LEAN.items()}
                    seen[mark].add(station)
            if station in kpu:
                shared = (kpu[station]["pemilih_dpt_l"], kpu[station]["pemilih_dpt_p"])
                assert (row["dpt_l"], row["dpt_p"]) == shared
    assert seen == {"kpu": kpu.keys(), "kp": crowd.keys()}


def test_both_layouts_have_the_same_units_and_the_same_declared_figures(both: tuple[Path, Path]) -> None:
    workspace, lean = both
    units = {unit["id"]: unit for unit in rows_of(lean / "wilayah_kpu2019.csv")}
    of_office = {unit["kode"]: unit for unit in rows_of(workspace / "sources" / "units.csv")}
    villages = {u["code"]: u for u in units.values() if u["depth"] == "4"}
    assert {u["kode"] for u in of_office.values() if u["tingkat"] == "kelurahan"} == villages.keys()
    for code, unit in villages.items():
        assert (unit["stations"], unit["name"]) == (of_office[code]["jumlah_tps"], of_office[code]["nama"])
        assert units[unit["parent"]]["code"] == of_office[code]["kode_induk"]
    declared = {row["id"]: row for row in rows_of(lean / "rekap_levels.csv")}
    assert declared.keys() == units.keys()
    for row in rows_of(workspace / "sources" / "recap.csv"):
        if row["kode_lembar"] != row["kode"]:
            lean_row = next(r for i, r in declared.items() if units[i]["code"] == row["kode"])
            assert (lean_row["rekap_pas1"], lean_row["rekap_pas2"]) == (row["suara_1"], row["suara_2"])
            assert units[lean_row["sheet"]]["code"] == row["kode_lembar"]


def test_the_truth_of_the_lean_layout_is_that_of_the_office_in_its_last_words(both: tuple[Path, Path]) -> None:
    workspace, lean = both
    kept = ("class", "station", "series", "field", "true", "written")
    of_office, of_lean = (
        {tuple(told[k] for k in kept): told["files"] for told in rows_of(folder / "truth.csv")} for folder in both
    )
    absent = ("disabled_", "registered_total")
    last = {k for k, files in of_office.items() if LATER in files or CROWD in files}
    assert of_lean.keys() == {k for k in last if not k[3].startswith(absent)}
    assert {told["files"] for told in rows_of(lean / "truth.csv")} <= {
        f"tps_by_province/{p.name}" for p in (lean / "tps_by_province").iterdir()
    }
    assert workspace != lean


@pytest.mark.parametrize("layout", ["workspace", "lean"])
def test_each_layout_is_the_same_bytes_again(layout: Any, both: tuple[Path, Path], tmp_path: Path) -> None:
    stations = sum(int(u["jumlah_tps"]) for u in rows_of(both[0] / "sources" / "units.csv") if len(u["kode"]) == 10)
    make(tmp_path / "again", stations, {50: 3, 900: 1, 6_000: 2}[stations], layout)
    assert files_of(tmp_path / "again") == files_of(both[layout == "lean"])


# ---- areas


@pytest.mark.parametrize("count", [1, 2, 3, 7, 12, 40])
def test_tiles_fill_the_whole_and_none_lies_over_another(count: int) -> None:
    made = list(tiles(CITY, count))
    assert len(made) == count
    size = [(t.east - t.west) * (t.north - t.south) for t in made]
    assert all(s > 0 for s in size)
    assert sum(size) == (CITY.east - CITY.west) * (CITY.north - CITY.south)
    assert not [1 for a in made for b in made if a is not b and overlap(a, b)]


def overlap(a: Tile, b: Tile) -> bool:
    return a.west < b.east and b.west < a.east and a.south < b.north and b.south < a.north


def test_every_unit_has_an_area_with_a_valid_ring_within_its_parent(both: tuple[Path, Path]) -> None:
    folder, _ = both
    rings: dict[str, list[list[float]]] = {}
    for file in (folder / "sources" / "areas").iterdir():
        collection = json.loads(file.read_text(encoding="utf-8"))
        assert collection["type"] == "FeatureCollection"
        for feature in collection["features"]:
            (ring,) = feature["geometry"]["coordinates"]
            assert (feature["geometry"]["type"], feature["properties"]["level"]) == ("Polygon", file.stem)
            rings[feature["properties"]["code"]] = ring
    units = {u["kode"]: u for u in rows_of(folder / "sources" / "units.csv") if u["tingkat"] != "negara"}
    assert rings.keys() == units.keys()
    for code, ring in rings.items():
        assert ring[0] == ring[-1]
        assert len({tuple(corner) for corner in ring}) == 4
        assert sum(x1 * y2 - x2 * y1 for (x1, y1), (x2, y2) in pairwise(ring)) > 0, "counterclockwise"
        above = rings.get(units[code]["kode_induk"])
        if above:
            for axis in (0, 1):
                own, whole = [c[axis] for c in ring], [c[axis] for c in above]
                assert min(whole) <= min(own) < max(own) <= max(whole)
