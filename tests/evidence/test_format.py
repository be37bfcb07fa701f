"""The number of a workspace's format: old ones are upgraded, new ones left alone, and facts never change."""

from __future__ import annotations

import signal
import subprocess
import sys
from pathlib import Path

import pytest
from tests.cli.running import bukti, environment
from tests.recap.small import Election, papers, rebuilt, written

from bukti.evidence import format as formats
from bukti.evidence.workspace import Workspace
from bukti.publish.build import build, check
from bukti.publish.opened import opened
from bukti.publish.upgrade import upgrade
from bukti.vocabulary.problems import Refusal

TABLE = "village,tps,p1,p2\na,1,10,5\na,2,8,7\nb,1,6,6\n"


def made(folder: Path) -> Workspace:
    workspace = written(folder, Election([papers(TABLE)]))
    rebuilt(workspace).built.connection.close()
    return workspace


def first(folder: Path) -> Workspace:
    """A workspace as the first versions left it: facts and tables, and no number."""
    workspace = made(folder)
    (workspace.evidence / formats.NAME).unlink()
    stale = workspace.build / "tables" / "old" / "left.parquet"
    stale.parent.mkdir()
    stale.write_bytes(b"from long ago")
    return workspace


def facts(workspace: Workspace) -> dict[str, bytes]:
    files = (p for p in workspace.evidence.rglob("*") if p.is_file() and p.name != formats.NAME)
    return {str(p.relative_to(workspace.evidence)): p.read_bytes() for p in files}


def refusal(workspace: Workspace) -> str:
    with pytest.raises(Refusal) as raised:
        build(workspace)
    assert check(workspace)[0] == list(raised.value.problems)
    with pytest.raises(Refusal) as asked, opened(workspace):
        pass
    assert asked.value.problems == raised.value.problems
    return raised.value.problems[0].code


def test_a_new_workspace_is_of_the_newest_format(tmp_path: Path) -> None:
    assert (made(tmp_path).evidence / "format").read_bytes() == b"2\n"


def test_a_workspace_that_names_no_number_is_of_the_first_and_is_not_built(tmp_path: Path) -> None:
    workspace = first(tmp_path)
    assert formats.number_of(workspace) == 1
    assert refusal(workspace) == "EV-FORMAT-OLDER"


def test_a_workspace_of_a_newer_format_is_left_alone(tmp_path: Path) -> None:
    workspace = made(tmp_path)
    (workspace.evidence / "format").write_bytes(b"3\n")
    before = facts(workspace)
    assert refusal(workspace) == "EV-FORMAT-NEWER"
    with pytest.raises(Refusal):
        upgrade(workspace)
    assert facts(workspace) == before
    assert (workspace.evidence / "format").read_bytes() == b"3\n"
    ran = bukti("build", at=workspace.root)
    assert (ran.code, "Install the newer version of Bukti" in ran.err) == (2, True)


@pytest.mark.parametrize("text", [b"", b"0\n", b"two\n", b"2.0\n", b"-1\n", b"\xff\n"])
def test_a_number_that_cannot_be_read_is_refused(text: bytes, tmp_path: Path) -> None:
    workspace = made(tmp_path)
    (workspace.evidence / "format").write_bytes(text)
    assert refusal(workspace) == "EV-FORMAT-DAMAGED"


def test_an_upgrade_leaves_every_fact_as_it_was_and_makes_the_tables_anew(tmp_path: Path) -> None:
    workspace = first(tmp_path / "old")
    before = facts(workspace)
    ran = bukti("upgrade", at=workspace.root)
    assert (ran.code, "was of format 1 and is of format 2 now" in ran.out) == (0, True)
    assert facts(workspace) == before
    assert not (workspace.build / "tables" / "old").exists()
    fresh = rebuilt(made(tmp_path / "new"))
    assert rebuilt(workspace).digests() == fresh.digests()
    again = bukti("upgrade", at=workspace.root, language="id")
    assert (again.code, "sudah berformat 2" in again.out) == (0, True)


def test_an_upgrade_that_a_build_would_refuse_removes_nothing(tmp_path: Path) -> None:
    workspace = first(tmp_path)
    with (workspace.root / "bukti.toml").open("a", encoding="utf-8") as toml:
        toml.write('\n[nonsense]\nkey = "value"\n')
    tree = {p: p.read_bytes() for p in workspace.build.rglob("*") if p.is_file()}
    with pytest.raises(Refusal):
        upgrade(workspace)
    assert {p: p.read_bytes() for p in workspace.build.rglob("*") if p.is_file()} == tree
    assert formats.number_of(workspace) == 1


KILLED = """
import os, signal, sys, types
from pathlib import Path
import bukti.publish.upgrade as upgrading
from bukti.evidence import format as formats
from bukti.evidence.workspace import Workspace
def die(*given, **named): os.kill(os.getpid(), signal.SIGKILL)
if sys.argv[2] == "removing": formats.shutil = types.SimpleNamespace(rmtree=die)
if sys.argv[2] == "marking": formats.mark = die
if sys.argv[2] == "building": upgrading.build = die
upgrading.upgrade(Workspace(Path(sys.argv[1])))
"""


@pytest.mark.parametrize(("moment", "number"), [("removing", 1), ("marking", 1), ("building", 2)])
def test_a_killed_upgrade_leaves_the_old_number_or_the_new_one(moment: str, number: int, tmp_path: Path) -> None:
    workspace = first(tmp_path / "old")
    before = facts(workspace)
    arguments = [sys.executable, "-c", KILLED, str(workspace.root), moment]
    source = str(Path(formats.__file__).parents[2])
    ended = subprocess.run(arguments, env={**environment(), "PYTHONPATH": source}, check=False)
    assert ended.returncode == -signal.SIGKILL
    assert formats.number_of(workspace) == number
    assert not (workspace.build / "catalogue.json").exists()
    upgrade(workspace) if number == 1 else build(workspace)
    assert facts(workspace) == before
    assert rebuilt(workspace).digests() == rebuilt(made(tmp_path / "new")).digests()
    assert [p for p in workspace.root.iterdir() if p.name.startswith(".unfinished")] == []
