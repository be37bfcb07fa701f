"""Which reading of a paper counts: the last word of each series, then the series that goes first."""

from __future__ import annotations

from dataclasses import replace

from bukti.engine.database import literal
from bukti.engine.steps import Step
from bukti.evidence.terms import Terms
from bukti.recap.decided import ORIGINAL, Decided, decided

STATION = "/[0-9]{3}"


def state_sql(latest: str) -> str:
    """SQL: what a reading is in the sums, were it the one that counts: void, held, in or partial."""
    cases = "when {0}.paper = 'void' then 'void' when {0}.held then 'held' when {0}.complete then 'in' else 'partial'"
    return f"case {cases.format(latest)} end"


def flagged_sql(latest: str) -> str:
    """SQL condition: such a reading is in, with an open error."""
    return f"({latest}.flagged and {latest}.complete and not {latest}.held and {latest}.paper <> 'void')"


def readings_sql(terms: Terms) -> str:
    """SQL for the readings of all sheet kinds side by side, without their figures."""
    return " union all ".join(
        f"""select partition, contest, {literal(s.kind)} as kind, sheet_id, sheet_unit, unit_id, series, reading_id,
            votes_unknown from {s.table}"""
        for s in terms.shape.sheets
    )


def known_units_sql(terms: Terms) -> str:
    """SQL condition: the unit of reading `r` is in the unit table `u`.

    Where the unit table lists no stations, a station of a known village is known. A unit in which the contest is not
    held is not known: its readings stand in the partition `unknown`.
    """
    units = terms.configuration.units
    unit = "u.unit_id = regexp_replace(r.unit_id, '/[0-9]{3}$', '')"
    if units is not None and units.stations is not None:
        unit = "u.unit_id = r.unit_id"
    return f"{unit} and r.partition not like '%/unknown'" if any(c.scope for c in terms.configuration.contest) else unit


def latest(terms: Terms) -> Step:
    """One row per column of a paper and series: the reading that is the series' last word.

    The later moment counts where every reading states one; else the later [[source]]. Two with equal right tie, and
    are held. A reading that a decision chooses is the last word; what only withdrawn files state is none. The paper
    that counts is the original, or the one of the last decision about it.
    """
    plain = _latest(terms, _PLAIN, _paper_sql(terms))
    return replace(plain, instead=("decision", _latest(terms, decided(terms), _paper_sql(terms))))


_PLAIN = Decided()


def _paper_sql(terms: Terms) -> str:
    """SQL: whether the paper counts where no decision says so: the original does."""
    if all(source.paper == ORIGINAL for source in terms.configuration.source):
        return "'counts'"
    return f"case when l.sheet_id like '%:{ORIGINAL}' then 'counts' else 'beside' end"


def _latest(terms: Terms, by: Decided, paper: str) -> Step:
    """One row per column of a paper and series: the reading that is the series' last word."""
    zeros = [r.rule for s in terms.sheets for r in s.rules if r.check == "placeholder_zeros"]
    held = "coalesce(f.held, false)" if terms.configuration.checks.hold else "false"
    judged = f"""
        select reading_id,
            max(case when severity = 'error' and silent_because is null and {by.unsettled} then 1 else 0 end) = 1
                as flagged,
            max(case when severity = 'hold' and {by.unaccepted} then 1 else 0 end) = 1 as held,
            max(case when rule in ({", ".join(map(literal, zeros)) or "''"}) then 1 else 0 end) = 1 as placeholder
        from {by.findings} group by reading_id"""
    known = f"""
        select r.* from ({readings_sql(terms)}) r
        where exists (select 1 from unit u where {known_units_sql(terms)}){by.only}"""
    several = "select sheet_id, unit_id, series from known group by sheet_id, unit_id, series having count(*) > 1"
    rows = f"""
        with last as (
            select k.*, cast(1 as bigint) as versions, cast(1 as bigint) as equals
            from known k
            left join several v on v.sheet_id = k.sheet_id and v.unit_id = k.unit_id and v.series = k.series
            where v.series is null
            union all
            select * from ({_last_of_several(by)}) s
        )
        select l.partition, l.contest, l.kind, l.sheet_id, l.sheet_unit, l.unit_id, l.series, l.reading_id, series.rank,
            l.versions, l.equals > 1 as tied, l.votes_unknown = 0 as complete, l.equals > 1 or {held} as held,
            coalesce(f.flagged, false) as flagged, coalesce(f.placeholder, false) as placeholder,
            {by.paper.format(paper=paper)} as paper, {by.chosen} as chosen, {by.decision} as decision
        from last l
        join series on series.series = l.series
        left join judged f on f.reading_id = l.reading_id{by.joined}"""
    reads = (*(s.table for s in terms.shape.sheets), "observation", "finding_checks", "unit", "series", *by.reads)
    stages = (*by.stages, ("judged", judged), ("known", known), *by.after_known, ("several", several))
    return Step(writes="latest", reads=reads, rows=rows, stages=stages)


