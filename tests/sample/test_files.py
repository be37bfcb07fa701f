"""The sample's workspace: consistent papers, codes of fixed width, the same bytes for the same seed."""

import csv
import os
import subprocess
import sys
from pathlib import Path

import pytest
from tests.needs import need_real_data

from bukti.evidence.crosscheck import problems
from bukti.evidence.declaring import load
from bukti.sample import make
from bukti.sample.dice import Dice
from bukti.sample.places import city
from bukti.vocabulary.profile import load_profile

STATION_FILES = ("stations-2024-02-15.csv", "stations-2024-02-20.csv")


def rows_of(path: Path) -> list[dict[str, str]]:
    with path.open(encoding="utf-8", newline="") as stream:
        return list(csv.DictReader(stream))


def files_of(folder: Path) -> dict[str, bytes]:
    return {str(p.relative_to(folder)): p.read_bytes() for p in sorted(folder.rglob("*")) if p.is_file()}


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    made = tmp_path_factory.mktemp("city") / "workspace"
    make(made)
    return made


def consistent(row: dict[str, str]) -> bool:
    """Every identity of the form, written out by hand."""
    n = {name: int(text) for name, text in row.items() if text.isdigit()}
    lists = ("dpt", "dptb", "dpk")
    return all(
        (
            n["pemilih_dpt_j"] == n["pemilih_dpt_l"] + n["pemilih_dpt_p"],
            *(n[f"pengguna_{x}_j"] == n[f"pengguna_{x}_l"] + n[f"pengguna_{x}_p"] for x in (*lists, "total")),
            *(n[f"pengguna_total_{s}"] == sum(n[f"pengguna_{x}_{s}"] for x in lists) for s in "lpj"),
            *(n[f"pengguna_dpt_{s}"] <= n[f"pemilih_dpt_{s}"] for s in "lpj"),
            n["disabilitas_j"] == n["disabilitas_l"] + n["disabilitas_p"],
            *(n[f"disabilitas_{s}"] <= n[f"pengguna_total_{s}"] for s in "lpj"),
            n["surat_suara_diterima"] == n["surat_suara_digunakan"] + n["surat_suara_rusak"] + n["surat_suara_sisa"],
            n["surat_suara_digunakan"] == n["suara_total"],
            n["pengguna_total_j"] == n["suara_total"],
            n["suara_total"] == n["suara_sah"] + n["suara_tidak_sah"],
            n["suara_sah"] == n["suara_1"] + n["suara_2"] + n["suara_3"],
            n["pengguna_total_j"] <= n["surat_suara_diterima"],
        )
    )


def test_every_sheet_without_a_slip_keeps_every_identity(folder: Path) -> None:
    slipped = {t["station"] for t in rows_of(folder / "truth.csv")}
    checked = 0
    for file in STATION_FILES:
        for row in rows_of(folder / "sources" / file):
            if row["kode_tps"] not in slipped:
                assert consistent(row), row["kode_tps"]
                checked += 1
    assert checked > 1_000


def test_every_recap_column_keeps_every_identity(folder: Path) -> None:
    assert all(consistent(row) for row in rows_of(folder / "sources" / "recap.csv"))


