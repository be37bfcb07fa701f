"""An install without network: everything in one folder, each file as the lock says, tried with networking off."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name, parse_wheel_filename
from tests.needs import ROOT, need_tool

INSTALL = ROOT / "docs" / "install.md"


def locked(name: str) -> dict[str, str]:
    """The packages that a lock names for this machine, with their versions."""
    lines = (ROOT / "requirements" / f"{name}.txt").read_text(encoding="utf-8").splitlines()
    named = [Requirement(line.removesuffix("\\").strip()) for line in lines if re.match("[a-z]", line)]
    there = [r for r in named if r.marker is None or r.marker.evaluate()]
    return {canonicalize_name(r.name): str(r.specifier).removeprefix("==") for r in there}


def commands(heading: str) -> str:
    """The shell commands under a heading of docs/install.md."""
    part = INSTALL.read_text(encoding="utf-8").split(f"## {heading}\n")[1].split("\n## ")[0]
    return "".join(re.findall(r"```sh\n(.*?)```", part, re.DOTALL))


def test_the_target_takes_both_locks_by_their_hashes_and_builds_nothing_foreign() -> None:
    need_tool("make")
    told = subprocess.run(
        ["make", "--dry-run", "wheelhouse"], cwd=ROOT, capture_output=True, text=True, check=True
    ).stdout
    (download,) = re.findall(r"for lock in ([a-z ]+); do (.*pip download.*?) \|\| exit 1; done", told, re.DOTALL)
    assert download[0].split() == ["core", "tool"]
    assert {"--no-deps", "--only-binary", "--require-hashes"} <= set(download[1].split())


def test_what_is_written_about_an_install_without_network_asks_for_none() -> None:
    (pip,) = [line for line in commands("Without network").splitlines() if "pip install" in line]
    assert {"--no-index", "--require-hashes"} <= set(pip.split())


@pytest.mark.soak
def test_the_folder_installs_where_there_is_no_network(tmp_path: Path) -> None:
    need_tool("make")
    unshare = need_tool("unshare")
    subprocess.run(["make", "wheelhouse", f"PYTHON={sys.executable}"], cwd=ROOT, check=True)
    wheels = {parse_wheel_filename(p.name)[:2] for p in (ROOT / "wheelhouse").glob("*.whl")}
    found = {str(name): str(version) for name, version in wheels}
    own = found.pop("bukti")
    assert found == {**locked("core"), **locked("tool")}
    shutil.copytree(ROOT / "wheelhouse", tmp_path / "wheelhouse")
    plain = {k: v for k, v in os.environ.items() if not k.startswith(("PIP_", "UV_", "PYTHON"))}
    script = f"""set -e
        if python3 -c 'import socket; socket.create_connection(("192.0.2.1", 9), 3)' 2>refused.txt; then exit 9; fi
        grep -q 'Network is unreachable' refused.txt
        {commands("Without network")}
        bukti-env/bin/bukti sample practice --stations 400
        bukti-env/bin/bukti --workspace practice build --no-site"""
    offline = [unshare, "--map-root-user", "--net", "sh", "-c", script]
    environment = {**plain, "PIP_CONFIG_FILE": os.devnull, "BUKTI_LANG": "en"}
    ran = subprocess.run(offline, cwd=tmp_path, env=environment, capture_output=True, text=True, check=False)
    assert ran.returncode == 0, ran.stderr
    assert own in ran.stdout
    assert "of 400 stations are in" in ran.stdout
