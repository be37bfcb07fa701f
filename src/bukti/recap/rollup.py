"""What the standing readings add up to, on every basis and at every level, with what is unknown, missing and held."""

from __future__ import annotations

from bukti.engine.database import literal
from bukti.engine.steps import Step
from bukti.evidence.crosscheck import kinds_of
from bukti.evidence.terms import Terms
from bukti.recap.aggregates import LEVEL_ORDER as LEVEL_ORDER
from bukti.recap.aggregates import level_order, station_counts, sums_sql
from bukti.vocabulary.tables import SheetShape

STATES = ("stations_in", "stations_flagged", "stations_held", "stations_void")


def asked_units_sql(terms: Terms) -> str:
    """SQL, a common table expression: the units whose rows are asked for, with their contest, within its scope."""
    scoped = any(c.scope for c in terms.configuration.contest)
    scope = "join unit_path p on p.unit_id = u.unit_id and p.ancestor_id = c.scope" if scoped else ""
    return f"""asked_unit as (
            select a.partition, c.contest, c.stations, u.unit_id, u.level, u.stations_expected
            from asked a
            join contest c on a.partition like c.contest || '/%'
            join unit u on a.partition = c.contest || '/' || u.area
            {scope}
            where u.level <> 'station'
        )"""


def tally(terms: Terms) -> Step:
    """One row per unit at every level and basis: the sum of the standing readings below it.

    A field that no reading of the unit reports is NULL; `<field>_unknown` counts the readings that do not report it.
    What held sheets state is summed apart.
    """
    sheets = [s.table for s in terms.shape.sheets]
    of_station = any(sheet.of_station for sheet in terms.shape.sheets)
    reads = (*sheets, "standing", *(["latest"] if of_station else []), "unit", "unit_path", "contest")
    return Step(writes="tally", reads=reads, rows=_below_sql(terms), above=_above_sql(terms))


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


def _figures(terms: Terms, sheet: SheetShape, alias: str = "r") -> str:
    """SQL columns for every number of the workspace, NULL where the sheet has no such field."""
    present = {*sheet.fields, *terms.shape.votes}
    return ", ".join(f"{alias}.{n}" if n in present else f"cast(null as bigint) as {n}" for n in terms.numbers)


def _stations_sql(terms: Terms) -> str:
    """SQL for each station's reading on each basis: village, state, flagged and figures."""
    counted = """select s.partition, s.contest, 'counted' as basis, s.unit_id, s.state, s.flagged, {figures}
        from standing s join {table} r on r.reading_id = s.reading_id and r.partition = s.partition
        where s.kind = {kind}"""
    series = """select s.partition, s.contest, 'series:' || s.series as basis, s.unit_id,
            case when s.held then 'held' when s.complete then 'in' else 'partial' end as state,
            s.flagged and s.complete and not s.held as flagged, {figures}
        from latest s join {table} r on r.reading_id = s.reading_id and r.partition = s.partition
        where s.kind = {kind}"""
    return " union all ".join(
        template.format(figures=_figures(terms, sheet), table=sheet.table, kind=literal(sheet.kind))
        for sheet in terms.shape.sheets
        if sheet.of_station
        for template in (counted, series)
    )


def _sums(terms: Terms, state: str) -> str:
    """SQL: sums over single stations, held ones apart."""
    known = [f"cast(sum(case when {state} <> 'held' then {n} end) as bigint) as {n}" for n in terms.numbers]
    unknown = [f"count(case when {state} <> 'held' and {n} is null then 1 end) as {n}_unknown" for n in terms.numbers]
    held = [
        f"cast(sum(case when {state} = 'held' then coalesce({v}, 0) else 0 end) as bigint) as {v}_held"
        for v in terms.shape.votes
    ]
    return ", ".join([*known, *unknown, *held])


def _resums(terms: Terms, alias: str) -> str:
    """SQL: sums over sums."""
    known = [f"cast(sum({alias}.{n}) as bigint) as {n}" for n in terms.numbers]
    counts = [f"{n}_unknown" for n in terms.numbers] + [f"{v}_held" for v in terms.shape.votes] + list(STATES)
    return ", ".join([*known, *(f"cast(coalesce(sum({alias}.{c}), 0) as bigint) as {c}" for c in counts)])


