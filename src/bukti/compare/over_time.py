"""One series at several moments: a provisional figure that fell."""

from __future__ import annotations

from bukti.engine.dialect import hashed
from bukti.engine.steps import Step
from bukti.evidence.terms import Terms
from bukti.vocabulary.general_rules import FELL, general_rules


def falls(terms: Terms) -> Step:
    """One row per vote column of a sheet that states less than at the moment before that knew it.

    A moment that does not know the column is missing, never a fall. Only series that gave several readings of a
    sheet are looked at. observed is what the later moment states, expected what the one before it stated.
    """
    votes = terms.shape.votes
    sheets = " union all ".join(
        f"""
            select r.partition, r.reading_id, r.contest, r.sheet_id, r.unit_id, r.series, {", ".join(votes)}
            from {sheet.table} r
            join latest l on l.sheet_id = r.sheet_id and l.unit_id = r.unit_id and l.series = r.series
                and l.versions > 1"""
        for sheet in terms.shape.sheets
    )
    columns = "partition, contest, sheet_id, unit_id, series, reading_id, as_of"
    stated = " union all ".join(
        f"select {columns}, '{v}' as field, {v} as votes from moment where {v} is not null" for v in votes
    )
    rows = f"""
        with moment as (
            select distinct r.*, o.as_of
            from ({sheets}) r
            join observation o on o.partition = r.partition and o.reading_id = r.reading_id
            where o.as_of is not null
        ), ordered as (
            select {columns}, field, votes,
                lag(votes) over (
                    partition by sheet_id, unit_id, series, field order by as_of nulls last, reading_id
                ) as before,
                lag(as_of) over (
                    partition by sheet_id, unit_id, series, field order by as_of nulls last, reading_id
                ) as since
            from ({stated}) stated
        )
        select partition, {hashed(f"'{FELL}'", "sheet_id", "unit_id", "series", "field", "as_of", "reading_id")}
                as finding_id,
            '{FELL}' as rule, '{general_rules()[FELL].severity}' as severity, contest, sheet_id, unit_id, series,
            reading_id, field as fields, votes as observed, before as expected,
            'since=' || since || ' at=' || as_of as terms,
            cast(null as varchar) as proposal, cast(null as varchar) as silent_because
        from ordered
        where votes < before and since < as_of"""
    reads = (*(s.table for s in terms.shape.sheets), "observation", "latest")
    return Step(writes="finding_over_time", reads=reads, rows=rows)
