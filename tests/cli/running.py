"""The program run as people run it: a process of its own, its output and its exit code."""

from __future__ import annotations

import os
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True)
class Ran:
    """What one run printed and how it ended."""

    code: int
    out: str
    err: str


def environment(language: str = "en") -> dict[str, str]:
    """The environment of a run: this one, without what would decide the language."""
    kept = {k: v for k, v in os.environ.items() if k not in ("BUKTI_LANG", "LANG", "LC_ALL")}
    return {**kept, "BUKTI_LANG": language, "PYTHONUTF8": "1"}


def bukti(*arguments: str | Path, at: Path | None = None, language: str = "en") -> Ran:
    """One command in a folder."""
    run = subprocess.run(
        [sys.executable, "-m", "bukti", *map(str, arguments)],
        cwd=at, env=environment(language), capture_output=True, text=True, check=False, timeout=120,
    )  # fmt: skip
    return Ran(run.returncode, run.stdout, run.stderr)
