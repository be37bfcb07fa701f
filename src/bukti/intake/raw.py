"""The rows of one entry's files side by side in one table: keys and links as text, figures as counts where they are.

A figure is taken as a count here only where its text is exactly the decimal form of one (`cast back = text`); a row in
which any figure is written otherwise is odd, and its texts are kept aside for the grammar.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

from bukti.engine.database import Connection, fetch, literal
from bukti.evidence.configuration import AsOfColumn, Source
from bukti.evidence.receive import Staged
from bukti.intake.load import Table, options_of, read_bytes, refuse_more_selections
from bukti.intake.numbers import LIMIT
from bukti.intake.plain import Plain, plain, taken
from bukti.intake.readers.archive import members
from bukti.vocabulary.problems import Problem, Refusal

TEXTS = "raw_texts"
"""Rows that a reader gave, as text, before the figures among them are read."""


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


def columns_of(source: Source) -> Columns:
    """Every column that the entry declares."""
    as_of = [a.column for a in (source.as_of, *(r.as_of for r in source.reading)) if isinstance(a, AsOfColumn)]
    unit = source.unit
    texts = [*keys_of(source), *([unit.name] if unit.name else []), *as_of, *source.images, *source.where]
    counts = [*source.shared.values(), *(c for reading in source.reading for c in reading.columns.values())]
    links = source.images if len(source.reading) == 1 else ()
    own = tuple((tuple(reading.columns.values()), links) for reading in source.reading)
    return Columns(tuple(dict.fromkeys(texts)), tuple(dict.fromkeys(counts)), own)


def keys_of(source: Source) -> tuple[str, ...]:
    """The columns that say which unit and sheet a row is about."""
    unit = source.unit
    sheet = None if isinstance(source.sheet, str) else source.sheet.column
    return tuple(c for c in (unit.code, unit.village, unit.station, unit.sheet, sheet) if c)


def load_raw(
    connection: Connection,
    source: Source,
    staged: Sequence[Staged],
    columns: Columns,
    votes: Sequence[str],
    notices: list[Problem],
) -> None:
    """The tables `raw` and `raw_odd` hold every row of the files: n, source_id, member, row and the declared cells.

    `raw` has texts (c…), counts (k…), a flag for each series that the row speaks of (o…) and whether the row is odd;
    `raw_odd` has the texts of all columns for the odd rows. Raises Refusal with the problems of all the files
    together; the tables are then not to be used.
    """
    place = "n bigint, source_id varchar, member varchar, row bigint"
    kept = [f"{columns.raw(c)} varchar" for c in columns.texts] + [
        f"{columns.count(c)} integer" for c in columns.counts
    ]
    flags = [f"o{at} boolean" for at in range(len(columns.own))]
    connection.execute(
        f"create or replace temp table raw ({', '.join([place, *kept, *flags])}, odd boolean, strange boolean)"
    )
    texts = ", ".join(f"{columns.raw(c)} varchar" for c in columns.names)
    connection.execute(f"create or replace temp table raw_odd ({place}, {texts})")
    loading = _Loading(connection, source, columns, votes, notices)
    problems: list[Problem] = []
    for file in staged:
        try:
            loading.take(file)
        except Refusal as refusal:
            problems += refusal.problems
    if problems:
        raise Refusal(problems)


class _Loading:
    """Files going into the raw tables one by one; `next` is the number of the next row."""

    def __init__(
        self, connection: Connection, source: Source, columns: Columns, votes: Sequence[str], notices: list[Problem]
    ) -> None:
        self.connection, self.source, self.columns = connection, source, columns
        self.votes, self.notices = votes, notices
        self.next = 0

    def take(self, file: Staged) -> None:
        """Every row of the file is in the raw tables. Raises Refusal with all that is wrong in it."""
        easy = self._plain(file)
        if easy is None or not self._take_plain(file, easy):
            self._take_read(file)

    def _plain(self, file: Staged) -> Plain | None:
        if self.source.reader != "delimited" or self.source.where:
            return None
        options = options_of(self.source, self.columns.names, keys_of(self.source))
        return plain(file.path, file.received.name, options)

    def _take_plain(self, file: Staged, easy: Plain) -> bool:
        source_id = literal(file.received.source_id)
        place = f"{self.next} + place - 1 as n, {source_id} as source_id, '' as member, place + 1 as row"
        strange = easy.strange(keys_of(self.source))
        sql = f"insert into raw {_gated(self.columns, easy.cell, place, strange)} from {easy.relation} rows"
        if not taken(self.connection, easy, sql, "raw", self.next):
            return False
        refuse_more_selections(file.received.name, easy.columns, self.votes)
        (odd,) = fetch(self.connection, f"select count(*) from raw where odd and n >= {self.next}")[0]
        if odd:
            cells = ", ".join(f"coalesce({easy.cell(c)}, '')" for c in self.columns.names)
            self.connection.execute(f"""
                insert into raw_odd select {place}, {cells} from {easy.relation} rows
                where {self.next} + place - 1 in (select n from raw where odd)""")
        self.next += easy.rows
        self.notices += easy.notices
        return True

    def _take_read(self, file: Staged) -> None:
        """The rows as the reader gives them."""
        columns = self.columns
        texts = ", ".join(f"{columns.raw(c)} varchar" for c in columns.names)
        place = "n bigint, source_id varchar, member varchar, row bigint"
        self.connection.execute(f"create or replace temp table {TEXTS} ({place}, {texts})")
        with self.connection.appender(TEXTS) as appender:
            for member, table in tables(file, self.source, columns, self.votes, self.notices):
                for row, values in table.rows:
                    appender.append_row(self.next, file.received.source_id, member, row, *values)
                    self.next += 1
        gated = _gated(
            columns, lambda c: f"nullif({columns.raw(c)}, '')", "n, source_id, member, row", "false", columns.raw
        )
        self.connection.execute(f"insert into raw {gated} from {TEXTS}")
        self.connection.execute(f"insert into raw_odd from {TEXTS} where n in (select n from raw where odd)")
        self.connection.execute(f"drop table {TEXTS}")


def _gated(
    columns: Columns,
    cell: Callable[[str], str],
    place: str,
    strange: str,
    text: Callable[[str], str] | None = None,
) -> str:
    """SQL `select` for the columns of `raw`; `cell` gives a column's text, NULL where blank, `text` as it stands."""
    figures = [(columns.count(c), cell(c)) for c in columns.counts]
    texts = [f"{text(c) if text else f'''coalesce({cell(c)}, '')'''} as {columns.raw(c)}" for c in columns.texts]
    counts = [f"try_cast({written} as integer) as {count}" for count, written in figures]
    odd = [
        f"({written} is not null and cast(try_cast({written} as integer) as varchar) is distinct from {written})"
        for _, written in figures
    ]
    if figures:  # -1 and ten digits are their own decimal form, and no counts
        every = ", ".join(f"try_cast({written} as integer)" for _, written in figures)
        odd += [f"coalesce(greatest({every}) > {LIMIT} or least({every}) < 0, false)"]
    own = [_speaks(cell, *of_series) for of_series in columns.own]
    flags = [f"{speaks} as o{at}" for at, speaks in enumerate(own)]
    parts = [place, *texts, *counts, *flags, f"{' or '.join(odd) or 'false'} as odd", f"{strange} as strange"]
    return f"select {', '.join(parts)}"


def _speaks(cell: Callable[[str], str], figures: Sequence[str], links: Sequence[str]) -> str:
    texts = [cell(c) for c in figures] + [f"nullif(trim({cell(c)}), '')" for c in links]
    return f"coalesce({', '.join(texts)}) is not null" if texts else "false"


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
