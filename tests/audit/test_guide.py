"""What `docs/auditing.md` tells an office to type works from top to bottom, and shows what the page says it shows."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from pathlib import Path

from tests.cli.running import environment
from tests.cli.test_training import LEFT_OUT, MARK, shown
from tests.needs import ROOT, need_tool

BLOCKS = re.findall(r"```(sh|text)\n(.*?)```", (ROOT / "docs" / "auditing.md").read_text(encoding="utf-8"), re.DOTALL)


def steps() -> list[tuple[str, str]]:
    """Each block of commands with what it shows."""
    found: list[tuple[str, str]] = []
    for kind, text in BLOCKS:
        found = [*found, (text, LEFT_OUT)] if kind == "sh" else [*found[:-1], (found[-1][0], text)]
    return found


def test_every_command_of_the_guide_shows_what_the_page_says(tmp_path: Path) -> None:
    for tool in ("sh", "awk", "sed", "sha256sum"):
        need_tool(tool)
    script = "".join(f"echo '{MARK} {n}'\n{commands}" for n, (commands, _) in enumerate(steps()))
    path = f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}"
    ran = subprocess.run(
        ["sh", "-e", "-c", script], cwd=tmp_path, capture_output=True, text=True, check=False,
        env={**environment(), "PATH": path},
    )  # fmt: skip
    assert ran.returncode == 0, ran.stderr[-2000:]
    told = re.split(rf"^{MARK} \d+\n", ran.stdout, flags=re.MULTILINE)[1:]
    assert len(told) == len(steps())
    for (_, expected), given in zip(steps(), told, strict=True):
        assert shown(expected, given), given
