"""Differences, how many units agree, and the findings that say so."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from bukti.compare import BELOW, DECLARED, READINGS
from bukti.compare.changes import changes
from bukti.compare.over_time import over_time
from bukti.compare.pairs import READS, judged_sql, shares
from bukti.compare.papers import papers
from bukti.compare.trace import shifts, trace
from bukti.engine.database import literal
from bukti.engine.dialect import hashed
from bukti.engine.steps import Step
from bukti.evidence.terms import Terms
from bukti.recap.decided import FAMILY, SAME_SIDES, SETTLED
from bukti.vocabulary import general_rules as rules
from bukti.vocabulary.general_rules import general_rules
from bukti.vocabulary.tables import FINDING_COLUMNS

RULES = {READINGS: rules.READINGS, DECLARED: rules.DECLARED, BELOW: rules.BELOW}
COUNTS = ("comparable", "equal", "differ", "any_differ", "not_comparable")


def steps(terms: Terms) -> list[Step]:
    between = [shifts(terms), trace(terms), differences(terms), comparisons(terms)]
    return [*between, papers(terms), findings(), changes(terms), over_time(terms), all_findings()]


def differences(terms: Terms) -> Step:
    """One row per number that two statements both know and state differently, with where it comes from."""
    sides = {s: " ".join(f"when '{n}' then {s}_{n}" for n in terms.numbers) for s in ("a", "b")}
    sql = f"""
        select d.partition, d.comparison, d.contest, d.unit_id, d.level, d.field, d.statement_a, d.statement_b,
            d.a, d.b, d.b - d.a as size, d.margin_change,
            coalesce(t.trace, '') as trace, coalesce(t.trace_units, '') as trace_units
        from (
            select judged.*, field, case field {sides["a"]} end as a, case field {sides["b"]} end as b
            from judged cross join (values {", ".join(f"({literal(n)})" for n in terms.numbers)}) f(field)
        ) d
        left join trace t on t.unit_id = d.unit_id and t.contest = d.contest and t.comparison = d.comparison
        where d.a <> d.b"""
    judged = ("judged", f"select * from ({judged_sql(terms)}) judged where any_differ")
    return Step(
        writes="difference", reads=(*READS, "trace"), rows=sql, above=sql, stages=(judged,), shares=shares(terms)
    )


def comparisons(terms: Terms) -> Step:
    """One row per unit, level below it and pair of statements: how many units agree, differ, cannot be compared."""
    own = f"""
        select contest, comparison, level as compared_level, statement_a, statement_b, unit_id,
            case when level = 'station' then substr(unit_id, 1, length(unit_id) - 4) else unit_id end as counted_in,
            case when comparable then 1 else 0 end as comparable, case when equal then 1 else 0 end as equal,
            case when comparable and not equal then 1 else 0 end as differ,
            case when any_differ then 1 else 0 end as any_differ,
            case when comparable then 0 else 1 end as not_comparable
        from ({judged_sql(terms)}) judged"""
    below = f"""
        select contest, comparison, compared_level, statement_a, statement_b, unit_id, unit_id as counted_in,
            {", ".join(COUNTS)}
        from below join (select unit_id as id, level from unit) u on u.id = below.unit_id
        where u.level = 'regency'"""
    return Step(
        writes="comparison",
        reads=(*READS, "unit_path"),
        rows=_counted(terms, own),
        above=_counted(terms, f"{own} union all {below}"),
        shares=shares(terms),
    )


def _counted(terms: Terms, units: str) -> str:
    scope = ""
    if any(c.scope for c in terms.configuration.contest):
        scope = """join contest s on s.contest = o.contest
        join unit_path w on w.unit_id = p.ancestor_id and w.ancestor_id = s.scope"""
    sums = ", ".join(f"cast(sum(o.{c}) as bigint) as {c}" for c in COUNTS)
    return f"""
        select asked.partition, o.comparison, o.contest, p.ancestor_id as unit_id, o.compared_level, o.statement_a,
            o.statement_b, {sums}
        from ({units}) o
        join unit_path p on p.unit_id = o.counted_in
        join unit a on a.unit_id = p.ancestor_id
        join asked on asked.partition = o.contest || '/' || a.area
        {scope}
        group by asked.partition, o.comparison, o.contest, p.ancestor_id, o.compared_level,
            o.statement_a, o.statement_b"""


def findings() -> Step:
    """One row per difference as a finding, and per unit whose row is exchanged with a sibling's."""
    cases = " ".join(f"when '{comparison}' then '{rule}'" for comparison, rule in RULES.items())
    severities = " ".join(f"when '{rule}' then '{general_rules()[rule].severity}'" for rule in RULES.values())
    nothing = "cast(null as varchar) as proposal, cast(null as varchar) as silent_because"
    exchanged = general_rules()[rules.EXCHANGED]
    sql = f"""
        select partition,
            {hashed("rule", "contest", "unit_id", "field", "statement_a", "statement_b")} as finding_id, rule,
            case rule {severities} end as severity, contest, '' as sheet_id, unit_id, '' as series, '' as reading_id,
            field as fields, a as observed, b as expected,
            'a=' || statement_a || ' b=' || statement_b as terms, {nothing}
        from (select *, case comparison {cases} end as rule from difference) d
        union all
        select partition, {hashed(f"'{exchanged.rule}'", "contest", "unit_id")} as finding_id,
            '{exchanged.rule}' as rule,
            '{exchanged.severity}' as severity, contest, '' as sheet_id, unit_id, '' as series, '' as reading_id,
            '' as fields, cast(null as bigint) as observed, cast(null as bigint) as expected,
            trace_units as terms, {nothing}
        from trace where trace = 'exchanged'"""
    return Step(writes="finding_compare", reads=("difference", "trace"), rows=sql)


