"""Published files state exactly what the tables hold: quotes where a text needs them, unknown never as zero."""

from __future__ import annotations

import csv
import io
from pathlib import Path

import pytest
from tests.site.small import BRACES, CODE

from bukti.engine.database import connect, fetch
from bukti.evidence.workspace import Workspace
from bukti.publish.exports import EXPORTS
from bukti.publish.exports.written import Cells, named
from bukti.publish.opened import opened


def rows(folder: Path, name: str) -> list[dict[str, str]]:
    with (folder / f"{name}.csv").open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file, strict=True))


@pytest.fixture(scope="module")
def published(published_town: Workspace) -> Path:
    return published_town.site / "1" / "data"


@pytest.fixture(scope="module")
def president(published: Path) -> Path:
    return published / "president"


def test_a_sheet_reads_as_it_was_written_and_an_unknown_cell_is_empty(president: Path) -> None:
    of = {(r["unit_id"], r["series"]): r for r in rows(president, "readings") if r["kind"] != "recap"}
    fits = of["town:111/001", "office"]
    assert (fits["pair-1"], fits["pair-2"], fits["standing"], fits["state"]) == ("100", "50", "1", "in")
    odd = of["town:112/002", "office"]
    assert (odd["pair-1"], odd["pair-2"]) == ("70", ""), "'dua puluh' is no number"
    zeros = of["town:111/002", "office"]
    assert (zeros["pair-1"], zeros["pair-2"]) == ("0", "0")
    beside = of["town:111/002", "crowd"]
    assert (beside["pair-1"], beside["standing"], beside["why"], beside["state"]) == ("90", "0", "", "")
    assert of["town:112/001", "office"]["state"] == "held"


def test_sums_are_those_of_the_sheets_that_stand_and_are_not_held(president: Path) -> None:
    counted = {r["unit_id"]: r for r in rows(president, "tally") if r["basis"] == "counted"}
    town = counted["town:1"]
    assert (town["pair-1"], town["pair-2"]) == (str(100 + 0 + 80 + 70), str(50 + 0 + 60))
    assert (town["pair-1_held"], town["pair-2_held"], town["pair-2_unknown"]) == ("520", "60", "1")
    assert (town["stations_expected"], town["stations_in"], town["stations_held"]) == ("6", "3", "1")
    assert town["stations_missing"] == "2", "113/001 has no row, and 112/002 does not know every vote"


def test_rows_stand_in_the_order_of_their_keys(president: Path, published: Path) -> None:
    units = [r["unit_id"] for r in rows(published, "units")]
    assert units == sorted(units)
    keys = [(r["unit_id"], r["basis"]) for r in rows(president, "tally")]
    assert keys == sorted(keys)
    keys3 = [(r["sheet_id"], r["unit_id"], r["series"]) for r in rows(president, "readings")]
    assert keys3 == sorted(keys3)


def test_names_that_attack_are_text_byte_for_byte(published: Path) -> None:
    names = {r["name"] for r in rows(published, "units")}
    assert {CODE, BRACES} <= names


def test_findings_name_selections_and_never_columns_of_ours(president: Path) -> None:
    found = rows(president, "findings")
    assert any("pair-1" in r["fields"].split() for r in found)
    assert not any(part.startswith("v0") for r in found for part in r["fields"].split())
    assert {r["field"] for r in rows(president, "differences")} >= {"pair-1", "pair-2"}


def test_lines_end_in_lf_and_only_texts_that_need_it_are_quoted(published: Path) -> None:
    for file in published.rglob("*.csv"):
        content = file.read_bytes().decode()
        assert "\r" not in content
        assert content.endswith("\n")
        again = io.StringIO()
        csv.writer(again, lineterminator="\n").writerows(csv.reader(io.StringIO(content, newline="")))
        assert again.getvalue() == content, file.name


def test_a_selection_called_like_a_column_is_not_taken_for_one(published_town: Workspace) -> None:
    with opened(published_town) as asked:
        contest = asked.terms.configuration.contest[0]
        first, second = contest.selection
        twisted = contest.model_copy(
            update={"selection": (first.model_copy(update={"id": "v02"}), second.model_copy(update={"id": "x"}))}
        )
        sql = named(asked.terms, twisted, "t.text")
    with connect() as connection:
        told = fetch(connection, f"select {sql} from (values ('v01 v02 valid=v01')) t(text)")
    assert told == [("v02 x valid=v02",)]


@pytest.mark.parametrize(
    ("value", "written"),
    [("a", "a"), ("a,b", '"a,b"'), ('a"b', '"a""b"'), ("a\nb", '"a\nb"'), ("=1+1", "=1+1"), ("", ""), (None, "")],
)
def test_a_text_is_written_as_rfc_4180_has_it(value: str | None, written: str) -> None:
    with connect() as connection:
        connection.execute("create temp table t (x varchar)")
        connection.execute("insert into t values (?)", [value])
        assert fetch(connection, f"select {Cells('x', 'x', 'text').text} from t") == [(written,)]


def test_a_contest_without_lists_and_decisions_has_no_files_of_them(published_town: Workspace) -> None:
    with opened(published_town) as asked:
        contest = asked.terms.configuration.contest[0]
        made = {name for name, export in EXPORTS.items() if export(asked, contest) is not None}
    assert EXPORTS.keys() - made == {"votes", "vote_tally", "decisions", "seats"}
