"""What the law says of results, as declared in `law.yaml`: each entry with its day and its place in the law."""

from __future__ import annotations

import functools
from collections.abc import Sequence
from datetime import date
from importlib import resources
from typing import Literal, TypeVar

from bukti.outcome.seats import Method, TieRule
from bukti.vocabulary.declared import Declared, read, shaped
from bukti.vocabulary.offices import Office
from bukti.vocabulary.problems import refuse
from bukti.vocabulary.rules import Law


class Entry(Declared):
    """Something that the law says from `law.in_force` on, up to the day `until` where it has ended."""

    law: Law
    until: date | None = None

    def holds(self, on: date) -> bool:
        """True on the days on which the entry is in force."""
        return self.law.in_force <= on and (self.until is None or on <= self.until)


class ForOffices(Entry):
    """Something that the law says of some offices."""

    offices: tuple[Office, ...]


class ThresholdClass(Declared):
    """Places of up to so many people, or of any number, and their thousandths of the valid votes."""

    permille: int
    up_to: int | None = None


class ThresholdLaw(ForOffices):
    """The classes of one kind of office, the smallest places first; the last has no upper end."""

    classes: tuple[ThresholdClass, ...]


class Spread(Declared):
    """Thousandths of the votes that are needed in more than half of the provinces, unless so many stand, or fewer."""

    permille: int
    unless: int


class WinnerLaw(ForOffices):
    """Who is elected: by the most votes, or by more than half, else in a second round."""

    rule: Literal["plurality", "majority"]
    second_round: bool = False
    spread: Spread | None = None


class SeatLaw(ForOffices):
    """Divisors, the order of what settles ties, and the thousandths of all votes without which there is no seat."""

    first: int
    step: int
    ties: tuple[TieRule, ...]
    permille: int | None = None

    @property
    def method(self) -> Method:
        """The method as the functions of seats take it."""
        return Method(self.first, self.step, self.ties)


class SizeClass(Declared):
    """Places of up to so many people, or of any number, and the seats of their council."""

    seats: int
    up_to: int | None = None


class SizeLaw(ForOffices):
    """Seats of one kind of council by population, and the fewest and most of one ballot area."""

    fewest: int
    most: int
    classes: tuple[SizeClass, ...]


class OutcomeLaw(Declared):
    """All of `law.yaml`."""

    thresholds: tuple[ThresholdLaw, ...]
    winners: tuple[WinnerLaw, ...]
    single_pairs: tuple[ForOffices, ...]
    seats: tuple[SeatLaw, ...]
    sizes: tuple[SizeLaw, ...]


@functools.cache
def outcome_law() -> OutcomeLaw:
    """What the law says of results. Raises Refusal with every slip of the file."""
    return shaped(OutcomeLaw, read(resources.files("bukti.outcome") / "law.yaml", "law.yaml"))


E = TypeVar("E", bound=ForOffices)


def for_office(entries: Sequence[E], office: Office, on: date) -> E:
    """The entry for an office in force on a day, the youngest where several are.

    Raises Refusal: OC-NOT-FOR-OFFICE where the law says nothing of the office, OC-NOT-IN-FORCE where not on that day.
    """
    own = [e for e in entries if office in e.offices]
    if not own:
        known = sorted({o for e in entries for o in e.offices})
        raise refuse("OC-NOT-FOR-OFFICE", found=office, expected=", ".join(known))
    held = [e for e in own if e.holds(on)]
    if not held:
        raise refuse("OC-NOT-IN-FORCE", found=f"{office}, {on}", expected=min(e.law.in_force for e in own).isoformat())
    return max(held, key=lambda e: e.law.in_force)
