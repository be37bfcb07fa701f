"""Commands measured against each other: in turn, each run a process of its own, by CPU time and peak memory.

Wall time says little on a machine that is shared, and single runs say little on any: memory that is new to the machine
costs many times more to touch than memory used just before. So commands are compared only within one sitting, a round
of all of them at a time, by the median and the minimum of the rounds. Every run writes into a new folder, and nothing
is deleted between runs, for both change what a run costs.
"""

from __future__ import annotations

import os
import statistics
import subprocess
import sys
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

KB_OF_A_MB = 1_024


def _nothing(_: Path) -> None:
    """No preparation."""


@dataclass(frozen=True)
class Command:
    """What to run in a new folder: its arguments, and what has to be there before, which is not measured."""

    arguments: Callable[[Path], Sequence[str | Path]]
    prepare: Callable[[Path], None] = _nothing


@dataclass
class Measured:
    """One command's runs: CPU seconds, user and system, of the process and all it started; peak memory in MB.

    The peak is that of the largest single process; a child's is never under that of the process which started it, so
    whoever measures has to stay small.
    """

    cpu: list[float] = field(default_factory=list)
    peak: list[float] = field(default_factory=list)
    folders: list[Path] = field(default_factory=list)

    @property
    def median(self) -> float:
        return statistics.median(self.cpu)

    @property
    def least(self) -> float:
        return min(self.cpu)


def lean_sample(root: Path, stations: int) -> Path:
    """A new folder with a made-up election in the layout that every program reads."""
    inputs = root / "inputs"
    program = Path(sys.executable).with_name("bukti")
    made = [program, "sample", inputs, "--layout", "lean", "--stations", str(stations)]
    subprocess.run(made, check=True, stdout=subprocess.DEVNULL)
    return inputs


def measure(commands: Mapping[str, Command], scratch: Path, runs: int = 5) -> dict[str, Measured]:
    """Each command's runs, taken in turn. Raises RuntimeError with what a command said when it failed."""
    found = {name: Measured() for name in commands}
    for turn in range(runs):
        for name, command in commands.items():
            folder = scratch / f"{name}-{turn}"
            folder.mkdir(parents=True)
            command.prepare(folder)
            cpu, peak = _run([str(part) for part in command.arguments(folder)], folder)
            found[name].cpu.append(cpu)
            found[name].peak.append(peak)
            found[name].folders.append(folder)
    return found


def _run(arguments: Sequence[str], folder: Path) -> tuple[float, float]:
    said = folder / "said.txt"
    with said.open("wb") as stream:
        process = subprocess.Popen(arguments, stdout=stream, stderr=subprocess.STDOUT, stdin=subprocess.DEVNULL)
        _, status, used = os.wait4(process.pid, 0)
    process.returncode = os.waitstatus_to_exitcode(status)
    if process.returncode != 0:
        raise RuntimeError(f"{' '.join(arguments)} ended with {process.returncode}:\n{said.read_text()[-2_000:]}")
    return used.ru_utime + used.ru_stime, used.ru_maxrss / KB_OF_A_MB


def report(found: Mapping[str, Measured], yardstick: str) -> str:
    """A line for each command: median and minimum of CPU seconds, both also as a multiple of the yardstick's, peak."""
    base = found[yardstick]
    lines = [f"{'':12} {'median':>9} {'minimum':>9} {'x median':>9} {'x minimum':>9} {'peak MB':>9}"]
    lines += [
        f"{name:12} {one.median:8.2f}s {one.least:8.2f}s {one.median / base.median:9.2f} {one.least / base.least:9.2f}"
        f" {max(one.peak):9.0f}"
        for name, one in found.items()
    ]
    return "\n".join(lines)
