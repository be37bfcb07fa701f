"""How many members a council has, and how many of them each ballot area elects, by how many people live there."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from bukti.outcome.law import for_office, outcome_law
from bukti.vocabulary.offices import Office
from bukti.vocabulary.rules import Law


@dataclass(frozen=True)
class Size:
    """The seats of a council, and the upper end of its class of population; None for the class without one."""

    seats: int
    up_to: int | None
    source: Law


def council_size(office: Office, population: int, on: date) -> Size:
    """The seats of a council by the people of its place; a boundary belongs to the class below it.

    Raises Refusal: OC-NOT-FOR-OFFICE, OC-NOT-IN-FORCE. Raises ValueError for a place without people.

    Source: UU 7/2017, articles 188 (2) and 191 (2).
    """
    if population < 1:
        raise ValueError(population)
    found = for_office(outcome_law().sizes, office, on)
    its = next(c for c in found.classes if c.up_to is None or population <= c.up_to)
    return Size(its.seats, its.up_to, found.law)


@dataclass(frozen=True)
class AreaSeats:
    """The seats of one ballot area: those of the first round, then whether the second gave it one more.

    `rest` are the people left over in the first round; `fits` is false where the law's fewest or most is missed.
    """

    area: str
    first_round: int
    rest: int
    seats: int
    fits: bool


@dataclass(frozen=True)
class AreaShares:
    """The seats of all areas, with the people for one seat; `tied` are areas that tie for the last of the leftovers."""

    people_for_a_seat: int
    areas: tuple[AreaSeats, ...]
    tied: tuple[str, ...] = ()


def area_seats(populations: Mapping[str, int], seats: int, fewest: int, most: int) -> AreaShares:
    """The seats of each area: its people over the people for one seat, in whole numbers, leftovers to the largest rest.

    The people for one seat (BPPd) are all people over all seats, the fraction dropped. Where areas tie for the last
    leftover seats, those stay ungiven and the areas are named. Raises ValueError without people or seats, and where the
    first round gives more seats than there are.

    Source: PKPU 6/2022, article 12.
    """
    each = sum(populations.values()) // seats if seats > 0 else 0
    if each < 1 or min(populations.values()) < 0:
        raise ValueError((populations, seats))
    first = {area: people // each for area, people in populations.items()}
    rests = {area: people % each for area, people in populations.items()}
    left = seats - sum(first.values())
    if left < 0:
        raise ValueError((populations, seats))
    order = sorted(populations, key=lambda a: -rests[a])
    if left > len(order):
        raise ValueError((populations, seats))
    more = order[:left]
    tied: tuple[str, ...] = ()
    if left and left < len(order) and rests[order[left - 1]] == rests[order[left]]:
        last = rests[order[left]]
        tied = tuple(a for a in order if rests[a] == last)
        more = [a for a in more if a not in tied]
    given = {a: first[a] + (a in more) for a in populations}
    areas = tuple(AreaSeats(a, first[a], rests[a], n, fewest <= n <= most) for a, n in given.items())
    return AreaShares(each, areas, tied)
