"""The same evidence gives the same tables and the same pages, on any machine: threads, languages, zones, seeds, users.

Built by processes of their own, since most of this is set before a program starts. Languages that a machine lacks are
made for the test with localedef.
"""

from __future__ import annotations

import filecmp
import os
import random
import shutil
import subprocess
import sys
from dataclasses import replace
from pathlib import Path

import pytest
from tests.crash.conftest import Moment
from tests.crash.offices import building, copied, digests, facts_of, let_go, process, tree
from tests.crash.test_faults import NOBODY, ROOT_ONLY, as_nobody, said_of
from tests.needs import need_tool
from tests.recap.small import Election, Papers, rebuilt, written

from bukti.evidence.workspace import Workspace
from bukti.publish.site import write_preview

MATRIX = (
    {"threads": "2", "LANG": "C", "TZ": "Asia/Jakarta", "PYTHONHASHSEED": "0"},
    {"threads": "4", "LC_ALL": "id_ID.UTF-8", "TZ": "UTC", "PYTHONHASHSEED": "1"},
    {"threads": "1", "LC_ALL": "C.UTF-8", "TZ": "Asia/Jayapura", "PYTHONHASHSEED": "1"},
)


def indonesian(folder: Path) -> dict[str, str]:
    """The environment in which id_ID.UTF-8 is there."""
    need_tool("localedef")
    made = folder / "id_ID.UTF-8"
    if not made.exists():
        folder.mkdir(exist_ok=True)
        command = ["localedef", "-i", "id_ID", "-f", "UTF-8", str(made)]
        ran = subprocess.run(command, capture_output=True, text=True, check=False)
        assert made.is_dir(), ran.stderr
    return {"LOCPATH": str(folder)}


def built_under(workspace: Workspace, setting: dict[str, str], folder: Path) -> None:
    setting = dict(setting)
    threads = setting.pop("threads")
    kept = {k: v for k, v in os.environ.items() if not k.startswith(("LC_", "LANG", "BUKTI_LANG"))}
    more = indonesian(folder / "locales") if "id_ID" in str(setting) else {}
    command = [sys.executable, "-m", "bukti", "--workspace", str(workspace.root), "build", "--threads", threads]
    ran = subprocess.run(
        command, env={**kept, **more, **setting}, cwd=folder, capture_output=True, text=True, check=False
    )
    assert ran.returncode == 0, ran.stderr


def differing(one: Path, other: Path) -> list[str]:
    """Files that are in one tree only, or not the same byte for byte."""
    names = {str(p.relative_to(tree)) for tree in (one, other) for p in tree.rglob("*") if p.is_file()}
    there = [n for n in names if (one / n).is_file() and (other / n).is_file()]
    same = set(filecmp.cmpfiles(one, other, there, shallow=False)[0])
    return sorted(names - same)


@pytest.fixture(scope="module")
def plain(moments: dict[str, Moment], tmp_path_factory: pytest.TempPathFactory) -> Workspace:
    """What all others are compared with."""
    folder = tmp_path_factory.mktemp("plain")
    workspace = copied(moments["more"].workspace, folder / "plain")
    built_under(workspace, {"threads": "1", "LANG": "C.UTF-8", "TZ": "UTC", "PYTHONHASHSEED": "7"}, folder)
    return workspace


@pytest.mark.parametrize("setting", MATRIX, ids=lambda s: "-".join(s.values()))
def test_neither_threads_nor_languages_nor_zones_nor_seeds_change_a_byte(
    setting: dict[str, str], plain: Workspace, moments: dict[str, Moment], tmp_path: Path
) -> None:
    """Facts are taken in by the build under test too, in a folder of another name."""
    moment = moments["more"]
    workspace = copied(moment.workspace, tmp_path / "folder of another name")
    shutil.rmtree(workspace.evidence)
    shutil.rmtree(workspace.build)
    built_under(workspace, setting, tmp_path)
    assert digests(workspace) == moment.whole.digests
    assert differing(workspace.preview, plain.preview) == []


def test_tables_and_pages_made_anew_are_the_same(plain: Workspace, moments: dict[str, Moment], tmp_path: Path) -> None:
    workspace = copied(plain, tmp_path / "workspace")
    shutil.rmtree(workspace.build)
    with process(building(workspace, threads=2)) as pid:
        assert let_go(pid) == 0
    assert digests(workspace) == moments["more"].whole.digests
    assert differing(workspace.preview, plain.preview) == []


def test_another_user_makes_the_same(moments: dict[str, Moment], open_folder: Path) -> None:
    if os.geteuid() != 0:
        pytest.skip(ROOT_ONLY)
    workspace = copied(moments["more"].workspace, open_folder / "workspace")
    for path in (workspace.root, *workspace.root.rglob("*")):
        os.chown(path, NOBODY, NOBODY)
    code, said = said_of(workspace, open_folder / "said", as_nobody(building(workspace)))
    if "Permission denied" in said and str(workspace.root) not in said:
        pytest.skip("another user may not read this checkout")
    assert code == 0, said
    assert {p.stat().st_uid for p in workspace.objects.iterdir()} == {NOBODY}
    assert digests(workspace) == moments["more"].whole.digests
    assert tree(workspace.preview) == moments["more"].whole.preview


HEAD = "village,tps,p1,p2\n"
EXPORTS = {"1.csv": HEAD + "a,1,10,5\n", "2.csv": HEAD + "a,2,11,6\n", "3.csv": HEAD + "b,1,12,7\n"}
CROWD = {"x.csv": HEAD + "a,1,4,4\n", "y.csv": HEAD + "c,2,7,8\na,2,11,6\n"}
LATER = {"p.csv": HEAD + "a,1,9,9\n", "q.csv": HEAD + "c,1,1,2\n"}


def test_the_order_in_which_files_come_in_changes_only_the_journal(tmp_path: Path) -> None:
    """The same files all at once, or one at a time after the first of each entry, in two orders.

    The page of changes tells which files came later than they say, so it goes by the journal.
    """
    entries = [Papers("kpu", EXPORTS, as_of="2019-04-18T10:00:00Z"), Papers("crowd", CROWD, "crowd"),
               Papers("later", LATER, as_of="2019-04-19T10:00:00Z")]  # fmt: skip
    names = [(e.id, name) for e in entries for name in e.files]
    draw = random.Random(5)
    found = []
    for turn in range(3):
        workspace = Workspace(tmp_path / str(turn))
        order = draw.sample(names, len(names)) if turn else []
        firsts = [next(at for at in order if at[0] == e.id) for e in entries] if turn else names
        came = [firsts, *([one] for one in order if one not in firsts)]
        there: set[tuple[str, str]] = set()
        for some in came:
            there |= {*some}
            now = [replace(e, files={n: t for n, t in e.files.items() if (e.id, n) in there}) for e in entries]
            written(workspace.root, Election(now))
            if some is not came[-1]:
                rebuilt(workspace).built.connection.close()
        result = rebuilt(workspace)
        write_preview(result.built)
        found.append((result.digests(), workspace.preview, facts_of(workspace)))
    (tables, pages, journal), *others = found
    assert [digests for digests, _, _ in others if digests != tables] == []
    tell_of_it = {f"{language}/ppwp/changes/index.html" for language in ("en", "id")}  # what came late
    assert [{*differing(pages, other)} - tell_of_it for _, other, _ in others] == [set(), set()]
    assert [facts for _, _, facts in others if sorted(facts) != sorted(journal)] == []
    assert all(facts != journal for _, _, facts in others), "that was the same order"
