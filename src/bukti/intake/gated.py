"""The figures among raw rows as counts where they are counts, and the rows in which one is not kept aside as text.

A figure is taken as a count here only where its text is exactly the decimal form of one (`cast back = text`); a row in
which any figure is written otherwise is odd, and its texts are kept for the grammar.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence

from bukti.engine.database import Connection, fetch, literal
from bukti.evidence.receive import Staged
from bukti.intake.extract import Entry
from bukti.intake.load import options_of
from bukti.intake.numbers import LIMIT
from bukti.intake.plain import Plain, plain, taken
from bukti.intake.raw import PLACE, Columns, keys_of, load_raw, refuse_more
from bukti.vocabulary.problems import Problem, Refusal

TEXTS = "raw_texts"
"""Rows that a reader gave, as text, before the figures among them are read."""

GIVEN = "n, source_id, member, row"


def load_gated(connection: Connection, entry: Entry, staged: Sequence[Staged], notices: list[Problem]) -> None:
    """The tables `raw` and `raw_odd` hold every row of the files, their figures read where they are plain.

    `raw`: n, source_id, member, row, texts (c…), counts (k…), a flag for each series that the row speaks of (o…) and
    whether the row is odd; `raw_odd`: the texts of all columns for the odd rows. Raises Refusal with the problems of
    all the files together; the tables are then not to be used.
    """
    columns = entry.columns
    kept = [f"{columns.raw(c)} varchar" for c in columns.texts] + [
        f"{columns.count(c)} integer" for c in columns.counts
    ]
    flags = [f"o{at} boolean" for at in range(len(columns.own))]
    connection.execute(
        f"create or replace temp table raw ({', '.join([PLACE, *kept, *flags])}, odd boolean, strange boolean)"
    )
    texts = ", ".join(f"{columns.raw(c)} varchar" for c in columns.names)
    connection.execute(f"create or replace temp table raw_odd ({PLACE}, {texts})")
    problems: list[Problem] = []
    number = 0
    for together, easy in _together(entry, staged):
        try:
            number = _take(connection, entry, together, easy, number, notices)
        except Refusal as refusal:
            problems += refusal.problems
    if problems:
        raise Refusal(problems)


def _together(entry: Entry, staged: Sequence[Staged]) -> Iterator[tuple[list[Staged], Plain | None]]:
    """The files in their order: a plain one by itself, and those between as one, since each statement has its price."""
    between: list[Staged] = []
    for file in staged:
        easy = _plain(entry, file)
        if easy is None:
            between.append(file)
            continue
        if between:
            yield between, None
            between = []
        yield [file], easy
    if between:
        yield between, None


def _take(
    connection: Connection,
    entry: Entry,
    files: Sequence[Staged],
    easy: Plain | None,
    first: int,
    notices: list[Problem],
) -> int:
    """The next number, where every row of the files is in the tables."""
    columns = entry.columns
    if easy and _take_plain(connection, entry, files[0], easy, first):
        notices += easy.notices
        return first + easy.rows
    following = load_raw(connection, entry.source, files, columns, entry.ballots(), notices, TEXTS, first)
    connection.execute(f"insert into raw {_gated(columns, _blank_is_null(columns), GIVEN, 'false')} from {TEXTS}")
    texts = ", ".join(columns.raw(c) for c in columns.names)
    odd = f"n >= {first} and n in (select n from raw where odd)"
    connection.execute(f"insert into raw_odd select {GIVEN}, {texts} from {TEXTS} where {odd}")
    connection.execute(f"drop table {TEXTS}")
    return following


def _plain(entry: Entry, file: Staged) -> Plain | None:
    if entry.source.reader != "delimited" or entry.source.where or entry.source.rows:
        return None
    options = options_of(entry.source, entry.columns.names, keys_of(entry.source))
    return plain(file.path, file.received.name, options)


def _take_plain(connection: Connection, entry: Entry, file: Staged, easy: Plain, first: int) -> bool:
    columns, source_id = entry.columns, literal(file.received.source_id)
    place = f"{first} + place - 1 as n, {source_id} as source_id, '' as member, place + 1 as row"
    strange = easy.strange(keys_of(entry.source))
    sql = f"insert into raw {_gated(columns, easy.cell, place, strange)} from {easy.relation} rows"
    if not taken(connection, easy, sql, "raw", first):
        return False
    refuse_more(file.received.name, easy.columns, columns, entry.ballots())
    (odd,) = fetch(connection, f"select count(*) from raw where odd and n >= {first}")[0]
    if odd:
        cells = ", ".join(f"coalesce({easy.cell(c)}, '')" for c in columns.names)
        connection.execute(f"""
            insert into raw_odd select {place}, {cells} from {easy.relation} rows
            where {first} + place - 1 in (select n from raw where odd)""")
    return True


def gate(connection: Connection, entry: Entry) -> None:
    """The table `raw`, so far all text, as `load_gated` leaves it; columns that were added to it stay beside."""
    columns = entry.columns
    own = {"n", "source_id", "member", "row", *(columns.raw(c) for c in columns.names)}
    added = [name for name, *_ in fetch(connection, "describe raw") if name not in own]
    texts = ", ".join(columns.raw(c) for c in columns.names)
    place = ", ".join((GIVEN, *added))
    gated = _gated(columns, _blank_is_null(columns), place, "false", entry.links)
    connection.execute(f"create or replace temp table gated as {gated} from raw")
    connection.execute(f"""
        create or replace temp table raw_odd as
        select {GIVEN}, {texts} from raw where n in (select n from gated where odd)""")
    connection.execute("create or replace temp table raw as select * from gated")
    connection.execute("drop table gated")


def _blank_is_null(columns: Columns) -> Callable[[str], str]:
    return lambda name: f"nullif({columns.raw(name)}, '')"


def _gated(columns: Columns, cell: Callable[[str], str], place: str, strange: str, links: Sequence[str] = ()) -> str:
    """SQL `select` for the columns of `raw`; `cell` gives a column's text, NULL where blank.

    `links` are columns already there by which a row speaks of every series.
    """
    figures = [(columns.count(c), cell(c)) for c in columns.counts]
    texts = [f"coalesce({cell(c)}, '') as {columns.raw(c)}" for c in columns.texts]
    counts = [f"try_cast({written} as integer) as {count}" for count, written in figures]
    odd = [
        f"({written} is not null and cast(try_cast({written} as integer) as varchar) is distinct from {written})"
        for _, written in figures
    ]
    if figures:  # -1 and ten digits are their own decimal form, and no counts
        every = ", ".join(f"try_cast({written} as integer)" for _, written in figures)
        odd += [f"coalesce(greatest({every}) > {LIMIT} or least({every}) < 0, false)"]
    own = [_speaks([cell(c) for c in said], [*(cell(c) for c in shown), *links]) for said, shown in columns.own]
    flags = [f"{speaks} as o{at}" for at, speaks in enumerate(own)]
    parts = [place, *texts, *counts, *flags, f"{' or '.join(odd) or 'false'} as odd", f"{strange} as strange"]
    return f"select {', '.join(parts)}"


def _speaks(figures: Sequence[str], links: Sequence[str]) -> str:
    texts = [*figures, *(f"nullif(trim({link}), '')" for link in links)]
    return f"coalesce({', '.join(texts)}) is not null" if texts else "false"
