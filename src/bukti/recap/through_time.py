"""What the lowest sheets of a series added up to, moment after moment."""

from __future__ import annotations

from bukti.engine.database import literal
from bukti.engine.steps import Step
from bukti.evidence.terms import Terms
from bukti.recap.aggregates import level_order
from bukti.recap.history import turns_sql
from bukti.recap.stated import station_counts, station_kinds
from bukti.vocabulary.shapes import SheetShape


def tally_at(terms: Terms) -> Step:
    """One row per unit, series and moment at which something changed: the sum of its lowest sheets as they read then.

    A series has moments in a partition where each of its rows states one, and where it speaks at several: each file at
    one, or at each of more than half of its sheets on average (docs/decisions/0066). What a held reading states is in
    no sum. Above regencies a series has rows only where it has moments, or one and the same, in every regency that it
    speaks of.
    """
    reads = (*(s.table for s in terms.shape.sheets), "latest", "observation", "unit", "unit_path")
    reads += ("contest",) if any(c.scope for c in terms.configuration.contest) else ()
    reads += ("finding_checks",) if terms.configuration.checks.hold else ()
    lowest = _lowest_sql(terms, "spoken")
    stages = (("spoken", SPOKEN), ("lowest", lowest), ("step_by_step", _events_sql(terms)))
    columns = ", ".join(_counts(terms))
    own = f"select contest, unit_id, counted_in, series, as_of, {columns} from step_by_step e"
    below = f"""{own}
            where not exists (
                select 1 from below b join unit_path q on q.unit_id = b.unit_id
                where b.contest = e.contest and b.series = e.series and b.level = 'regency'
                    and q.ancestor_id = e.counted_in
            )
            union all {_from_regencies_sql(terms)}
            union all {_of_one_moment_sql(terms)}"""
    above = f"""
        with once as ({ONCE}), lowest_once as ({_lowest_sql(terms, "once")})
        {_summed_sql(terms, below)}
        where not exists (
            select 1 from latest l
            where l.contest = s.contest and l.series = s.series and l.partition not like '%/above'
                and l.partition not like '%/unknown'
                and not exists (select 1 from below b where b.partition = l.partition and b.series = l.series)
                and not exists (select 1 from once o where o.partition = l.partition and o.series = l.series)
        )"""
    return Step(writes="tally_at", reads=reads, rows=_summed_sql(terms, own), above=above, stages=stages)


# The series that have several moments in a partition.
SPOKEN = """
    select partition, series
    from (
        select o.partition, o.series, count(*) as rows_there, count(o.as_of) as dated,
            count(distinct o.as_of) as moments, count(distinct o.source_id) as files, max(p.papers) as papers
        from observation o
        join (
            select partition, series, count(*) as papers from latest
            where partition in (select partition from asked) group by partition, series
        ) p on p.partition = o.partition and p.series = o.series
        group by o.partition, o.series
    ) said
    where dated = rows_there and moments > 1 and (moments <= files or 2 * rows_there > moments * papers)"""

# The regencies in which a series that has moments elsewhere has one, and what it is.
ONCE = """
    select o.partition, o.series, max(o.as_of) as as_of
    from observation o
    join (
        select distinct l.partition, l.series from latest l
        join (select distinct contest, series from below) m on m.contest = l.contest and m.series = l.series
        where l.partition not like '%/above' and l.partition not like '%/unknown' and not exists (
            select 1 from below b where b.partition = l.partition and b.series = l.series
        )
    ) k on k.partition = o.partition and k.series = o.series
    group by o.partition, o.series
    having min(o.as_of) = max(o.as_of) and count(*) = count(o.as_of)"""


def _counts(terms: Terms) -> list[str]:
    """The columns of an event, all of which add up."""
    votes = terms.shape.votes
    return [*votes, *(f"{v}_known" for v in votes), "sheets", "sheets_known", "stations_in", "stations_known"]


def _lowest_sql(terms: Terms, spoken: str) -> str:
    """SQL: the columns of papers that are summed: of stations, else of the lowest units that the series speaks of.

    `spoken` is a relation with the partitions and series that are looked at.
    """
    stations = station_kinds(terms)
    with_stations = ", ".join(literal(c) for c in sorted(terms.with_stations)) or "''"
    said = f"""
        select l.partition, l.contest, l.kind, l.sheet_id, l.sheet_unit, l.unit_id, l.series, l.reading_id, l.tied,
            l.kind in ({stations}) as of_station
        from latest l
        join {spoken} k on k.partition = l.partition and k.series = l.series
        where l.kind in ({stations}) or l.contest not in ({with_stations})"""
    return f"""
        select partition, contest, kind, sheet_id, unit_id, series, reading_id, tied,
            case when of_station then substr(unit_id, 1, length(unit_id) - 4) else unit_id end as counted_in
        from (
            select s.*, row_number() over (
                partition by s.contest, s.unit_id, s.series
                order by {level_order("coalesce(m.level, 'station')")} desc, s.sheet_id desc
            ) as first
            from ({said}) s left join unit m on m.unit_id = s.sheet_unit
        ) o
        where first = 1 and (of_station or not exists (
            select 1 from ({said}) u join unit_path p on p.unit_id = u.unit_id
            where p.ancestor_id = o.unit_id and u.unit_id <> o.unit_id and u.contest = o.contest
                and u.series = o.series and u.partition = o.partition
        ))"""