def _last_of_several(by: Decided) -> str:
    """SQL for the last word where a series gave several readings of a column: of equals, the first by its id."""
    return f"""
        with seen as (
            select o.reading_id, max(o.as_of) as as_of, max(o.place) as place
            from observation o
            join several v on v.sheet_id = o.sheet_id and v.unit_id = o.unit_id and v.series = o.series
            group by o.reading_id
        ), candidate as (
            select k.*, s.as_of, s.place, {by.first} as late,
                min(case when s.as_of is null then 0 else 1 end)
                    over (partition by k.sheet_id, k.unit_id, k.series) as dated
            from known k join seen s on s.reading_id = k.reading_id{by.candidates}
        ), ordered as (
            select *, rank() over (
                partition by sheet_id, unit_id, series
                order by late, case when dated = 1 then as_of else '' end desc, place desc
            ) as position
            from candidate
        ), counted as (
            select *, count(*) over (partition by sheet_id, unit_id, series, position) as equals,
                count(*) over (partition by sheet_id, unit_id, series) as versions,
                row_number() over (partition by sheet_id, unit_id, series order by position, reading_id) as first
            from ordered
        )
        select partition, contest, kind, sheet_id, sheet_unit, unit_id, series, reading_id, votes_unknown, versions,
            equals
        from counted where first = 1"""


def standing(terms: Terms) -> Step:
    """One row per column of a paper: the reading that counts, and why it does.

    The series that goes first counts; before that, where bukti.toml declares it, a reading that knows every vote
    before one that does not, and one with numbers before placeholder zeros. A reading that a decision chooses goes
    before all; a paper that does not count has no row.
    """
    precedence = terms.configuration.precedence
    before = [
        *(["complete"] if precedence.complete_beats_partial else []),
        *(["placeholder"] if precedence.numbers_beat_placeholder_zeros else []),
    ]
    orders = {
        "complete": "case when complete then 0 else 1000000 end",
        "placeholder": "case when placeholder then 1000 else 0 end",
    }
    order = " + ".join(["case when chosen then 0 else 10000000 end", *(orders[b] for b in before), "rank"])
    beaten = [
        f"when p.papers > 1 and {condition} then {literal(why)}"
        for name, condition, why in (
            ("complete", "complete and p.some_partial and rank > p.best_rank", "complete"),
            ("placeholder", "not placeholder and p.some_placeholder and rank > p.best_rank", "numbers"),
        )
        if name in before
    ]
    paper = f"""
        select sheet_id, unit_id, min({order}) as first, count(*) as papers, min(rank) as best_rank,
            bool_or(not complete) as some_partial, bool_or(placeholder) as some_placeholder
        from latest where paper <> 'beside' group by sheet_id, unit_id"""
    rows = f"""
        select l.partition, l.contest, l.kind, l.sheet_id, l.sheet_unit, l.unit_id, l.reading_id, l.series,
            case when l.decision <> '' then 'decision' when tied then 'tied' {" ".join(beaten)}
                when p.papers > 1 then 'series' when versions > 1 then 'later' else 'only' end as why,
            p.papers - 1 + versions - 1 as others,
            {state_sql("l")} as state, {flagged_sql("l")} as flagged, l.decision
        from latest l
        join paper p on p.sheet_id = l.sheet_id and p.unit_id = l.unit_id and p.first = {order}
        where l.paper <> 'beside'"""
    return Step(writes="standing", reads=("latest",), rows=rows, stages=(("paper", paper),))
