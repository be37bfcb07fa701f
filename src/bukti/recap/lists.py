"""What the candidates of lists add up to: from the standing readings of stations upward, and as sheets declare it."""

from __future__ import annotations

from bukti.engine.database import literal
from bukti.engine.steps import Step
from bukti.evidence.terms import Terms


def vote_tally(terms: Terms) -> Step:
    """One row per candidate, or list alone, in each unit that has a reading of its ballot area: the sum over these.

    A candidate stands in one ballot area, so the sum in a unit that holds all of the area is the candidate's result.
    `unknown` counts the readings that do not state the candidate; what held sheets state is summed apart.
    """
    reads = ("vote", "standing", "tally", "unit", "unit_path", "unit_ballot", "candidate")
    return Step(writes="vote_tally", reads=reads, rows=_below_sql(terms), above=_above_sql())


ASKED = """asked_unit as (
            select a.partition, c.contest, u.unit_id, u.level
            from asked a
            join (select distinct contest from candidate) c on a.partition like c.contest || '/%'
            join unit u on u.area = substr(a.partition, length(c.contest) + 2)
            where u.level <> 'station'
        )"""

DECLARED = """select u.partition, u.contest, u.unit_id, u.level, 'declared' as basis, v.selection_id, v.votes,
            cast(case when v.votes is null then 1 else 0 end as bigint) as unknown, cast(0 as bigint) as held
        from asked_unit u
        join tally t on t.unit_id = u.unit_id and t.contest = u.contest and t.basis = 'declared'
        join vote v on v.reading_id = t.reading_id and v.partition = t.partition"""


def _below_sql(terms: Terms) -> str:
    kinds = ", ".join(literal(s.kind) for s in terms.shape.sheets if s.of_station) or "''"
    station = "substr(s.unit_id, 1, length(s.unit_id) - 4)"
    return f"""
        with {ASKED}, stated as (
            select s.contest, {station} as unit_id, v.selection_id,
                cast(sum(case when s.state not in ('held', 'void') then v.votes end) as bigint) as votes,
                count(case when s.state not in ('held', 'void') then v.votes end) as known,
                cast(sum(case when s.state = 'held' then coalesce(v.votes, 0) else 0 end) as bigint) as held
            from standing s join vote v on v.reading_id = s.reading_id and v.partition = s.partition
            where s.kind in ({kinds})
            group by s.contest, {station}, v.selection_id
        ), summed as (
            select s.contest, p.ancestor_id as unit_id, s.selection_id, cast(sum(s.votes) as bigint) as votes,
                cast(sum(s.known) as bigint) as known, cast(sum(s.held) as bigint) as held
            from stated s join unit_path p on p.unit_id = s.unit_id
            group by s.contest, p.ancestor_id, s.selection_id
        ), reported as (
            select s.contest, p.ancestor_id as unit_id, b.ballot_area,
                count(case when s.state not in ('held', 'void') then 1 end) as readings
            from standing s
            join unit_ballot b on b.contest = s.contest and b.unit_id = {station}
            join unit_path p on p.unit_id = b.unit_id
            where s.kind in ({kinds})
            group by s.contest, p.ancestor_id, b.ballot_area
        ), listed as (
            select r.contest, r.unit_id, c.selection_id, cast(sum(r.readings) as bigint) as readings
            from reported r join candidate c on c.contest = r.contest and c.ballot_area = r.ballot_area
            group by r.contest, r.unit_id, c.selection_id
        )
        select u.partition, u.contest, u.unit_id, u.level, 'counted' as basis, l.selection_id, s.votes,
            l.readings - coalesce(s.known, 0) as unknown, coalesce(s.held, 0) as held
        from listed l
        join asked_unit u on u.unit_id = l.unit_id and u.contest = l.contest
        left join summed s on s.contest = l.contest and s.unit_id = l.unit_id and s.selection_id = l.selection_id
        union all
        {DECLARED}"""


def _above_sql() -> str:
    return f"""
        with {ASKED}
        select u.partition, u.contest, u.unit_id, u.level, 'counted' as basis, b.selection_id,
            cast(sum(b.votes) as bigint) as votes, cast(sum(b.unknown) as bigint) as unknown,
            cast(sum(b.held) as bigint) as held
        from below b
        join unit_path p on p.unit_id = b.unit_id
        join asked_unit u on u.unit_id = p.ancestor_id and u.contest = b.contest
        where b.level = 'regency' and b.basis = 'counted'
        group by u.partition, u.contest, u.unit_id, u.level, b.selection_id
        union all
        {DECLARED}"""
