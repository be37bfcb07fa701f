"""bukti match: names that no unit has are listed, and only what a person chose becomes configuration."""

from __future__ import annotations

import json
from pathlib import Path

import click.testing
import pytest
from tests.cli.running import bukti, environment
from tests.intake.naming import by_names, election
from tests.recap.small import rebuilt, written

from bukti.cli import commands
from bukti.evidence.workspace import Workspace

ROWS = "Utara/Angrek,1,10,5\nUtara/Angrek,2,8,7\nUtra/Bakung,1,6,6\nSelatan/Cempaka,1,1,1\nUtara/Zzzzzz,2,2,2\n"
REMARK = "# written by the office, and left alone\r\n"
WHO = ("--by", "Data division", "--reason", 'a slip: "rr"')


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return written(tmp_path, election(ROWS), by_names(ROWS)).root


def toml(folder: Path) -> bytes:
    return (folder / "bukti.toml").read_bytes()


def answered(folder: Path, answers: str, *more: str) -> click.testing.Result:
    with pytest.MonkeyPatch.context() as patch:
        patch.chdir(folder)
        run = click.testing.CliRunner(env=environment())
        return run.invoke(commands, ["match", "--accept", *WHO, *more], input=answers, standalone_mode=False)


def test_names_are_listed_with_their_rows_and_numbered_choices_and_nothing_is_written(folder: Path) -> None:
    before = toml(folder)
    ran = bukti("match", at=folder)
    assert (ran.code, toml(folder)) == (2, before)
    assert ran.out.splitlines() == [
        "Utara / Angrek  (village, kpu; rows: 2, first in kpu/kpu.csv, row 2, column village)",
        "  1  Anggrek  a",
        "Utra  (district, kpu; rows: 1, first in kpu/kpu.csv, row 4, column village)",
        "  1  Utara  d1",
        "Utara / Zzzzzz  (village, kpu; rows: 1, first in kpu/kpu.csv, row 6, column village)",
        "  No name in Utara (d1) is like it.",
    ]
    assert "Names without a unit: 3." in ran.err
    assert "Nama yang belum bertemu wilayah: 3." in bukti("match", at=folder, language="id").err
    assert not (folder / "build").exists()


def test_the_same_is_there_as_json(folder: Path) -> None:
    ran = bukti("match", "--json", at=folder)
    found = json.loads(ran.out)
    assert ran.code == 2
    assert [(f["level"], f["path"], f["rows"]) for f in found] == [
        ("village", ["Utara", "Angrek"], 2),
        ("district", ["Utra"], 1),
        ("village", ["Utara", "Zzzzzz"], 1),
    ]
    assert found[0]["near"] == [{"unit": "a", "name": "Anggrek"}]


def test_what_is_chosen_stands_at_the_end_and_every_byte_before_it_stays(folder: Path) -> None:
    (folder / "bukti.toml").write_bytes(toml(folder).replace(b"\n", b"\r\n") + REMARK.encode())
    before = toml(folder)
    ran = bukti("match", "--write", "utara / ANGREK=a", "--write", "Utra=d1", *WHO, at=folder)
    assert ran.code == 2, "one name is left"
    added = toml(folder).removeprefix(before)
    assert toml(folder).startswith(before)
    assert added.count(b"\r\n") == added.count(b"\n"), "line ends are those of the file"
    assert (
        added.decode().replace("\r\n", "\n")
        == """
[[match]]
source = "kpu"
level = "village"
path = ["Utara", "Angrek"]
unit = "a"
by = "Data division"
reason = "a slip: \\"rr\\""

[[match]]
source = "kpu"
level = "district"
path = ["Utra"]
unit = "d1"
by = "Data division"
reason = "a slip: \\"rr\\""
"""
    )
    assert bukti("match", at=folder).out.count("(village") == 1


def test_a_file_without_a_last_line_end_gets_one(folder: Path) -> None:
    (folder / "bukti.toml").write_bytes(toml(folder).rstrip(b"\n"))
    assert bukti("match", "--write", "Utra=d1", *WHO, at=folder).code == 2
    assert b'\n\n[[match]]\nsource = "kpu"' in toml(folder)


def test_the_same_choice_again_changes_nothing(folder: Path) -> None:
    choices = ("--write", "Utara / Angrek=a", "--write", "Utra=d1", "--write", "Utara / Zzzzzz=b")
    assert bukti("match", *choices, *WHO, at=folder).code == 0
    after = toml(folder)
    again = bukti("match", *choices, *WHO, at=folder)
    assert (again.code, toml(folder)) == (0, after)
    assert "Every name has its unit." in again.out


def test_the_build_refuses_before_and_takes_the_choice_as_a_fact_after(folder: Path) -> None:
    assert bukti("build", "--no-site", at=folder).code == 2
    bukti("match", "--write", "Utara / Angrek=a", "--write", "Utra=d1", "--write", "Utara / Zzzzzz=c", *WHO, at=folder)
    found = rebuilt(Workspace(folder))
    assert found.rows("select unit_id, v01 from reading_c1 order by unit_id, v01") == [
        ("t:a/001", 10),
        ("t:a/002", 8),
        ("t:b/001", 6),
        ("t:c/001", 1),
        ("t:c/002", 2),
    ]
    (fact,) = [f for f in Workspace(folder).journal.facts() if f["kind"] == "configuration"]
    assert (folder / "evidence" / "objects" / str(fact["sha256"])).read_bytes() == toml(folder)


@pytest.mark.parametrize(
    ("given", "words"),
    [
        (["Utara / Angrek"], "is not NAME=CODE"),
        (["Utara / Anggrek=a"], "no open name Utara / Anggrek"),
        (["Utara / Angrek=zz"], "no unit of code zz"),
        (["Utara / Angrek=d1"], "no unit of code d1"),
        (["Utara / Angrek=a", "Utara / Angrek=b"], "is given two units: a, b"),
    ],
)
def test_a_choice_that_fits_nothing_is_refused_and_nothing_is_written(
    folder: Path, given: list[str], words: str
) -> None:
    before = toml(folder)
    ran = bukti("match", *(part for text in given for part in ("--write", text)), *WHO, at=folder)
    assert (ran.code, toml(folder)) == (2, before)
    assert words in ran.err


def test_a_match_that_toml_does_not_allow_there_is_refused(folder: Path) -> None:
    (folder / "bukti.toml").write_bytes(b"match = []\n" + toml(folder))
    before = toml(folder)
    ran = bukti("match", "--write", "Utra=d1", *WHO, at=folder)
    assert (ran.code, toml(folder)) == (2, before)
    assert "cannot be added at the end of the file" in ran.err


def test_a_person_is_asked_name_by_name_and_may_skip(folder: Path) -> None:
    ran = answered(folder, "1\nnonsense\nd1\n\n")
    assert ran.return_value == 2
    assert "no unit of code nonsense" in ran.output
    text = toml(folder).decode()
    assert text.count("[[match]]") == 2
    assert 'path = ["Utara", "Angrek"]\nunit = "a"' in text
    assert 'path = ["Utra"]\nunit = "d1"' in text


def test_who_stops_in_the_middle_writes_nothing(folder: Path) -> None:
    before = toml(folder)
    answered(folder, "1\n")
    assert toml(folder) == before
