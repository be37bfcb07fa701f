"""A publication killed at any call, or refused one by the machine: the old site or the new one, and no other ledger.

The stranger's memory lives through all of it, so that a log that went back or parted would be told.
"""

from __future__ import annotations

import random
from collections.abc import Callable
from pathlib import Path

import pytest
from tests.crash.conftest import bounded
from tests.crash.offices import Ended, copied, nothing_is_left_over, under_faults
from tests.needs import need_tool
from tests.publish.office import PHRASE, bring, opened_town, publish_at, read_checkpoint, stranger

from bukti.cli import run
from bukti.cli.language import choose
from bukti.evidence.workspace import Workspace

SEED = 20240216
ERRORS = ("EIO", "ENOSPC")
STRUCK = ("write", "fsync", "rename", "mkdir")


@pytest.fixture(scope="module")
def ready(tmp_path_factory: pytest.TempPathFactory) -> Workspace:
    """Published once; more has come and is built."""
    workspace = opened_town(tmp_path_factory.mktemp("struck") / "workspace")
    publish_at(workspace, "01")
    bring(workspace)
    return workspace


@pytest.fixture(autouse=True)
def passphrase(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("BUKTI_PASSPHRASE", PHRASE)


def publishing(workspace: Workspace) -> Callable[[], int]:
    def work() -> int:
        given = ["--lang", "en", "--workspace", str(workspace.root), "publish"]
        choose(given)
        return run(given)

    return work


def shown(workspace: Workspace, memory: Path) -> int:
    """The number of the publication shown, in which a stranger who remembers finds everything right."""
    assert stranger(workspace.site / "current", memory) == 0
    return int((workspace.site / "current").readlink().name)


def comes_through(workspace: Workspace, memory: Path, folder: Path, told: str) -> None:
    """The next publication is not disturbed: whole, after all that was signed before, with nothing left over."""
    size = read_checkpoint(workspace.site / "current" / "log" / "checkpoint").size
    ended = under_faults(publishing(workspace), [], folder)
    assert ended.code == 0, f"{told}: {ended.said}"
    assert shown(workspace, memory) >= 2, told
    assert read_checkpoint(workspace.site / "current" / "log" / "checkpoint").size > size or "Nothing" in ended.said
    nothing_is_left_over(workspace)


def struck(workspace: Workspace, rule: str, folder: Path) -> Ended:
    return under_faults(publishing(workspace), [rule], folder)


@pytest.mark.parametrize("kills", [*bounded(24, 300)])
def test_a_publication_killed_at_any_call_shows_the_old_site_or_the_new_one(
    kills: int, ready: Workspace, tmp_path: Path
) -> None:
    need_tool("strace")
    draw, done, turn = random.Random(SEED), 0, 0
    counts = {
        name: under_faults(publishing(copied(ready, tmp_path / "whole")), [], tmp_path, calls=name).calls
        for name in ("fsync", "rename", "write", "mkdir")
    }
    while done < kills:
        workspace, mine = copied(ready, tmp_path / "workspace"), tmp_path / f"memory-{turn}"
        turn += 1
        told: list[str] = []
        assert shown(workspace, mine) == 1
        for _ in range(4):
            name = draw.choice(sorted(counts))
            call = f"{name}:signal=KILL:when={draw.randint(1, counts[name])}"
            ended = struck(workspace, call, tmp_path)
            told.append(call)
            assert shown(workspace, mine) in (1, 2, 3), told
            if ended.code != -9:
                assert ended.code == 0, (told, ended.said)
                break
            done += 1
        comes_through(workspace, mine, tmp_path, str(told))


@pytest.mark.parametrize("error", ERRORS)
@pytest.mark.parametrize("rounds", [*bounded(4, 60)])
def test_an_error_while_publishing_is_told_and_shows_the_old_site_or_the_new_one(
    rounds: int, error: str, ready: Workspace, tmp_path: Path
) -> None:
    need_tool("strace")
    draw = random.Random(f"{SEED} {error}")
    for at in range(rounds):
        workspace, memory = copied(ready, tmp_path / "workspace"), tmp_path / f"memory-{at}"
        assert shown(workspace, memory) == 1
        rule = f"{draw.choice(STRUCK)}:error={error}:when={draw.randint(1, 25)}"
        ended = struck(workspace, rule, tmp_path)
        assert "Traceback" not in ended.said, (rule, ended.said)
        assert ended.code in (0, 2, 3), (rule, ended.said)
        assert ended.code == 0 or ended.said.strip()
        assert shown(workspace, memory) in (1, 2), rule
        comes_through(workspace, memory, tmp_path, rule)


def test_every_name_that_a_publication_rests_on_is_on_the_disk_before_the_next(
    ready: Workspace, tmp_path: Path
) -> None:
    """A name is sure once its folder was synced after it was given (POSIX): signed state, pages, then the pointer."""
    need_tool("strace")
    workspace = copied(ready, tmp_path / "workspace")
    ended = under_faults(publishing(workspace), [], tmp_path, calls="rename,renameat,renameat2,fsync", more=("-y",))
    assert ended.code == 0, ended.said
    lines = (tmp_path / "trace").read_text(errors="replace").splitlines()

    def given(name: Path) -> int:
        return max(n for n, line in enumerate(lines) if "rename" in line and f'"{name}")' in line)

    def synced(folder: Path, after: int) -> int:
        return next(n for n, line in enumerate(lines) if n > after and "fsync(" in line and f"<{folder}>" in line)

    number = str((workspace.site / "current").readlink())
    signed, pages = workspace.log / "checkpoint", workspace.site / number
    pointer = workspace.site / "current"
    steps = []
    for name in (signed, pages, pointer):
        steps += [given(name), synced(name.parent, given(name))]
    assert steps == sorted(steps)
    one = next(p for p in sorted(pages.rglob("*.html")) if p.stat().st_nlink == 1)
    assert any("fsync(" in line and line.partition("<")[2].startswith(str(workspace.site)) and one.name in line
               for line in lines[: given(pages)])  # fmt: skip
