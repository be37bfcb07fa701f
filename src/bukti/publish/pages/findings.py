"""Findings by rule: one page that counts them, and one page for each rule that fired."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from bukti.engine.database import fetch, records
from bukti.publish.pages.feed import links
from bukti.publish.pages.here import Context, Here, Site, Unit
from bukti.publish.pages.loaded import Loaded, Row
from bukti.publish.pages.markup import Html, joined, link
from bukti.publish.pages.noticed import SEVERITIES, more, noticed
from bukti.vocabulary.general_rules import EXCHANGED, UNKNOWN_UNIT

TEMPLATE = "findings.html"
RULE_TEMPLATE = "rule.html"
SEVERITY_TEMPLATE = "severity.html"
MOST = 300
"""How many findings of one rule its page lists."""


@dataclass(frozen=True)
class Fired:
    """A rule that fired in a contest: how often, how often another rule tells it already, in how many units."""

    rule: str
    n: int
    silent: int
    units: int


def fired(summed: Iterable[Mapping[str, Sequence[int]]]) -> list[Fired]:
    """The rules that fired, by id, from the numbers of each partition."""
    found: dict[str, list[int]] = {}
    for counts in summed:
        for rule, own in counts.items():
            found[rule] = [a + b for a, b in zip(found.get(rule, (0, 0, 0)), own, strict=True)]
    return [Fired(rule, *counts) for rule, counts in sorted(found.items())]


def counts(site: Site, partitions: Sequence[str]) -> list[dict[str, list[int]]]:
    """Of each rule how many findings of some partitions are open, how many silent, in how many units."""
    site.built.store.show(site.built.connection, "finding", partitions)
    sql = """select rule, count(case when silent_because is null and life = 'open' then 1 end),
        count(case when silent_because is not null or life <> 'open' then 1 end),
        count(distinct unit_id) from finding group by rule"""
    return [{rule: numbers} for rule, *numbers in fetch(site.built.connection, sql)]


def first_of_each(site: Site, partitions: Sequence[str]) -> dict[str, list[Row]]:
    """The first findings of each rule in order of unit, as many as a page can hold."""
    site.built.store.show(site.built.connection, "finding", partitions)
    order = "(silent_because is not null or life <> 'open'), unit_id, series, fields, finding_id"
    sql = f"""
        select * from finding where finding_id in (
            select finding_id from (
                select finding_id, row_number() over (partition by rule order by {order}) as n from finding
            ) numbered where n <= {MOST}
        ) order by rule, {order}"""
    found: dict[str, list[Row]] = {}
    for row in records(site.built.connection, sql):
        found.setdefault(row["rule"], []).append(row)
    return found


def named_units(rows: Iterable[Row], site: Site) -> set[str]:
    """The units that the findings name."""
    found = set()
    for row in rows:
        found.add(row["unit_id"])
        if row["rule"] == EXCHANGED:
            found.update(row["terms"].split())
        elif row["rule"] == UNKNOWN_UNIT:
            found.update(site.nearest(row["unit_id"]))
    return found


def context(here: Here, rules: Sequence[Fired], loaded: Loaded, units: Sequence[Unit]) -> Context:
    """Everything the template shows: rules by how grave they are, then by id; then the units by how much they have."""
    title = here.say("findings.title")
    intro = here.count("findings.intro", sum(f.n for f in rules))
    groups = []
    severities = _severities(here, rules, "")
    for severity in SEVERITIES:
        some = [_line(here, f) for f in rules if here.labels.rule(f.rule).severity == severity]
        if some:
            word = here.labels.severity(severity)
            groups.append({"severity": severity, "word": word, "what": here.say(f"severity.{severity}"), "rules": some})
    return {
        **here.frame(str(title), here.way(str(title)), "findings", intro),
        "feeds": links(here, "findings"),
        "groups": groups,
        "severities": severities,
        "severity": "",
        "all": here.in_contest("findings"),
        "places": _places(here, loaded, units),
        "unusual": here.in_contest("unusual"),
        "graded": [(s, here.labels.severity(s)) for s in SEVERITIES],
        "intro": intro,
    }


def _severities(here: Here, rules: Sequence[Fired], current: str) -> list[tuple[str, str, Html, bool]]:
    """The links by which findings are chosen: how grave, that as a word, how many, whether it is the page itself."""
    found = []
    for severity in SEVERITIES:
        some = [f for f in rules if here.labels.rule(f.rule).severity == severity]
        if some:
            target = here.in_contest("findings", severity)
            number = here.number(sum(f.n for f in some))
            found.append((target, here.labels.severity(severity), number, severity == current))
    return found


def _places(here: Here, loaded: Loaded, units: Sequence[Unit]) -> list[tuple[str, Html, list[str | None]]]:
    """The units with how many findings lie in them by how grave they are, those with most grave ones first."""
    found = []
    for unit in units:
        counts = dict.fromkeys(SEVERITIES, 0)
        own = (f["rule"] for f in loaded.findings.get(unit.unit_id, ()) if not f["silent_because"])
        for rule, n in (loaded.below.get(unit.unit_id, Counter()) + Counter(own)).items():
            counts[here.labels.rule(rule).severity] += n
        if any(counts.values()):
            order = tuple(-n for n in counts.values())
            shown = [here.speech.figures[n] if n else None for n in counts.values()]
            found.append((order, unit.name, unit.unit_id, (here.unit(unit.unit_id), here.unit_name(unit), shown)))
    return [line for *_, line in sorted(found, key=lambda f: f[:3])]


def severities(rules: Sequence[Fired], site: Site) -> list[str]:
    """The severities of which something was found."""
    labels = site.speech("id", None).labels
    found = {labels.rule(f.rule).severity for f in rules}
    return [s for s in SEVERITIES if s in found]


def severity_context(here: Here, severity: str, rules: Sequence[Fired], rows: Mapping[str, Sequence[Row]]) -> Context:
    """All rules of one severity with their findings, the first of them where they are many."""
    some = [f for f in rules if here.labels.rule(f.rule).severity == severity]
    word = here.labels.severity(severity)
    shown = [row for f in some for row in rows[f.rule] if not row["silent_because"] and row["life"] == "open"][:MOST]
    rest = sum(f.n for f in some) - len(shown)
    way = here.way(word, link(here.in_contest("findings"), here.say("findings.title")))
    return {
        **here.frame(word, way, "findings", here.say(f"severity.{severity}")),
        "severity": severity,
        "word": word,
        "what": here.say(f"severity.{severity}"),
        "severities": _severities(here, rules, severity),
        "all": here.in_contest("findings"),
        "rules": [_line(here, f) for f in some],
        "rows": [(here.named(row["unit_id"], full=True), row["unit_id"], *noticed(here, row)) for row in shown],
        "more": more(here, rest),
    }


def _line(here: Here, one: Fired) -> Context:
    return {
        "rule": one.rule,
        "title": here.say("rule.broken", title=here.labels.rule_title(one.rule)),
        "target": here.in_contest("findings", one.rule.lower()),
        "n": here.number(one.n),
        "units": here.number(one.units),
        "silent": here.count("findings.silent", one.silent) if one.silent else "",
    }


def rule_context(here: Here, one: Fired, rows: Sequence[Row]) -> Context:
    """One rule with its findings, the first of them where they are many."""
    title = here.labels.rule_title(one.rule)
    way = here.way(title, link(here.in_contest("findings"), here.say("findings.title")))
    declared = here.labels.rule(one.rule)
    rest = one.n + one.silent - len(rows)
    count = here.count("findings.of-rule", one.n, units=here.number(one.units))
    return {
        **here.frame(f"{one.rule} {title}", way, "findings", joined([title, count], ". ")),
        "rule": one.rule,
        "rule_title": here.say("rule.broken", title=title),
        "severity": declared.severity,
        "severity_word": here.labels.severity(declared.severity),
        "next": declared.next.tell(here.language),
        "method": here.rule(one.rule),
        "count": count,
        "rows": [(here.named(row["unit_id"], full=True), row["unit_id"], *noticed(here, row)) for row in rows],
        "more": more(here, rest),
    }