def _below_sql(terms: Terms) -> str:
    return f"""
        with {_stations_summed(terms)}{_aggregates(terms, "partition")}{asked_units_sql(terms)}
        {_rows(terms)}
        union all
        {_declared_sql(terms)}"""


def _stations_summed(terms: Terms) -> str:
    """SQL, common table expressions: sums over the stations below each unit, on each basis; none without stations."""
    if not any(sheet.of_station for sheet in terms.shape.sheets):
        return ""
    return f"""village as (
            select partition, contest, basis, substr(unit_id, 1, length(unit_id) - 4) as unit_id,
                {_sums(terms, "state")},
                count(case when state = 'in' then 1 end) as stations_in,
                count(case when flagged then 1 end) as stations_flagged,
                count(case when state = 'held' then 1 end) as stations_held,
                count(case when state = 'void' then 1 end) as stations_void
            from ({_stations_sql(terms)}) station
            group by partition, contest, basis, substr(unit_id, 1, length(unit_id) - 4)
        ), summed as (
            select v.contest, v.basis, p.ancestor_id as unit_id, {_resums(terms, "v")},
                cast(null as bigint) as stations_total
            from village v join unit_path p on p.unit_id = v.unit_id
            group by v.contest, v.basis, p.ancestor_id
        ), """


def _aggregates(terms: Terms, part: str) -> str:
    """SQL, common table expressions: sums over partial aggregates, of the contests without sheets of stations."""
    if all(c.id in terms.with_stations for c in terms.configuration.contest):
        return ""
    return sums_sql(terms, lambda sheet: _figures(terms, sheet), part) + ", "


def _above_sql(terms: Terms) -> str:
    return f"""
        with summed as (
            select b.contest, b.basis, p.ancestor_id as unit_id, {_resums(terms, "b")},
                cast(null as bigint) as stations_total
            from below b
            join contest c on c.contest = b.contest and c.stations
            join unit_path p on p.unit_id = b.unit_id
            where b.level = 'regency' and b.basis <> 'declared' and p.ancestor_id <> b.unit_id
            group by b.contest, b.basis, p.ancestor_id
        ), {_aggregates(terms, "contest")}{asked_units_sql(terms)}
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
    sums += ["aggregated"] if _aggregates(terms, "contest") else []
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
    sheets = [s for s in terms.shape.sheets if not s.of_station]
    names = terms.numbers
    unknown = ", ".join(f"cast(case when d.{n} is null then 1 else 0 end as bigint) as {n}_unknown" for n in names)
    held = "".join(f", cast(0 as bigint) as {v}_held" for v in terms.shape.votes)
    nothing = ", ".join(f"cast(null as bigint) as {c}" for c in STATES if c != "stations_in")
    stated = " union all ".join(
        f"""select s.contest, s.unit_id, s.sheet_id, s.reading_id, s.state, m.level as sheet_level,
                {_figures(terms, sheet)}, {station_counts(sheet)}
            from standing s join {sheet.table} r on r.reading_id = s.reading_id and r.partition = s.partition
            join unit m on m.unit_id = s.sheet_unit
            where s.kind = {literal(sheet.kind)}"""
        for sheet in sheets
    )
    if not sheets:
        columns = ("contest", "unit_id", "sheet_id", "reading_id", "state", "sheet_level")
        numbers = (*names, "stations_in", "stations_total")
        empty = [*(f"'' as {c}" for c in columns), *(f"cast(null as bigint) as {n}" for n in numbers)]
        stated = f"select {', '.join(empty)} where false"
    return f"""
        select u.partition, u.contest, u.unit_id, u.level, 'declared' as basis,
            {", ".join(f"d.{n}" for n in names)}, {unknown}{held},
            coalesce(d.stations_total, u.stations_expected) as stations_expected, d.stations_in, {nothing},
            d.stations_total - d.stations_in as stations_missing, d.sheet_id, d.reading_id
        from asked_unit u
        join (
            select *, row_number() over (
                partition by contest, unit_id order by {level_order("sheet_level")}, sheet_id
            ) as first
            from ({stated}) stated
            where state <> 'held'
        ) d on d.unit_id = u.unit_id and d.contest = u.contest and d.first = 1"""
