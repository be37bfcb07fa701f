"""What `docs/disputes.md` tells a lawyer to type works from the news to the ruling, and shows what it says it shows."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from pathlib import Path

from tests.cli.running import environment
from tests.cli.test_training import MARK, shown, steps
from tests.needs import ROOT, need_tool

PAGE = (ROOT / "docs" / "disputes.md").read_text(encoding="utf-8")
BLOCKS = re.findall(r"```(sh|text)\n(.*?)```", PAGE, re.DOTALL)


def test_every_command_of_the_manual_shows_what_the_page_says(tmp_path: Path) -> None:
    for tool in ("sh", "sha256sum", "sed"):
        need_tool(tool)
    script = "".join(f"echo '{MARK} {n}'\n{commands}" for n, (commands, _) in enumerate(steps(BLOCKS)))
    path = f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}"
    ran = subprocess.run(
        ["sh", "-e", "-c", script], cwd=tmp_path, env={**environment("en"), "PATH": path, "HOME": str(tmp_path)},
        capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert ran.returncode == 0, ran.stdout[-2000:] + ran.stderr[-2000:]
    told = ran.stdout.split(MARK)[1:]
    assert len(told) == len(steps(BLOCKS))
    for n, (commands, expected) in enumerate(steps(BLOCKS)):
        said = told[n].removeprefix(f" {n}\n")
        assert shown(expected, said), f"{commands}\n--- expected\n{expected}\n--- told\n{said}"
