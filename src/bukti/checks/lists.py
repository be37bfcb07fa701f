"""The total of a list against what it is made of: votes for the list alone and for each of its candidates."""

from __future__ import annotations

from bukti.engine.database import literal
from bukti.engine.dialect import hashed
from bukti.evidence.terms import Terms
from bukti.vocabulary.general_rules import LIST_TOTAL, general_rules

READS = ("vote", "candidate")


def lists_sql(terms: Terms) -> str:
    """SQL: findings on readings whose list total is not the list's own votes plus those of all its candidates.

    The identity I09 of the law (PKPU 25/2023, model C.HASIL of the councils, part IV). Nothing is said of a list of
    which the reading does not know every place.
    """
    totals = " union all ".join(
        f"""select partition, reading_id, sheet_id, contest, unit_id, series, {literal(party.id)} as party,
            {literal(column)} as field, {column} as total
        from {sheet.table} where contest = {literal(contest.id)} and {column} is not null"""
        for contest in terms.configuration.contest
        for party, column in zip(contest.selection, terms.shape.votes, strict=False)
        if contest.listed(party.id)
        for sheet in terms.shape.sheets
    )
    columns = ("partition", "reading_id", "sheet_id", "contest", "unit_id", "series", "party", "field")
    blank = ", ".join(f"'' as {c}" for c in columns)
    nothing = f"select {blank}, cast(null as bigint) as total where false"
    return f"""
        select t.partition,
            {hashed(literal(LIST_TOTAL), "t.sheet_id", "t.unit_id", "t.series", "t.field")} as finding_id,
            {literal(LIST_TOTAL)} as rule, {literal(general_rules()[LIST_TOTAL].severity)} as severity,
            t.contest, t.sheet_id, t.unit_id, t.series, t.reading_id, t.field as fields,
            t.total as observed, s.votes as expected,
            t.field || '=' || cast(t.total as varchar) || ' alone=' || cast(s.alone as varchar)
                || ' candidates=' || cast(s.votes - s.alone as varchar) as terms,
            cast(null as varchar) as proposal, cast(null as varchar) as silent_because
        from ({totals or nothing}) t
        join (
            select v.partition, v.reading_id, c.contest, c.party, max(c.ballot_area) as ballot_area,
                cast(sum(v.votes) as bigint) as votes, count(v.votes) as known,
                cast(sum(case when c.number = 0 then v.votes else 0 end) as bigint) as alone
            from vote v
            join ({PLACES}) c on c.selection_id = v.selection_id
            group by v.partition, v.reading_id, c.contest, c.party
        ) s on s.partition = t.partition and s.reading_id = t.reading_id and s.contest = t.contest and s.party = t.party
        join (
            select contest, ballot_area, party, count(*) as places from candidate group by contest, ballot_area, party
        ) l on l.contest = s.contest and l.ballot_area = s.ballot_area and l.party = s.party
        where s.known = l.places and t.total <> s.votes"""


# The place of each public id on its list; that of a list alone is in every area, and names none.
PLACES = """select contest, selection_id, party, min(number) as number,
                    case when min(number) = 0 then '' else min(ballot_area) end as ballot_area
                from candidate group by contest, selection_id, party"""
