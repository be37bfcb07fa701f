"""The findings of all rules on all readings, in one step."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from fractions import Fraction

from bukti.checks import CHECKS
from bukti.checks.condition import Condition
from bukti.engine.dialect import hashed
from bukti.engine.database import literal
from bukti.engine.steps import Step
from bukti.evidence.terms import Terms
from bukti.vocabulary.common import NOT_A_COUNT, OTHER_NAME, UNUSUAL, common_rules
from bukti.vocabulary.profile import SheetKind
from bukti.vocabulary.rules import Rule
from bukti.vocabulary.says import broken_sql, fields, left_sql, repairs_sql, right_sql, uses_votes, votes_sum
from bukti.vocabulary.tables import SheetShape

OTHER_NAME_WHY = "other-name"


def step(terms: Terms) -> Step:
    """One row per rule that a reading breaks, and per cell of it that is no plain count.

    A finding that another one on the same reading already tells is kept and says so in `silent_because`.
    """
    shapes = {s.kind: s for s in terms.shape.sheets}
    parts = [
        sql
        for sheet in terms.sheets
        for votes, contests in terms.ballots
        for sql in sheet_sql(sheet, shapes[sheet.id].table, votes, contests, terms)
    ]
    parts.append(_cells_sql(terms.shape.sheets))
    reads = (*(s.table for s in terms.shape.sheets), "cell")
    return Step(writes="finding_checks", reads=reads, rows=" union all ".join(parts))


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
        repairs_sql(rule.says, votes, caps),
    )


def sheet_sql(
    sheet: SheetKind, table: str, votes: Sequence[str], contests: Sequence[str], terms: Terms
) -> Iterator[str]:
    """SQL for the findings on one sheet kind under ballots of one length: one select for each rule."""
    found = conditions(sheet, votes, parameters_of(terms))
    columns = ["partition", "reading_id", "sheet_id", "contest", "unit_id", "series", *sheet.names, *votes]
    flags = [f"coalesce({c.broken}, false) as {flag(rule)}" for rule, c in found.items()]
    judged = f"""
        select {", ".join(columns)}, {", ".join(flags)}
        from {table} where contest in ({", ".join(map(literal, contests))})"""
    broken = " or ".join(flag(rule) for rule in found)
    selects = " union all ".join(_rule_sql(rule, found[rule.rule]) for rule in sheet.rules)
    yield f"(with fired as (select * from ({judged}) judged where {broken}) {selects})"


def flag(rule: str) -> str:
    """The column that says whether a reading breaks the rule."""
    return "b_" + rule.replace("-", "_").lower()


def _rule_sql(rule: Rule, condition: Condition) -> str:
    concerned = " ".join(condition.columns)
    shown = ", ".join(f"'{c}=' || cast({c} as varchar)" for c in condition.columns)
    silent = " ".join(f"when {flag(other)} then {literal(other)}" for other in rule.silent_when)
    return f"""
        select partition, {hashed(literal(rule.rule), "sheet_id", "unit_id", "series", literal(concerned))} as finding_id,
            {literal(rule.rule)} as rule, {literal(rule.severity)} as severity, contest, sheet_id, unit_id, series,
            reading_id, {literal(concerned)} as fields,
            cast({condition.left} as bigint) as observed, cast({condition.right} as bigint) as expected,
            concat_ws(' ', {shown}) as terms, {condition.proposal} as proposal,
            {f"case {silent} end" if silent else "cast(null as varchar)"} as silent_because
        from fired where {flag(rule.rule)}"""


def _cells_sql(sheets: Sequence[SheetShape]) -> str:
    """SQL for the findings on cells that are no plain count."""
    severities = {rule: common_rules()[rule].severity for rule in (NOT_A_COUNT, UNUSUAL, OTHER_NAME)}
    readings = " union all ".join(
        f"select reading_id, sheet_id, contest, unit_id, series from {s.table}" for s in sheets
    )
    rule = f"""case when cell.why = '{OTHER_NAME_WHY}' then '{OTHER_NAME}'
        when cell.known then '{UNUSUAL}' else '{NOT_A_COUNT}' end"""
    graveness = " ".join(f"when '{rule}' then '{severity}'" for rule, severity in severities.items())
    return f"""
        select partition, {hashed("rule", "sheet_id", "unit_id", "series", "field")} as finding_id, rule,
            case rule {graveness} end as severity, contest, sheet_id, unit_id, series, reading_id, field as fields,
            cast(null as bigint) as observed, cast(null as bigint) as expected, why as terms,
            cast(null as varchar) as proposal, cast(null as varchar) as silent_because
        from (
            select cell.partition, {rule} as rule, r.sheet_id, r.contest, r.unit_id, r.series, r.reading_id, cell.field,
                cell.why
            from cell join ({readings}) r on r.reading_id = cell.reading_id
        ) odd"""
