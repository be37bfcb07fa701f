"""All contests in one table: each one's gap, whether it may be disputed, whether what is out could change the lead."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from fractions import Fraction
from typing import Final

from bukti.disputes.matters import NOT_KNOWN
from bukti.publish.leading import Leading
from bukti.publish.pages.could_change import FOLDER as COULD
from bukti.publish.pages.could_move import decimal
from bukti.publish.pages.here import Context, Here
from bukti.publish.pages.markup import Html, html, link, strong

TEMPLATE: Final = "gaps_of_all.html"
FOLDER: Final = "gaps"
WITHIN: Final = ("yes", "depends", "no", "not-declared", "in-part", "no-threshold")
ANSWERS: Final = ("certain", "only-if", "not-known", "never")


def context(here: Here, found: Mapping[str, Leading]) -> Context:
    """Everything the template shows; the contests with the smallest gap, in parts of all votes, come first."""
    title = str(here.say("gaps.title"))
    contests = here.site.terms.configuration.contest
    ordered = sorted(found.values(), key=lambda one: (Fraction(one.gap, one.valid), one.contest.id))
    silent = [c for c in contests if c.id not in found]
    return {
        **here.frame(title, here.way_of(title), says=here.say("gaps.intro")),
        "told": here.count("gaps.told", len(contests)),
        "says": [*_counted(here, ordered), *([here.count("gaps.silent", len(silent))] if silent else [])],
        "rows": [_row(here, one) for one in ordered],
        "data": link(f"../data/index.html#{FILE}", html(f"{FILE}.csv")),
    }


FILE: Final = "contests"


def _counted(here: Here, ordered: list[Leading]) -> list[Html]:
    """How many contests are within the threshold, and in how many what is out could change the lead."""
    within = Counter(one.within for one in ordered)
    answers = Counter(_answer(one) for one in ordered)
    said = [here.count(f"gaps.within.{w}", within[w]) for w in WITHIN if within[w]]
    return said + [here.count(f"gaps.answer.{a}", answers[a]) for a in ANSWERS if answers[a]]


def _answer(one: Leading) -> str:
    return one.matters.answer if one.matters else NOT_KNOWN


def _row(here: Here, one: Leading) -> tuple[object, ...]:
    number, out = here.number, one.out
    contest = one.contest
    target = here.in_language(contest.id, COULD)
    leads = contest.selection[one.first]
    shares = [here.labels.share(p, 1000) for p in dict.fromkeys((*one.permille[:1], *one.permille[-1:]))]
    return (
        link(target, here.labels.titles(contest.title)),
        here.say("gaps.tied") if one.tied else html(leads.short or leads.name),
        strong(number(one.gap)),
        f"{decimal(here, Fraction(one.gap * 100, one.valid), 2)} %",
        " – ".join(shares) if one.permille else "–",
        here.say(f"gaps.short.{one.within}"),
        number(one.inside),
        number(one.expected),
        number(out.most) if out and not out.unbounded else number(None),
        here.say(f"matter.answer.{_answer(one)}"),
    )


__all__ = ["FOLDER", "TEMPLATE", "context"]
