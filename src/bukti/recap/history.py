"""The words of a series on a paper in the order in which it gave them."""

from __future__ import annotations

from bukti.engine.steps import Shared

TURNED = "turned"


def turns_sql(papers: str) -> str:
    """SQL: one row each time a series' word on a column of a paper became another, the first word included.

    `papers` is a relation with sheet_id, unit_id and series: the columns of papers that are looked at. The order is
    that of the last word (docs/decisions/0006): by moment where every reading states one, else by [[source]]. Where a
    series gives several readings with equal right it says nothing, and the words before and after it follow each other.

    Columns: partition, sheet_id, unit_id, series, reading_id, as_of, source_id (the file that gave it first), before
    (the reading before, NULL for the first), since (the last moment of the reading before), moment and place (the
    order), nth (how often this reading has followed that one by now).
    """
    column = "sheet_id, unit_id, series"
    return f"""
        select partition, {column}, reading_id, as_of, source_id, before, since, moment, place,
            row_number() over (partition by {column}, coalesce(before, ''), reading_id order by moment, place) as nth
        from (
            select *,
                lag(reading_id) over (partition by {column} order by moment, place) as before,
                lag(as_of) over (partition by {column} order by moment, place) as since
            from (
                select *, count(*) over (partition by {column}, moment, place) as equals
                from (
                    select s.partition, s.sheet_id, s.unit_id, s.series, s.reading_id, s.place,
                        case when d.dated = 1 then s.as_of else '' end as moment, min(s.as_of) as as_of,
                        min(s.source_id) as source_id
                    from ({_seen_sql(papers)}) s
                    join (
                        select {column}, min(dated) as dated
                        from (
                            select {column}, reading_id, max(case when as_of is null then 0 else 1 end) as dated
                            from ({_seen_sql(papers)}) o group by {column}, reading_id
                        ) by_reading
                        group by {column}
                    ) d on d.sheet_id = s.sheet_id and d.unit_id = s.unit_id and d.series = s.series
                    where d.dated = 0 or s.as_of is not null
                    group by s.partition, s.sheet_id, s.unit_id, s.series, s.reading_id, s.place,
                        case when d.dated = 1 then s.as_of else '' end
                ) said
            ) counted
            where equals = 1
        ) ordered
        where before is null or before <> reading_id"""


def _seen_sql(papers: str) -> str:
    return f"""select o.partition, o.sheet_id, o.unit_id, o.series, o.reading_id, o.as_of, o.place, o.source_id
        from observation o
        join {papers} p on p.sheet_id = o.sheet_id and p.unit_id = o.unit_id and p.series = o.series"""


def turned() -> Shared:
    """Each time that a series of several readings gave another word on a column of a paper than before.

    Papers of which every series gave one reading cost nothing.
    """
    papers = "(select sheet_id, unit_id, series from latest where versions > 1)"
    return Shared(TURNED, ("latest", "observation"), f"select * from ({turns_sql(papers)}) t where before is not null")
