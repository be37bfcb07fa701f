"""Findings about who reported: stations without a reading, readings of no known unit, ties, partial sheets."""

from __future__ import annotations

from bukti.engine.dialect import hashed
from bukti.engine.steps import Step
from bukti.evidence.terms import Terms
from bukti.recap.neighbours import exchanged_sql
from bukti.recap.standing import known_units_sql, readings_sql
from bukti.recap.stated import stated, station_kinds
from bukti.vocabulary.general_rules import EXCHANGED_COLUMNS, MISSING, PARTIAL, TIED, UNKNOWN_UNIT, general_rules


def findings(terms: Terms) -> Step:
    """One row per station that is missing or partial, per reading of an unknown unit, per tie within a series.

    And a hint where a station resembles its village only with two columns exchanged.
    """
    exchanged = _row(EXCHANGED_COLUMNS, exchanged_sql(terms), series="series", reading="reading_id", fields="fields")
    parts = [_missing(terms), _unknown(terms), _tied(), _partial(terms), exchanged]
    paths = ["unit_path"] if any(c.scope for c in terms.configuration.contest) else []
    reads = (*(s.table for s in terms.shape.sheets), "latest", "standing", "unit", *paths, "contest")
    return Step(writes="finding_recap", reads=reads, rows=" union all ".join(parts), shares=(stated(terms),))


def _row(rule: str, source: str, series: str = "''", reading: str = "''", fields: str = "''") -> str:
    return f"""
        select partition, {hashed(f"'{rule}'", "sheet_id", "unit_id", series, reading)} as finding_id,
            '{rule}' as rule, '{general_rules()[rule].severity}' as severity, contest, sheet_id, unit_id,
            {series} as series, {reading} as reading_id, {fields} as fields,
            cast(null as bigint) as observed, cast(null as bigint) as expected,
            '' as terms, cast(null as varchar) as proposal, cast(null as varchar) as silent_because
        from ({source}) found"""


def _missing(terms: Terms) -> str:
    scoped = any(c.scope for c in terms.configuration.contest)
    village = "substr(u.unit_id, 1, length(u.unit_id) - 4)"
    scope = f"join unit_path p on p.unit_id = {village} and p.ancestor_id = c.scope" if scoped else ""
    return _row(
        MISSING,
        f"""select a.partition, c.contest, '' as sheet_id, u.unit_id
            from asked a
            join contest c on c.stations and a.partition like c.contest || '/%'
            join unit u on u.area = substr(a.partition, length(c.contest) + 2)
            {scope}
            left join standing s on s.unit_id = u.unit_id and s.contest = c.contest
            where u.level = 'station' and s.unit_id is null""",
    )


def _unknown(terms: Terms) -> str:
    source = f"""select r.partition, r.contest, r.sheet_id, r.unit_id, r.series, r.reading_id
        from ({readings_sql(terms)}) r left join unit u on {known_units_sql(terms)} where u.unit_id is null"""
    return _row(UNKNOWN_UNIT, source, series="series", reading="reading_id")


def _tied() -> str:
    source = "select partition, contest, sheet_id, unit_id, series, reading_id from latest where tied"
    return _row(TIED, source, series="series", reading="reading_id")


def _partial(terms: Terms) -> str:
    source = f"""select partition, contest, sheet_id, unit_id, series, reading_id from standing
        where state = 'partial' and kind in ({station_kinds(terms)})"""
    return _row(PARTIAL, source, series="series", reading="reading_id")
