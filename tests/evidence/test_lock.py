"""One writer at a time; the second is told who is at work."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from tests.needs import ROOT

from bukti.evidence.lock import NAME, held
from bukti.vocabulary.problems import Refusal

HOLDER = """
import sys, time
from pathlib import Path
from bukti.evidence.lock import held

with held(Path(sys.argv[1])):
    print("held", flush=True)
    sys.stdin.read()
"""


@contextmanager
def another(folder: Path) -> Iterator[subprocess.Popen[str]]:
    """Another process that holds the workspace."""
    process = subprocess.Popen(
        [sys.executable, "-c", HOLDER, str(folder)],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
        env={**os.environ, "PYTHONPATH": str(ROOT / "src")},
    )
    assert process.stdout
    assert process.stdin
    assert process.stdout.readline() == "held\n"
    try:
        yield process
    finally:
        process.stdin.close()
        process.wait()
        process.stdout.close()


def test_a_second_process_is_told_who_holds_the_workspace(tmp_path: Path) -> None:
    with another(tmp_path) as holder:
        with pytest.raises(Refusal) as refusal, held(tmp_path):
            pass
        (problem,) = refusal.value.problems
        assert problem.code == "EV-LOCKED"
        assert f"pid {holder.pid}, " in problem.found
    with held(tmp_path):
        assert json.loads((tmp_path / NAME).read_text())["pid"] == os.getpid()


def test_the_same_process_does_not_get_it_twice(tmp_path: Path) -> None:
    with held(tmp_path), pytest.raises(Refusal, match="EV-LOCKED"), held(tmp_path):
        pass


def test_who_was_refused_takes_nothing_from_the_holder(tmp_path: Path) -> None:
    with held(tmp_path):
        for _ in range(2):
            with pytest.raises(Refusal, match="EV-LOCKED"), held(tmp_path):
                pass


def test_a_killed_holder_leaves_no_lock(tmp_path: Path) -> None:
    with another(tmp_path) as holder:
        holder.send_signal(signal.SIGKILL)
        holder.wait()
    assert (tmp_path / NAME).exists()
    with held(tmp_path):
        pass
    assert not (tmp_path / NAME).exists()


def test_a_lock_file_that_says_nothing_is_still_held(tmp_path: Path) -> None:
    with held(tmp_path):
        (tmp_path / NAME).write_text("")
        with pytest.raises(Refusal) as refusal, held(tmp_path):
            pass
        assert refusal.value.problems[0].found == "?"


def test_it_is_let_go_when_the_work_fails(tmp_path: Path) -> None:
    with pytest.raises(ZeroDivisionError), held(tmp_path):
        _ = 1 / 0
    with held(tmp_path):
        pass