def _events_sql(terms: Terms) -> str:
    """SQL: by how much each turn of a sheet's words moves the sums; a held reading states nothing."""
    votes = terms.shape.votes
    said = " union all ".join(_said_sql(terms, sheet, "lowest") for sheet in terms.shape.sheets)
    moved = [
        *(f"coalesce(n.{v}, 0) - coalesce(b.{v}, 0) as {v}" for v in votes),
        *(f"{_flag(f'n.{v}')} - {_flag(f'b.{v}')} as {v}_known" for v in votes),
        "case when t.before is null then 1 else 0 end as sheets",
        "coalesce(n.whole, 0) - coalesce(b.whole, 0) as sheets_known",
        "coalesce(n.stations_in, 0) - coalesce(b.stations_in, 0) as stations_in",
        f"{_flag('n.stations_in')} - {_flag('b.stations_in')} as stations_known",
    ]
    return f"""
        with said as ({said})
        select w.contest, w.unit_id, w.counted_in, w.series, t.as_of, {", ".join(moved)}
        from ({turns_sql("lowest")}) t
        join lowest w on w.sheet_id = t.sheet_id and w.unit_id = t.unit_id and w.series = t.series
        left join said n on n.reading_id = t.reading_id and n.partition = t.partition
        left join said b on b.reading_id = t.before and b.partition = t.partition"""


def _flag(column: str) -> str:
    return f"case when {column} is null then 0 else 1 end"


def _said_sql(terms: Terms, sheet: SheetShape, lowest: str) -> str:
    """SQL: what the readings of the sheets to be summed state, where they are not held."""
    votes = ", ".join(f"r.{v}" for v in terms.shape.votes)
    stations = "cast(case when r.votes_unknown = 0 then 1 else 0 end as bigint) as stations_in"
    if not sheet.of_station:
        stations = station_counts(sheet).partition(", ")[0]
    held = ""
    if terms.configuration.checks.hold:
        held = """where not exists (
                select 1 from finding_checks f where f.reading_id = r.reading_id and f.severity = 'hold'
            )"""
    return f"""
        select r.partition, r.reading_id, {votes}, case when r.votes_unknown = 0 then 1 else 0 end as whole, {stations}
        from {sheet.table} r
        join {lowest} w on w.sheet_id = r.sheet_id and w.unit_id = r.unit_id and w.series = r.series
        {held}"""


def _from_regencies_sql(terms: Terms) -> str:
    """SQL: by how much each moment of a regency moves the sums above it."""
    votes = terms.shape.votes
    known = [f"{v}_known" for v in votes]
    here = [
        *(f"coalesce({v}, 0) as {v}" for v in votes),
        *(f"sheets - {v}_unknown as {v}_known" for v in votes),
        "sheets", "sheets_known", "coalesce(stations_in, 0) as stations_in",
        f"{_flag('stations_in')} as stations_known",
    ]  # fmt: skip
    columns = [*votes, *known, "sheets", "sheets_known", "stations_in", "stations_known"]
    moved = ", ".join(
        f"{c} - coalesce(lag({c}) over (partition by contest, unit_id, series order by as_of nulls last), 0) as {c}"
        for c in columns
    )
    return f"""
        select contest, unit_id, unit_id as counted_in, series, as_of, {moved}
        from (select contest, unit_id, series, as_of, {", ".join(here)} from below where level = 'regency') r"""


def _of_one_moment_sql(terms: Terms) -> str:
    """SQL: what the regencies in which the series spoke at one moment bring to the sums above at that moment."""
    votes = terms.shape.votes
    said = " union all ".join(_said_sql(terms, sheet, "lowest_once") for sheet in terms.shape.sheets)
    stated = [
        *(f"coalesce(n.{v}, 0) as {v}" for v in votes),
        *(f"{_flag(f'n.{v}')} as {v}_known" for v in votes),
        "1 as sheets", "coalesce(n.whole, 0) as sheets_known", "coalesce(n.stations_in, 0) as stations_in",
        f"{_flag('n.stations_in')} as stations_known",
    ]  # fmt: skip
    return f"""
        select w.contest, w.unit_id, w.counted_in, w.series, k.as_of, {", ".join(stated)}
        from lowest_once w
        join once k on k.partition = w.partition and k.series = w.series
        left join ({said}) n on n.reading_id = w.reading_id and n.partition = w.partition
        where not w.tied"""


def _summed_sql(terms: Terms, events: str) -> str:
    """SQL: the rows of every unit asked for, its events added up in the order of their moments, as `s`."""
    votes = terms.shape.votes
    scope = ""
    if any(c.scope for c in terms.configuration.contest):
        scope = """join contest c on c.contest = e.contest
            join unit_path w on w.unit_id = p.ancestor_id and w.ancestor_id = c.scope"""
    counts = _counts(terms)
    sums = ", ".join(f"cast(sum(e.{c}) as bigint) as {c}" for c in counts)
    running = ", ".join(
        f"cast(sum({c}) over (partition by contest, unit_id, series order by as_of nulls last) as bigint) as {c}"
        for c in counts
    )
    told = [
        *(f"case when {v}_known > 0 then {v} end as {v}" for v in votes),
        *(f"sheets - {v}_known as {v}_unknown" for v in votes),
        "sheets", "sheets_known", "case when stations_known > 0 then stations_in end as stations_in",
    ]  # fmt: skip
    return f"""
        select partition, contest, unit_id, level, series, as_of, {", ".join(told)}
        from (
            select partition, contest, unit_id, level, series, as_of, {running}
            from (
                select a.partition, e.contest, p.ancestor_id as unit_id, u.level, e.series, e.as_of, {sums}
                from ({events}) e
                join unit_path p on p.unit_id = e.counted_in
                join unit u on u.unit_id = p.ancestor_id
                join asked a on a.partition = e.contest || '/' || u.area
                {scope}
                group by a.partition, e.contest, p.ancestor_id, u.level, e.series, e.as_of
            ) moved
        ) s"""
