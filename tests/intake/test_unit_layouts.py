"""Unit tables that leave something to be declared: a root, a file for each level, codes in several columns."""

from __future__ import annotations

from pathlib import Path

import pytest

from bukti.evidence.ballots import LevelName
from bukti.evidence.configuration import AsOfColumn, LevelColumns, Root, UnitFile, Units
from bukti.evidence.patterns import fits, spelled
from bukti.evidence.receive import Received, Staged
from bukti.intake.moments import moment_rows
from bukti.intake.unit_files import read_unit_files
from bukti.intake.units import Unit, read_units
from bukti.vocabulary.problems import Refusal

Levels = dict[LevelName, LevelColumns]
ROOT = Root(level="nation", code="0", name="Negeri")
FILES = (
    UnitFile(path="provinces.csv", level="province", code="id", name="name"),
    UnitFile(path="units.csv", level="regency", code="{prov}.{id}", name="name", parent="prov"),
)


def staged(folder: Path, name: str, text: str) -> Staged:
    path = folder / name
    path.write_text(text, encoding="utf-8")
    return Staged(Received("units", name, "", 0, None), path)


def units(folder: Path, declared: Units, text: str) -> dict[str, Unit]:
    return {u.unit_id: u for u in read_units([staged(folder, "units.csv", text)], declared, []).units}


def in_files(folder: Path, text: str, provinces: str = "id,name\n1,Satu\n2,Dua\n") -> dict[str, Unit]:
    """The units of a file of provinces and one of regencies."""
    declared = Units(scheme="t", root=ROOT, file=FILES)
    contents = ("provinces.csv", provinces), ("units.csv", text)
    files = [(file, [staged(folder, *content)]) for file, content in zip(FILES, contents, strict=True)]
    return {u.unit_id: u for u in read_unit_files(files, declared, []).units}


def test_a_root_that_no_row_states_stands_above_all(tmp_path: Path) -> None:
    declared = Units(path="units.csv", scheme="t", root=ROOT, levels={"province": LevelColumns(code="prov")})
    found = units(tmp_path, declared, "prov\n1\n2\n1\n")
    assert {u: (f.level, f.parent_id) for u, f in found.items()} == {
        "t:0": ("nation", None),
        "t:1": ("province", "t:0"),
        "t:2": ("province", "t:0"),
    }


def test_units_that_share_a_number_are_told_apart_by_the_unit_above(tmp_path: Path) -> None:
    found = in_files(tmp_path, "prov,id,name\n1,2,Kota\n2,2,Desa\n")
    assert {u: (f.name, f.parent_id) for u, f in found.items()} == {
        "t:0": ("Negeri", None),
        "t:1": ("Satu", "t:0"),
        "t:2": ("Dua", "t:0"),
        "t:1.2": ("Kota", "t:1"),
        "t:2.2": ("Desa", "t:2"),
    }


def test_a_higher_unit_that_its_table_lacks_is_refused(tmp_path: Path) -> None:
    with pytest.raises(Refusal) as refused:
        in_files(tmp_path, "prov,id,name\n3,2,Kota\n")
    assert [(p.code, p.place.row, p.expected) for p in refused.value.problems] == [("UN-ORPHAN", 2, "t:3")]


def test_the_first_signs_of_a_column_can_be_a_code(tmp_path: Path) -> None:
    levels: Levels = {
        "regency": LevelColumns(code="village", prefix=4, name="kab"),
        "district": LevelColumns(code="village", prefix=6, name="kec"),
    }
    text = "village,kab,kec\n3374011001,Kota,Utara\n3374011002,Kota,Utara\n3374021001,Kota,Selatan\n"
    found = units(tmp_path, Units(path="units.csv", scheme="t", levels=levels), text)
    assert [(u.code, u.name) for u in found.values()] == [
        ("3374", "Kota"), ("337401", "Utara"), ("337402", "Selatan")]  # fmt: skip


def test_a_code_is_spelled_from_its_columns() -> None:
    row = {"kind": "pkwkk", "code": " 3374 "}
    assert spelled("{kind}-{code}", row) == "pkwkk-3374"
    assert spelled("{kind}-{code:2}", row) == "pkwkk-33"
    assert spelled("code", row) == "3374"
    assert spelled("{kind}-{code}", {**row, "code": " "}) == ""
    assert fits("{kind}-{code}", "pkwkk-3374")
    assert not fits("x-{code}", "pkwkk-3374")
    assert not fits("x-{code}", "x-")
    assert fits("mayor", "mayor")
    assert not fits("mayor", "mayors")


def test_a_moment_may_bring_its_own_zone() -> None:
    declared = AsOfColumn(column="at", format="%Y-%m-%dT%H:%M:%S%z", zone="+09:00")
    assert moment_rows(["2024-03-11T11:01:53+07:00"], declared) == [
        ("2024-03-11T11:01:53+07:00", "2024-03-11T04:01:53.000Z")
    ]
