"""How a published file is written: UTF-8, LF, commas, quotes only where a text needs them, one head line.

What is not known is an empty cell; flags are 1 and 0; vote columns bear the ids of their selections.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final, TextIO

from bukti.engine.database import literal
from bukti.evidence.ballots import Contest
from bukti.evidence.terms import Terms
from bukti.publish.opened import Opened
from bukti.vocabulary.contract import ColumnType, Table

BATCH: Final = 10_000
SPECIAL: Final = """[",\\n\\r]"""


@dataclass(frozen=True)
class Cells:
    """A column of a file: its name in the head line, the SQL that gives it, of which type."""

    name: str
    sql: str
    type: ColumnType

    @property
    def text(self) -> str:
        """SQL for the cell as it is written."""
        if self.type == "integer":
            return f"coalesce(cast({self.sql} as varchar), '')"
        if self.type == "flag":
            return f"case when {self.sql} then '1' else '0' end"
        quoted = f"""'"' || replace({self.sql}, '"', '""') || '"'"""
        return f"case when regexp_matches({self.sql}, '{SPECIAL}') then {quoted} else coalesce({self.sql}, '') end"


@dataclass(frozen=True)
class Delimited:
    """A delimited file as it was written: its columns, and those that together name a row, where some do."""

    columns: Sequence[Cells]
    key: tuple[str, ...] = ()


@dataclass(frozen=True)
class Export:
    """A file: its columns, the tables that it is made of, SQL for its rows (from `from` on), the order of the rows.

    `prepare` makes what the SQL reads and no table holds.
    """

    columns: Sequence[Cells]
    reads: tuple[str, ...]
    rows: str
    order: tuple[str, ...]
    partitioned: bool = True
    prepare: Callable[[Opened], None] | None = None

    @property
    def sql(self) -> str:
        """One line of the file for each row, in order."""
        line = ", ".join(cells.text for cells in self.columns)
        return f"select concat_ws(',', {line}) as line from {self.rows} order by {', '.join(self.order)}"

    @property
    def delimited(self) -> Delimited:
        """The file without its rows; what orders these names each of them, where it is all in the file.

        A partition that is not in the file is known from the rest: its contest is the file's, its area the unit's.
        """
        names = {cells.name for cells in self.columns}
        parts = [name for _, _, name in (part.partition(".") for part in self.order)]
        key = tuple(part for part in parts if part in names or part not in ("partition", "contest"))
        return Delimited(self.columns, key if {*key} <= names else ())


Groups = Sequence[Sequence[str] | None]
"""Partitions of which rows are asked for at once; None stands for all of them."""


def write(asked: Opened, export: Export, file: Path, groups: Groups) -> None:
    """The file holds the export's rows, one group of partitions after the other. Nothing is synced to the disk."""
    file.parent.mkdir(parents=True, exist_ok=True)
    if export.prepare is not None:
        export.prepare(asked)
    with file.open("w", encoding="utf-8", newline="") as out:
        out.write(head(export.columns))
        write_rows(asked, export, out, groups)


def write_rows(asked: Opened, export: Export, out: TextIO, groups: Groups) -> None:
    """The rows follow what was written before, without a head line."""
    for group in groups:
        asked.show(export.reads, group)
        cursor = asked.built.connection.execute(export.sql)
        while lines := cursor.fetchmany(BATCH):
            out.write("".join([f"{line}\n" for (line,) in lines]))


def head(columns: Sequence[Cells]) -> str:
    """The head line."""
    return _line(cells.name for cells in columns)


def _line(cells: Iterable[str]) -> str:
    text = io.StringIO()
    csv.writer(text, lineterminator="\n").writerow(cells)
    return text.getvalue()


def of_table(table: Table, names: Iterable[str], alias: str) -> list[Cells]:
    """Columns of a table as they are."""
    types: dict[str, ColumnType] = {c.name: c.type for c in table.columns}
    return [Cells(name, f"{alias}.{name}", types[name]) for name in names]


def whole_table(asked: Opened, contest: Contest, name: str, by_selection: Sequence[str] = ()) -> Export:
    """All columns of a table that is partitioned, with the ids of selections in those that name vote columns."""
    table = asked.terms.contracts[name]
    columns = [
        Cells(c.name, named(asked.terms, contest, f"t.{c.name}") if c.name in by_selection else f"t.{c.name}", c.type)
        for c in table.columns
    ]
    key = tuple(f"t.{k}" for k in table.key)
    return Export(columns, (name,), f"{name} t where t.contest = {literal(contest.id)}", key)


def votes_of(terms: Terms, contest: Contest) -> dict[str, str]:
    """The vote columns of a contest, each with the id of its selection."""
    return dict(zip(terms.shape.votes, (s.id for s in contest.selection), strict=False))


def named(terms: Terms, contest: Contest, sql: str) -> str:
    """SQL for a text in which names of vote columns are the ids of their selections.

    Each is marked first with a sign that no id has, so that a selection called v02 is not taken for a column.
    """
    marked = rf"regexp_replace({sql}, '\bv([0-9]{{2,3}})\b', '@\1', 'g')"
    for column, selection in reversed(votes_of(terms, contest).items()):
        marked = f"replace({marked}, '@{column[1:]}', {literal(selection)})"
    return marked


__all__ = [
    "Cells", "Contest", "Delimited", "Export", "Groups", "head", "named", "of_table", "votes_of", "whole_table",
    "write", "write_rows",
]  # fmt: skip
