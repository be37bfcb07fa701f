"""A published folder of the made-up election, and a run of `verify.py` over a folder."""

from __future__ import annotations

import contextlib
import io
from collections.abc import Callable
from pathlib import Path

import pytest
from tests.verify.made import Election, Site

from bukti.publish import verify

Run = Callable[..., tuple[int, str]]


@pytest.fixture
def run(tmp_path: Path) -> Run:
    """What `verify.py` ends with and what it says, in English; its memory is the test's own."""

    def ran(place: object, *options: str) -> tuple[int, str]:
        said = io.StringIO()
        with contextlib.redirect_stdout(said), contextlib.redirect_stderr(said):
            language = () if "--lang" in options else ("--lang", "en")
            code = verify.main([str(place), "--memory", str(tmp_path / "memory"), *language, *options])
        return code, said.getvalue()

    return ran


@pytest.fixture
def published(tmp_path: Path) -> Path:
    return Site().publish(tmp_path / "published", Election.computed())
