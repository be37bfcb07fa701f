"""Files named on the command line come to lie in sources/, and what bukti.toml then still lacks."""

from __future__ import annotations

import shutil
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from bukti.evidence.workspace import Workspace
    from bukti.vocabulary.problems import Problem


def name_of(at: Workspace, file: Path) -> str:
    """A file's path within sources/: as it is there, else its name alone."""
    inside = file.resolve()
    return inside.relative_to(at.inbox).as_posix() if inside.is_relative_to(at.inbox) else inside.name


def copy_to(file: Path, to: Path) -> None:
    if not to.exists():
        to.parent.mkdir(parents=True, exist_ok=True)
        (shutil.copytree if file.is_dir() else shutil.copy2)(file, to)


def left(at: Workspace) -> list[Problem]:
    """What is still to be filled in before the file can be used."""
    from bukti.evidence.terms import settle
    from bukti.vocabulary.problems import Refusal

    try:
        settle(at)
    except Refusal as refusal:
        return list(refusal.problems)
    return []
