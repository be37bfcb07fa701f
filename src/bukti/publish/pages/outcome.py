"""What the result of a contest means: who is elected or leads under which rule, whether it may be disputed, until when.

Facts come from `outcomes`; here they become sentences, each with its law and with the way to its figures.
"""

from __future__ import annotations

from typing import Final

from bukti.outcome.law import outcome_law
from bukti.outcome.shares import limit
from bukti.outcome.threshold import Threshold
from bukti.publish.outcomes import DECLARED, HELD_IN, Count, Meaning
from bukti.publish.pages import could_change
from bukti.publish.pages.here import Context, Here
from bukti.publish.pages.markup import NOTHING, Html, code, html, joined, link, strong
from bukti.publish.pages.outcome_days import days
from bukti.publish.pages.outcome_seats import seats
from bukti.publish.pages.outcome_words import decimal, names_of, short, told_law
from bukti.vocabulary.offices import COUNCILS, OFFICES
from bukti.vocabulary.problems import Problem

TEMPLATE: Final = "outcome.html"
FOLDER: Final = "outcome"
FILES: Final = ("outcome", "seats")
DECLARE_POPULATION: Final = 'population = { people = …, source = "…" }'


def context(here: Here, found: Meaning) -> Context:
    """Everything the template shows."""
    title = here.say("outcome.title")
    said, state = lead(here, found)
    return {
        **here.frame(str(title), here.way(str(title)), "outcome", said),
        "kicker": here.labels.titles(here.ballot.title),
        "sentence": said,
        "state": state,
        "state_word": here.say(f"outcome.state.{state}"),
        "basis": _basis(here, found),
        "rule": _rule(here, found),
        "ways": [
            (here.in_contest(could_change.FOLDER), here.say("matter.title")),
            (here.in_contest("differences"), here.say("outcome.differences")),
        ],
        "rows": _rows(here, found),
        "gaps": found.contest.office not in COUNCILS,
        "over": found.threshold is not None,
        "threshold": _threshold(here, found),
        "days": days(here, found),
        "seats": seats(here, found),
        "files": [
            (here.to(f"data/{here.ballot.id}/{name}.csv"), f"{name}.csv")
            for name in FILES
            if name == "outcome" or found.areas
        ],
    }


def lead(here: Here, found: Meaning) -> tuple[Html, str]:
    """Who is elected, leads, or what keeps it open, in a sentence; the state of the figures behind it."""
    count = found.count
    if count is None or count.valid == 0:
        return here.say("outcome.nothing"), "missing"
    state = "provisional" if count.provisional else "declared"
    first, second = _first_two(count)
    values = {"first": short(here, first), "gap": strong(here.number(count.votes[first] - count.votes[second]))}
    if found.contest.office is None:
        return here.say("outcome.lead.no-office", **values), state
    if found.contest.office in COUNCILS:
        return here.say("outcome.lead.council" if found.areas else "outcome.lead.council.no-seats"), state
    won = found.winner
    if won is None:
        return here.say("outcome.lead.no-rule" if found.whole else "outcome.lead.part", **values), state
    if won.result == "tied" and not won.second_round and won.gap == 0:
        return here.say(
            "outcome.lead.tied", names=names_of(here, won.tied), votes=here.number(count.votes[first])
        ), state
    told = won.result if won.result in ("elected", "blank") else "second-round"
    names = names_of(here, (*won.second_round, *won.tied) or won.leading)
    key = f"{told}.{state}"
    return here.say(f"outcome.lead.{key}", **values, names=names), state


def _first_two(count: Count) -> tuple[str, str]:
    order = sorted(count.votes, key=lambda name: -count.votes[name])
    return order[0], order[1] if len(order) > 1 else order[0]


def _basis(here: Here, found: Meaning) -> Html:
    """From which figures the sentence comes, with the way to them, and what they lack."""
    count = found.count
    if count is None:
        return NOTHING
    target = here.unit(found.units[0], "#sheet" if count.basis == DECLARED else "#below") if found.units else ""
    said = here.say(
        "outcome.basis.declared" if not count.provisional else "outcome.basis.provisional",
        n=here.number(count.valid),
        figures=link(target, here.say("outcome.basis.figures")),
    )
    if not count.provisional or count.open is None or not count.open.stations:
        return said
    if count.open.most is None:
        return joined([said, here.count("outcome.open.unbounded", count.open.stations)], " ")
    return joined([said, here.count("outcome.open", count.open.stations, most=here.number(count.open.most))], " ")


