"""A build killed at any call that changes the disk loses nothing; the next ones end where one would.

Kills follow on one another in one workspace until a build comes through, as they would on a bad night. `make soak`
kills a thousand times, and once at every single call of a whole build.
"""

from __future__ import annotations

import random
import re
from collections import Counter
from pathlib import Path

import pytest
from tests.crash.conftest import Moment, bounded, comes_through
from tests.crash.offices import (
    CALLS,
    Ended,
    building,
    copied,
    nothing_is_lost,
    under_faults,
)
from tests.needs import need_tool

from bukti.evidence.workspace import Workspace

SEED = 20240214
LINE = re.compile(r"^(\d+) +(\w+)\(")
Call = tuple[str, int]


def calls_of(moment: Moment, folder: Path) -> list[Call]:
    """Every call of an undisturbed build as its name and how many of this name there were by then, in its thread."""
    workspace = copied(moment.workspace, folder / "undisturbed")
    ended = under_faults(building(workspace), [], folder)
    assert ended.code == 0, ended.said
    counts: Counter[tuple[str, str]] = Counter()
    found = []
    for line in (folder / "trace").read_text(errors="replace").splitlines():
        if match := LINE.match(line):
            counts[match[1], match[2]] += 1
            found.append((match[2], counts[match[1], match[2]]))
    assert len(found) > 100
    return found


def killed_at(workspace: Workspace, call: Call, folder: Path) -> Ended:
    name, n = call
    return under_faults(building(workspace), [f"{name}:signal=KILL:when={n}"], folder)


def kills_one_after_another(moment: Moment, draw: random.Random, calls: list[Call], folder: Path) -> int:
    workspace = copied(moment.workspace, folder / "workspace")
    struck: list[Call] = []
    while len(struck) < 12:
        call = calls[int(len(calls) * draw.random() ** 2)]  # where facts are written more often than where pages are
        ended = killed_at(workspace, call, folder)
        if ended.code == 0:
            break
        assert ended.code == -9, ended.said
        struck.append(call)
        nothing_is_lost(workspace, moment.before, moment.whole)
    comes_through(workspace, moment, f"killed at {struck}")
    return len(struck)


@pytest.mark.parametrize("at", ["new", "more"])
@pytest.mark.parametrize("kills", [*bounded(24, 500)])
def test_kills_at_calls_that_follow_on_one_another_lose_nothing(
    at: str, kills: int, moments: dict[str, Moment], tmp_path: Path
) -> None:
    need_tool("strace")
    draw = random.Random(f"{SEED} {at}")
    calls = calls_of(moments[at], tmp_path)
    done = 0
    while done < kills:
        done += kills_one_after_another(moments[at], draw, calls, tmp_path)


@pytest.mark.soak
@pytest.mark.parametrize("at", ["new", "more"])
def test_a_build_killed_at_any_one_call_loses_nothing(at: str, moments: dict[str, Moment], tmp_path: Path) -> None:
    need_tool("strace")
    for call in calls_of(moments[at], tmp_path):
        workspace = copied(moments[at].workspace, tmp_path / "workspace")
        if killed_at(workspace, call, tmp_path).code == -9:
            nothing_is_lost(workspace, moments[at].before, moments[at].whole)
            comes_through(workspace, moments[at], f"killed at {call}")


def test_the_calls_that_are_struck_are_all_by_which_a_build_changes_the_disk(
    moments: dict[str, Moment], tmp_path: Path
) -> None:
    """What else a build calls neither writes, names, nor removes: so it is no use to strike there."""
    need_tool("strace")
    workspace = copied(moments["new"].workspace, tmp_path / "workspace")
    others = "/^(p?write|f?sync|rename|unlink|link|symlink|mk|rmdir|f?truncate|fallocate|copy_file|sendfile|splice)"
    ended = under_faults(building(workspace), [], tmp_path, calls=others)
    assert ended.code == 0
    used = {m[2] for line in (tmp_path / "trace").read_text(errors="replace").splitlines() if (m := LINE.match(line))}
    assert used - set(CALLS.split(",")) == set()
