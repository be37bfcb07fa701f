"""The number of a workspace's format: which versions of the program may write its tables.

It stands in `evidence/format`. Facts are the same in every format and never change; tables are made from them, and an
upgrade makes them anew. A workspace that holds facts and names no number is of format 1.

Format 2 reads recap sheets by their columns and lists by their candidates: observations name the column of a sheet,
and the votes of candidates are tables of their own.
"""

from __future__ import annotations

import re
import shutil
from typing import Final

from bukti.evidence import durable
from bukti.evidence.workspace import Workspace
from bukti.vocabulary.problems import Place, refuse

FORMAT: Final = 2
FIRST: Final = 1
NAME: Final = "format"
_NUMBER: Final = re.compile(rb"[1-9][0-9]{0,5}\n?")


def number_of(workspace: Workspace) -> int:
    """The workspace's number; the newest where it holds nothing yet. Raises Refusal where the number cannot be read."""
    file = workspace.evidence / NAME
    if not file.is_file():
        return FIRST if workspace.journal.files() else FORMAT
    text = file.read_bytes()
    if not _NUMBER.fullmatch(text):
        raise refuse("EV-FORMAT-DAMAGED", Place(f"evidence/{NAME}", 1), ascii(text[:40].decode(errors="replace")))
    return int(text)


def require(workspace: Workspace) -> None:
    """Raises Refusal with what to do where the workspace is not of this program's format."""
    number = number_of(workspace)
    if number > FORMAT:
        raise refuse("EV-FORMAT-NEWER", Place(f"evidence/{NAME}"), str(number), str(FORMAT))
    if number < FORMAT:
        raise refuse("EV-FORMAT-OLDER", Place(str(workspace.root)), str(number), str(FORMAT))


def mark(workspace: Workspace) -> None:
    """The workspace names this program's format."""
    durable.write_if_changed(workspace.evidence / NAME, f"{FORMAT}\n".encode())


def discard_tables(workspace: Workspace) -> None:
    """Everything that was made from facts is gone; the facts are as they were.

    The folder gets another name first, so that no half of it is ever taken for tables.
    """
    durable.discard_unfinished(workspace.root)
    if workspace.build.is_dir():
        left = workspace.root / f"{durable.TEMPORARY}{workspace.build.name}"
        workspace.build.rename(left)
        shutil.rmtree(left)
