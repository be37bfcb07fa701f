"""The sample's workspace: consistent papers, codes of fixed width, the same bytes for the same seed."""

import os
import subprocess
import sys
from pathlib import Path

import pytest
from tests.needs import need_real_data
from tests.sample.reading import EXPORTS, FIRST, Row, consistent, files_of, rows_of

from bukti.evidence.crosscheck import problems
from bukti.evidence.declaring import load
from bukti.evidence.workspace import Workspace
from bukti.sample import make
from bukti.sample.dice import Dice
from bukti.sample.places import places
from bukti.vocabulary.profile import load_profile


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    made = tmp_path_factory.mktemp("city") / "workspace"
    make(made)
    return made


def test_every_sheet_without_a_slip_keeps_every_identity(folder: Path) -> None:
    slipped = {t["station"] for t in rows_of(folder / "truth.csv")}
    checked = 0
    for file in EXPORTS:
        for row in rows_of(folder / "sources" / file):
            if row["kode_tps"] not in slipped:
                assert consistent(row), row["kode_tps"]
                checked += 1
    assert checked > 1_000


def test_every_column_of_a_plenary_keeps_every_identity(folder: Path) -> None:
    rows = rows_of(folder / "sources" / "recap.csv")
    assert all(consistent(row) for row in rows)
    assert {row["tingkat"] for row in rows} == {"kelurahan", "kecamatan", "kota"}


def test_a_plenary_states_the_sum_of_its_columns(folder: Path) -> None:
    sheets: dict[str, list[Row]] = {}
    for row in rows_of(folder / "sources" / "recap.csv"):
        sheets.setdefault(row["kode_lembar"], []).append(row)
    for made_by, columns in sheets.items():
        (total,) = [c for c in columns if c["kode"] == made_by]
        parts = [c for c in columns if c["kode"] != made_by]
        assert parts
        for name in set(total) - {"kode_lembar", "tingkat", "kode", "nama"}:
            assert int(total[name]) == sum(int(part[name]) for part in parts), (made_by, name)


