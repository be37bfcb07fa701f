"""`bukti query`: one select over the built tables is answered; whatever would write or reach outside is refused."""

from __future__ import annotations

import csv
import hashlib
import io
import json
from collections import Counter
from collections.abc import Callable
from pathlib import Path

import pytest
from tests.cli.running import bukti

from bukti.evidence.workspace import Workspace


def of_table(workspace: Workspace, name: str) -> list[dict[str, str]]:
    """A table's rows as `bukti table` prints them."""
    return list(csv.DictReader(io.StringIO(bukti("table", name, "--format", "csv", at=workspace.root).out)))


def everything(folder: Path) -> dict[str, str]:
    """The digest of every file below a folder."""
    files = (p for p in folder.rglob("*") if p.is_file())
    return {p.relative_to(folder).as_posix(): hashlib.sha256(p.read_bytes()).hexdigest() for p in files}


def test_a_question_is_answered_from_the_built_tables(built_sample: Workspace) -> None:
    sql = "select basis, count(*) as n from tally group by basis order by basis"
    told = json.loads(bukti("query", sql, "--format", "json", at=built_sample.root).out)
    expected = Counter(row["basis"] for row in of_table(built_sample, "tally"))
    assert told == [{"basis": basis, "n": n} for basis, n in sorted(expected.items())]


def test_a_question_may_join_name_its_parts_and_write_names_in_capitals(built_sample: Workspace) -> None:
    sql = (
        "with big as (select unit_id from Tally) select count(distinct unit_id) as n from big join unit using (unit_id)"
    )
    told = bukti("query", sql, "--format", "csv", at=built_sample.root)
    units = {row["unit_id"] for row in of_table(built_sample, "tally")}
    assert told.out.splitlines() == ["n", str(len(units))]


def test_what_json_has_no_number_for_is_text(built_sample: Workspace) -> None:
    sql = "select date '2024-02-14' as day, 1 / 0 as endless, null as unknown, true as yes"
    (row,) = json.loads(bukti("query", sql, "--format", "json", at=built_sample.root).out)
    assert row == {"day": "2024-02-14", "endless": "inf", "unknown": None, "yes": True}


def test_numbers_stand_to_the_right_and_what_is_left_out_is_said(built_sample: Workspace) -> None:
    ran = bukti("query", "select 'a' as t, n from range(1, 301) as r(n) order by n", at=built_sample.root)
    assert ran.out.splitlines()[:3] == ["t    n", "-  ---", "a    1"]
    assert len(ran.out.splitlines()) == 202
    assert "Only the first 200 rows" in ran.err
    whole = bukti("query", "select n from range(300) as r(n)", "--format", "csv", at=built_sample.root)
    assert (len(whole.out.splitlines()), whole.err) == (301, "")
    few = bukti(
        "query", "select n from range(300) as r(n) order by n", "--format", "csv", "--limit", "2", at=built_sample.root
    )
    assert few.out.splitlines() == ["n", "0", "1"]
    assert "--limit" in few.err


@pytest.mark.parametrize(
    ("sql", "words"),
    [
        ("select * from tallly", "Like it: tally"),
        ("select * from elsewhere.tally", "there is no table elsewhere.tally"),
        ("select vallid from tally", '"valid"'),
        ("selec 1", "syntax error"),
        ("", "not one select statement"),
        ("select 1; select 2", "not one select statement"),
        ("copy tally to 'stolen.csv'", "not one select statement"),
        ("attach 'stolen.db'", "not one select statement"),
        ("install httpfs", "not one select statement"),
        ("load httpfs", "not one select statement"),
        ("set lock_configuration = false", "not one select statement"),
        ("create table mine as select 1", "not one select statement"),
        ("insert into tally select * from tally", "not one select statement"),
        ("update tally set v01 = 0", "not one select statement"),
        ("delete from tally", "not one select statement"),
        ("drop view tally", "not one select statement"),
        ("export database 'stolen'", "not one select statement"),
        ("select * from 'bukti.toml'", "there is no table bukti.toml"),
        ("select * from read_text('bukti.toml')", "reaches outside the built tables"),
        ("select * from read_csv('sources/crowd.csv')", "reaches outside the built tables"),
        ("select * from read_parquet('build/tables/*/*.parquet')", "reaches outside the built tables"),
        ("select * from glob('private/*')", "reaches outside the built tables"),
        ("select * from read_blob('/etc/hostname')", "reaches outside the built tables"),
        ("select * from asked", "there is no table asked"),  # a variable of the program's own
    ],
)
def test_what_is_no_question_to_the_tables_is_refused_and_changes_nothing(
    sql: str, words: str, built_sample: Workspace
) -> None:
    before = everything(built_sample.root)
    ran = bukti("query", sql, at=built_sample.root)
    assert (ran.code, ran.out) == (2, "")
    assert words in ran.err
    assert "Traceback" not in ran.err
    assert everything(built_sample.root) == before


def test_two_columns_of_one_name_are_refused_in_json_alone(built_sample: Workspace) -> None:
    assert "one name: a" in bukti("query", "select 1 as a, 2 as a", "--format", "json", at=built_sample.root).err
    assert bukti("query", "select 1 as a, 2 as a", "--format", "csv", at=built_sample.root).out == "a,a\n1,2\n"


def test_a_workspace_that_was_not_built_says_so(workspace_of: Callable[[str], Workspace]) -> None:
    ran = bukti("query", "select 1", at=workspace_of("semarang-2019").root)
    assert (ran.code, "Run bukti build first" in ran.err) == (2, True)
