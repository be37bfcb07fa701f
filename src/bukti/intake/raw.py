"""The rows of one entry's files side by side as text, in one table, before anything is read from them."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property

from bukti.engine.database import Connection, literal
from bukti.evidence.ballots import Contest
from bukti.evidence.configuration import AsOfColumn, Source
from bukti.evidence.crosscheck import list_columns
from bukti.evidence.patterns import PART, Part, columns_in, is_pattern
from bukti.evidence.receive import Staged
from bukti.intake.load import Table, read_bytes, refuse_more_selections
from bukti.intake.packed import by_column, contents_of
from bukti.vocabulary.problems import Problem, Refusal

PLACE = "n bigint, source_id varchar, member varchar, row bigint"


@dataclass(frozen=True)
class Columns:
    """The columns of an entry that matter, each once: `texts` stay text, `counts` are figures; a column may be both.

    `own` are for each series of the entry its figures and links: a row says something of the series where one of them
    is not blank.
    """

    texts: tuple[str, ...]
    counts: tuple[str, ...] = ()
    own: tuple[tuple[tuple[str, ...], tuple[str, ...]], ...] = ()

    @cached_property
    def names(self) -> tuple[str, ...]:
        return tuple(dict.fromkeys((*self.texts, *self.counts)))

    def raw(self, name: str) -> str:
        """The column of the raw table that holds the text: c0, c1, …"""
        return f"c{self.names.index(name)}"

    def count(self, name: str) -> str:
        """The column of the raw table that holds the count: k0, k1, …"""
        return f"k{self.names.index(name)}"

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


def columns_of(source: Source, contest: Contest) -> Columns:
    """Every column that the entry declares."""
    texts = [*plain_columns(source), *([source.unread.column] if source.unread else [])]
    links = source.images if len(source.reading) == 1 else ()
    figures = [
        (*reading.columns.values(), *(c for _, _, c in list_columns(source, reading, contest)))
        for reading in source.reading
    ]
    counts = [*source.shared.values(), *(c for own in figures for c in own)]
    own = tuple((tuple(dict.fromkeys(f)), links) for f in figures)
    return Columns(tuple(dict.fromkeys(texts)), tuple(dict.fromkeys(counts)), own)


def plain_columns(source: Source) -> tuple[str, ...]:
    """The columns that are about the row itself and no figure of the paper."""
    as_of = [a.column for a in (source.as_of, *(r.as_of for r in source.reading)) if isinstance(a, AsOfColumn)]
    own = (*keys_of(source), *([source.unit.name] if source.unit.name else []), *as_of, *source.images, *source.where)
    return tuple(dict.fromkeys(own))


def keys_of(source: Source) -> tuple[str, ...]:
    """The columns that say which unit and sheet a row is about."""
    unit = source.unit
    sheet = None if isinstance(source.sheet, str) else source.sheet.column
    code = columns_in(unit.code) if unit.code else ()
    units = [*code, unit.village, *unit.names.values(), unit.station, unit.by_name, unit.sheet]
    named = [*units, *unit.sheet_names, sheet]
    return tuple(dict.fromkeys(c.column if isinstance(c, Part) else c for c in named if c))


def load_raw(
    connection: Connection,
    source: Source,
    staged: Sequence[Staged],
    columns: Columns,
    ballots: Sequence[Sequence[str]],
    notices: list[Problem],
    table: str = "raw",
    first: int = 0,
) -> int:
    """The table holds every row of the files: n from `first` on, source_id, member, row and the cells as text.

    Gives the next n. Raises Refusal with the problems of all the files together; the table is then not to be used.
    """
    cells = ", ".join(f"{columns.raw(c)} varchar" for c in columns.names)
    connection.execute(f"create or replace temp table {table} ({PLACE}, {cells})")
    problems: list[Problem] = []
    number = first
    with connection.appender(table) as appender:
        for file in staged:
            source_id = file.received.source_id
            try:
                for member, read in tables(file, source, columns, ballots, notices):
                    for row, values in read.rows:
                        appender.append_row(number, source_id, member, row, *values)
                        number += 1
            except Refusal as refusal:
                problems += refusal.problems
    if problems:
        raise Refusal(problems)
    return number


def refuse_more(name: str, offered: Sequence[str], columns: Columns, ballots: Sequence[Sequence[str]]) -> None:
    """Raises Refusal where a column of the file that is not declared looks like one more selection or candidate."""
    unused = [c for c in offered if c not in columns.names]
    for ballot in ballots:
        refuse_more_selections(name, unused, ballot)


def tables(
    file: Staged, source: Source, columns: Columns, ballots: Sequence[Sequence[str]], notices: list[Problem]
) -> Iterator[tuple[str, Table]]:
    """The file's table, one for each member of a ZIP, or one for each unit where units stand side by side."""
    plain = plain_columns(source)
    for member, content in contents_of(file, source, notices):
        name = f"{file.received.name}:{member}" if member and source.reader != "sirekap" else member
        table = read_bytes(content, name or file.received.name, source, columns.names, keys_of(source), notices, plain)
        if source.reader != "spreadsheet" or table.offered:
            refuse_more(table.name, table.offered, columns, ballots)
        yield from by_column(member, table, source) if source.transposed else [(member, table)]
