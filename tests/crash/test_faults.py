"""Whatever the machine does to a build, it ends with a sentence, nothing is lost, and the next one comes through."""

from __future__ import annotations

import itertools
import os
import random
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from tests.crash.conftest import Moment, bounded, comes_through
from tests.crash.offices import (
    CALLS,
    building,
    copied,
    digests,
    let_go,
    nothing_is_lost,
    process,
    tree,
    under_faults,
)
from tests.needs import need_tool

from bukti.cli import FAULT, NOT_ALLOWED, REFUSED
from bukti.evidence.workspace import Workspace

SEED = 20240216
NOBODY = 65534
ERRORS = ("EIO", "ENOSPC", "EDQUOT", "EINTR")
FAILING = ("write", "pwrite64", "fsync", "rename", "mkdir", "unlink", "ftruncate", "openat")
ROOT_ONLY = "only root can do this here"


def said_of(workspace: Workspace, folder: Path, work: Callable[[], int] | None = None) -> tuple[int, str]:
    """How a build of the workspace ends, and what it says."""
    folder.mkdir(exist_ok=True)
    output = folder / "said"
    with output.open("wb") as out, process(work or building(workspace), out.fileno()) as pid:
        code = let_go(pid)
    return code, output.read_text(errors="replace")


def strike(moment: Moment, name: str, error: str, n: int, folder: Path) -> int:
    """The error at the n-th call of this name; the build's exit code. What it leaves is whole."""
    workspace = copied(moment.workspace, folder / "workspace")
    ended = under_faults(building(workspace), [f"{name}:error={error}:when={n}"], folder)
    told = f"{error} at {name} {n}: {ended.said}"
    assert "Traceback" not in ended.said, told
    assert ended.code in (0, REFUSED, NOT_ALLOWED), told
    assert ended.code == 0 or ended.said.strip(), told
    nothing_is_lost(workspace, moment.before, moment.whole)
    comes_through(workspace, moment, told)
    return ended.code


@pytest.mark.parametrize("error", ERRORS)
def test_an_error_at_some_call_is_told_and_loses_nothing(
    error: str, moments: dict[str, Moment], tmp_path: Path
) -> None:
    need_tool("strace")
    draw = random.Random(f"{SEED} {error}")
    for name, most in draw.sample((("write", 8), ("pwrite64", 12), ("fsync", 30), ("rename", 25), ("mkdir", 12)), 2):
        strike(moments["more"], name, error, draw.randint(1, most), tmp_path)


@pytest.mark.soak
@pytest.mark.parametrize("name", FAILING)
@pytest.mark.parametrize("error", ERRORS)
@pytest.mark.parametrize("at", ["new", "more"])
def test_an_error_at_every_call_until_a_build_is_not_touched_any_more(
    at: str, error: str, name: str, moments: dict[str, Moment], tmp_path: Path
) -> None:
    need_tool("strace")
    workspace = copied(moments[at].workspace, tmp_path / "workspace")
    calls = under_faults(building(workspace), [], tmp_path, calls=name).calls
    step = 1 if name != "openat" else 17
    for n in range(1, calls + 2, step):
        strike(moments[at], name, error, n, tmp_path)


@contextmanager
def small_disk(folder: Path, size: int) -> Iterator[Path]:
    """A disk with room for so many kilobytes."""
    folder.mkdir(exist_ok=True)
    subprocess.run(["mount", "-t", "tmpfs", "-o", f"size={size}k", "tmpfs", str(folder)], check=True)
    try:
        yield folder
    finally:
        subprocess.run(["umount", str(folder)], check=True)


