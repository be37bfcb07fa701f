"""Sheets that one file states twice with different figures, where the office has declared to take neither."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from bukti.engine.database import Connection, fetch, literal
from bukti.engine.dialect import hashed, joined
from bukti.intake.extract import Entry
from bukti.intake.long import aside_notice
from bukti.vocabulary.problems import Problem
from bukti.vocabulary.shapes import SheetShape

KEY = ("source_id", "sheet_id", "unit_id", "series", "stated_at")
COLUMNS = "partition, reading_id, field, text, why, known, source_id, member, row"


def start(connection: Connection) -> None:
    """The tables `aside_row` (rows of the raw table set aside, by series) and `aside_cell` are there and empty."""
    connection.execute("create or replace temp table aside_row (n bigint, series varchar)")
    connection.execute("""
        create or replace temp table aside_cell (partition varchar, reading_id varchar, field varchar, text varchar,
            why varchar, known boolean, source_id varchar, member varchar, row bigint)""")


def set_aside(
    connection: Connection, entry: Entry, sheet: SheetShape, relation: str, names: Mapping[str, str]
) -> list[Problem]:
    """Both rows of a sheet stated twice become one reading that knows nothing; `aside_cell` keeps what they said.

    Returns a notice for each file. `names` are the files' names by source_id.
    """
    keyed = f"(select *, coalesce(as_of, '') as stated_at from {relation})"
    same = " and ".join(f"t.{k} = r.{k}" for k in KEY)
    connection.execute(f"""
        create or replace temp table twice as
        select {", ".join(KEY)}, {hashed("'stated-twice'", joined("reading_id", " ", "reading_id"))} as aside_id
        from (select distinct {", ".join(KEY)}, reading_id from {keyed} r) d
        group by {", ".join(KEY)} having count(*) > 1""")
    connection.execute(f"insert into aside_row select n, r.series from {keyed} r join twice t on {same}")
    texts = {entry.columns.count(c): entry.columns.raw(c) for c in entry.columns.counts}
    for reading in entry.source.reading:
        own = f"r.series = {literal(reading.series)}"
        for target, count in sorted(entry.columns_for(reading, sheet).items()):
            connection.execute(f"""
                insert into aside_cell
                select partition, aside_id, {literal(target)}, said, 'stated-twice', false, source_id, member, row
                from (
                    select r.*, t.aside_id, coalesce(o.{texts[count]}, cast(raw.{count} as varchar), '') as said
                    from {keyed} r join twice t on {same} join raw on raw.n = r.n left join raw_odd o on o.n = r.n
                    where {own}
                ) cells
                where trim(said) <> ''""")
    found = fetch(connection, f"""
        select r.source_id, count(distinct t.aside_id), min(r.row), max(r.row) from {keyed} r join twice t on {same}
        where t.aside_id = (select min(aside_id) from twice o where o.source_id = t.source_id)
        group by r.source_id order by r.source_id""")  # fmt: skip
    if not found:
        connection.execute("drop table twice")
        return []
    many = dict(fetch(connection, "select source_id, count(*) from twice group by source_id"))
    _emptied(connection, entry, sheet, relation, keyed, same)
    connection.execute("drop table twice")
    return [aside_notice(names[source], many[source], first, last) for source, _, first, last in found]


def _emptied(connection: Connection, entry: Entry, sheet: SheetShape, relation: str, keyed: str, same: str) -> None:
    numbers: Sequence[str] = (*sheet.fields, *entry.terms.shape.votes)
    ballot = len(entry.terms.contests_of(entry.source)[0].selection)
    connection.execute(f"""
        create or replace temp table {relation} as
        select r.partition, coalesce(t.aside_id, r.reading_id) as reading_id, r.sheet_id, r.sheet_unit, r.contest,
            r.unit_id, r.series, {", ".join(f"case when t.aside_id is null then r.{c} end as {c}" for c in numbers)},
            case when t.aside_id is null then r.votes_unknown else cast({ballot} as bigint) end as votes_unknown,
            r.source_id, r.member, r.row, r.as_of, r.place, r.images, r.n
        from {keyed} r left join twice t on {same}
        order by {", ".join(entry.terms.contracts[sheet.extract].key)}""")
