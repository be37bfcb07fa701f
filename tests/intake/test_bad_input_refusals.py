"""Files that are refused, taken in by a whole build: it names the file, changes nothing, and is quick about it."""

from __future__ import annotations

import shutil
import time
from importlib import resources
from pathlib import Path

import pytest
from tests.intake import test_bad_input_files as files
from tests.intake import test_bad_input_workbooks as workbooks
from tests.intake.test_bad_input_workspaces import PLAIN, told, tree
from tests.needs import need_tool
from tests.recap.small import rebuilt, written

from bukti.evidence.workspace import Workspace
from bukti.intake.rows import Options
from bukti.locale import LANGUAGES
from bukti.vocabulary.problems import Refusal
from bukti.vocabulary.profile import read_profile

ANYHOW = {"option-encoding", "option-delimiter", "file-too-large"}
"""Refused for what the test asks of the reader, which no workspace can say."""
DELIMITED = [c for c in files.CASES if c.code and not c.notice and c.code not in ANYHOW]
WORKBOOKS = [c for c in workbooks.REFUSED if not c.notice and c.options == Options()]


@pytest.fixture(scope="module")
def good(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("good") / "workspace"
    rebuilt(written(folder, PLAIN)).built.connection.close()
    return folder


def refused_whole(good: Path, folder: Path, name: str, content: bytes, setting: str) -> set[str]:
    """The codes of the refusal of a build to which this file came in beside the good one."""
    shutil.copytree(good, folder)
    workspace = Workspace(folder)
    (workspace.inbox / "kpu" / name).write_bytes(content)
    text = workspace.configuration.read_text(encoding="utf-8")
    workspace.configuration.write_text(text.replace('path = "kpu"', f'path = "kpu/{name}"\n{setting}'), "utf-8")
    before, start = tree(folder), time.monotonic()
    with pytest.raises(Refusal) as refused:
        rebuilt(workspace)
    assert time.monotonic() - start < 10
    assert tree(folder) == before
    problems = [p for p in refused.value.problems if p.place.file.endswith(name)]
    assert problems, refused.value
    assert all(name in told(p, language) for p in problems for language in LANGUAGES)
    return {p.code for p in problems}


@pytest.mark.parametrize("case", DELIMITED, ids=lambda c: c.id)
def test_a_delimited_file_that_is_refused_changes_nothing(case: files.Case, good: Path, tmp_path: Path) -> None:
    """The columns of the workspace are others: what the reader sees first is told, or that a column is missing."""
    codes = refused_whole(good, tmp_path / "w", f"new-{case.name}", case.content, "")
    assert codes & {
        case.code,
        "zip-no-member",
        "column-missing",
        "delimiter-semicolon",
        "delimiter-tab",
        "header-elsewhere",
    }


@pytest.mark.parametrize("case", WORKBOOKS, ids=lambda c: c.id)
def test_a_workbook_that_is_refused_changes_nothing(case: workbooks.Case, good: Path, tmp_path: Path) -> None:
    need_tool("python_calamine")
    codes = refused_whole(good, tmp_path / "w", f"new-{case.name}", case.content, 'reader = "spreadsheet"')
    assert codes & {case.code, "column-missing"}


# B021 (a line of 200 MB), B051 (wrong groups), B063 (spaces), B065 (007) are held by the tests of files and of counts.

BOMB = "a: &a [x, x, x, x]\nb: &b [*a, *a, *a, *a]\nc: [*b, *b, *b, *b]\n"
YAML = [
    ("tag", "family: pemilu", "family: !!python/object/apply:os.system ['touch owned']", "YAML-"),
    ("anchors", "family: pemilu", f"family: pemilu\n{BOMB}", "YAML-ANCHOR"),
    ("octal", "family: pemilu", "family: 012", "YAML-WRONG-VALUE"),
    ("no", "family: pemilu", "family: NO", "YAML-WRONG-VALUE"),
]


@pytest.mark.parametrize(("case", "old", "new", "code"), YAML, ids=[y[0] for y in YAML])
def test_b104_yaml_runs_nothing_and_turns_no_text_into_something_else(
    case: str, old: str, new: str, code: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    folder = tmp_path / "id" / "presidential-2019"
    with resources.as_file(resources.files("bukti.profiles") / "id" / "presidential-2019") as own:
        shutil.copytree(own, folder)
    file = folder / "election.yaml"
    text = file.read_text(encoding="utf-8")
    assert old in text, case
    file.write_text(text.replace(old, new, 1), encoding="utf-8")
    with pytest.raises(Refusal) as refused:
        read_profile(tmp_path, "id/presidential-2019")
    problem = refused.value.problems[0]
    assert problem.code.startswith(code), problem
    assert problem.place.file == "id/presidential-2019/election.yaml"
    assert problem.place.row >= text.splitlines().index(old) + 1
    assert not (tmp_path / "owned").exists()
    found = {"octal": "12", "no": "NO"}.get(case, "")
    assert all(found in told(problem, language) for language in LANGUAGES)
