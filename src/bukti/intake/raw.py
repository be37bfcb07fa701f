"""The rows of one entry's files side by side as text, in one table, before anything is read from them."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from bukti.engine.database import Connection
from bukti.evidence.configuration import AsOfColumn, Contest, Source
from bukti.evidence.crosscheck import list_columns
from bukti.evidence.receive import Staged
from bukti.intake.load import Table, read_bytes, refuse_more_selections
from bukti.intake.packed import by_column, contents_of
from bukti.vocabulary.problems import Problem, Refusal


@dataclass(frozen=True)
class Columns:
    """The columns of an entry that matter, by name, each with its column in the raw table: c0, c1, …"""

    names: tuple[str, ...]

    def raw(self, name: str) -> str:
        return f"c{self.names.index(name)}"


def columns_of(source: Source, contest: Contest) -> Columns:
    """Every column that the entry declares, once."""
    names = [
        *plain_columns(source),
        *source.shared.values(),
        *(c for reading in source.reading for c in reading.columns.values()),
        *(c for reading in source.reading for _, _, c in list_columns(source, reading, contest)),
    ]
    return Columns(tuple(dict.fromkeys(names)))


def plain_columns(source: Source) -> tuple[str, ...]:
    """The columns that are about the row itself and no figure of the paper."""
    as_of = [a.column for a in (source.as_of, *(r.as_of for r in source.reading)) if isinstance(a, AsOfColumn)]
    own = (*keys_of(source), *([source.unit.name] if source.unit.name else []), *as_of, *source.images, *source.where)
    return tuple(dict.fromkeys(own))


def keys_of(source: Source) -> tuple[str, ...]:
    """The columns that say which unit and sheet a row is about."""
    unit = source.unit
    sheet = None if isinstance(source.sheet, str) else source.sheet.column
    units = (unit.code, unit.village, unit.station, unit.by_name, unit.sheet, *unit.sheet_names, sheet)
    return tuple(c for c in units if c)


def load_raw(
    connection: Connection,
    source: Source,
    staged: Sequence[Staged],
    columns: Columns,
    ballots: Sequence[Sequence[str]],
    notices: list[Problem],
) -> None:
    """The table `raw` holds every row of the files: n, source_id, member, row and the declared cells as text.

    Raises Refusal with the problems of all the files together; the table is then not to be used.
    """
    cells = ", ".join(f"c{i} varchar" for i in range(len(columns.names)))
    places = "n bigint, source_id varchar, member varchar, row bigint"
    connection.execute(f"create or replace temp table raw ({places}, {cells})")
    problems: list[Problem] = []
    number = 0
    with connection.appender("raw") as appender:
        for file in staged:
            source_id = file.received.source_id
            try:
                for member, table in tables(file, source, columns, ballots, notices):
                    for row, values in table.rows:
                        appender.append_row(number, source_id, member, row, *values)
                        number += 1
            except Refusal as refusal:
                problems += refusal.problems
    if problems:
        raise Refusal(problems)


def tables(
    file: Staged, source: Source, columns: Columns, ballots: Sequence[Sequence[str]], notices: list[Problem]
) -> Iterator[tuple[str, Table]]:
    """The file's table, one for each member of a ZIP, or one for each unit where units stand side by side."""
    plain = plain_columns(source)
    for member, content in contents_of(file, source, notices):
        name = f"{file.received.name}:{member}" if member and source.reader != "sirekap" else member
        table = read_bytes(content, name or file.received.name, source, columns.names, keys_of(source), notices, plain)
        if source.reader != "spreadsheet" or table.offered:
            unused = [c for c in table.offered if c not in columns.names]
            for ballot in ballots:
                refuse_more_selections(table.name, unused, ballot)
        yield from by_column(member, table, source) if source.transposed else [(member, table)]
