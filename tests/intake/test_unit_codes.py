"""Codes of another scheme beside the units' own, and the list of codes and names that do not meet."""

from __future__ import annotations

from pathlib import Path

import pytest
from tests.recap.small import Election, Result, papers, rebuilt, written

from bukti.publish.build import check
from bukti.publish.lookup import Units
from bukti.publish.opened import Opened

OWN = """\
code,name,level,parent,stations
33,Kota Satu,regency,,
3301,Utara,district,33,
3302,Selatan,district,33,
3301001,Anggrek,village,3301,1
3301002,Bakung,village,3301,1
3301003,Cempaka,village,3301,1
3302001,Dahlia,village,3302,1
3302002,Edelweis,village,3302,1
"""
OTHER = """\
kode,nama
11,Di Luar
33,Kota Satu
33.01,UTARA
33.09,Selatan
33.01.001,Anggrek
33.01.002,Bakong
33.01.009,cempaka
33.09.001,Dahlia
33.09.007,Flamboyan
"""
# By hand: Utara, Anggrek and the root meet; 33.01.002 has another name; Selatan and with it Dahlia, and Cempaka, have
# other codes; Edelweis has none; Flamboyan is no unit.
TABLE = """
[[units.codes]]
path = "other.csv"
scheme = "other"
since = 2025-01-01
begins = "33"
code = "kode"
unit = { column = "kode", replace = { "." = "" } }
name = "nama"
parent = { column = "kode", pattern = '(.+)[.][0-9]+', replace = { "." = "" } }
"""
GAPS = [
    ("code-only", "", "", "", "33.09.007", "Flamboyan"),
    ("other-code", "village", "t:3301003", "Cempaka", "33.01.009", "cempaka"),
    ("other-code", "district", "t:3302", "Selatan", "33.09", "Selatan"),
    ("other-code", "village", "t:3302001", "Dahlia", "33.09.001", "Dahlia"),
    ("other-name", "village", "t:3301002", "Bakung", "33.01.002", "Bakong"),
    ("unit-only", "village", "t:3302002", "Edelweis", "", ""),
]
ELECTION = Election([papers("village,tps,p1,p2\n3301001,1,10,5\n")], units=OWN)


def toml(tables: str = TABLE) -> str:
    return ELECTION.toml.replace("[[series]]", f"{tables}\n[[series]]", 1)


def built(root: Path, files: dict[str, str] | None = None, tables: str = TABLE) -> Result:
    at = written(root, ELECTION, toml(tables))
    for name, text in (files or {"other.csv": OTHER}).items():
        (at.inbox / name).write_text(text, encoding="utf-8")
    return rebuilt(at)


@pytest.fixture(scope="module")
def found(tmp_path_factory: pytest.TempPathFactory) -> Result:
    """The units with the codes of both tables, built once: to be asked, and built again."""
    return built(tmp_path_factory.mktemp("codes"))


def test_each_unit_has_its_code_in_each_scheme_with_its_days(found: Result) -> None:
    days = "select unit_id, code, from_date, to_date from unit_code where scheme = 'other' order by code"
    assert found.rows(days) == [
        ("t:33", "33", "2025-01-01", ""),
        ("t:3301", "33.01", "2025-01-01", ""),
        ("t:3301001", "33.01.001", "2025-01-01", ""),
        ("t:3301002", "33.01.002", "2025-01-01", ""),
    ]
    assert found.one("select count(*) from unit_code where scheme = 't' and from_date = ''") == (8,)


def test_what_does_not_meet_is_listed_each_thing_once(found: Result) -> None:
    columns = "kind, level, unit_id, name, code, code_name"
    assert found.rows(f"select {columns} from unit_code_gap order by kind, unit_id, code") == GAPS
    (notice,) = [n for n in found.notices if n.code == "UN-CODES-APART"]
    assert notice.found == "other: unit-only 1, code-only 1, other-name 1, other-code 3"
    (left,) = [n for n in found.notices if n.code == "UN-CODES-LEFT-OUT"]
    assert (left.found, left.expected) == ("1", "33")


def test_it_is_told_when_the_codes_come_and_not_again(found: Result) -> None:
    assert [n for n in found.notices if n.code.startswith("UN-CODES")] != []
    assert [n for n in rebuilt(found.built.terms.workspace).notices if n.code.startswith("UN-CODES")] == []


def test_a_unit_is_found_by_its_code_in_either_scheme(found: Result) -> None:
    units = Units(Opened(found.built, False))
    assert units.find("33.01.002")[0].unit_id == units.find("3301002")[0].unit_id == "t:3301002"


def test_codes_are_tied_by_names_where_that_is_declared(tmp_path: Path) -> None:
    tables = """
[[units.codes]]
path = "other.csv"
scheme = "other"
code = "kode"
names = { district = "kec", village = "desa" }
"""
    other = "kode,kec,desa\nX1,utara,ANGGREK\nX2,Utara,Bakong\nX3,Selatan,Dahlia\n"
    found = built(tmp_path, {"other.csv": other}, tables)
    tied = found.rows("select unit_id, code from unit_code where scheme = 'other' order by code")
    assert tied == [("t:3301001", "X1"), ("t:3302001", "X3")]
    assert found.rows("select kind, unit_id, code from unit_code_gap order by kind, unit_id") == [
        ("code-only", "", "X2"),
        ("unit-only", "t:3301002", ""),
        ("unit-only", "t:3301003", ""),
        ("unit-only", "t:3302002", ""),
    ]


def test_a_code_that_changed_stands_twice_with_its_days(tmp_path: Path) -> None:
    one = '\n[[units.codes]]\npath = "%s.csv"\nscheme = "other"\ncode = "kode"\nunit = "wilayah"\n%s\n'
    tables = one % ("old", "until = 2024-12-31") + one % ("new", "since = 2025-01-01")
    files = {"old.csv": "kode,wilayah\nA1,3301001\n", "new.csv": "kode,wilayah\nA9,3301001\n"}
    found = built(tmp_path, files, tables)
    assert found.rows("select code, from_date, to_date from unit_code where scheme = 'other' order by code") == [
        ("A1", "", "2024-12-31"),
        ("A9", "2025-01-01", ""),
    ]
    (at, notices) = check(found.built.terms.workspace)
    assert at == []
    assert not [n for n in notices if n.code == "UN-CODE-TWICE"]


def test_two_codes_of_one_scheme_from_one_day_are_refused(tmp_path: Path) -> None:
    at = written(tmp_path, ELECTION, toml())
    (at.inbox / "other.csv").write_text(OTHER + "330.1,Utara\n", encoding="utf-8")
    (problem,), _ = check(at)
    assert (problem.code, problem.place.row, problem.expected) == ("UN-CODE-TWICE", 11, "33.01")