def test_a_sheet_looks_like_one_of_a_real_election(folder: Path) -> None:
    slipped = {t["station"] for t in rows_of(folder / "truth.csv")}
    for row in rows_of(folder / "sources" / STATION_FILES[0]):
        if row["kode_tps"] not in slipped:
            registered, cast = int(row["pemilih_dpt_j"]), int(row["suara_total"])
            assert 180 <= registered <= 300
            assert 70 <= 100 * cast / registered <= 88
            assert int(row["surat_suara_diterima"]) == registered + -(-registered * 2 // 100)
            assert int(row["pengguna_dptb_j"]) + int(row["pengguna_dpk_j"]) <= 10


def test_a_slip_in_the_sum_breaks_the_sheet(folder: Path) -> None:
    broken = {t["station"] for t in rows_of(folder / "truth.csv") if t["slip"] == "wrong-sum"}
    rows = [r for r in rows_of(folder / "sources" / STATION_FILES[0]) if r["kode_tps"] in broken]
    assert rows
    assert not any(consistent(row) for row in rows)


def test_the_same_seed_gives_the_same_bytes_in_another_process(folder: Path, tmp_path: Path) -> None:
    code = "import sys; from pathlib import Path; from bukti.sample import make; make(Path(sys.argv[1]))"
    environment = {**os.environ, "PYTHONHASHSEED": "4711", "TZ": "Asia/Jakarta", "LC_ALL": "C", "PYTHONUTF8": "0"}
    subprocess.run([sys.executable, "-c", code, str(tmp_path / "again")], check=True, env=environment)
    assert files_of(tmp_path / "again") == files_of(folder)


def test_another_seed_gives_another_election(folder: Path, tmp_path: Path) -> None:
    make(tmp_path / "other", seed=2)
    other, this = files_of(tmp_path / "other"), files_of(folder)
    assert set(other) == set(this)
    assert {name for name in this if this[name] == other[name]} == {"bukti.toml"}


def test_the_dice_fall_the_same_way_everywhere() -> None:
    dice = Dice(1, "a name")
    assert [dice.between(1, 6) for _ in range(12)] == [4, 2, 2, 2, 4, 1, 4, 1, 5, 1, 4, 1]


@pytest.mark.parametrize("stations", [400, 401, 599, 1_000, 2_345, 4_500])
@pytest.mark.parametrize("seed", [1, 2, 99])
def test_a_city_has_exactly_as_many_stations_as_asked_for(stations: int, seed: int) -> None:
    made = city(stations, seed)
    villages = list(made.villages())
    codes = [s.code for s in made.stations()]
    assert len(set(codes)) == stations
    assert codes == sorted(codes)
    assert 6 <= len(made.districts) <= 16
    assert all(3 <= village.ordinary <= 60 for village in villages)
    assert any(s.special for s in made.stations())


@pytest.mark.parametrize("stations", [0, 399, 4_501])
def test_a_number_that_no_city_has_is_refused_before_anything_is_written(stations: int, tmp_path: Path) -> None:
    with pytest.raises(ValueError, match=str(stations)):
        make(tmp_path / "city", stations)
    assert not (tmp_path / "city").exists()


def test_a_folder_that_holds_something_is_left_alone(tmp_path: Path) -> None:
    (tmp_path / "bukti.toml").write_text("mine")
    with pytest.raises(FileExistsError):
        make(tmp_path)
    assert files_of(tmp_path) == {"bukti.toml": b"mine"}


def test_every_code_is_text_of_the_width_of_its_level(folder: Path) -> None:
    width = {"provinsi": 2, "kota": 4, "kecamatan": 6, "kelurahan": 10}
    units = rows_of(folder / "sources" / "units.csv")
    assert all(len(u["kode"]) == width[u["tingkat"]] and u["kode"].isdigit() for u in units)
    known = {u["kode"] for u in units}
    assert all(u["kode_induk"] in known for u in units if u["tingkat"] != "kota")
    for file in STATION_FILES:
        for row in rows_of(folder / "sources" / file):
            assert len(row["kode_tps"]) == 13
            assert row["kode_tps"][:10] in known
            assert row["kode_tps"][10:] == row["tps"]
    for row in rows_of(folder / "sources" / "crowd.csv"):
        assert row["kode_kel"] in known
        assert len(row["tps"]) == 3


def test_a_parent_in_the_unit_table_is_the_sum_of_its_children(folder: Path) -> None:
    units = rows_of(folder / "sources" / "units.csv")
    for parent in (u for u in units if u["tingkat"] != "kelurahan"):
        below = [u for u in units if u["kode_induk"] == parent["kode"]]
        for column in ("jumlah_tps", "dpt_l", "dpt_p"):
            assert int(parent[column]) == sum(int(u[column]) for u in below)
    assert units[0]["jumlah_tps"] == "600"


def test_the_unit_table_states_every_station_of_the_export(folder: Path) -> None:
    stated = set()
    for unit in rows_of(folder / "sources" / "units.csv"):
        if unit["tingkat"] == "kelurahan":
            first, last = unit["tps_khusus_awal"], unit["tps_khusus_akhir"]
            special = range(int(first), int(last) + 1) if first else range(0)
            ordinary = range(1, int(unit["jumlah_tps"]) - len(special) + 1)
            stated |= {f"{unit['kode']}{n:03d}" for n in (*ordinary, *special)}
    absent = {t["station"] for t in rows_of(folder / "truth.csv") if t["field"] == "row"}
    assert {r["kode_tps"] for r in rows_of(folder / "sources" / STATION_FILES[0])} == stated - absent


def test_the_crowd_has_read_about_97_of_a_hundred(folder: Path) -> None:
    assert 0.94 <= len(rows_of(folder / "sources" / "crowd.csv")) / 600 <= 0.99


def test_a_name_can_stand_twice_but_not_under_one_parent(folder: Path) -> None:
    villages = [u for u in rows_of(folder / "sources" / "units.csv") if u["tingkat"] == "kelurahan"]
    names = [u["nama"] for u in villages]
    assert len(set(names)) == len(names) - 1
    assert len({(u["kode_induk"], u["nama"]) for u in villages}) == len(villages)


def test_the_declaration_fits_the_profile(folder: Path) -> None:
    declared = load(folder / "bukti.toml")
    assert problems(declared, load_profile(declared.configuration.election.profile)) == []


def test_the_declaration_names_columns_that_the_files_have(folder: Path) -> None:
    for source in load(folder / "bukti.toml").configuration.source:
        for path in sorted((folder / "sources").glob(source.path)):
            header = path.read_text(encoding="utf-8").splitlines()[0].split(",")
            assert set(source.reading[0].columns.values()) | set(source.images) <= set(header)


@pytest.mark.real
def test_no_unit_bears_the_name_of_a_real_one() -> None:
    real = set()
    for row in rows_of(need_real_data() / "areas" / "wilayah-kemendagri-2025.csv"):
        real.add(row["nama"].lower().removeprefix("kabupaten ").removeprefix("kota ").replace(" ", ""))
    for seed in range(20):
        made = city(4_500, seed)
        names = [made.province_name, made.name.removeprefix("Kota "), *(d.name for d in made.districts)]
        names += [v.name for v in made.villages()]
        assert not {n.lower().replace(" ", "") for n in names} & real
