"""A unit table that has a file for each level, under a root that no file states."""

from __future__ import annotations

from pathlib import Path

import pytest
from tests.recap.small import Election, Result, papers, rebuilt, written

from bukti.evidence.workspace import Workspace
from bukti.publish.build import check
from bukti.vocabulary.problems import Problem

UNITS = """\
[units]
scheme = "t"
root = { level = "regency", code = "r", name = "Kota Satu" }

[[units.file]]
path = "tps.csv"
level = "station"
parent = "desa"
number = { column = "nama", pattern = 'TPS ([0-9]+)' }

[[units.file]]
path = "kec.csv"
level = "district"
mark = "kec"
code = "id"
name = "nama"

[[units.file]]
path = "desa.csv"
level = "village"
mark = "kel"
code = "id"
name = "nama"
parent = "kec"
"""
FILES = {
    "kec.csv": "id,nama\n1,Utara\n2,Selatan\n",
    "desa.csv": "id,kec,nama\n1,1,Anggrek\n2,1,Bakung\n3,2,Anggrek\n",
    "tps.csv": "id,desa,nama\n1,1,TPS 1\n2,1,TPS 2\n3,2,TPS 1\n4,3,TPS 901\n",
}


def workspace(root: Path, change: dict[str, str] | None = None, units: str = UNITS) -> Workspace:
    election = Election([papers("village,tps,p1,p2\nkel-1,1,10,5\nkel-3,901,2,3\n")], units=None)
    at = written(root, election, election.toml.replace("[[series]]", f"{units}\n[[series]]", 1))
    for name, text in {**FILES, **(change or {})}.items():
        (at.inbox / name).write_text(text, encoding="utf-8")
    return at


def built(root: Path) -> Result:
    return rebuilt(workspace(root))


def wrong(root: Path, name: str, text: str) -> list[Problem]:
    problems, _ = check(workspace(root, {name: text}))
    return problems


def test_each_file_brings_its_level_and_names_its_parent_in_the_file_above(tmp_path: Path) -> None:
    found = built(tmp_path)
    assert found.rows("select unit_id, level, name, parent_id, stations_expected from unit order by unit_id") == [
        ("t:kec-1", "district", "Utara", "t:r", 3),
        ("t:kec-2", "district", "Selatan", "t:r", 1),
        ("t:kel-1", "village", "Anggrek", "t:kec-1", 2),
        ("t:kel-1/001", "station", "001", "t:kel-1", 1),
        ("t:kel-1/002", "station", "002", "t:kel-1", 1),
        ("t:kel-2", "village", "Bakung", "t:kec-1", 1),
        ("t:kel-2/001", "station", "001", "t:kel-2", 1),
        ("t:kel-3", "village", "Anggrek", "t:kec-2", 1),
        ("t:kel-3/901", "station", "901", "t:kel-3", 1),
        ("t:r", "regency", "Kota Satu", None, 4),
    ]
    assert found.tally("r", "v01, stations_in, stations_missing") == (12, 2, 2)
    assert found.rows("select path, reader from source where entry = 'units' order by path") == [
        ("desa.csv", "delimited"),
        ("kec.csv", "delimited"),
        ("tps.csv", "delimited"),
    ]


def test_a_file_that_was_received_may_be_gone_and_one_never_received_may_not(tmp_path: Path) -> None:
    at = workspace(tmp_path)
    rebuilt(at)
    (at.inbox / "desa.csv").unlink()
    assert check(at)[0] == []
    other = workspace(tmp_path / "other")
    (other.inbox / "desa.csv").unlink()
    assert [(p.code, p.place.file) for p in check(other)[0]] == [("EV-FILE-MISSING", "desa.csv")]


@pytest.mark.parametrize(
    ("name", "text", "code", "row", "found"),
    [
        ("desa.csv", "id,kec,nama\n1,1,Anggrek\n2,9,Bakung\n3,2,Anggrek\n", "UN-ORPHAN", 3, "kel-2 Bakung"),
        ("kec.csv", "id,nama\n1,Utara\n1,Selatan\n2,Barat\n", "UN-TWICE", 3, "kec-1 Selatan"),
        ("tps.csv", "id,desa,nama\n1,1,TPS 1\n2,1,POS 2\n3,2,TPS 1\n", "UN-STATION", 3, "POS 2"),
        ("tps.csv", "id,desa,nama\n1,1,TPS 0\n", "UN-STATION", 2, "TPS 0"),
        ("tps.csv", "id,desa,nama\n1,1,TPS 1000\n", "UN-STATION", 2, "TPS 1000"),
        ("kec.csv", "id,nama\n1,Utara\n2,Selatan\n,Barat\n", "UN-CODE", 4, ""),
    ],
)
def test_what_is_wrong_in_a_file_is_told_at_its_row(
    tmp_path: Path, name: str, text: str, code: str, row: int, found: str
) -> None:
    (problem,) = wrong(tmp_path, name, text)
    assert (problem.code, problem.place.file, problem.place.row, problem.found) == (code, name, row, found)


def test_without_a_root_two_districts_are_two_roots(tmp_path: Path) -> None:
    units = UNITS.replace('root = { level = "regency", code = "r", name = "Kota Satu" }\n', "")
    problems, _ = check(workspace(tmp_path, units=units))
    assert [p.code for p in problems] == ["UN-TWO-ROOTS"]


def test_a_root_stands_above_rows_of_one_file_too(tmp_path: Path) -> None:
    units = "code,name,level,parent,stations\nd1,Utara,district,,\nd2,Selatan,district,,\na,Anggrek,village,d1,1\n"
    election = Election([papers("village,tps,p1,p2\na,1,10,5\n")], units=units)
    root = 'scheme = "t"\nroot = { level = "regency", code = "r", name = "Kota Satu" }'
    found = rebuilt(written(tmp_path, election, election.toml.replace('scheme = "t"', root)))
    assert found.tally("r", "v01, stations_in") == (10, 1)
