"""A build killed at any moment loses nothing, whatever it was doing; the next ones end where one would."""

from __future__ import annotations

import random
from pathlib import Path

import pytest
from tests.crash.conftest import Moment, bounded, comes_through
from tests.crash.offices import building, copied, let_go, nothing_is_lost, process

SEED = 20240215


@pytest.mark.parametrize("at", ["new", "more"])
@pytest.mark.parametrize("kills", [*bounded(76, 200)])
def test_kills_at_any_moment_lose_nothing(at: str, kills: int, moments: dict[str, Moment], tmp_path: Path) -> None:
    """With two threads of the engine, so that no two runs are alike."""
    draw = random.Random(f"{SEED} {at} moments")
    moment, done = moments[at], 0
    workspace = copied(moment.workspace, tmp_path / "workspace")
    while done < kills:
        with process(building(workspace, threads=2)) as pid:
            if let_go(pid, killed_after=0.005 + draw.random() ** 3) == -9:
                done += 1
        nothing_is_lost(workspace, moment.before, moment.whole)
        if done % 25 == 0 or done == kills:
            comes_through(workspace, moment, f"kill {done}")
            workspace = copied(moment.workspace, tmp_path / "workspace")
