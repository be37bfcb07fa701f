"""What partial aggregates add up to: sums over the lowest sheets that stand, where no sheet of a station is brought."""

from __future__ import annotations

from bukti.engine.database import literal
from bukti.evidence.terms import Terms
from bukti.recap.stated import figures, station_counts

LEVEL_ORDER = ("nation", "province", "regency", "district", "village", "station")


def level_order(column: str) -> str:
    """SQL: the place of a level, the highest first."""
    cases = " ".join(f"when '{level}' then {n}" for n, level in enumerate(LEVEL_ORDER))
    return f"case {column} {cases} end"


def are_summed(terms: Terms) -> bool:
    """Whether some contest has no sheets of stations, so that aggregates are what there is to sum."""
    return any(c.id not in terms.with_stations for c in terms.configuration.contest)


def reads(terms: Terms) -> tuple[str, ...]:
    """The tables that the sums are made of."""
    sheets = [s.table for s in terms.shape.sheets if not s.of_station]
    return ("standing", *sheets) if are_summed(terms) else ()


def sums_sql(terms: Terms, part: str) -> str:
    """SQL, common table expressions ending in `aggregated`: one row per contest and unit with a lowest sheet below it.

    The lowest sheets of a branch are those below which no unit has one. Of each number, `<number>_unknown` is how many
    units of the lowest level do not state it, with a sheet or without one. Stations in are the sum of what the sheets
    state; stations in all are known only where every unit states them. `part` is within what the lowest level is
    looked for: the partition, or the contest above regencies.
    """
    numbers = terms.numbers
    sums = ", ".join(f"cast(sum(x.{n}) as bigint) as {n}" for n in numbers)
    unknown = ", ".join(f"max(a.units) - {_covered(n)} as {n}_unknown" for n in numbers)
    held = "".join(f", cast(0 as bigint) as {v}_held" for v in terms.shape.votes)
    whole = f"{_covered('stations_total')} = max(a.units)"
    return f"""aggregate_sheet as (
            select *, row_number() over (
                partition by contest, unit_id order by {level_order("sheet_level")} desc, sheet_id
            ) as first
            from ({_stated_sql(terms, part)}) stated
        ), under as (
            select distinct b.contest, p.ancestor_id
            from aggregate_sheet b join unit_path p on p.unit_id = b.unit_id
            where p.ancestor_id <> b.unit_id
        ), lowest as (
            select b.*, {level_order("u.level")} as depth
            from aggregate_sheet b
            join unit u on u.unit_id = b.unit_id
            left join under x on x.contest = b.contest and x.ancestor_id = b.unit_id
            where b.first = 1 and x.ancestor_id is null
        ), deepest as (
            select part, contest, max(depth) as depth from lowest group by part, contest
        ), units_of as (
            select p.ancestor_id as unit_id, {level_order("u.level")} as depth, count(*) as units
            from unit u join unit_path p on p.unit_id = u.unit_id
            where u.level <> 'station'
            group by p.ancestor_id, {level_order("u.level")}
        ), weighed as (
            select l.*, d.depth as unit_depth, w.units as weight
            from lowest l
            join deepest d on d.part = l.part and d.contest = l.contest
            join units_of w on w.unit_id = l.unit_id and w.depth = d.depth
        ), aggregated as (
            select x.contest, 'counted' as basis, p.ancestor_id as unit_id, {sums}, {unknown}{held},
                cast(sum(x.stations_in) as bigint) as stations_in, cast(0 as bigint) as stations_flagged,
                cast(0 as bigint) as stations_held, cast(0 as bigint) as stations_void,
                case when {whole} then cast(sum(x.stations_total) as bigint) end as stations_total
            from weighed x
            join unit_path p on p.unit_id = x.unit_id
            join units_of a on a.unit_id = p.ancestor_id and a.depth = x.unit_depth
            group by x.part, x.contest, p.ancestor_id
        )"""


def _covered(number: str) -> str:
    """SQL: how many units of the lowest level the sheets that state a number stand for."""
    return f"cast(sum(case when x.{number} is null then 0 else x.weight end) as bigint)"


def _stated_sql(terms: Terms, part: str) -> str:
    """SQL: the standing columns of every sheet above stations, of contests without sheets of stations."""
    return " union all ".join(
        f"""
            select s.{part} as part, s.contest, s.unit_id, s.sheet_id, m.level as sheet_level, {figures(terms, sheet)},
                {station_counts(sheet)}
            from standing s
            join contest c on c.contest = s.contest and not c.stations
            join {sheet.table} r on r.reading_id = s.reading_id and r.partition = s.partition
            join unit m on m.unit_id = s.sheet_unit
                and (m.area = 'above' or s.partition = s.contest || '/' || m.area)
            where s.kind = {literal(sheet.kind)} and s.state not in ('held', 'void')"""
        for sheet in terms.shape.sheets
        if not sheet.of_station
    )
