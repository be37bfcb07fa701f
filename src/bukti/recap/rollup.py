"""What the standing readings add up to, on every basis and at every level, with what is unknown, missing and held."""

from __future__ import annotations

from bukti.engine.database import literal
from bukti.engine.steps import Step
from bukti.evidence.crosscheck import kinds_of
from bukti.evidence.terms import Terms
from bukti.recap import aggregates
from bukti.recap.aggregates import LEVEL_ORDER as LEVEL_ORDER
from bukti.recap.aggregates import level_order
from bukti.recap.stated import stated, station_kinds

STATES = ("stations_in", "stations_flagged", "stations_held", "stations_void")


def asked_units_sql(terms: Terms) -> str:
    """SQL, a common table expression: the units whose rows are asked for, with their contest, within its scope."""
    scoped = any(c.scope for c in terms.configuration.contest)
    scope = "join unit_path p on p.unit_id = u.unit_id and p.ancestor_id = c.scope" if scoped else ""
    return f"""asked_unit as (
            select a.partition, c.contest, c.stations, u.unit_id, u.level, u.stations_expected
            from asked a
            join contest c on a.partition like c.contest || '/%'
            join unit u on u.area = substr(a.partition, length(c.contest) + 2)
            {scope}
            where u.level <> 'station'
        )"""


def tally(terms: Terms) -> Step:
    """One row per unit at every level and basis: the sum of the standing readings below it.

    A field that no reading of the unit reports is NULL; `<field>_unknown` counts the readings that do not report it.
    What held sheets state is summed apart.
    """
    reads = ("unit", "unit_path", "contest", *aggregates.reads(terms))
    return Step(writes="tally", reads=reads, rows=_below_sql(terms), above=_above_sql(terms), shares=(stated(terms),))


def bases(terms: Terms) -> list[str]:
    """The bases that are summed: counted, and one for each series that some source brings for stations."""
    stations = {s.kind for s in terms.shape.sheets if s.of_station}
    brought = {
        r.series
        for source in terms.configuration.source
        for kind in kinds_of(source)
        if kind in stations
        for r in source.reading
    }
    return ["counted", *(f"series:{s.id}" for s in terms.configuration.series if s.id in brought)]


def _plain_sums(terms: Terms) -> str:
    """SQL: over stations that are all held, all void or all neither, each number's sum and how many know it."""
    return ", ".join(f"cast(sum({n}) as bigint) as {n}, count({n}) as {n}_known" for n in terms.numbers)


def _parted(terms: Terms) -> str:
    """SQL: what is neither held nor void as sums, with how many do not know it; the votes of what is held apart."""
    known = [f"case when not (held or void) then {n} end as {n}" for n in terms.numbers]
    unknown = [f"case when held or void then 0 else stations - {n}_known end as {n}_unknown" for n in terms.numbers]
    held = [f"case when held then coalesce({v}, 0) else 0 end as {v}_held" for v in terms.shape.votes]
    return ", ".join([*known, *unknown, *held])


def _resums(terms: Terms, alias: str) -> str:
    """SQL: sums over sums."""
    known = [f"cast(sum({alias}.{n}) as bigint) as {n}" for n in terms.numbers]
    counts = [f"{n}_unknown" for n in terms.numbers] + [f"{v}_held" for v in terms.shape.votes] + list(STATES)
    return ", ".join([*known, *(f"cast(coalesce(sum({alias}.{c}), 0) as bigint) as {c}" for c in counts)])


def _below_sql(terms: Terms) -> str:
    """SQL: villages first, once over all stations; every basis and every unit above from them."""
    return f"""
        with {asked_units_sql(terms)}{_stations_summed(terms)}{_aggregates(terms, "partition")}
        {_rows(terms)}
        union all
        {_declared_sql(terms)}"""


def _stations_summed(terms: Terms) -> str:
    """SQL, common table expressions: sums over the stations below each unit, on each basis; none without stations."""
    if not any(sheet.of_station for sheet in terms.shape.sheets):
        return ""
    return f""", village as (
            select contest, series, counts, substr(unit_id, 1, length(unit_id) - 4) as village_id,
                state = 'held' as held, state = 'void' as void, count(*) as stations, {_plain_sums(terms)},
                count(case when state = 'in' then 1 end) as stations_in,
                count(case when flagged then 1 end) as stations_flagged,
                count(case when state = 'held' then 1 end) as stations_held,
                count(case when state = 'void' then 1 end) as stations_void
            from stated where kind in ({station_kinds(terms)})
            group by contest, series, counts, substr(unit_id, 1, length(unit_id) - 4), state = 'held',
                state = 'void'
        ), parted as (
            select contest, series, counts, village_id, {_parted(terms)}, {", ".join(STATES)} from village
        ), based as (
            select *, 'series:' || series as basis from parted
            union all
            select *, 'counted' as basis from parted where counts
        ), whole as (
            select contest, basis, village_id as unit_id, {_resums(terms, "based")}
            from based group by contest, basis, village_id
        ), summed as (
            select *, cast(null as bigint) as stations_total from whole
            union all
            select w.contest, w.basis, p.ancestor_id as unit_id, {_resums(terms, "w")},
                cast(null as bigint) as stations_total
            from whole w
            join unit_path p on p.unit_id = w.unit_id and p.ancestor_id <> p.unit_id
            join asked_unit a on a.unit_id = p.ancestor_id and a.contest = w.contest
            group by w.contest, w.basis, p.ancestor_id
        )"""


