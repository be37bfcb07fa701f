"""From which gap on a result cannot be disputed at the Constitutional Court, in whole votes and exactly."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from fractions import Fraction

from bukti.outcome.law import for_office, outcome_law
from bukti.vocabulary.offices import Office
from bukti.vocabulary.rules import Law


@dataclass(frozen=True)
class Threshold:
    """The largest gap that may be disputed, and whether this gap may.

    `up_to` is the upper end of the class of places, None for the class without one. `limit` is the exact number of
    votes, `nearest` the whole number that the Court prints for it (halves up). `standing` compares with the exact
    limit. `close` warns that the gap lies within one vote of it, where the way of rounding may decide.
    """

    office: Office
    population: int
    valid: int
    gap: int
    permille: int
    up_to: int | None
    limit: Fraction
    nearest: int
    standing: bool
    close: bool
    source: Law


def threshold(office: Office, population: int, valid: int, gap: int, on: date) -> Threshold:
    """The threshold of article 158 for a gap between winner and petitioner, in votes, on the day of the election.

    The share is of all valid votes of the final count, not of the winner's. A boundary of population belongs to the
    class below it, and a gap that is exactly the limit may be disputed. Whether the Court asks for standing first or
    decides it with the merits is its own choice.

    Raises Refusal: OC-NOT-FOR-OFFICE for an office whose result has no threshold, OC-NOT-IN-FORCE for a day before the
    law. Raises ValueError for counts below 0, a place without people or a gap over the valid votes.

    Source: UU 10/2016, article 158.
    """
    if population < 1 or not 0 <= gap <= valid:
        raise ValueError((population, valid, gap))
    found = for_office(outcome_law().thresholds, office, on)
    its = next(c for c in found.classes if c.up_to is None or population <= c.up_to)
    limit = Fraction(valid * its.permille, 1000)
    return Threshold(
        office=office,
        population=population,
        valid=valid,
        gap=gap,
        permille=its.permille,
        up_to=its.up_to,
        limit=limit,
        nearest=(2 * valid * its.permille + 1000) // 2000,
        standing=gap * 1000 <= valid * its.permille,
        close=abs(gap - limit) <= 1,
        source=found.law,
    )
