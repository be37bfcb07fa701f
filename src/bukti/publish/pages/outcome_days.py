"""Until when a result may be disputed: each time limit that runs from its announcement, with every day on the way."""

from __future__ import annotations

from datetime import datetime

from bukti.outcome.deadlines import Day, Deadline, DeadlineRule, deadline
from bukti.publish.outcomes import Meaning
from bukti.publish.pages.here import Context, Here
from bukti.publish.pages.markup import NOTHING, Html, code, html, strong
from bukti.publish.pages.outcome_words import told_law
from bukti.vocabulary.problems import Refusal

DECLARE = "announced = 2024-12-05T19:30:00+07:00"


def days(here: Here, found: Meaning) -> Context:
    """The limits with their days; what is missing and how to declare it where they cannot be told."""
    if found.contest.office is None:
        return {"says": here.say("outcome.days.no-office"), "declare": "", "limits": []}
    if not found.limits:
        return {"says": here.say("outcome.days.none"), "declare": "", "limits": []}
    announced = found.contest.announced
    if announced is None:
        said = here.say("outcome.days.not-announced", id=code(here.ballot.id))
        return {"says": said, "declare": DECLARE, "limits": [_limit(here, r, None) for r in found.limits]}
    told = here.labels.moment(announced.isoformat())
    return {
        "says": here.say("outcome.days.announced", at=strong(told)),
        "declare": "",
        "limits": [_limit(here, r, announced) for r in found.limits],
    }


def _limit(here: Here, limit: DeadlineRule, since: datetime | None) -> Context:
    told: Context = {
        "id": limit.id,
        "title": limit.title.tell(here.language),
        "length": length(here, limit),
        **told_law(here, limit.law),
        "ends": NOTHING,
        "days": [],
        "years": [],
    }
    if since is None:
        return told
    try:
        found = deadline(limit, since)
    except Refusal as refusal:
        problem = refusal.problems[0]
        said = here.labels.say(f"problem.{problem.code}", found=problem.found, expected=problem.expected)
        return {**told, "ends": here.say("outcome.days.unknown", why=html(said))}
    return {
        **told,
        "ends": _ends(here, found),
        "days": [_day(here, d) for d in found.days],
        "years": _years(here, found),
    }


def length(here: Here, limit: DeadlineRule) -> Html:
    """How long the limit is, and whether the day of the event counts."""
    say = here.labels.say
    said = say(f"deadline.length.{limit.unit}", n=here.labels.number(limit.amount))
    return html(said if limit.unit == "hour" else f"{said}, {say(f'deadline.start.{limit.start}')}")


def _ends(here: Here, found: Deadline) -> Html:
    if found.at is not None:
        return here.say("outcome.days.at", at=strong(here.labels.moment(found.at.isoformat())))
    return here.say("outcome.days.last", day=strong(_named(here, found.days[-1])))


def _named(here: Here, day: Day) -> str:
    return f"{here.labels.say(f'deadline.weekday.{day.day.isoweekday()}')}, {here.labels.day(day.day)}"


def _day(here: Here, day: Day) -> Context:
    say = here.labels.say
    if day.number:
        said = say("deadline.day.counted", n=here.labels.number(day.number))
    elif day.free is not None:
        said = say(f"deadline.day.{day.why}", name=day.free.title.tell(here.language))
    else:
        said = say(f"deadline.day.{day.why}")
    return {"day": _named(here, day), "said": html(said), "counted": bool(day.number)}


def _years(here: Here, found: Deadline) -> list[Context]:
    """Whose list of free days was used, by year."""
    return [{"year": str(y.year), **told_law(here, y.law)} for y in found.years]
