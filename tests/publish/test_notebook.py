"""`bukti notebook`: a notebook of plain Python that runs from top to bottom, and never takes another file's place."""

from __future__ import annotations

import ast
import csv
import importlib.util
import io
from collections import defaultdict
from pathlib import Path
from statistics import median
from typing import Any

import pytest
from tests.cli.running import bukti
from tests.needs import need_tool

from bukti.evidence.workspace import Workspace
from bukti.publish.asking import answers
from bukti.publish.notebook import _markdown

FARTHEST = 3.5 * 1.4826


def written(workspace: Workspace, to: Path, language: str = "en") -> str:
    ran = bukti("notebook", to, "--workspace", workspace.root, language=language)
    assert (ran.code, ran.err) == (0, "")
    return (to / "notebook.py" if to.is_dir() else to).read_text(encoding="utf-8")


def of_table(workspace: Workspace, name: str) -> list[dict[str, str]]:
    printed = bukti("table", name, "--format", "csv", "--workspace", workspace.root).out
    return list(csv.DictReader(io.StringIO(printed)))


def run(file: Path) -> dict[str, Any]:
    """What the names of a notebook stand for once every cell has run."""
    need_tool("marimo")
    need_tool("altair")
    spec = importlib.util.spec_from_file_location("of_a_test", file)
    assert spec
    assert spec.loader
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    _, names = module.app.run()
    return dict(names)


def test_the_notebook_runs_and_answers_what_plain_python_finds(built_sample: Workspace, tmp_path: Path) -> None:
    written(built_sample, tmp_path)
    found = run(tmp_path / "notebook.py")
    names = {row["unit_id"]: row["name"] for row in of_table(built_sample, "unit")}
    villages = [r for r in of_table(built_sample, "tally") if (r["level"], r["basis"]) == ("village", "counted")]
    whole = [r for r in villages if r["cast_total_unknown"] == r["registered_total_unknown"] == "0" and r["cast_total"]]
    expected = {(names[r["unit_id"]], int(r["cast_total"]), int(r["registered_total"])) for r in whole}
    assert {(row["village"], row["voted"], row["registered"]) for row in found["turnout"]} == expected
    assert len(found["turnout"]) == len(expected)

    readings = {r["reading_id"]: r for r in of_table(built_sample, "reading_c_hasil")}
    counted = [r for r in of_table(built_sample, "standing") if r["state"] == "in" and "/" in r["unit_id"]]
    shares = {}
    for row in counted:
        sheet = readings[row["reading_id"]]
        if sheet["cast_total"] and sheet["registered_total"] and int(sheet["registered_total"]):
            shares[row["unit_id"]] = 100 * int(sheet["cast_total"]) / int(sheet["registered_total"])
    middle = median(shares.values())
    apart = median(abs(s - middle) for s in shares.values())
    far = {u.rpartition("/")[2] for u, s in shares.items() if abs(s - middle) > FARTHEST * apart}
    assert far
    assert {row["station"] for row in found["outliers"]} == far
    assert sum(row["stations"] for row in found["spread"]) == len(shares)

    votes: dict[tuple[str, str], int] = defaultdict(int)
    for row in of_table(built_sample, "difference"):
        if row["field"] in ("v01", "v02") and row["level"] != "station":
            votes[row["level"], f"{row['statement_a']} → {row['statement_b']}"] += abs(int(row["size"]))
    assert {(r["level"], r["statements"]): r["votes"] for r in found["by_level"]} == votes
    charts = [found[f"{name}_chart"].to_dict() for name in ("turnout", "spread", "differences")]
    assert all(chart["data"] for chart in charts)


def test_the_notebook_is_the_same_but_for_its_words_in_both_languages(built_sample: Workspace, tmp_path: Path) -> None:
    english, indonesian = (written(built_sample, tmp_path / f"{lang}.py", lang) for lang in ("en", "id"))
    assert "Which stations lie far from the middle" in english
    assert "TPS mana yang jauh dari nilai tengah" in indonesian
    for text in (english, indonesian):
        ast.parse(text)
        assert str(built_sample.root) not in text.replace("\\", "")
    assert [type(n) for n in ast.walk(ast.parse(english))] == [type(n) for n in ast.walk(ast.parse(indonesian))]


def test_the_notebook_never_takes_another_files_place(built_sample: Workspace, tmp_path: Path) -> None:
    mine = tmp_path / "notebook.py"
    mine.write_text("my work\n")
    for to, words in (
        (tmp_path, "already"),
        (mine, "already"),
        (tmp_path / "x.txt", "ends in .py"),
        (tmp_path / "none" / "x.py", "no such folder"),
    ):
        ran = bukti("notebook", to, "--workspace", built_sample.root)
        assert (ran.code, ran.out) == (2, "")
        assert words in ran.err
    assert [p.name for p in tmp_path.iterdir()] == ["notebook.py"]
    assert mine.read_text() == "my work\n"


@pytest.mark.parametrize("title", ['"""); import os; ("""', "back\\slash", 'ends in "', "two\nlines"])
def test_a_title_cannot_leave_its_text(title: str) -> None:
    read = ast.literal_eval(_markdown(title))
    assert "\n".join(line.strip() for line in read.strip().splitlines()) == title


def test_a_wrong_question_in_a_notebook_is_told_in_words(built_sample: Workspace) -> None:
    with pytest.raises(ValueError, match="tidak ada tabel tallly"):
        answers(built_sample.root, "select * from tallly")
    with pytest.raises(ValueError, match="there is no table tallly"):
        answers(built_sample.root, "select * from tallly", "en")
