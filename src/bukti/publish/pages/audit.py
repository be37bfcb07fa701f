"""The audits of a contest: what they show and do not, the plan, the seed, every draw, P after each, files to repeat."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from fractions import Fraction
from typing import Any, Final

from bukti.audit.decimals import nearest
from bukti.audit.progress import Draw
from bukti.audit.record import FOLDER, Audit, of_contest
from bukti.audit.tickets import digits, spelled
from bukti.publish.auditing.draws import drawn
from bukti.publish.auditing.files import state_of
from bukti.publish.auditing.words import HEADS, Words
from bukti.publish.pages.charts.p_line import HEIGHT, points, y_of
from bukti.publish.pages.here import Context, Here
from bukti.publish.pages.markup import code

TEMPLATE: Final = "audit.html"
MOST: Final = 1_000
"""So many draws at most stand in a table; `draws.csv` has all."""
TEXTS: Final = 60
"""So many facts at most have a link each; the others lie beside them."""
DIGITS: Final = 12
"""Digits of a ticket that are shown."""
MANIFEST: Final = 16
LISTED: Final = ("stations.csv", "draws.csv", "entries.csv", "arlo-manifest.csv", "arlo-tallies.csv")
COUNTED: Final = ("in", "partial")
"""States of stations whose votes are in the sums; of the others the state stands beside the zeros."""
Row = tuple[Any, ...]


def shown(audits: Sequence[Audit], contest: str) -> tuple[list[Audit], list[Audit]]:
    """The last audit of a contest, or of each of its ballot areas, and all that were before."""
    areas = sorted({a.plan.area for a in audits if a.plan.contest == contest})
    last = [of_contest(audits, contest, area)[-1] for area in areas]
    return last, [a for a in audits if a.plan.contest == contest and a not in last]


def named_units(audits: Iterable[Audit]) -> set[str]:
    """The stations that the page names."""
    found: set[str] = set()
    for audit in audits:
        found |= {audit.plan.stations[d.at].unit_id for d in (drawn(audit) if audit.seed else ())}
        found |= {unit for unit, paper in audit.papers.items() if paper.settled}
    return found


def context(here: Here, last: Sequence[Audit], before: Sequence[Audit]) -> Context:
    """Everything the template shows."""
    words = Words(here.site.terms, here.ballot, here.language)
    title = words.said("title")
    return {
        **here.frame(title, here.way(title), "audit", words.shows),
        "shows": words.shows,
        "no_change": words.said("no-change"),
        "audits": [_one(here, words, audit) for audit in last],
        "before": [(a.id, words.number(a.plan.publication), words.concluded(a)) for a in before],
        "heads": {name: words.said(f"head.{name}") for name in HEADS},
    }


def _one(here: Here, words: Words, audit: Audit) -> Context:
    plan, found = audit.plan, audit.progress
    areas = {a.id: words.labels.titles(a.title) for a in here.ballot.area}
    facts = [
        (words.said("fact.audit"), audit.id),
        (words.said("fact.publication"), f"{words.number(plan.publication)} · {plan.manifest[:MANIFEST]}…"),
        (words.said("fact.planned"), here.speech.moment(audit.recorded[0].at)),
        *([(words.said("fact.seed"), audit.seed)] if audit.seed else []),
        (words.said("fact.entries"), words.number(len(audit.entries))),
    ]
    rows = _draws(here, words, audit) if audit.seed else _compared(here, words, audit)
    return {
        "id": audit.id,
        "title": areas.get(plan.area, words.said("plan")),
        "conclusion": words.conclusion(audit),
        "concluded": words.concluded(audit),
        "sentences": [words.rule(audit), words.bounded(audit), words.cost(audit)]
        + ([] if plan.listed else [words.said("unlisted")]),
        "assertions": [words.assertion(audit, a) for a in plan.assertions] if len(plan.assertions) > 1 else [],
        "asserted": words.asserted(audit),
        "facts": facts,
        "chart": _chart(words, audit) if len(found.draws) > 1 else None,
        "rows": rows[:MOST],
        "more": words.counted("more-draws", len(rows) - MOST) if len(rows) > MOST else "",
        "repeat": words.said("repeat") if audit.seed else "",
        "command": f"printf '%s' '{spelled(audit.seed, 1)}' | sha256sum" if audit.seed else "",
        "lookup": words.said("lookup") if audit.seed else "",
        "files": [(here.to(f"{FOLDER}/{audit.id}/{name}"), name, words.said(f"file.{name}")) for name in LISTED],
        "texts": [(here.to(f"{FOLDER}/{audit.id}/{one.name}"), one.name, here.speech.moment(one.at))
                  for one in audit.recorded[:TEXTS]],
        "more_texts": words.counted("more-texts", len(audit.recorded) - TEXTS) if len(audit.recorded) > TEXTS else "",
    }  # fmt: skip


def _chart(words: Words, audit: Audit) -> Context:
    """P falling from draw to draw, with the limit as a line across."""
    draws = audit.progress.draws
    return {
        "title": words.said("chart"),
        "points": points([d.p for d in draws]),
        "limit": f"0,{y_of(audit.plan.risk)} 1000,{y_of(audit.plan.risk)}",
        "height": HEIGHT,
        "axis": words.said(
            "chart.axis", n=words.number(len(draws)), limit=words.number(audit.plan.limit),
            p=words.per_cent(audit.progress.p),
        ),
    }  # fmt: skip


def _draws(here: Here, words: Words, audit: Audit) -> list[Row]:
    """A row a draw: number, ticket, station, state, what was published, the paper, whether it differs, taint, P."""
    counted = {d.number: d for d in audit.progress.draws}
    found: list[Row] = []
    for draw in drawn(audit):
        known = counted.get(draw.number)
        ticket = code(digits(draw.ticket)[:DIGITS])
        found.append((words.number(draw.number), ticket, *_row(here, words, audit, draw, known)))
    return found


def _row(here: Here, words: Words, audit: Audit, draw: Draw, known: Draw | None) -> Row:
    """Of a draw that P does not count yet, no figure."""
    station = audit.plan.stations[draw.at]
    state = state_of(known or draw)
    if known is None:
        return here.named(station.unit_id, full=True), state, words.said(f"state.{state}"), "", "", False, "", ""
    votes = known.paper.votes if known.paper else None
    paper = _votes(here, votes) if votes is not None else "–"
    published = _votes(here, station.votes)
    if station.state not in COUNTED:
        published = f"{published} ({here.labels.state(station.state)})"
    return (
        here.named(station.unit_id, full=True), state, words.said(f"state.{state}"), published,
        paper, votes != station.votes, words.decimal(nearest(known.taint, 4)), words.per_cent(known.p),
    )  # fmt: skip


def _compared(here: Here, words: Words, audit: Audit) -> list[Row]:
    """Without draws: the stations whose settled paper is not what was published, or was not found."""
    found: list[Row] = []
    for at, station in enumerate(audit.plan.stations):
        paper = audit.papers.get(station.unit_id)
        if paper is None or not paper.settled or paper.votes == station.votes:
            continue
        draw = Draw(0, 0, at, paper, audit.plan.frame.taint(at, paper.votes), Fraction(1), audit.progress.p)
        found.append(("", "", *_row(here, words, audit, draw, draw)))
    return found


def _votes(here: Here, votes: Sequence[int]) -> str:
    """Votes beside the numbers on the ballot."""
    named = zip(here.votes, votes, strict=True)
    return ", ".join(f"{here.place(column)}\u00a0{here.labels.number(n)}" for column, n in named)


__all__ = ["MOST", "TEMPLATE", "context", "named_units", "shown"]
