"""A small office of 40 stations, its build as a process of its own, and what must hold of it after any fault."""

from __future__ import annotations

import hashlib
import json
import os
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from tests.recap.small import Election, papers, written

from bukti.cli import run
from bukti.cli.language import choose
from bukti.engine.store import CATALOGUE, Store
from bukti.evidence import durable
from bukti.evidence.terms import settle
from bukti.evidence.workspace import Workspace

VILLAGES, PER_VILLAGE = 5, 8
CALLS = "write,pwrite64,fsync,fdatasync,rename,renameat,renameat2,unlink,unlinkat,mkdir,mkdirat,rmdir,ftruncate"
"""Every call by which a build changes what is on the disk."""


def table(more: int = 0) -> str:
    """A row for each station; `more` is what the first pair has more in each."""
    rows = (f"v{n},{k + 1},{10 + k + more},{5 + n}\n" for n in range(VILLAGES) for k in range(PER_VILLAGE))
    return "village,tps,p1,p2\n" + "".join(rows)


def units() -> str:
    villages = "".join(f"v{n},Desa {n},village,d{n % 2},{PER_VILLAGE}\n" for n in range(VILLAGES))
    districts = "".join(f"d{n},Kecamatan {n},district,r1,\n" for n in range(2))
    return f"code,name,level,parent,stations\nr1,Kota Satu,regency,,\n{districts}{villages}"


def first(folder: Path) -> Workspace:
    """The workspace with one export of all stations, which nobody has built."""
    return written(folder, Election([papers(table(), as_of="2019-04-18T10:00:00Z")], units=units()))


def second(workspace: Workspace) -> None:
    """A later export has come in, the volunteers' table too, and the configuration says so."""
    sources = [
        papers(table(), as_of="2019-04-18T10:00:00Z"),
        papers(table(1), entry="later", as_of="2019-04-19T10:00:00Z"),
        papers(table(2), "crowd"),
    ]
    written(workspace.root, Election(sources, units=units()))


@contextmanager
def process(work: Callable[[], int], output: int | None = None) -> Iterator[int]:
    """A child that does the work and ends with its number; it waits for `let_go`, so that faults can be laid on it."""
    pid = os.fork()
    if pid == 0:
        code = 99
        try:
            os.setpgid(0, 0)
            signal.raise_signal(signal.SIGSTOP)
            null = os.open(os.devnull, os.O_WRONLY) if output is None else output
            os.dup2(null, 1)
            os.dup2(null, 2)
            sys.stdout, sys.stderr = open(1, "w", closefd=False), open(2, "w", closefd=False)  # noqa: SIM115
            code = work()
            sys.stdout.flush()
            sys.stderr.flush()
        finally:
            os._exit(code)
    os.waitpid(pid, os.WUNTRACED)
    yield pid


def let_go(pid: int, killed_after: float | None = None) -> int:
    """How the child ended: its exit code, or minus the signal."""
    os.kill(pid, signal.SIGCONT)
    if killed_after is not None:
        time.sleep(killed_after)
        os.kill(pid, signal.SIGKILL)
    _, status = os.waitpid(pid, 0)
    return os.waitstatus_to_exitcode(status)


def building(workspace: Workspace, threads: int = 1, *more: str) -> Callable[[], int]:
    def work() -> int:
        given = ["--lang", "en", "--workspace", str(workspace.root), "build", "--threads", str(threads), *more]
        choose(given)
        return run(given)

    return work


@dataclass(frozen=True)
class Ended:
    """How a build under faults ended: its code, what it said, how many of the calls it made."""

    code: int
    said: str
    calls: int