@pytest.mark.parametrize("steps", [*bounded(3, 20)])
def test_a_full_disk_is_told_with_its_path_and_once_there_is_room_the_build_comes_through(
    steps: int, moments: dict[str, Moment], tmp_path: Path
) -> None:
    if os.geteuid() != 0:
        pytest.skip(ROOT_ONLY)
    moment, full = moments["more"], 0
    at_rest = sum(p.stat().st_size // 4096 + 1 for p in moment.workspace.root.rglob("*")) * 4
    for step in range(steps):
        size = at_rest + 4 + step * 600 // steps
        with small_disk(tmp_path / "disk", size) as disk:
            workspace = copied(moment.workspace, disk / "workspace")
            code, said = said_of(workspace, tmp_path)
            assert code in (0, NOT_ALLOWED), said
            assert "Traceback" not in said
            if code:
                full += 1
                assert "disk is full" in said, said
                assert str(disk) in said
                assert "free: " in said
            nothing_is_lost(workspace, moment.before, moment.whole)
            subprocess.run(["mount", "-o", f"remount,size={size + 10_000}k", str(disk)], check=True)
            comes_through(workspace, moment, f"{size} KB, then more")
    assert full > steps // 4


def as_nobody(work: Callable[[], int]) -> Callable[[], int]:
    def changed() -> int:
        os.setgroups([])
        os.setresgid(NOBODY, NOBODY, NOBODY)
        os.setresuid(NOBODY, NOBODY, NOBODY)
        return work()

    return changed


def test_a_folder_that_may_only_be_read_is_refused_before_any_work(
    moments: dict[str, Moment], open_folder: Path
) -> None:
    """Root may write whatever the mode of a folder says, so the build runs as another user."""
    if os.geteuid() != 0:
        pytest.skip(ROOT_ONLY)
    workspace = copied(moments["more"].workspace, open_folder / "workspace")
    before = tree(workspace.root)
    code, said = said_of(workspace, open_folder / "said", as_nobody(building(workspace)))
    assert code == NOT_ALLOWED, said
    assert "Permission denied" in said
    assert str(workspace.root) in said
    assert tree(workspace.root) == before


@pytest.mark.parametrize("rounds", [*bounded(2, 100)])
def test_of_builds_at_once_one_works_and_the_others_say_who_holds_the_workspace(
    rounds: int, moments: dict[str, Moment], tmp_path: Path
) -> None:
    for at in range(rounds):
        workspace = copied(moments["more"].workspace, tmp_path / "workspace")
        outputs = [tmp_path / f"{at}-{n}" for n in range(2 + at % 7)]
        running = []
        for output in outputs:
            descriptor = os.open(output, os.O_WRONLY | os.O_CREAT | os.O_TRUNC)
            with process(building(workspace), descriptor) as pid:
                running.append(pid)
            os.close(descriptor)
        for pid in running:
            os.kill(pid, 18)
        codes = [os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1]) for pid in running]
        assert set(codes) <= {0, REFUSED}
        assert 0 in codes
        for code, output in zip(codes, outputs, strict=True):
            said = output.read_text()
            assert (code == REFUSED) == ("another process is using the workspace (pid" in said), said
        comes_through(workspace, moments["more"], f"round {at}")


def test_a_bit_that_rots_in_any_file_of_evidence_stops_the_build_which_names_the_file(
    moments: dict[str, Moment], tmp_path: Path
) -> None:
    workspace = copied(moments["more"].workspace, tmp_path / "workspace")
    comes_through(workspace, moments["more"], "before")
    names = {str(f["sha256"]): str(f["name"]) for f in workspace.journal.facts()}
    files = sorted(p for p in workspace.evidence.rglob("*") if p.is_file())
    assert len(files) > 8
    draw = random.Random(SEED)
    for file in files:
        good = file.read_bytes()
        for at in {len(good) - 1, draw.randrange(len(good))}:
            file.write_bytes(good[:at] + bytes([good[at] ^ (1 << draw.randrange(8))]) + good[at + 1 :])
            before = tree(workspace.root)
            code, said = said_of(workspace, tmp_path / "said")
            assert code == REFUSED, f"{file.name} {at}: {said}"
            told = (file.name, file.with_suffix(".jsonl").name, names.get(file.name, file.name))
            assert any(name in said for name in told), f"{file.name} {at}: {said}"
            assert tree(workspace.root) == before
        file.write_bytes(good)
    comes_through(workspace, moments["more"], "after")


def test_a_receipt_that_is_gone_from_the_journal_is_missed(moments: dict[str, Moment], tmp_path: Path) -> None:
    workspace = copied(moments["more"].workspace, tmp_path / "workspace")
    comes_through(workspace, moments["more"], "before")
    (workspace.journal.folder / "00000001.jsonl").unlink()
    code, said = said_of(workspace, tmp_path / "said")
    assert code == REFUSED
    assert "00000001.jsonl" in said


CLOCKS = ("-1d", "+10y", "2038-01-19 03:14:06")


def faketime() -> Path:
    found = next(iter(sorted(Path("/usr/lib").glob("*/faketime/libfaketime.so.1"))), None)
    return found or Path(need_tool("faketime"))


@pytest.mark.parametrize("clock", CLOCKS)
def test_a_clock_that_jumps_changes_no_table_and_receipts_never_run_backwards(
    clock: str, moments: dict[str, Moment], tmp_path: Path
) -> None:
    library = faketime()
    workspace = copied(moments["more"].workspace, tmp_path / "workspace")
    environment = {**os.environ, "LD_PRELOAD": str(library), "FAKETIME": clock, "BUKTI_LANG": "en"}
    python = [sys.executable, "-m", "bukti", "--workspace", str(workspace.root), "build", "--no-site"]
    ran = subprocess.run(python, env=environment, capture_output=True, text=True, check=False)
    assert ran.returncode == 0, ran.stderr
    assert digests(workspace) == moments["more"].whole.digests
    received = [str(f["received_at"]) for f in workspace.journal.facts()]
    assert received == sorted(received)
    assert ("clock of this machine" in ran.stdout + ran.stderr) == (clock == "-1d")
    assert all(a <= b for a, b in itertools.pairwise(received))


def test_no_fault_of_the_program_itself_was_met() -> None:
    """A fault has an exit code of its own, which none of the above may give."""
    assert FAULT not in (0, REFUSED, NOT_ALLOWED)
    assert "write" in CALLS
