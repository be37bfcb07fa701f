"""The findings of all rules on all readings, in one step."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from fractions import Fraction

from bukti.checks import CHECKS, lists, lost_zeros
from bukti.checks.condition import Condition
from bukti.checks.lists import lists_sql
from bukti.engine.database import literal
from bukti.engine.dialect import hashed, joined
from bukti.engine.steps import Step
from bukti.evidence.terms import Terms
from bukti.vocabulary.general_rules import NOT_A_COUNT, OTHER_NAME, UNUSUAL, general_rules
from bukti.vocabulary.profile import SheetKind
from bukti.vocabulary.rules import Rule
from bukti.vocabulary.says import broken_sql, candidates, fields, left_sql, near_sql, right_sql, uses_votes, votes_sum
from bukti.vocabulary.tables import FINDING_CHECKS, SheetShape

OTHER_NAME_WHY = "other-name"
UNREAD_WHY = "unread"
"""Of a cell that says that the paper was not read: no finding of its own, since the votes not known are one."""


def step(terms: Terms) -> Step:
    """One row per rule that a reading breaks, and per cell of it that is no plain count.

    A finding that another one on the same reading already tells is kept and says so in `silent_because`.
    """
    fired: list[tuple[str, str]] = []
    found: list[str] = []
    repairs: list[str] = []
    for shape, sheet in zip(terms.shape.sheets, terms.sheets, strict=True):
        for votes, contests in terms.ballots:
            if sheet.rules:
                conditions_found = conditions(sheet, votes, parameters_of(terms))
                name = f"fired_{len(fired)}"
                fired.append((name, _fired_sql(shape, votes, contests, conditions_found)))
                found.append(_found_sql(name, sheet.rules, conditions_found))
                repairs += _repairs_sql(name, conditions_found)
    cells = _cells_sql(terms.shape.sheets)
    if not found:
        return Step(writes="finding_checks", reads=_reads(terms), rows=f"{cells} union all {lists_sql(terms)}")
    columns = ", ".join(f"found.{c}" for c in FINDING_CHECKS.names if c not in ("proposal", "silent_because"))
    nothing = "select '' as reading_id, '' as rule, 0 as position, '' as name, 0 as old, 0 as new where false"
    rows = f"""
        with found as ({" union all ".join(found)}), repair as ({" union all ".join(repairs) or nothing}),
        proposal as (
            select reading_id, rule, {joined("name || '=' || new", " ", "position")} as proposal
            from (
                select reading_id, rule, position, name, cast(old as varchar) as old, cast(new as varchar) as new
                from repair where new >= 0
            ) written
            where {near_sql("old", "new")}
            group by reading_id, rule
        )
        select {columns}, proposal.proposal, found.silent_because
        from found left join proposal on proposal.reading_id = found.reading_id and proposal.rule = found.rule
        union all {cells}
        union all {lists_sql(terms)}"""
    return Step(writes="finding_checks", reads=_reads(terms), rows=rows, stages=tuple(fired))


def _reads(terms: Terms) -> tuple[str, ...]:
    return (*(s.table for s in terms.shape.sheets), "cell", *lists.READS)


def parameters_of(terms: Terms) -> dict[str, Fraction]:
    """The profile's parameters on the day of the election."""
    return {name: terms.profile.parameter(name, terms.day) for name in terms.profile.parameters}


def conditions(sheet: SheetKind, votes: Sequence[str], parameters: Mapping[str, Fraction]) -> dict[str, Condition]:
    """Each rule of the sheet as a condition over its readings, by rule id."""
    return {rule.rule: condition(rule, sheet, votes, parameters) for rule in sheet.rules}


def condition(rule: Rule, sheet: SheetKind, votes: Sequence[str], parameters: Mapping[str, Fraction]) -> Condition:
    if rule.says is None:
        return CHECKS[rule.check or ""](sheet, votes, parameters)
    caps = {name: int(value) for name, value in parameters.items() if value.denominator == 1}
    total = votes_sum(votes)
    return Condition(
        broken_sql(rule.says, caps, total),
        left_sql(rule.says, caps, total),
        right_sql(rule.says, caps, total),
        (*fields(rule.says), *(votes if uses_votes(rule.says) else ())),
        tuple(candidates(rule.says, votes, caps)),
    )


def _fired_sql(sheet: SheetShape, votes: Sequence[str], contests: Sequence[str], found: Mapping[str, Condition]) -> str:
    """SQL for the readings that break some rule, with a flag for each rule."""
    columns = ["partition", "reading_id", "sheet_id", "contest", "unit_id", "series", *sheet.fields, *votes]
    flags = [f"coalesce({c.broken}, false) as {flag(rule)}" for rule, c in found.items()]
    broken = " or ".join(flag(rule) for rule in found)
    return f"""
        select * from (
            select {", ".join(columns)}, {", ".join(flags)}
            from {sheet.table} where contest in ({", ".join(map(literal, contests))})
        ) judged where {broken}"""


