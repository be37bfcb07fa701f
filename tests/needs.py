"""What a test needs that a machine may lack: it skips and says so, or fails where lacking it is no excuse."""

from __future__ import annotations

import importlib.util
import os
import shutil
from pathlib import Path
from typing import NoReturn

import pytest

ROOT = Path(__file__).parents[1]
OF_SYSTEM = "/usr/local/sbin:/usr/sbin:/sbin"
"""Where servers lie, which the path of a plain user may not name."""


def need_tool(name: str) -> str:
    """Where the tool is: a program's path, a package's name, or a program of node_modules.

    Without it the test skips; with CI=true it fails, so that there no check is lost unseen.
    """
    local = ROOT / "node_modules" / ".bin" / name
    found = shutil.which(name) or (str(local) if local.exists() else None) or shutil.which(name, path=OF_SYSTEM)
    if found:
        return found
    if name.isidentifier() and importlib.util.find_spec(name):
        return name
    return _lacking(f"{name} is not on this machine", fails=os.environ.get("CI") == "true")


def need_chains() -> str:
    """The Python that has what the other chains of `benchmarks/` are written with."""
    found = ROOT / ".venv-bench" / "bin" / "python"
    if found.exists():
        return str(found)
    return _lacking("pandas and polars are not here: make venv-bench", fails=os.environ.get("CI") == "true")


def need_real_data() -> Path:
    """The folder of real data that BUKTI_DATA names. With BUKTI_DATA_REQUIRED=1 its absence fails."""
    named = os.environ.get("BUKTI_DATA", "")
    if named and Path(named).is_dir():
        return Path(named)
    told = f"BUKTI_DATA names no folder ({named})" if named else "BUKTI_DATA is not set"
    return _lacking(f"no real data: {told}", fails=os.environ.get("BUKTI_DATA_REQUIRED") == "1")


def _lacking(told: str, fails: bool) -> NoReturn:
    if fails:
        pytest.fail(told, pytrace=False)
    pytest.skip(told)
