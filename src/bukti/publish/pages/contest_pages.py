"""The pages of a contest that are no unit's: its home, differences, findings by rule, its lines on the first page."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from bukti.evidence.ballots import Contest
from bukti.locale import LANGUAGES, Language
from bukti.publish.addresses import PAGE
from bukti.publish.disputed.view import Cases
from bukti.publish.opened import Opened
from bukti.publish.outcomes import meaning
from bukti.publish.pages import (
    cases,
    changes,
    contest,
    could_change,
    could_move,
    decisions,
    differences,
    embed,
    feeds,
    findings,
    home,
    levels,
    outcome,
    screen,
    unusual,
)
from bukti.publish.pages.here import Context, Here, Site
from bukti.publish.pages.loaded import Loaded
from bukti.publish.pages.result import result
from bukti.publish.pages.scopes import Scope
from bukti.publish.pages.shifts import lowest_declared
from bukti.publish.pages.summaries import Summary
from bukti.publish.pages.templates import Templates
from bukti.publish.questioned import questioned


@dataclass(frozen=True)
class Made:
    """Files with their texts, feeds, rules and severities that have a page, the contest's part of the first page.

    `said` is that part in one line, `embeds` which small pages there are for other sites.
    """

    pages: list[tuple[str, str]]
    feeds: list[tuple[str, str]]
    rules: list[str]
    home: dict[Language, str]
    said: dict[Language, str]
    embeds: list[str]


def contest_pages(
    site: Site,
    loaded: Loaded,
    one: Contest,
    scope: Scope,
    partitions: Sequence[str],
    below: Mapping[str, Summary],
    templates: Mapping[Language, Templates],
) -> Made:
    """All of them in both languages. `loaded` has the rows of the contest's upper units."""
    tops = [site.units[u] for u in scope.tops]
    lead = result(loaded, tops[0].unit_id) if len(tops) == 1 else None
    kinds = differences.kinds(site, partitions, loaded.votes, lowest_declared(loaded, scope.tops), lead)
    follow = differences.to_follow(site, loaded.votes)
    summed = [summary.fired for summary in below.values()]
    rest = [p for p in partitions if p.partition("/")[2] not in below]
    rules = findings.fired([*summed, *findings.counts(site, rest)])
    rows = findings.first_of_each(site, partitions)
    decided = decisions.rows(site, partitions)
    since = changes.since(site, one.id)
    noted = feeds.newest_findings(site, partitions)
    odd = unusual.noticed(site, one)
    stations = questioned(site.built, one, partitions, site.cap)
    leads = could_change.leading_of(site, one, loaded, tops, partitions)
    means = meaning(Opened(site.built, changed=False), one)
    named = {
        *means.units,
        *(u for a in means.areas for u in a.units),
        *changes.named_units(since),
        *(row["unit_id"] for row in decided if row["unit_id"]),
        *differences.named_units(kinds, follow),
        *findings.named_units((f for some in rows.values() for f in some), site),
        *(row["unit_id"] for row in noted),
        *unusual.named_units(odd),
        *could_move.named_units(leads, stations),
    }
    views = Cases(Opened(site.built, False), site.cases).of(one.id) if site.cases else []
    named |= {unit for view in views for unit in view.taken.units.values()}
    site = site.with_units(named)
    made: list[tuple[str, str]] = []
    below_tops = site.children.get(tops[0].unit_id, ()) if len(tops) == 1 else tops
    severities = findings.severities(rules, site)
    fed: list[tuple[str, str]] = []
    top = tops[0].unit_id if len(tops) == 1 else ""
    lines: dict[Language, str] = {}
    said: dict[Language, str] = {}
    small: list[tuple[str, Context]] = []
    for language in LANGUAGES:

        def put(template: str, context: Context, *folders: str) -> None:
            file = "/".join((language, one.id, *folders, PAGE))  # noqa: B023
            made.append((file, templates[language].render(template, context)))  # noqa: B023

        def at(*folders: str) -> Here:
            return Here(site, language, "/".join((language, one.id, *folders, PAGE)), one, pictured=top)  # noqa: B023

        put(contest.TEMPLATE, contest.context(at(), loaded, tops, follow, could_change.line(at(), leads)))
        could = could_change.context(at(could_change.FOLDER), loaded, tops, leads, stations)
        put(could_change.TEMPLATE, could, could_change.FOLDER)
        put(outcome.TEMPLATE, outcome.context(at(outcome.FOLDER), means), outcome.FOLDER)
        put(differences.TEMPLATE, differences.context(at("differences"), kinds, lead), "differences")
        put(findings.TEMPLATE, findings.context(at("findings"), rules, loaded, below_tops), "findings")
        for severity in severities:
            folders = ("findings", severity)
            context = findings.severity_context(at(*folders), severity, rules, rows)
            put(findings.SEVERITY_TEMPLATE, context, *folders)
        put(levels.TEMPLATE, levels.context(at(levels.FOLDER), loaded, tops), levels.FOLDER)
        put(unusual.TEMPLATE, unusual.context(at(unusual.FOLDER), odd), unusual.FOLDER)
        if site.decided:
            put(decisions.TEMPLATE, decisions.context(at("decisions"), decided), "decisions")
        if views:
            put(cases.TEMPLATE, cases.context(at(cases.FOLDER), views), cases.FOLDER)
        for view in views:
            folders = (cases.FOLDER, view.id)
            put(cases.CASE_TEMPLATE, cases.case_context(at(*folders), view), *folders)
        for fired in rules:
            folders = ("findings", fired.rule.lower())
            put(findings.RULE_TEMPLATE, findings.rule_context(at(*folders), fired, rows[fired.rule]), *folders)
        over_time = contest.over_time_of(at(changes.FOLDER), loaded, tops)
        put(changes.TEMPLATE, changes.context(at(changes.FOLDER), since, rules, over_time), changes.FOLDER)
        fed += feeds.of_contest(site, at(), scope.tops, since, noted, decided)
        small = [*embed.pages(at(), loaded, tops)]
        for file, context in small:
            made.append((file, templates[language].render(embed.TEMPLATE, context)))
        wall = Here(site, language, f"{language}/{screen.FOLDER}/{one.id}/{PAGE}", one)
        made.append((wall.file, templates[language].render(screen.TEMPLATE, screen.context(wall, loaded, tops, since))))
        first = Here(site, language, f"{language}/{PAGE}", one, pictured=top)
        told = home.contest(first, loaded, tops)
        lines[language], said[language] = templates[language].render(home.CONTEST_TEMPLATE, told), told["description"]
    return Made(made, fed, [*(fired.rule for fired in rules), *severities], lines, said, [c["kind"] for _, c in small])
