"""What decisions change in which reading counts, as parts of SQL: run only where something was decided."""

from __future__ import annotations

from dataclasses import dataclass

from bukti.evidence.terms import Terms

ORIGINAL = "original"
Stages = tuple[tuple[str, str], ...]


@dataclass(frozen=True)
class Decided:
    """Parts of the SQL for `latest`; as they are here, nothing was decided.

    `stages` come first, `after_known` once the readings are known. `unsettled` and `unaccepted` say of a finding that
    no decision explains or accepts it, or that none accepts it. `only` keeps readings that were not withdrawn. `first`
    is 0 for the reading chosen, which goes before all of its series.
    """

    reads: tuple[str, ...] = ()
    stages: Stages = ()
    after_known: Stages = ()
    findings: str = "finding_checks"
    unsettled: str = "true"
    unaccepted: str = "true"
    only: str = ""
    candidates: str = ""
    first: str = "0"
    joined: str = ""
    paper: str = "{paper}"
    chosen: str = "false"
    decision: str = "''"


FAMILY = "regexp_replace({0}.sheet_id, ':[^:]*$', '')"
"""SQL: what all papers of one kind and unit share: the paper's id without its last part."""

SETTLED = """
    select finding_id, old, new, max(case when effect = 'accept-finding' then 1 else 0 end) = 1 as accepted,
        max(decision_id) as decision_id
    from decision
    where in_force and effect in ('explain-finding', 'accept-finding')
    group by finding_id, old, new"""
"""SQL: the findings that decisions explain or accept, with their two sides as they were then."""

SAME_SIDES = " and ".join(
    f"coalesce(f.{side} = d.{then}, f.{side} is null and d.{then} is null)"
    for side, then in (("observed", "old"), ("expected", "new"))
)
"""SQL condition: finding `f` states what it stated when decision `d` was made of it."""


def decided(terms: Terms) -> Decided:
    """The parts where something was decided."""
    return Decided(
        reads=("decision",),
        stages=(("gone", GONE), ("settled", SETTLED), ("pick", PICK)),
        after_known=(("ruled", _ruled_sql(terms)),),
        findings=f"""(
            select f.*, d.finding_id is not null as settled, coalesce(d.accepted, false) as accepted
            from finding_checks f left join settled d on d.finding_id = f.finding_id and {SAME_SIDES}
        ) f""",
        unsettled="not settled",
        unaccepted="not accepted",
        only="\n            and not exists (select 1 from gone g where g.reading_id = r.reading_id)",
        candidates=" left join pick p on p.reading_id = k.reading_id",
        first="case when p.reading_id is null then 1 else 0 end",
        joined="""
        left join pick p on p.reading_id = l.reading_id
        left join ruled d on d.sheet_id = l.sheet_id and d.unit_id = l.unit_id""",
        paper="case when d.effect = 'void-unit' then 'void' when d.paper = l.sheet_id then 'counts'"
        " when d.paper is not null then 'beside' else {paper} end",
        chosen="p.reading_id is not null",
        decision="case when d.effect = 'void-unit' then d.decision_id when p.reading_id is not null then p.decision_id"
        " when d.paper = l.sheet_id then d.decision_id else '' end",
    )


GONE = """
    select o.reading_id
    from observation o
    left join (
        select distinct source_id from decision where in_force and effect = 'withdraw-source'
    ) w on w.source_id = o.source_id
    group by o.reading_id having count(*) = count(w.source_id)"""
"""SQL: the readings that only withdrawn files state."""

PICK = """
    select reading_id, max(decision_id) as decision_id from decision
    where in_force and effect in ('use-reading', 'set-field') group by reading_id"""
"""SQL: the readings that decisions choose; of set-field the one that it makes."""


def _ruled_sql(terms: Terms) -> str:
    """SQL: for each column of a paper the last decision that voids its unit, or says which paper counts."""
    stations = ", ".join(f"'{s.kind}'" for s in terms.shape.sheets if s.of_station) or "''"
    with_stations = ", ".join(f"'{c}'" for c in sorted(terms.with_stations)) or "''"
    columns = "k.sheet_id, k.unit_id, d.effect, d.decision_id, d.place"
    return f"""
        select sheet_id, unit_id, effect, decision_id, paper from (
            select *, row_number() over (partition by sheet_id, unit_id order by place desc, decision_id) as last
            from (
                select {columns}, cast(null as varchar) as paper
                from known k join decision d on d.contest = k.contest and d.unit_id = k.unit_id
                where d.in_force and d.effect = 'void-unit'
                    and (k.kind in ({stations}) or k.contest not in ({with_stations}))
                union all
                select {columns}, cast(null as varchar) as paper
                from known k join decision d
                    on d.contest = k.contest and d.unit_id = regexp_replace(k.unit_id, '/[0-9]{{3}}$', '')
                where d.in_force and d.effect = 'void-unit' and k.kind in ({stations}) and d.unit_id <> k.unit_id
                union all
                select {columns}, d.sheet_id as paper
                from known k join decision d on d.contest = k.contest and {FAMILY.format("d")} = {FAMILY.format("k")}
                where d.in_force and d.effect in ('recount', 're-vote')
            ) every_one
        ) numbered where last = 1"""
