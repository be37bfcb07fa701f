"""Findings by rule: one page that counts them, and one page for each rule that fired."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from bukti.publish.pages.here import Context, Here, Site
from bukti.publish.pages.loaded import Row, whole
from bukti.publish.pages.markup import link
from bukti.publish.pages.noticed import SEVERITIES, noticed

TEMPLATE = "findings.html"
RULE_TEMPLATE = "rule.html"
MOST = 3000


@dataclass(frozen=True)
class Fired:
    """A rule that fired in a contest: how often, how often another rule tells it already, in how many units."""

    rule: str
    n: int
    silent: int
    units: int


def fired(site: Site, contest: str) -> list[Fired]:
    """The rules that fired, by id."""
    sql = """select rule, count(case when silent_because is null then 1 end) as n,
            count(silent_because) as silent, count(distinct unit_id) as units
        from finding where contest = {contest} group by rule order by rule"""
    return [Fired(**r) for r in whole(site, "finding", contest, sql)]


def found(site: Site, contest: str, rule: str) -> list[Row]:
    """The findings of one rule in order of unit; the first that a page can hold."""
    sql = f"""select * from finding where contest = {{contest}} and rule = '{rule}'
        order by silent_because is not null, unit_id, series, fields, finding_id limit {MOST}"""
    return whole(site, "finding", contest, sql)


def context(here: Here, rules: Sequence[Fired]) -> Context:
    """Everything the template shows: rules by how grave they are, then by id."""
    title = here.say("findings.title")
    groups = []
    for severity in SEVERITIES:
        some = [_line(here, f) for f in rules if here.labels.rule(f.rule).severity == severity]
        if some:
            word = here.labels.severity(severity)
            groups.append({"severity": severity, "word": word, "what": here.say(f"severity.{severity}"), "rules": some})
    return {
        **here.frame(str(title), here.contest_crumbs(title), "findings"),
        "groups": groups,
        "intro": here.count("findings.intro", sum(f.n for f in rules)),
    }


def _line(here: Here, one: Fired) -> Context:
    return {
        "rule": one.rule,
        "title": here.labels.rule_title(one.rule),
        "target": here.in_contest("findings", one.rule.lower()),
        "n": here.labels.number(one.n),
        "units": here.labels.number(one.units),
        "silent": here.count("findings.silent", one.silent) if one.silent else "",
    }


def rule_context(here: Here, one: Fired, rows: Sequence[Row]) -> Context:
    """One rule with each of its findings."""
    title = here.labels.rule_title(one.rule)
    crumbs = here.contest_crumbs(title)
    crumbs.insert(1, link(here.in_contest("findings"), here.say("findings.title")))
    declared = here.labels.rule(one.rule)
    rest = one.n + one.silent - len(rows)
    return {
        **here.frame(f"{one.rule} {title}", crumbs, "findings"),
        "rule": one.rule,
        "rule_title": title,
        "severity": declared.severity,
        "severity_word": here.labels.severity(declared.severity),
        "next": declared.next.tell(here.language),
        "method": here.rule(one.rule),
        "count": here.count("findings.of-rule", one.n, units=here.labels.number(one.units)),
        "rows": list(_rows(here, rows)),
        "more": here.count("findings.more", rest) if rest > 0 else "",
    }


def _rows(here: Here, rows: Sequence[Row]) -> Iterator[Mapping[str, object]]:
    for row in rows:
        yield {**noticed(here, row), "unit": here.named(row["unit_id"], full=True)}