def test_a_sheet_looks_like_one_of_a_real_election(folder: Path) -> None:
    slipped = {t["station"] for t in rows_of(folder / "truth.csv")}
    for row in rows_of(folder / "sources" / FIRST):
        if row["kode_tps"] not in slipped:
            registered, cast = int(row["pemilih_dpt_j"]), int(row["suara_total"])
            assert 180 <= registered <= 300
            assert 70 <= 100 * cast / registered <= 88
            assert int(row["surat_suara_diterima"]) == registered + -(-registered * 2 // 100)
            assert int(row["pengguna_dptb_j"]) + int(row["pengguna_dpk_j"]) <= 10


def test_the_same_seed_gives_the_same_bytes_in_another_process(folder: Path, tmp_path: Path) -> None:
    code = "import sys; from pathlib import Path; from bukti.sample import make; make(Path(sys.argv[1]))"
    environment = {**os.environ, "PYTHONHASHSEED": "4711", "TZ": "Asia/Jakarta", "LC_ALL": "C", "PYTHONUTF8": "0"}
    subprocess.run([sys.executable, "-c", code, str(tmp_path / "again")], check=True, env=environment)
    assert files_of(tmp_path / "again") == files_of(folder)


def test_another_seed_gives_another_election(folder: Path, tmp_path: Path) -> None:
    make(tmp_path / "other", seed=2)
    other, this = files_of(tmp_path / "other"), files_of(folder)
    assert set(other) == set(this)
    # A city has the same tile of the map whatever its stations are.
    assert {name for name in this if this[name] == other[name]} == {"bukti.toml", "sources/areas/regency.geojson"}


def test_the_dice_fall_the_same_way_everywhere() -> None:
    dice = Dice(1, "a name")
    assert [dice.between(1, 6) for _ in range(12)] == [4, 2, 2, 2, 4, 1, 4, 1, 5, 1, 4, 1]


@pytest.mark.parametrize("stations", [49, 823_001])
def test_a_number_that_no_election_has_is_refused_before_anything_is_written(stations: int, tmp_path: Path) -> None:
    with pytest.raises(ValueError, match=str(stations)):
        make(tmp_path / "city", stations)
    assert not (tmp_path / "city").exists()


def test_a_folder_that_holds_something_is_left_alone(tmp_path: Path) -> None:
    (tmp_path / "bukti.toml").write_text("mine")
    with pytest.raises(FileExistsError):
        make(tmp_path)
    assert files_of(tmp_path) == {"bukti.toml": b"mine"}


def test_a_sample_that_cannot_be_written_whole_is_not_there(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def full(*_: object) -> None:
        raise OSError("No space left on device")

    monkeypatch.setattr("bukti.sample.areas.write", full)
    (tmp_path / "empty").mkdir()
    for name in ("empty", "new"):
        with pytest.raises(OSError, match="No space"):
            make(tmp_path / name)
    assert files_of(tmp_path) == {}
    assert [p.name for p in tmp_path.iterdir()] == ["empty"]


def test_every_code_is_text_of_the_width_of_its_level(folder: Path) -> None:
    width = {"kota": 4, "kecamatan": 6, "kelurahan": 10}
    units = rows_of(folder / "sources" / "units.csv")
    assert all(len(u["kode"]) == width[u["tingkat"]] and u["kode"].isdigit() for u in units)
    known = {u["kode"] for u in units}
    assert all(u["kode_induk"] in known for u in units if u["tingkat"] != "kota")
    for file in EXPORTS:
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
    absent = {t["station"] for t in rows_of(folder / "truth.csv") if t["field"] == "row" and t["series"] == "kpu"}
    assert {r["kode_tps"] for r in rows_of(folder / "sources" / FIRST)} == stated - absent
    assert {code[10:] for code in stated} >= {"901"}


def test_the_crowd_has_read_about_97_of_a_hundred(folder: Path) -> None:
    assert 0.93 <= len(rows_of(folder / "sources" / "crowd.csv")) / 600 <= 0.99


def test_a_name_can_stand_twice_but_not_under_one_parent(folder: Path) -> None:
    villages = [u for u in rows_of(folder / "sources" / "units.csv") if u["tingkat"] == "kelurahan"]
    names = [u["nama"] for u in villages]
    assert len(set(names)) == len(names) - 1
    assert len({(u["kode_induk"], u["nama"]) for u in villages}) == len(villages)


@pytest.mark.parametrize("layout", ["workspace", "lean"])
def test_the_declaration_fits_the_profile(layout: str, tmp_path: Path) -> None:
    make(tmp_path / "made", 50, 1, "lean" if layout == "lean" else "workspace")
    declared = load(tmp_path / "made" / "bukti.toml")
    assert problems(declared, load_profile(declared.configuration.election.profile)) == []
    for source in declared.configuration.source:
        files = Workspace(tmp_path / "made").files(source.path)
        assert files
        for file in files:
            header = file.path.read_text(encoding="utf-8").splitlines()[0].split(",")
            stated = {c for reading in source.reading for c in reading.columns.values()}
            assert stated | set(source.images) | set(source.shared.values()) <= set(header)


@pytest.mark.real
def test_no_unit_bears_the_name_of_a_real_one() -> None:
    real = set()
    for row in rows_of(need_real_data() / "areas" / "wilayah-kemendagri-2025.csv"):
        real.add(row["nama"].lower().removeprefix("kabupaten ").removeprefix("kota ").replace(" ", ""))
    for stations, seed in ((600, 1), (4_500, 2), (20_000, 3)):
        names = set()
        for province in places(stations, seed).provinces():
            names.add(province.name)
            for regency in province.regencies:
                names.add(regency.name.partition(" ")[2])
                names |= {name for d in regency.districts for name in (d.name, *(v.name for v in d.villages))}
        assert not {n.lower().replace(" ", "") for n in names} & real
