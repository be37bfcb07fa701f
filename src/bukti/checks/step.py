"""The findings of all rules on all readings, in one step."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from fractions import Fraction

from bukti.checks import CHECKS
from bukti.checks.condition import Condition
from bukti.engine.database import literal
from bukti.engine.dialect import hashed, joined
from bukti.engine.steps import Step
from bukti.evidence.terms import Terms
from bukti.vocabulary.general_rules import NOT_A_COUNT, OTHER_NAME, STATED_TWICE, UNUSUAL, general_rules
from bukti.vocabulary.profile import SheetKind
from bukti.vocabulary.rules import Rule
from bukti.vocabulary.says import broken_sql, candidates, fields, left_sql, near_sql, right_sql, uses_votes, votes_sum
from bukti.vocabulary.tables import FINDING_CHECKS, SheetShape

OTHER_NAME_WHY = "other-name"
STATED_TWICE_WHY = "stated-twice"


def step(terms: Terms) -> Step:
    """One row per rule that a reading breaks, and per cell of it that is no plain count.

    A finding that another one on the same reading already tells is kept and says so in `silent_because`.
    """
    fired: list[tuple[str, str]] = []
    found: list[str] = []
    repairs: list[str] = []
    for shape, sheet in zip(terms.shape.sheets, terms.sheets, strict=True):
        for votes, contests in terms.ballots:
            conditions_found = conditions(sheet, votes, parameters_of(terms))
            name = f"fired_{len(fired)}"
            fired.append((name, _fired_sql(shape, votes, contests, conditions_found)))
            found += [_rule_sql(name, rule, conditions_found[rule.rule]) for rule in sheet.rules]
            repairs += [sql for rule in sheet.rules for sql in _repairs_sql(name, rule, conditions_found[rule.rule])]
    nothing = "select '' as reading_id, '' as rule, 0 as position, '' as name, 0 as old, 0 as new where false"
    columns = ", ".join(f"found.{c}" for c in FINDING_CHECKS.names if c not in ("proposal", "silent_because"))
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
        union all {_cells_sql(terms.shape.sheets)}"""
    reads = (*(s.table for s in terms.shape.sheets), "cell")
    return Step(writes="finding_checks", reads=reads, rows=rows, stages=tuple(fired))


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


def _repairs_sql(fired: str, rule: Rule, condition: Condition) -> Iterator[str]:
    for position, (name, new) in enumerate(condition.repairs):
        yield f"""select reading_id, {literal(rule.rule)} as rule, {position} as position, {literal(name)} as name,
            {name} as old, {new} as new from {fired} where {flag(rule.rule)}"""


def flag(rule: str) -> str:
    """The column that says whether a reading breaks the rule."""
    return "b_" + rule.replace("-", "_").lower()


def _rule_sql(fired: str, rule: Rule, condition: Condition) -> str:
    concerned = " ".join(condition.columns)
    shown = ", ".join(f"'{c}=' || cast({c} as varchar)" for c in condition.columns)
    silent = " ".join(f"when {flag(other)} then {literal(other)}" for other in rule.silent_when)
    return f"""
        select partition,
            {hashed(literal(rule.rule), "sheet_id", "unit_id", "series", literal(concerned))} as finding_id,
            {literal(rule.rule)} as rule, {literal(rule.severity)} as severity, contest, sheet_id, unit_id, series,
            reading_id, {literal(concerned)} as fields,
            cast({condition.left} as bigint) as observed, cast({condition.right} as bigint) as expected,
            concat_ws(' ', {shown}) as terms,
            {f"case {silent} end" if silent else "cast(null as varchar)"} as silent_because
        from {fired} where {flag(rule.rule)}"""


def _cells_sql(sheets: Sequence[SheetShape]) -> str:
    """SQL for the findings on cells that are no plain count."""
    severities = {rule: general_rules()[rule].severity for rule in (NOT_A_COUNT, UNUSUAL, OTHER_NAME, STATED_TWICE)}
    readings = " union all ".join(
        f"select reading_id, sheet_id, contest, unit_id, series from {s.table}" for s in sheets
    )
    rule = f"""case when cell.why = '{OTHER_NAME_WHY}' then '{OTHER_NAME}'
        when cell.why = '{STATED_TWICE_WHY}' then '{STATED_TWICE}'
        when cell.known then '{UNUSUAL}' else '{NOT_A_COUNT}' end"""
    graveness = " ".join(f"when '{rule}' then '{severity}'" for rule, severity in severities.items())
    return f"""
        select partition, {hashed("rule", "sheet_id", "unit_id", "series", "field")} as finding_id, rule,
            case rule {graveness} end as severity, contest, sheet_id, unit_id, series, reading_id, field as fields,
            cast(null as bigint) as observed, cast(null as bigint) as expected,
            'why=' || why || case when rows <> '' then ' rows=' || replace(rows, ' ', ',') else '' end
                || ' text=' || text as terms,
            cast(null as varchar) as proposal, cast(null as varchar) as silent_because
        from (
            select cell.partition, {rule} as rule, r.sheet_id, r.contest, r.unit_id, r.series, r.reading_id,
                cell.field, cell.why, cell.text, cell.rows
            from cell join ({readings}) r on r.reading_id = cell.reading_id
        ) odd"""