def _rule(here: Here, found: Meaning) -> Context | None:
    """The rule of the office with its law; what to declare, or why no rule can be told."""
    office = found.contest.office
    if office is None:
        listed = joined([code(f'office = "{o}"') for o in OFFICES])
        return {"says": here.say("outcome.rule.no-office", id=code(here.ballot.id), offices=listed), "law": None}
    if found.problem is not None:
        return {"says": _no_rule(here, found.problem), "law": None}
    if office in COUNCILS:
        law = found.seats
        says = here.say("outcome.rule.seats")
        if law is not None and law.permille is not None:
            says = joined([says, _shares(here, found, law.permille)], " ")
        return {"says": says, "law": told_law(here, law.law) if law else None}
    won = found.winner
    if won is None or won.source is None:
        part = "outcome.rule.part" if not found.whole else "outcome.rule.no-figures"
        return {"says": here.say(part, level=here.labels.level(HELD_IN[office])), "law": None}
    values = {"needed": here.number(won.needed), "valid": here.number(won.valid)}
    says = here.say(f"outcome.rule.{won.rule}", **values)
    if won.reached is not None:
        reached = {k: here.number(getattr(won.reached, k)) for k in ("provinces", "of", "needed")}
        says = joined([says, here.say("outcome.reached", **reached)], " ")
    return {"says": says, "law": told_law(here, won.source)}


def _no_rule(here: Here, problem: Problem) -> Html:
    """That no rule is known for the day, and from when on one is."""
    told = here.labels.say(f"problem.{problem.code}.hint", found=problem.found, expected=problem.expected)
    return here.say("outcome.rule.none", hint=html(told))


def _shares(here: Here, found: Meaning, permille: int) -> Html:
    """The share of the national votes that a list needs, and which lists have it."""
    share = here.labels.share(permille, 1000)
    if not found.shares:
        return here.say("outcome.shares.unknown", share=share)
    valid = sum(d.votes for d in found.shares)
    over = [d.selection for d in found.shares if d.reached]
    least = -(-limit(valid, permille).numerator // limit(valid, permille).denominator)
    return here.say("outcome.shares", share=share, least=here.number(least), names=names_of(here, over))


def _rows(here: Here, found: Meaning) -> list[Context]:
    """A row a selection in the order of votes: votes, share, how far behind, whether that gap may be disputed."""
    count = found.count
    if count is None:
        return []
    best = max(count.votes.values())
    ids = [s.id for s in here.ballot.selection]
    rows = []
    for name in sorted(count.votes, key=lambda n: (-count.votes[n], ids.index(n))):
        votes = count.votes[name]
        column = here.votes[ids.index(name)]
        rows.append(
            {
                "place": here.place(column),
                "name": here.short(column),
                "votes": here.number(votes),
                "share": here.labels.share(votes, count.valid),
                "behind": here.number(best - votes) if best - votes else NOTHING,
                "within": _within(here, found.threshold, best - votes),
            }
        )
    return rows


def _within(here: Here, over: Threshold | None, gap: int) -> Html:
    """Whether a selection so far behind may dispute the result; nothing of the first."""
    if over is None or gap == 0:
        return NOTHING
    return here.say("outcome.within" if gap <= over.limit else "outcome.beyond")


def _threshold(here: Here, found: Meaning) -> Context:
    """The threshold of article 158 for the gap, or what is missing to tell it and how to declare it."""
    office, count = found.contest.office, found.count
    nothing: Context = {"says": [], "law": None, "declare": ""}
    if office is None:
        return {**nothing, "says": [here.say("outcome.threshold.no-office")]}
    if not any(office in law.offices for law in outcome_law().thresholds):
        return {**nothing, "says": [here.say("outcome.threshold.none")]}
    if not found.whole:
        return {**nothing, "says": [here.say("outcome.threshold.part")]}
    if found.problem is not None:
        return {**nothing, "says": [_no_rule(here, found.problem)]}
    if found.contest.population is None:
        said = here.say("outcome.threshold.no-population", id=code(here.ballot.id))
        return {**nothing, "says": [said], "declare": DECLARE_POPULATION}
    over = found.threshold
    if over is None or count is None:
        return {**nothing, "says": [here.say("outcome.threshold.no-figures")]}
    return {"says": _limits(here, found, over), "law": told_law(here, over.source), "declare": ""}


def _limits(here: Here, found: Meaning, over: Threshold) -> list[Html]:
    """The class, the limit in votes, the gap against it, and a warning where rounding may decide."""
    people = found.contest.population
    assert people is not None
    number = here.number
    source = html(people.source)
    if people.day is not None:
        source = joined([source, here.labels.day(people.day)])
    said = [
        here.say(
            "outcome.threshold.class" if over.up_to else "outcome.threshold.class.last",
            people=number(people.people),
            source=source,
            up_to=number(over.up_to),
            share=here.labels.share(over.permille, 1000),
        ),
        here.say(
            "outcome.threshold.limit",
            share=here.labels.share(over.permille, 1000),
            valid=number(over.valid),
            exact=strong(decimal(here, over.limit.numerator, over.limit.denominator)),
            nearest=number(over.nearest),
        ),
        here.say("outcome.threshold.within" if over.standing else "outcome.threshold.beyond", gap=number(over.gap)),
    ]
    if over.close:
        said.append(here.say("outcome.threshold.close"))
    if found.count is not None and found.count.provisional:
        said.append(here.say("outcome.threshold.provisional"))
    return said


__all__ = ["FOLDER", "TEMPLATE", "context"]
