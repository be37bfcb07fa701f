"""The power fails at any moment of a build: received facts stay, and no table or page is trusted that is half.

A build's calls are recorded; then what no sync orders is left out, torn or kept, and the tree that results is laid out.
"""

from __future__ import annotations

import random
import shutil
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from tests.crash.conftest import Moment, bounded
from tests.crash.offices import (
    Whole,
    building,
    copied,
    facts_are_whole,
    facts_of,
    files_named,
    let_go,
    nothing_is_left_over,
    process,
    under_faults,
)
from tests.crash.power import CALLS, OPTIONS, Record, laid_out, read
from tests.needs import need_tool

from bukti.engine.store import CATALOGUE, UNFINISHED
from bukti.evidence import lock
from bukti.evidence.workspace import Workspace

SEED = 20240217
KEPT = (0.0, 0.3, 0.5, 0.8, 0.95)


@pytest.fixture(scope="module", params=["new", "more"])
def recorded(
    request: pytest.FixtureRequest, moments: dict[str, Moment], tmp_path_factory: pytest.TempPathFactory
) -> tuple[Moment, Record]:
    need_tool("strace")
    moment, folder = moments[request.param], tmp_path_factory.mktemp("power")
    workspace = copied(moment.workspace, folder / "workspace")
    before = read(workspace.root)
    ended = under_faults(building(workspace), [], folder, calls=CALLS, more=OPTIONS)
    assert ended.code == 0, ended.said
    record = Record.of((folder / "trace").read_text(errors="replace"), workspace.root, before)
    assert len(record.operations) > 200
    assert Whole.of(workspace) == moment.whole
    return moment, record


def after_restart(work: Callable[[], int], folder: Path) -> Callable[[], int]:
    """The same work on a machine that was started anew."""

    def again() -> int:
        lock.BOOT_ID = folder / "boot"
        lock.BOOT_ID.write_text("another")
        return work()

    return again


def acknowledged(record: Record) -> int:
    """After so many operations the build has made sure of its facts: the journal's last name is on the disk."""
    journal = next(o.folder for o in reversed(record.operations) if o.name.endswith(".jsonl"))
    return max(at for at, o in enumerate(record.operations) if o.kind == "sync" and o.node is journal) + 1


def cases(record: Record, samples: int) -> Iterator[tuple[int, float, int]]:
    """Moments in order, all of them in the long run, with all that is unsure lost; then some by chance."""
    for until in range(0, len(record.operations) + 1, 1 if samples > 1_000 else 3):
        yield until, 0.0, 0
    draw = random.Random(SEED)
    for n in range(samples):
        yield draw.randrange(len(record.operations) + 1), draw.choice(KEPT), n


@pytest.mark.parametrize("samples", [*bounded(80, 5_000)])
def test_power_that_fails_at_any_moment_loses_no_fact_and_leaves_no_half_table(
    samples: int, recorded: tuple[Moment, Record], tmp_path: Path
) -> None:
    moment, record = recorded
    tables = {**record.after(0, random.Random(SEED), 1.0)[0], **_ever(record)}
    sure = acknowledged(record)
    lost = 0
    for until, keep, n in cases(record, samples):
        files, left_out = record.after(until, random.Random(f"{SEED} {until} {keep} {n}"), keep)
        lost += left_out
        told = f"{until} operations, seed {SEED}, kept {keep}, sample {n}"
        shutil.rmtree(tmp_path / "w", ignore_errors=True)
        evidence = {name: data for name, data in files.items() if not name.startswith("build/preview")}
        laid_out(evidence, tmp_path / "w")
        workspace = Workspace(tmp_path / "w")
        facts_are_whole(workspace, moment.before, moment.whole)
        if until >= sure:
            assert facts_of(workspace) == moment.whole.facts, told
        for name in (CATALOGUE, UNFINISHED):
            if f"build/{name}" in files:
                named = {f"build/{f}" for f in files_named(workspace.build / name)}
                half = [f for f in named if f in files and files[f] != tables[f]]
                assert half == [], told
    assert lost > 500, "nothing was tried"


def _ever(record: Record) -> dict[str, bytes]:
    """Every file that a rename named, as it is when nothing is lost."""
    found: dict[str, bytes] = {}
    for at, operation in enumerate(record.operations, 1):
        if operation.kind == "move" and operation.name.endswith(".parquet"):
            files, _ = record.after(at, random.Random(0), 1.0)
            found |= {n: d for n, d in files.items() if n.endswith(operation.name)}
    return found


@pytest.mark.parametrize("samples", [*bounded(3, 200)])
def test_after_the_power_failed_the_next_build_ends_where_one_would(
    samples: int, recorded: tuple[Moment, Record], tmp_path: Path
) -> None:
    moment, record = recorded
    draw = random.Random(SEED + 1)
    for n in range(samples):
        until, keep = draw.randrange(len(record.operations) // 4, len(record.operations) + 1), draw.choice(KEPT)
        files, _ = record.after(until, draw, keep)
        shutil.rmtree(tmp_path / "w", ignore_errors=True)
        laid_out(files, tmp_path / "w")
        workspace = Workspace(tmp_path / "w")
        with process(after_restart(building(workspace), tmp_path)) as pid:
            assert let_go(pid) == 0, f"{until} operations, seed {SEED + 1}, sample {n}"
        assert Whole.of(workspace) == moment.whole, f"{until} operations, seed {SEED + 1}, sample {n}"
        nothing_is_left_over(workspace)