def all_findings() -> Step:
    """One row per thing noticed: on the last word of each series, on who reported, between statements.

    A decision may explain or accept it; where by a decision another reading counts than the one that it is about, it
    is corrected.
    """
    open_life = "'open' as life, '' as decision"
    columns = [c.name for c in FINDING_COLUMNS]
    plain = Step(writes="finding", reads=FINDINGS, rows=_every_finding(columns, f", {open_life}"))
    life = f"""
        select {", ".join(f"f.{c}" for c in columns)},
            case when d.accepted then 'accepted' when d.finding_id is not null then 'explained'
                when c.decision is not null then 'corrected' else 'open' end as life,
            coalesce(d.decision_id, c.decision, '') as decision
        from every_finding f
        left join settled d on d.finding_id = f.finding_id and {SAME_SIDES}
        left join standing c on {FAMILY.format("c")} = {FAMILY.format("f")} and c.unit_id = f.unit_id
            and c.decision <> '' and c.state <> 'void' and f.reading_id <> '' and c.reading_id <> f.reading_id"""
    stages = (("every_finding", _every_finding(columns, "")), ("settled", SETTLED))
    reads = (*FINDINGS, "decision", "standing")
    return replace(plain, instead=("decision", Step(writes="finding", reads=reads, rows=life, stages=stages)))


def _every_finding(columns: Sequence[str], beside: str) -> str:
    """SQL: the rows of all tables of findings, those on readings where the reading is its series' last word."""
    names = ", ".join(columns)
    checked = ", ".join(f"f.{name}" for name in columns)
    rest = " union all ".join(f"select {names}{beside} from {table}" for table in FOUND_ELSEWHERE)
    return f"""
        select {checked}{beside} from finding_checks f join latest l on l.reading_id = f.reading_id
        union all {rest}"""


FOUND_ELSEWHERE = ("finding_recap", "finding_paper", "finding_over_time", "finding_compare")
FINDINGS = ("finding_checks", "latest", *FOUND_ELSEWHERE)
