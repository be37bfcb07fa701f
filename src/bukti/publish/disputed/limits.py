"""The time limits that run from the days of a case, and whether the step that they limit was taken in time."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Final

from bukti.evidence.ballots import Contest
from bukti.evidence.case import Case
from bukti.outcome.deadlines import DeadlineRule, deadline, rules_for
from bukti.vocabulary.problems import Refusal

EVENTS: Final = {"announced": "announced", "received": "filed", "registered": "registered"}
"""What the law counts from, and the day of a case that it is."""
ENDS: Final = {"announced": "filed", "registered": "judged"}
"""The day of a case by which the step was taken that a limit from this event is for, where a case knows one."""


@dataclass(frozen=True)
class Limit:
    """A time limit of the law, or of the Court's order `order`; `last` is None where it cannot be reckoned.

    `done` is the day on which the step was taken, where the case says it.
    """

    rule: DeadlineRule | None
    order: int | None
    since: date
    last: date | None
    done: date | None = None


def limits(contest: Contest, case: Case) -> Iterator[Limit]:
    """Every limit that runs from a day that the case knows, about results of the contest's office."""
    days = {event: getattr(case.dates, name) for event, name in EVENTS.items()}
    for event, since in days.items():
        if contest.office is None or since is None:
            continue
        for rule in rules_for(contest.office, event, since):
            yield Limit(rule, None, since, _last(rule, since), _done(rule, event, case))
    for place, order in enumerate(case.ruling.order if case.ruling else (), 1):
        if order.days and case.dates.judged:
            yield Limit(None, place, case.dates.judged, case.dates.judged + timedelta(days=order.days))


def _done(rule: DeadlineRule, event: str, case: Case) -> date | None:
    """Registered cases have limits for others too: only the judgment's own is met by the judgment."""
    if event == "registered" and not rule.id.startswith("judgment"):
        return None
    found: date | None = getattr(case.dates, ENDS[event]) if event in ENDS else None
    return found


def _last(rule: DeadlineRule, since: date) -> date | None:
    """The last day; None where the law counts hours and only the day is known, or a year's free days are not known."""
    try:
        return deadline(rule, since).last
    except Refusal:
        return None
