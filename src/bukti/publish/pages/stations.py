"""The rows of stations as their villages' tables show them, and which stations have more to tell: worked out in SQL."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from bukti.engine.database import Connection, fetch, literal
from bukti.publish.pages.places import SHOWN, Site
from bukti.vocabulary.general_rules import NOT_A_COUNT, OTHER_NAME, UNUSUAL

Station = tuple[Any, ...]
"""village, unit_id, section, worth, states, source_id, row, long, then votes, valid, invalid, cast, registered."""
FIGURES = 8
"""Where a station's figures begin."""
LONG = 1000
"""From here on a number is written with a mark between its thousands."""
LOUD = ("held", "zeros", "two", "odd", "identity")


def prepare(site: Site, areas: Sequence[str], votes: Sequence[str]) -> None:
    """The temporary tables `station`, one row for each, and `told`, the units of which more is told than a row.

    The views of the partitions are there, and `place`, the units above stations.
    """
    ask = site.built.connection
    ask.execute(f"create or replace temp table read_station as {_readings_sql(site, votes)}")
    ask.execute(f"create or replace temp table station as {_stations_sql(areas, votes)}")
    ask.execute("""
        create or replace temp table told as
        select unit_id from place
        union select unit_id from station where section
        union select unit_id from station where unit_id in (
            select distinct word from (
                select regexp_split_to_table(trace_units, '[ |]+') as word from trace
            ) words)""")


def rows(ask: Connection) -> list[Station]:
    """Every station, by unit."""
    return fetch(ask, "select * from station order by unit_id")


def marks(ask: Connection) -> list[tuple[str, int, int]]:
    """Villages with their stations of placeholder zeros and those known in part, where there is one."""
    sql = """
        select village, count(case when ' ' || states || ' ' like '% zeros %' and not states like '%held%'
                and not states like '%partial%' then 1 end) as zeros,
            count(case when ' ' || states || ' ' like '% partial %' then 1 end) as partial
        from station where states <> 'fits' and states <> 'missing' group by village"""
    return [(village, zeros, partial) for village, zeros, partial in fetch(ask, sql) if zeros or partial]


def sources(ask: Connection) -> list[tuple[str, str]]:
    """Villages with each file that holds a reading of one of their stations."""
    sql = """
        select distinct split_part(r.unit_id, '/', 1), o.source_id
        from read_station r join observation o on o.reading_id = r.reading_id"""
    return [(village, source) for village, source in fetch(ask, sql)]


def _readings_sql(site: Site, votes: Sequence[str]) -> str:
    """SQL: what each reading of a station says of what the tables show."""
    selects = []
    for sheet in site.terms.shape.sheets:
        boxes = site.boxes[sheet.kind]
        shown = [f"{f or 'cast(null as bigint)'} as {role}" for f, role in zip(boxes.shown, SHOWN, strict=True)]
        registered = " + ".join(boxes.registered) or "cast(null as bigint)"
        selects.append(
            f"""select reading_id, unit_id, series, {", ".join([*votes, *shown])}, {registered} as registered
            from {sheet.table} where unit_id like '%/%'"""
        )
    return " union all ".join(selects)


def _stations_sql(areas: Sequence[str], votes: Sequence[str]) -> str:
    inside = ", ".join(literal(area) for area in areas)
    own = "f.reading_id = s.reading_id"
    open_ = "f.silent_because is null"
    odd = f"f.rule in ('{NOT_A_COUNT}', '{OTHER_NAME}')"
    figures = [*(f"r.{v}" for v in votes), *(f"r.{role}" for role in SHOWN), "coalesce(r.registered, k.registered)"]
    long = " or ".join(f"coalesce({f}, 0) >= {LONG}" for f in figures)
    loud = " or ".join(f"contains(' ' || states || ' ', ' {state} ')" for state in LOUD)
    named = ", ".join(f"{f} as n{n}" for n, f in enumerate(figures))
    return f"""
        with stands as (
            select s.* from standing s join (
                select unit_id, min(sheet_id) as sheet_id from standing where unit_id like '%/%' group by unit_id
            ) first on first.unit_id = s.unit_id and first.sheet_id = s.sheet_id
        ), known as (
            select unit_id, max(registered) as registered from (
                select unit_id, registered from unit where level = 'station' and area in ({inside})
                union all select unit_id, cast(null as bigint) from stands
                union all select unit_id, cast(null as bigint) from read_station
            ) named group by unit_id
        ), seen as (
            select reading_id, source_id, row from (
                select reading_id, source_id, row, row_number() over (
                    partition by reading_id
                    order by as_of desc nulls first, place desc, source_id desc, member desc, row desc
                ) as n
                from observation where reading_id in (select reading_id from stands)
            ) places where n = 1
        ), noticed as (
            select f.unit_id, count(case when {open_} and {own} and {odd} then 1 end) as odd,
                count(case when {open_} and {own} and f.severity = 'error' and not {odd} then 1 end) as identity,
                count(case when {open_} and {own} and f.severity = 'warning' and f.rule like 'C%' then 1 end) as look,
                count(case when {open_} and f.reading_id <> '' and f.rule <> '{UNUSUAL}' and f.reading_id <>
                    s.reading_id then 1 end) as other
            from finding f left join stands s on s.unit_id = f.unit_id
            where f.unit_id like '%/%' group by f.unit_id
        ), parted as (
            select unit_id, count(case when field in ({", ".join(literal(v) for v in votes)}) then 1 end) as votes
            from difference where level = 'station' group by unit_id
        ), versions as (
            select unit_id, count(distinct reading_id) > count(distinct series) as several
            from read_station group by unit_id
        ), odd_cell as (
            select distinct r.unit_id from cell c join read_station r on r.reading_id = c.reading_id
        ), joined as (
            select split_part(k.unit_id, '/', 1) as village, k.unit_id, v.unit_id is not null as has_reading,
                (v.unit_id is not null and n.unit_id is not null) or d.unit_id is not null or o.unit_id is not null
                    or coalesce(v.several, false) as section,
                case when s.unit_id is null then 'missing' else coalesce(nullif(concat_ws(' ',
                    case when s.state in ('held', 'partial') then s.state end,
                    case when l.placeholder then 'zeros' end,
                    case when d.votes > 0 then 'two' when d.unit_id is not null then 'two-other' end,
                    case when n.odd > 0 then 'odd' end,
                    case when n.identity > 0 and not l.placeholder then 'identity' end,
                    case when n.look > 0 then 'look' when n.other > 0 then 'other-reading' end), ''), 'fits')
                end as states,
                w.source_id, w.row, {long} as long, {named}
            from known k
            left join stands s on s.unit_id = k.unit_id
            left join latest l on l.reading_id = s.reading_id and l.unit_id = s.unit_id
            left join read_station r on r.reading_id = s.reading_id and r.unit_id = s.unit_id
            left join versions v on v.unit_id = k.unit_id
            left join noticed n on n.unit_id = k.unit_id
            left join parted d on d.unit_id = k.unit_id
            left join odd_cell o on o.unit_id = k.unit_id
            left join seen w on w.reading_id = s.reading_id
        )
        select village, unit_id, section, section and ({loud}) as worth, states, source_id, row, long,
            {", ".join(f"n{n}" for n in range(len(figures)))}
        from joined where village in (select unit_id from place)"""
