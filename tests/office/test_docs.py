"""What `docs/office.md` tells an office to type works from top to bottom, and its table of roles is the program's."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from pathlib import Path

from tests.cli.running import environment
from tests.needs import ROOT

from bukti.office.people.rights import ROLES

TEXT = (ROOT / "docs" / "office.md").read_text(encoding="utf-8")


def test_what_is_to_be_typed_works(tmp_path: Path) -> None:
    script = "set -e\n" + "".join(re.findall(r"```sh\n(.*?)```", TEXT, re.DOTALL))
    path = f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}"
    ran = subprocess.run(
        ["sh", "-c", script], cwd=tmp_path, env={**environment(), "PATH": path}, capture_output=True, text=True,
        check=False,
    )  # fmt: skip
    assert ran.returncode == 0, ran.stderr
    assert ran.stdout.count("is made. Its first password") == 3
    assert (tmp_path / "for-real" / "private" / "office" / "office.sqlite3").is_file()


def test_the_table_of_roles_is_that_of_the_program() -> None:
    order = ("see", "propose", "decide", "people", "ask-roles", "trail")
    found: dict[str, set[str]] = {}
    for names, *cells in re.findall(
        r"^\| ((?:`\w+`(?:, )?)+) \|(.*?)\|(.*?)\|(.*?)\|(.*?)\|(.*?)\|(.*?)\|$", TEXT, re.M
    ):
        rights = {right for right, cell in zip(order, cells, strict=True) if cell.strip() == "yes"}
        found |= dict.fromkeys(re.findall(r"`(\w+)`", names), rights)
    assert found == {role: set(rights) for role, rights in ROLES.items()}
