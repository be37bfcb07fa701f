"""One series at several moments: figures that fell, identities that broke, sheets that a later file leaves out."""

from __future__ import annotations

from bukti.engine.database import literal
from bukti.engine.dialect import hashed
from bukti.engine.steps import Step
from bukti.evidence.terms import Terms
from bukti.recap.history import turned
from bukti.vocabulary.general_rules import BROKEN, DROPPED, FELL, LIST_TOTAL, general_rules
from bukti.vocabulary.tables import FINDING_COLUMNS

NOTHING = "cast(null as varchar) as proposal, cast(null as varchar) as silent_because"
ALARMS = ("error", "hold")


def over_time(terms: Terms) -> Step:
    """One row per thing noticed between two moments of a series: a fall, an identity broken, a sheet left out."""
    columns = ", ".join(c.name for c in FINDING_COLUMNS)
    parts = [_falls_sql(terms), _broken_sql(terms), _dropped_sql()]
    rows = " union all ".join(f"select {columns} from ({part}) found" for part in parts)
    shared = turned()
    reads = (*(s.table for s in terms.shape.sheets), "observation", "latest", "finding_checks")
    stages = (("unstated", _unstated_sql(terms)), ("in_file", IN_FILE))
    return Step(writes="finding_over_time", reads=reads, rows=rows, stages=stages, shares=(shared,))


def _falls_sql(terms: Terms) -> str:
    """SQL: vote columns of a sheet that state less than at the moment before that knew them.

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
    return f"""
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
            'since=' || since || ' at=' || as_of as terms, {NOTHING}
        from ordered
        where votes < before and since < as_of"""


def _broken_sql(terms: Terms) -> str:
    """SQL: rules that a reading breaks and the reading before it kept, every number of theirs being known to it.

    Of rules whose breach is an error or holds the sheet, and is told by no other rule.
    """
    rules = [r.rule for sheet in terms.sheets for r in sheet.rules] + [LIST_TOTAL]
    graded = ", ".join(literal(s) for s in ALARMS)
    return f"""
        select t.partition,
            {hashed(f"'{BROKEN}'", "t.sheet_id", "t.unit_id", "t.series", "f.rule", "f.fields", "t.reading_id",
                    "t.before", "case when t.nth > 1 then cast(t.nth as varchar) else '' end")} as finding_id,
            '{BROKEN}' as rule, '{general_rules()[BROKEN].severity}' as severity, f.contest, t.sheet_id, t.unit_id,
            t.series, t.reading_id, f.fields, f.observed, f.expected,
            'rule=' || f.rule || case when t.since is null then '' else ' since=' || t.since end
                || case when t.as_of is null then '' else ' at=' || t.as_of end as terms, {NOTHING}
        from turned t
        join finding_checks f on f.reading_id = t.reading_id and f.partition = t.partition
        where f.rule in ({", ".join(map(literal, rules))}) and f.severity in ({graded}) and f.silent_because is null
            and not exists (
                select 1 from finding_checks b
                where b.reading_id = t.before and b.partition = t.partition and b.rule = f.rule and b.fields = f.fields
            ) and not exists (
                select 1 from unstated u
                where u.reading_id = t.before and u.partition = t.partition
                    and position(' ' || u.field || ' ' in ' ' || f.fields || ' ') > 0
            )"""  # fmt: skip


def _unstated_sql(terms: Terms) -> str:
    """SQL: the numbers that the readings before a turn did not state."""
    parts = []
    for sheet in terms.shape.sheets:
        numbers = (*sheet.fields, *terms.shape.votes)
        value = " ".join(f"when {literal(n)} then r.{n}" for n in numbers)
        parts.append(f"""
            select r.partition, r.reading_id, f.field
            from (select distinct partition, before from turned) t
            join {sheet.table} r on r.reading_id = t.before and r.partition = t.partition
            cross join (values {", ".join(f"({literal(n)})" for n in numbers)}) f(field)
            where case f.field {value} end is null""")
    return " union all ".join(parts)


# The papers in each file of a [[source]] of which a partition has several files, and the moment of the file there.
IN_FILE = """
    select partition, series, place, source_id, sheet_id, unit_id,
        max(as_of) over (partition by partition, series, place, source_id) as moment
    from (
        select o.partition, o.series, o.place, o.source_id, o.sheet_id, o.unit_id, max(o.as_of) as as_of
        from observation o
        join (
            select partition, series, place from observation where as_of is not null
            group by partition, series, place having min(source_id) <> max(source_id)
        ) m on m.partition = o.partition and m.series = o.series and m.place = o.place
        where o.as_of is not null
        group by o.partition, o.series, o.place, o.source_id, o.sheet_id, o.unit_id
    ) papers"""


def _dropped_sql() -> str:
    """SQL: sheets that the newest file of a [[source]] leaves out, where it states at least half of those before it.

    A file that states fewer brings what is new, and leaves out nothing (docs/decisions/0067).
    """
    column = "partition, series, place, sheet_id, unit_id"
    return f"""
        select l.partition, {hashed(f"'{DROPPED}'", "l.sheet_id", "l.unit_id", "l.series", "d.newest")} as finding_id,
            '{DROPPED}' as rule, '{general_rules()[DROPPED].severity}' as severity, l.contest, l.sheet_id, l.unit_id,
            l.series, l.reading_id, '' as fields, cast(null as bigint) as observed, cast(null as bigint) as expected,
            'since=' || d.since || ' at=' || d.newest as terms, {NOTHING}
        from (
            select w.*, count(*) over (partition by partition, series, place) as papers,
                count(case when there then 1 end) over (partition by partition, series, place) as again
            from (
                select {column}, newest, max(case when moment < newest then moment end) as since,
                    max(moment) = newest as there
                from (
                    select *, max(moment) over (partition by partition, series, place) as newest from in_file
                ) dated
                group by {column}, newest
                having min(moment) < newest
            ) w
        ) d
        join latest l on l.sheet_id = d.sheet_id and l.unit_id = d.unit_id and l.series = d.series
            and l.partition = d.partition
        where not d.there and d.again * 2 >= d.papers"""
