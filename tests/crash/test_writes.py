"""Every write of facts, struck at every call in every way: old or new, never half; done again, it is as undisturbed."""

from __future__ import annotations

import hashlib
import os
import random
import shutil
import tempfile
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path

import pytest
from tests.crash.conftest import bounded
from tests.crash.disk import FAULTS, Disk, Fault, Killed, through
from tests.crash.offices import tree

from bukti.evidence import durable
from bukti.evidence import format as formats
from bukti.evidence.journal import Fact
from bukti.evidence.receive import Receipt, Wanted, commit, keep_text, known, stage
from bukti.evidence.workspace import InboxFile, Workspace

SEED = 20240218
Work = Callable[[Workspace], object]


def receive(workspace: Workspace, names: tuple[str, ...] = ("a.csv", "b.csv"), text: bytes = b"one") -> None:
    """What a build does with facts, from the first to the last."""
    for folder in (workspace.evidence, workspace.objects, workspace.journal.folder, workspace.build):
        durable.discard_unfinished(folder)
    wanted = [Wanted("kpu", tuple(InboxFile(n, workspace.inbox / n) for n in names), None, "kpu", meaning="kpu")]
    with durable.scratch(workspace.build) as scratch:
        receipt: Receipt = stage(workspace, wanted, scratch)
        others: list[Fact] = keep_text(workspace, "configuration", "bukti.toml", text)
        formats.mark(workspace)
        commit(workspace, receipt, others)


def prepared(folder: Path) -> Workspace:
    workspace = Workspace(folder)
    workspace.inbox.mkdir(parents=True)
    for name, content in (("a.csv", b"a" * 20_000), ("b.csv", b"b")):
        (workspace.inbox / name).write_bytes(content)
    return workspace


def received_before(folder: Path) -> Workspace:
    workspace = prepared(folder)
    receive(workspace, ("a.csv",), b"before")
    return workspace


WORKS: dict[str, tuple[Callable[[Path], Workspace], Work]] = {
    "first receipt": (prepared, receive),
    "later receipt": (received_before, receive),
    "a file": (prepared, lambda w: durable.write(w.root / "new" / "folder" / "file", b"x" * 10_000)),
    "a file anew": (received_before, lambda w: durable.write(w.evidence / "format", b"3\n")),
}


def without_moments(workspace: Workspace) -> list[tuple[str, str]]:
    return [(str(f["kind"]), str(f["sha256"])) for f in workspace.journal.facts()]


def evidence(workspace: Workspace) -> dict[str, str]:
    """Files but the journal's, whose facts bear moments, and those that no run reads and the next takes away."""
    files = {n: d for n, d in tree(workspace.root).items() if "journal" not in n and durable.TEMPORARY not in n}
    return {**files, "facts": repr(without_moments(workspace))}


@pytest.fixture
def memory() -> Iterator[Path]:
    """A folder in memory where the machine has one: what is tried here is the order of calls, not the disk."""
    within = Path("/dev/shm")
    with tempfile.TemporaryDirectory(dir=within if os.access(within, os.W_OK) else None) as folder:
        yield Path(folder)


@pytest.mark.parametrize("fault", FAULTS)
@pytest.mark.parametrize("name", WORKS)
def test_a_write_struck_anywhere_leaves_old_or_new_and_is_done_again(name: str, fault: Fault, memory: Path) -> None:
    prepare, work = WORKS[name]
    with through(Disk()) as counting:
        undisturbed = prepare(memory / "undisturbed")
        first = len(counting.calls)
        work(undisturbed)
    calls = counting.calls[first:]
    assert len(calls) > 4
    for at in range(len(calls)):
        workspace = prepare(memory / f"{at}")
        old = without_moments(workspace)
        with through(Disk(at, fault)), pytest.raises((Killed, OSError)):
            work(workspace)
        told = f"{fault} at {calls[at]} {at}"
        assert without_moments(workspace) in (old, without_moments(undisturbed)), told
        for file in workspace.objects.glob("[0-9a-f]*"):
            assert hashlib.sha256(file.read_bytes()).hexdigest() == file.name, told
        work(workspace)
        assert evidence(workspace) == evidence(undisturbed), told


def test_what_fails_without_a_kill_leaves_nothing_half_written(memory: Path) -> None:
    """An error is cleaned up at once: no temporary file waits for the next run."""
    undisturbed = prepared(memory / "undisturbed")
    with through(Disk()) as counting:
        receive(undisturbed)
    struck = 0
    for at in range(len(counting.calls)):
        if counting.calls[at] in ("create", "write", "sync", "replace"):
            workspace = prepared(memory / f"{at}")
            with through(Disk(at, "failed")), pytest.raises(OSError, match="Input/output"):
                receive(workspace)
            assert [p for p in workspace.evidence.rglob("*") if p.name.startswith(durable.TEMPORARY)] == []
            struck += 1
    assert struck > 10


# ---- a machine of many steps: files come in, are overwritten and vanish, texts change, writes are struck


@dataclass
class Office:
    """What must be known by now: every fact that was acknowledged, in its order."""

    workspace: Workspace
    draw: random.Random
    acknowledged: list[tuple[str, str]] = field(default_factory=list)
    contents: dict[str, bytes] = field(default_factory=dict)
    steps: int = 0

    def step(self) -> None:
        """One thing that happens to an office; afterwards everything holds that must."""
        kind = self.draw.randrange(10)
        if kind < 4:
            name, content = (
                f"{self.draw.randrange(4)}.csv",
                bytes([self.draw.randrange(8)]) * self.draw.randrange(1, 99),
            )
            (self.workspace.inbox / name).write_bytes(content)
            self.contents[name] = content
        elif kind < 7:
            self.receive(Disk())
        else:
            self.receive(Disk(self.draw.randrange(60), self.draw.choice(FAULTS)))

    def receive(self, disk: Disk) -> None:
        names = tuple(sorted(self.contents))
        text = b"text %d" % self.draw.randrange(3)
        done = False
        try:
            with through(disk):
                receive(self.workspace, names, text)
                done = True
        except (Killed, OSError):
            pass
        self.steps += len(disk.calls)
        facts = without_moments(self.workspace)
        assert facts[: len(self.acknowledged)] == self.acknowledged, "a fact was lost or changed"
        self.acknowledged = facts
        if done:
            seen = {r.sha256 for r in known(self.workspace).values()}
            assert {hashlib.sha256(c).hexdigest() for c in self.contents.values()} <= seen
        for _, sha256 in facts:
            path = self.workspace.objects / sha256
            assert hashlib.sha256(path.read_bytes()).hexdigest() == sha256


@pytest.mark.parametrize("steps", [*bounded(6_000, 1_000_000)])
def test_no_order_of_receipts_and_faults_loses_a_fact(steps: int, memory: Path) -> None:
    """A step is one call of the layer. An office lives some days; a failure names the seed that plays it again."""
    done = 0
    while done < steps:
        seed = f"{SEED}/{done}"
        workspace = Workspace(memory / "office")
        workspace.inbox.mkdir(parents=True)
        office = Office(workspace, random.Random(seed))
        try:
            for _ in range(40):
                office.step()
        except Exception as error:
            raise AssertionError(f"seed {seed}, step {office.steps}") from error
        done += max(1, office.steps)
        shutil.rmtree(workspace.root)
