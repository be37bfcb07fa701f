"""What the law says of results, as declared in `law.yaml`: each entry with its day and its place in the law."""

from __future__ import annotations

import functools
from collections.abc import Sequence
from datetime import date
from importlib import resources
from typing import TypeVar

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


class OutcomeLaw(Declared):
    """All of `law.yaml`."""

    thresholds: tuple[ThresholdLaw, ...]


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
