"""What `docs/analysis.md` tells an office to type works from top to bottom, and shows what the page says it shows."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path

import pytest
from tests.cli.running import environment
from tests.needs import ROOT, need_tool

PAGE = (ROOT / "docs" / "analysis.md").read_text(encoding="utf-8")
BLOCKS = re.findall(r"```(sh|text)\n(.*?)```", PAGE, re.DOTALL)
MARK = "----- block"
LEFT_OUT = "…"


def shown(expected: str, told: str) -> bool:
    """Whether what was told is what is expected, with anything in the place of each `…`."""
    pattern = r"[\s\S]*?".join(re.escape(part.strip("\n")) for part in expected.split(LEFT_OUT))
    return re.fullmatch(rf"\s*{pattern}\s*", told) is not None


def steps(blocks: Sequence[tuple[str, str]]) -> list[tuple[str, str]]:
    """Each block of commands with what it shows; where nothing is said of that, anything may be shown."""
    found: list[tuple[str, str]] = []
    for kind, text in blocks:
        if kind == "sh":
            found.append((text, LEFT_OUT))
        else:
            found[-1] = (found[-1][0], text)
    return found


def test_the_measure_sees_what_differs() -> None:
    assert shown("a\n…\nc\n", "a\nb\nc\n")
    assert shown("a …\n", "a b\n")
    assert not shown("a\n…\nc\n", "a\nb\n")
    assert not shown("a\n", "a\nb\n")


@pytest.mark.soak
def test_every_command_of_the_hour_shows_what_the_page_says(tmp_path: Path) -> None:
    need_tool("sh")
    need_tool("marimo")
    script = "".join(f"echo '{MARK} {n}'\n{commands}" for n, (commands, _) in enumerate(steps(BLOCKS)))
    path = f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}"
    ran = subprocess.run(
        ["sh", "-e", "-c", script],
        cwd=tmp_path,
        capture_output=True,
        text=True,
        check=False,
        env={**environment(), "PATH": path},
    )
    assert ran.returncode == 0, ran.stderr[-2000:]
    told = re.split(rf"^{MARK} \d+\n", ran.stdout, flags=re.MULTILINE)[1:]
    assert len(told) == len(steps(BLOCKS))
    for (commands, expected), out in zip(steps(BLOCKS), told, strict=True):
        assert shown(expected, out), f"{commands}\n{out}"


@pytest.mark.parametrize("page", ["analysis.md", "serving.md"])
def test_the_pages_name_only_files_that_are_there(page: str) -> None:
    text = (ROOT / "docs" / page).read_text(encoding="utf-8")
    named = re.findall(r"`(docs/[^`]+)`", text)
    assert named
    assert [name for name in named if not (ROOT / name).exists()] == []