def _aggregates(terms: Terms, part: str) -> str:
    """SQL, common table expressions: sums over partial aggregates, of the contests without sheets of stations."""
    return f", {aggregates.sums_sql(terms, part)}" if aggregates.are_summed(terms) else ""


def _above_sql(terms: Terms) -> str:
    return f"""
        with {asked_units_sql(terms)}, summed as (
            select b.contest, b.basis, p.ancestor_id as unit_id, {_resums(terms, "b")},
                cast(null as bigint) as stations_total
            from below b
            join contest c on c.contest = b.contest and c.stations
            join unit_path p on p.unit_id = b.unit_id
            where b.level = 'regency' and b.basis <> 'declared' and p.ancestor_id <> b.unit_id
            group by b.contest, b.basis, p.ancestor_id
        ){_aggregates(terms, "contest")}
        {_rows(terms, above=True)}
        union all
        {_declared_sql(terms)}"""


def _rows(terms: Terms, above: bool = False) -> str:
    """SQL: a row for each unit asked for and basis; unknown is the unit itself where no aggregate says anything."""
    names = terms.numbers
    bases_sql = ", ".join(f"({literal(b)})" for b in bases(terms))
    unknown = ", ".join(
        f"coalesce(s.{n}_unknown, case when u.stations then 0 else 1 end) as {n}_unknown" for n in names
    )
    held = "".join(f", coalesce(s.{v}_held, 0) as {v}_held" for v in terms.shape.votes)
    states = ", ".join(f"coalesce(s.{c}, 0) as {c}" for c in STATES if c != "stations_in")
    inside = "case when u.stations then coalesce(s.stations_in, 0) else s.stations_in end"
    expected = "case when u.stations then u.stations_expected else coalesce(s.stations_total, u.stations_expected) end"
    reported = f"{inside} + coalesce(s.stations_held, 0) + coalesce(s.stations_void, 0)"
    sums = ["summed"] if above or any(sheet.of_station for sheet in terms.shape.sheets) else []
    sums += ["aggregated"] if aggregates.are_summed(terms) else []
    columns = ", ".join(
        ("contest", "basis", "unit_id", *names, *(f"{n}_unknown" for n in names),
         *(f"{v}_held" for v in terms.shape.votes), *STATES, "stations_total")
    )  # fmt: skip
    return f"""
        select u.partition, u.contest, u.unit_id, u.level, b.basis, {", ".join(f"s.{n}" for n in names)},
            {unknown}{held}, {expected} as stations_expected, {inside} as stations_in, {states},
            {expected} - ({reported}) as stations_missing, '' as sheet_id, '' as reading_id
        from asked_unit u
        join (values {bases_sql}) b(basis) on b.basis = 'counted' or u.stations
        left join ({" union all ".join(f"select {columns} from {name}" for name in sums)}) s
            on s.unit_id = u.unit_id and s.contest = u.contest and s.basis = b.basis"""


def _declared_sql(terms: Terms) -> str:
    """SQL: each unit's column in the highest standing sheet that has one, with the stations it says it stands on."""
    names = terms.numbers
    unknown = ", ".join(f"cast(case when d.{n} is null then 1 else 0 end as bigint) as {n}_unknown" for n in names)
    held = ", ".join(f"cast(0 as bigint) as {v}_held" for v in terms.shape.votes)
    nothing = ", ".join(f"cast(null as bigint) as {c}" for c in STATES if c != "stations_in")
    return f"""
        select u.partition, u.contest, u.unit_id, u.level, 'declared' as basis,
            {", ".join(f"d.{n}" for n in names)}, {unknown}, {held},
            coalesce(d.stations_total, u.stations_expected) as stations_expected, d.stations_in, {nothing},
            d.stations_total - d.stations_in as stations_missing, d.sheet_id, d.reading_id
        from asked_unit u
        join (
            select *, row_number() over (
                partition by contest, unit_id order by {level_order("sheet_level")}, sheet_id
            ) as first
            from (
                select s.*, m.level as sheet_level
                from stated s
                join unit m on m.unit_id = s.sheet_unit
                    and (m.area = 'above' or s.partition = s.contest || '/' || m.area)
                where s.counts and s.state not in ('held', 'void') and s.kind not in ({station_kinds(terms)})
            ) stated
        ) d on d.unit_id = u.unit_id and d.contest = u.contest and d.first = 1"""
