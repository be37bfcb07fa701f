"""Inside one paper: the column of the sheet's own unit against the sum of the columns of the units below it."""

from __future__ import annotations

from collections.abc import Sequence

from bukti.engine.dialect import hashed
from bukti.engine.steps import Step
from bukti.evidence.terms import Terms
from bukti.vocabulary.general_rules import PAPER_TOTAL, general_rules
from bukti.vocabulary.tables import SheetShape


def papers(terms: Terms) -> Step:
    """One row per number in which a sheet's total column is not the sum of its unit columns, by each series.

    The identity I17 of the law, within the paper (PKPU 5/2024, models D.HASIL). Compared are the series' last words,
    where the sheet has a column for every unit right below its own and all of them know the number.
    """
    sheets_above = [s for s in terms.shape.sheets if not s.of_station]
    stages = tuple((_stage(s), _pairs_sql(s, _numbers(terms, s))) for s in sheets_above)
    sql = _findings_sql(terms)
    reads = (*(s.table for s in sheets_above), "latest", "unit") if sheets_above else ()
    return Step(writes="finding_paper", reads=reads, rows=sql, above=sql, stages=stages)


def _stage(sheet: SheetShape) -> str:
    return "pair_" + sheet.table


def _numbers(terms: Terms, sheet: SheetShape) -> list[str]:
    return [n for n in terms.numbers if n in {*sheet.fields, *terms.shape.votes}]


def _findings_sql(terms: Terms) -> str:
    parts = [
        f"""select partition, contest, sheet_id, unit_id, series, reading_id, '{n}' as field, columns_there,
            t_{n} as a, s_{n} as b from {_stage(sheet)} where t_{n} <> s_{n}"""
        for sheet in terms.shape.sheets
        if not sheet.of_station
        for n in _numbers(terms, sheet)
    ]
    texts = ("partition", "contest", "sheet_id", "unit_id", "series", "reading_id", "field")
    blank = ", ".join(f"'' as {c}" for c in texts)
    nothing = f"select {blank}, 0 as columns_there, 0 as a, 0 as b where false"
    rule = general_rules()[PAPER_TOTAL]
    return f"""
        select partition, {hashed(f"'{rule.rule}'", "sheet_id", "unit_id", "series", "field")} as finding_id,
            '{rule.rule}' as rule, '{rule.severity}' as severity, contest, sheet_id, unit_id, series, reading_id,
            field as fields, cast(a as bigint) as observed, cast(b as bigint) as expected,
            'columns=' || cast(columns_there as varchar) as terms,
            cast(null as varchar) as proposal, cast(null as varchar) as silent_because
        from ({" union all ".join(parts) or nothing}) compared"""


def _pairs_sql(sheet: SheetShape, numbers: Sequence[str]) -> str:
    """SQL: each sheet with a column for every unit below: its own column as t_<number>, the sum as s_<number>."""
    sums = ", ".join(f"case when count(r.{n}) = count(*) then cast(sum(r.{n}) as bigint) end as s_{n}" for n in numbers)
    return f"""
        select t.partition, t.contest, t.sheet_id, t.unit_id, t.series, t.reading_id, c.columns_there,
            {", ".join(f"own.{n} as t_{n}, c.s_{n}" for n in numbers)}
        from latest t
        join asked on asked.partition = t.partition
        join {sheet.table} own on own.reading_id = t.reading_id and own.partition = t.partition
        join (
            select l.sheet_id, l.series, count(*) as columns_there, {sums}
            from latest l
            join unit u on u.unit_id = l.unit_id and u.parent_id = l.sheet_unit
            join {sheet.table} r on r.reading_id = l.reading_id and r.partition = l.partition
            where l.kind = '{sheet.kind}'
            group by l.sheet_id, l.series
        ) c on c.sheet_id = t.sheet_id and c.series = t.series
        join (select parent_id, count(*) as units from unit group by parent_id) under
            on under.parent_id = t.unit_id and under.units = c.columns_there
        where t.kind = '{sheet.kind}' and t.unit_id = t.sheet_unit"""