def under_faults(
    work: Callable[[], int], inject: Sequence[str], folder: Path, calls: str = CALLS, more: Sequence[str] = ()
) -> Ended:
    """The work done in a child with strace at it; `inject` are its rules."""
    folder.mkdir(parents=True, exist_ok=True)
    trace, output = folder / "trace", folder / "output"
    with output.open("wb") as out, process(work, out.fileno()) as pid:
        rules = [f"--inject={rule}" for rule in inject]
        tracer = subprocess.Popen(
            ["strace", "-f", "-qq", "-o", str(trace), "-e", f"trace={calls}", *more, *rules, "-p", str(pid)],
            stderr=subprocess.PIPE,
        )
        _wait_for_tracer(pid, tracer)
        code = let_go(pid)
        _, complaint = tracer.communicate()
    lines = [line for line in trace.read_text(errors="replace").splitlines() if "resumed>" not in line]
    made = sum("(" in line for line in lines)
    assert b"attach" not in complaint, complaint
    return Ended(code, output.read_text(errors="replace"), made)


def _wait_for_tracer(pid: int, tracer: subprocess.Popen[bytes]) -> None:
    status = Path(f"/proc/{pid}/status")
    for _ in range(2000):
        if "TracerPid:\t0" not in status.read_text():
            return
        assert tracer.poll() is None, tracer.stderr and tracer.stderr.read()
        time.sleep(0.002)
    raise AssertionError("strace did not come")


# What must hold


def tree(folder: Path) -> dict[str, str]:
    """Every file below the folder with the digest of its bytes."""
    files = sorted(p for p in folder.rglob("*") if p.is_file() or p.is_symlink())
    return {str(p.relative_to(folder)): hashlib.sha256(p.read_bytes()).hexdigest() for p in files}


def digests(workspace: Workspace) -> dict[str, str]:
    """The content digest of every table as the last whole build left it."""
    store = Store(workspace.build, settle(workspace).contracts)
    return {name: store.table_digest(name) for name in store.contracts if not name.startswith("extract_")}


@dataclass(frozen=True)
class Whole:
    """A workspace as an undisturbed build leaves it."""

    digests: dict[str, str]
    preview: dict[str, str]
    objects: frozenset[str]
    facts: tuple[str, ...]

    @staticmethod
    def of(workspace: Workspace) -> Whole:
        return Whole(digests(workspace), tree(workspace.preview), objects_of(workspace), facts_of(workspace))


def objects_of(workspace: Workspace) -> frozenset[str]:
    return frozenset(p.name for p in workspace.objects.glob("*"))


def facts_of(workspace: Workspace) -> tuple[str, ...]:
    """The facts in the order of the journal, without the moments at which they were received."""
    return tuple(json.dumps({**f, "received_at": None}, sort_keys=True) for f in workspace.journal.facts())


def nothing_is_lost(workspace: Workspace, before: Sequence[str], whole: Whole) -> None:
    """Facts of before stand first; each object has its digest; what is read is the last whole build, never a half."""
    facts_are_whole(workspace, before, whole)
    catalogue = workspace.build / CATALOGUE
    if catalogue.is_file():
        left = [f for f in files_named(catalogue) if not (workspace.build / f).is_file()]
        assert left == [], "a table that is read lacks a file"


def files_named(catalogue: Path) -> set[str]:
    """The files of tables that a catalogue names."""
    tables = json.loads(catalogue.read_bytes())["tables"]
    return {b["file"] for slots in tables.values() for b in slots.values() if b["rows"]}


def facts_are_whole(workspace: Workspace, before: Sequence[str], whole: Whole) -> None:
    facts = facts_of(workspace)
    assert facts[: len(before)] == tuple(before)
    assert facts in (tuple(before), whole.facts), "a receipt is all there or not at all"
    named = {str(json.loads(f)["sha256"]) for f in facts}
    for sha256 in named:
        assert hashlib.sha256((workspace.objects / sha256).read_bytes()).hexdigest() == sha256


def nothing_is_left_over(workspace: Workspace) -> None:
    """No temporary file of a stopped run is left, nor the lock."""
    left = [p for p in workspace.root.rglob("*") if p.name.startswith((durable.TEMPORARY, ".lock"))]
    assert left == []


def copied(workspace: Workspace, folder: Path) -> Workspace:
    if folder.exists():
        shutil.rmtree(folder)
    return Workspace(Path(shutil.copytree(workspace.root, folder, symlinks=True)))
