"""The rows of one entry's files side by side as text, in one table, before anything is read from them."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from bukti.engine.database import Connection, literal
from bukti.evidence.configuration import AsOfColumn, Source
from bukti.evidence.patterns import PART, columns_in, is_pattern
from bukti.evidence.receive import Staged
from bukti.intake.load import Table, read_bytes, refuse_more_selections
from bukti.intake.readers.archive import members
from bukti.vocabulary.problems import Problem, Refusal


@dataclass(frozen=True)
class Columns:
    """The columns of an entry that matter, by name, each with its column in the raw table: c0, c1, …"""

    names: tuple[str, ...]

    def raw(self, name: str) -> str:
        return f"c{self.names.index(name)}"

    def code_sql(self, code: str) -> str:
        """SQL for a code that a row of the raw table spells in one column or in several."""
        if not is_pattern(code):
            return f"trim(raw.{self.raw(code)})"
        return self.spelled_sql(code)

    def spelled_sql(self, pattern: str) -> str:
        """SQL for what the columns of a pattern spell; of one without columns, its text."""
        parts, end = [], 0
        for part in PART.finditer(pattern):
            cell = f"trim(raw.{self.raw(part[1])})"
            parts.append(literal(pattern[end : part.start()]))
            parts.append(f"substr({cell}, 1, {part[2]})" if part[2] else cell)
            end = part.end()
        written = [p for p in (*parts, literal(pattern[end:])) if p != "''"]
        return " || ".join(written) or "''"


def columns_of(source: Source) -> Columns:
    """Every column that the entry declares, once."""
    as_of = [a.column for a in (source.as_of, *(r.as_of for r in source.reading)) if isinstance(a, AsOfColumn)]
    unit = source.unit
    names = [
        *keys_of(source),
        *([unit.name] if unit.name else []),
        *source.shared.values(),
        *(c for reading in source.reading for c in reading.columns.values()),
        *as_of,
        *source.images,
        *source.where,
    ]
    return Columns(tuple(dict.fromkeys(names)))


def keys_of(source: Source) -> tuple[str, ...]:
    """The columns that say which unit and sheet a row is about."""
    unit = source.unit
    sheet = None if isinstance(source.sheet, str) else source.sheet.column
    code = columns_in(unit.code) if unit.code else ()
    return tuple(c for c in (*code, unit.village, unit.station, unit.sheet, sheet) if c)


def load_raw(
    connection: Connection,
    source: Source,
    staged: Sequence[Staged],
    columns: Columns,
    votes: Sequence[str],
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
                for member, table in tables(file, source, columns, votes, notices):
                    for row, values in table.rows:
                        appender.append_row(number, source_id, member, row, *values)
                        number += 1
            except Refusal as refusal:
                problems += refusal.problems
    if problems:
        raise Refusal(problems)


def tables(
    file: Staged, source: Source, columns: Columns, votes: Sequence[str], notices: list[Problem]
) -> Iterator[tuple[str, Table]]:
    """The file's table, or one for each member of a ZIP of JSON files."""
    contents: list[tuple[str, Path | bytes]] = [("", file.path)]
    if source.reader == "sirekap" and _is_zip(file.path):
        contents = list(members(file.path, file.received.name))
    for member, content in contents:
        name = member or file.received.name
        table = read_bytes(content, name, source, columns.names, keys_of(source), notices)
        if source.reader != "spreadsheet" or table.offered:
            refuse_more_selections(name, table.offered, votes)
        yield member, table


def _is_zip(path: Path) -> bool:
    with path.open("rb") as stream:
        return stream.read(4) == b"PK\x03\x04"
