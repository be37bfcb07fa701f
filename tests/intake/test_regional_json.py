"""Sirekap's answers about a regency: the chart first, then its districts, and the whole counted beside its parts."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from tests.intake.files import Outcome, outcome

from bukti.intake.rows import PLAIN, Options

UNIT: dict[str, Any] = {"psu": "Reguler", "501": 20, "502": 8, "progres": {"total": 9, "persen": 100.0, "progres": 9}}
ANSWER: dict[str, Any] = {
    "mode": "hhcw",
    "tungsura": {
        "chart": {"501": 30, "502": 12, "progres": {"total": 13, "persen": 92.3, "progres": 12}},
        "table": {"337401": UNIT, "337402": {**UNIT, "501": None}},
    },
    "psu": "Reguler",
    "progres": {"total": 13, "progres": 12},
    "ts": "2024-11-28 10:15:04",
}


def read(folder: Path, answer: dict[str, Any], options: Options = PLAIN) -> Outcome:
    path = folder / "pkwkk_3374.json"
    path.write_text(json.dumps(answer), encoding="utf-8")
    return outcome("sirekap", path, options)


def changed(**parts: Any) -> dict[str, Any]:
    return {**ANSWER, "tungsura": {**ANSWER["tungsura"], **parts}}


def test_the_chart_and_each_district_are_a_row(tmp_path: Path) -> None:
    found = read(tmp_path, ANSWER)
    rows = [dict(zip(found.columns, row.cells, strict=True)) for row in found.rows]
    shown = ("part", "unit", "501", "502", "progres.progres", "progres.total", "file.ts", "file.progres.progres")
    assert [tuple(row[c] for c in shown) for row in rows] == [
        ("chart", "3374", "30", "12", "12", "13", "2024-11-28 10:15:04", "12"),
        ("table", "337401", "20", "8", "9", "9", "2024-11-28 10:15:04", "12"),
        ("table", "337402", "", "8", "9", "9", "2024-11-28 10:15:04", "12"),
    ]
    assert [row.number for row in found.rows] == [1, 2, 3]
    assert {row["file"] for row in rows} == {"pkwkk_3374"}
    assert rows[0]["psu"] == ""
    assert rows[0]["file.psu"] == "Reguler"


def test_a_district_that_is_null_is_there_and_states_nothing(tmp_path: Path) -> None:
    found = read(tmp_path, changed(table={"337401": UNIT, "337402": None}))
    assert dict(zip(found.columns, found.rows[2].cells, strict=True))["501"] == ""


def test_parts_of_two_regencies_leave_the_whole_without_a_unit(tmp_path: Path) -> None:
    found = read(tmp_path, changed(table={"337401": UNIT, "337501": UNIT}))
    assert [(p.code, p.found) for p in found.refusals] == [("json-whole-unknown", "337401, 337501")]


@pytest.mark.parametrize("inside", [None, [], {"chart": [], "table": {}}, {"chart": {}, "table": 3}])
def test_what_is_no_answer_about_a_regency_is_refused(inside: object, tmp_path: Path) -> None:
    found = read(tmp_path, {**ANSWER, "tungsura": inside})
    assert [p.code for p in found.refusals] == ["json-not-regional"]


def test_a_null_key_without_a_value_is_noticed_and_with_one_refused(tmp_path: Path) -> None:
    found = read(tmp_path, changed(table={"337401": {**UNIT, "null": None}, "null": {}}))
    assert [(p.code, p.place.row) for p in found.notices] == [("json-null-key", 2)]
    found = read(tmp_path, changed(table={"337401": {**UNIT, "null": 4}}))
    assert [p.code for p in found.refusals] == ["json-null-key-value"]


def test_a_column_that_no_row_has_is_refused_with_the_nearest(tmp_path: Path) -> None:
    found = read(tmp_path, ANSWER, Options(expected=("progress.total",)))
    assert [(p.code, p.place.field, p.expected) for p in found.refusals] == [
        ("column-missing", "progress.total", "progres.total")
    ]
