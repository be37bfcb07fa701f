"""When a time limit of the law ends, with every day between told: counted, and as which, or passed over, and why."""

from __future__ import annotations

import functools
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from importlib import resources
from typing import Literal

from bukti.outcome.law import Entry
from bukti.vocabulary.declared import Declared, Words, read, shaped
from bukti.vocabulary.offices import Office
from bukti.vocabulary.problems import refuse
from bukti.vocabulary.roles import nearest
from bukti.vocabulary.rules import Law

Unit = Literal["working-day", "day", "hour"]
Start = Literal["inclusive", "exclusive"]
Kind = Literal["holiday", "joint-leave"]
Why = Literal["counted", "before", "weekend", "holiday", "joint-leave"]
SATURDAY = 5


class DeadlineRule(Entry):
    """A time limit: so many hours, days or working days after an event, whose own day is day 1 or is not counted."""

    id: str
    after: str
    amount: int
    unit: Unit
    start: Start
    indonesian: str
    english: str
    offices: tuple[Office, ...] = ()

    @property
    def title(self) -> Words:
        """What the limit is for, in both languages."""
        return Words(indonesian=self.indonesian, english=self.english)


class FreeDay(Declared):
    """A national holiday or a day of joint leave, by name."""

    day: date
    kind: Kind
    indonesian: str
    english: str

    @property
    def title(self) -> Words:
        """The day's name in both languages."""
        return Words(indonesian=self.indonesian, english=self.english)


class Year(Declared):
    """The free days of one year with their decree."""

    year: int
    law: Law
    days: tuple[FreeDay, ...]


class _Rules(Declared):
    deadlines: tuple[DeadlineRule, ...]


class _Years(Declared):
    years: tuple[Year, ...]


@dataclass(frozen=True)
class Day:
    """A day on the way to a deadline: as which it was counted, else 0 and why it was passed over."""

    day: date
    number: int
    why: Why
    free: FreeDay | None = None


@dataclass(frozen=True)
class Deadline:
    """The last day of a time limit, and the days that lead to it; `at` is the moment where hours are counted.

    `years` are the lists of free days that were used. A limit in days ends with its last day, at 24:00.
    """

    rule: DeadlineRule
    since: date | datetime
    last: date
    at: datetime | None
    days: tuple[Day, ...]
    years: tuple[Year, ...] = ()


@functools.cache
def rules() -> Mapping[str, DeadlineRule]:
    """All time limits by id."""
    source = read(resources.files("bukti.outcome") / "deadlines.yaml", "deadlines.yaml")
    return {r.id: r for r in shaped(_Rules, source).deadlines}


def rule(name: str) -> DeadlineRule:
    """The time limit of this id. Raises Refusal (OC-UNKNOWN-DEADLINE) with the nearest."""
    if name not in rules():
        raise refuse("OC-UNKNOWN-DEADLINE", found=name, expected=nearest(name, rules()))
    return rules()[name]


def rules_for(office: Office, after: str, on: date) -> tuple[DeadlineRule, ...]:
    """The time limits about results of an office that run from an event, as in force on a day."""
    return tuple(r for r in rules().values() if office in r.offices and r.after == after and r.holds(on))


@functools.cache
def years() -> Mapping[int, Year]:
    """The years whose free days are known."""
    source = read(resources.files("bukti.outcome") / "holidays.yaml", "holidays.yaml")
    return {y.year: y for y in shaped(_Years, source).years}


def deadline(limit: DeadlineRule, since: date | datetime) -> Deadline:
    """The end of a time limit that runs from a day, or for hours from a moment.

    Working days are Monday to Friday without national holidays and joint leave. A moment is taken as it is given, in
    its own zone. Raises Refusal: OC-NO-HOLIDAYS for a working day of a year whose free days are not known,
    OC-NEEDS-MOMENT for hours from a day without its time.
    """
    if limit.unit == "hour":
        if not isinstance(since, datetime):
            raise refuse("OC-NEEDS-MOMENT", found=since.isoformat(), expected=f"{since.isoformat()}T15:30")
        at = since + timedelta(hours=limit.amount)
        return Deadline(limit, since, at.date(), at, ())
    day = since.date() if isinstance(since, datetime) else since
    days: list[Day] = []
    if limit.start == "exclusive":
        days.append(Day(day, 0, "before"))
        day += timedelta(days=1)
    number = 0
    while number < limit.amount:
        free = _free(day) if limit.unit == "working-day" else None
        why: Why = free.kind if free else "counted"
        if limit.unit == "working-day" and not free and day.weekday() >= SATURDAY:
            why = "weekend"
        number += why == "counted"
        days.append(Day(day, number if why == "counted" else 0, why, free))
        day += timedelta(days=1)
    used = sorted({d.day.year for d in days}) if limit.unit == "working-day" else []
    return Deadline(limit, since, days[-1].day, None, tuple(days), tuple(years()[y] for y in used if y in years()))


def _free(day: date) -> FreeDay | None:
    if day.year not in years():
        known = ", ".join(map(str, sorted(years())))
        raise refuse("OC-NO-HOLIDAYS", found=str(day.year), expected=known)
    return next((d for d in years()[day.year].days if d.day == day), None)
