"""A deadline in lines: what it is, each day with its number or why it was passed over, the end, the law."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, datetime

from bukti.cli.columns import aligned
from bukti.cli.deadline import length
from bukti.locale import Catalogue, Language
from bukti.locale.format import MONTHS
from bukti.locale.format import moment as written
from bukti.outcome.deadlines import Day, Deadline
from bukti.vocabulary.problems import refuse
from bukti.vocabulary.rules import Law

EXAMPLE = "2024-12-05, 2024-12-05T19:30+07:00"


def moment(text: str) -> date | datetime:
    """The day or the moment with its zone that a text states. Raises Refusal (OC-NO-DAY) for any other text."""
    try:
        return date.fromisoformat(text) if len(text) == len("2024-12-05") else _zoned(text)
    except ValueError:
        raise refuse("OC-NO-DAY", found=text, expected=EXAMPLE) from None


def _zoned(text: str) -> datetime:
    found = datetime.fromisoformat(text)
    if found.utcoffset() is None:
        raise ValueError(text)
    return found


def told(found: Deadline, language: Language) -> Iterator[str]:
    """Everything about a deadline, a line each."""
    say = Catalogue(language)
    yield found.rule.title.tell(language)
    yield length(found.rule)
    rows = [(_named(d.day, language), _why(d, language)) for d in found.days]
    if rows:
        yield ""
        yield from aligned([say("cli.deadline.head.day"), say("cli.deadline.head.counted")], rows, ())
        yield ""
    if found.at is not None:
        yield say("cli.deadline.at", at=written(found.at.isoformat(), language))
    else:
        yield say("cli.deadline.last", day=_named(found.last, language))
    yield _law(found.rule.law, language)
    for year in found.years:
        yield f"{say('cli.deadline.free', year=year.year)} {_law(year.law, language)}"


def _law(law: Law, language: Language) -> str:
    say = Catalogue(language)
    return f"{law.act}, {law.where} ({say('deadline.seen' if law.seen else 'deadline.unseen')})"


def _named(day: date, language: Language) -> str:
    weekday = Catalogue(language)(f"deadline.weekday.{day.isoweekday()}")
    return f"{weekday}, {day.day} {MONTHS[language][day.month - 1]} {day.year}"


def _why(day: Day, language: Language) -> str:
    """As which day it was counted, or why it was passed over."""
    say = Catalogue(language)
    if day.number:
        return say("deadline.day.counted", n=day.number)
    if day.free is not None:
        return say(f"deadline.day.{day.why}", name=day.free.title.tell(language))
    return say(f"deadline.day.{day.why}")