def _repairs_sql(fired: str, found: Mapping[str, Condition]) -> Iterator[str]:
    """SQL for each number that alone, were it another, would make a broken rule hold."""
    repairs = [(rule, position, *r) for rule, c in found.items() for position, r in enumerate(c.repairs)]
    if not repairs:
        return
    listed = ", ".join(
        f"({at}, {literal(rule)}, {position}, {literal(name)})" for at, (rule, position, name, _) in enumerate(repairs)
    )
    broken = " ".join(f"when {literal(rule)} then {flag(rule)}" for rule in dict.fromkeys(r[0] for r in repairs))
    old = " ".join(f"when {literal(name)} then {name}" for name in dict.fromkeys(r[2] for r in repairs))
    new = " ".join(f"when {at} then {value}" for at, (_, _, _, value) in enumerate(repairs))
    yield f"""
        select reading_id, rule, position, name, case name {old} end as old, case nth {new} end as new
        from (
            select f.*, r.nth, r.rule, r.position, r.name
            from {fired} f cross join (values {listed}) r(nth, rule, position, name)
            where case r.rule {broken} end
        ) alone"""


def flag(rule: str) -> str:
    """The column that says whether a reading breaks the rule."""
    return "b_" + rule.replace("-", "_").lower()


def _found_sql(fired: str, rules: Sequence[Rule], found: Mapping[str, Condition]) -> str:
    """SQL for the findings of all the rules of a sheet: one row per reading and rule that it breaks."""
    listed = ", ".join(
        f"({literal(r.rule)}, {literal(r.severity)}, {literal(' '.join(found[r.rule].columns))})" for r in rules
    )
    cases: dict[str, list[str]] = {"broken": [], "observed": [], "expected": [], "terms": [], "silent_because": []}
    for rule in rules:
        condition, when = found[rule.rule], f"when {literal(rule.rule)} then"
        shown = ", ".join(f"'{c}=' || cast({c} as varchar)" for c in condition.columns)
        silent = " ".join(f"when {flag(other)} then {literal(other)}" for other in rule.silent_when)
        cases["broken"].append(f"{when} {flag(rule.rule)}")
        cases["observed"].append(f"{when} cast({condition.left} as bigint)")
        cases["expected"].append(f"{when} cast({condition.right} as bigint)")
        cases["terms"].append(f"{when} concat_ws(' ', {shown})")
        if silent:
            cases["silent_because"].append(f"{when} case {silent} end")
    case = {
        name: f"case rule {' '.join(whens)} end" if whens else "cast(null as varchar)" for name, whens in cases.items()
    }
    return f"""
        select partition, {hashed("rule", "sheet_id", "unit_id", "series", "fields")} as finding_id, rule, severity,
            contest, sheet_id, unit_id, series, reading_id, fields, {case["observed"]} as observed,
            {case["expected"]} as expected, {case["terms"]} as terms, {case["silent_because"]} as silent_because
        from (
            select f.*, r.rule, r.severity, r.fields
            from {fired} f cross join (values {listed}) r(rule, severity, fields)
            where {case["broken"]}
        ) broken"""


def _cells_sql(sheets: Sequence[SheetShape]) -> str:
    """SQL for the findings on cells that are no plain count."""
    severities = {rule: general_rules()[rule].severity for rule in (NOT_A_COUNT, UNUSUAL, OTHER_NAME)}
    readings = " union all ".join(
        f"select reading_id, sheet_id, contest, unit_id, series from {s.table}" for s in sheets
    )
    rule = f"""case when cell.why = '{OTHER_NAME_WHY}' then '{OTHER_NAME}'
        when cell.known then '{UNUSUAL}' else '{NOT_A_COUNT}' end"""
    graveness = " ".join(f"when '{rule}' then '{severity}'" for rule, severity in severities.items())
    return f"""
        select partition, {hashed("rule", "sheet_id", "unit_id", "series", "field")} as finding_id, rule,
            case rule {graveness} end as severity, contest, sheet_id, unit_id, series, reading_id, field as fields,
            cast(null as bigint) as observed, cast(null as bigint) as expected,
            'why=' || why || ' text=' || text as terms,
            case when why = '{lost_zeros.WHY}' then field || '=' || {lost_zeros.proposed("text")} end as proposal,
            cast(null as varchar) as silent_because
        from (
            select cell.partition, {rule} as rule, r.sheet_id, r.contest, r.unit_id, r.series, r.reading_id,
                cell.field, cell.why, cell.text
            from cell join ({readings}) r on r.reading_id = cell.reading_id
            where cell.why <> '{UNREAD_WHY}'
        ) odd"""
