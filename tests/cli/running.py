"""The program run as people run it: what is typed goes in; what is printed and the exit code come out."""

from __future__ import annotations

import contextlib
import io
import os
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from unittest.mock import patch

import pytest

from bukti.cli import main

OF_LANGUAGE = ("BUKTI_LANG", "LANG", "LC_ALL")


@dataclass(frozen=True)
class Ran:
    """What one run printed and how it ended."""

    code: int
    out: str
    err: str


def environment(language: str = "en") -> dict[str, str]:
    """The environment of a run: this one, with one language."""
    kept = {k: v for k, v in os.environ.items() if k not in OF_LANGUAGE}
    return {**kept, "BUKTI_LANG": language, "PYTHONUTF8": "1"}


@contextlib.contextmanager
def standing_at(folder: Path | None, language: str) -> Iterator[None]:
    with contextlib.chdir(folder or Path.cwd()), patch.dict(os.environ, environment(language), clear=True):
        yield


def bukti(*arguments: str | Path, at: Path | None = None, language: str = "en") -> Ran:
    """One command in a folder, within this process: starting one for each would take most of the time."""
    out, err = io.StringIO(), io.StringIO()
    printed = (contextlib.redirect_stdout(out), contextlib.redirect_stderr(err))
    with standing_at(at, language), printed[0], printed[1], pytest.raises(SystemExit) as ended:
        main([str(a) for a in arguments])
    code = ended.value.code
    assert isinstance(code, int)
    return Ran(code, out.getvalue(), err.getvalue())
