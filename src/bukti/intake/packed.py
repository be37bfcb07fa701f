"""The tables inside one received file: the members of a ZIP, and the columns of a sheet whose units stand side by side.

Each has a name of its own within the file, its `member`, so that a figure leads back to where it stood.
"""

from __future__ import annotations

import fnmatch
from collections.abc import Iterator
from pathlib import Path

from bukti.evidence.configuration import Source
from bukti.evidence.receive import Staged
from bukti.intake.area import area_of, letters
from bukti.intake.load import Table
from bukti.intake.readers.archive import members
from bukti.intake.readers.look import kind_of
from bukti.intake.rows import Source as Bytes
from bukti.vocabulary.problems import Place, Problem, refuse


def contents_of(file: Staged, source: Source, notices: list[Problem]) -> list[tuple[str, Path | Bytes]]:
    """The file itself without a name, or the members of a ZIP that the source asks for, by name.

    Raises Refusal where the archive is not safe or holds none of them.
    """
    if not _is_zip(file.path):
        return [("", file.path)]
    name = file.received.name
    found = members(file.path, name)
    wanted = [(member, content) for member, content in found if fnmatch.fnmatchcase(member, source.members)]
    if not wanted:
        raise refuse("zip-no-member", Place(name), str(len(found)), source.members)
    if len(wanted) < len(found):
        left_out = str(len(found) - len(wanted))
        notices.append(Problem("zip-left-out", Place(name), left_out, source.members, "notice"))
    return [*wanted]


def _is_zip(path: Path) -> bool:
    """Whether the file is an archive and not a document that is packed as one."""
    with path.open("rb") as stream:
        packed = stream.read(4) in (b"PK\x03\x04", b"PK\x05\x06")
    return packed and kind_of(path) == "ZIP"


def by_column(member: str, table: Table, source: Source) -> Iterator[tuple[str, Table]]:
    """One table for each column of a sheet, named by the column's letters; its row is the one with the headings."""
    heading = max(source.header_row, area_of(source.range).top)
    for column, cells in table.rows:
        place = f"{member}:{letters(column)}" if member else letters(column)
        yield place, Table(table.name, table.columns, table.offered, iter([(heading, cells)]))
