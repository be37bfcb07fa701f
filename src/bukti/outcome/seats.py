"""Seats of a ballot area shared by divisors: quotients in order, ties named, the smallest change that moves a seat.

Votes of lists and a number of seats come in. Quotients are compared crosswise, so that 30,000/3 and 90,000/9 are equal.
"""

from __future__ import annotations

import functools
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import Literal

TieRule = Literal["votes", "spread"]
Settled = Literal["quotient", "votes", "spread", "lot", "open"]
Votes = Mapping[str, int]


@dataclass(frozen=True)
class Method:
    """Divisors `first`, `first + step`, … and the order of rules that settle a tie for the last seat."""

    first: int = 1
    step: int = 2
    ties: tuple[TieRule, ...] = ()

    def divisor(self, seat: int) -> int:
        """By what a list's votes are divided for its seat of this number, from 1."""
        return self.first + self.step * (seat - 1)


@functools.total_ordering
@dataclass(frozen=True)
class Quotient:
    """The votes of a list over one divisor; larger is compared crosswise, never as a float."""

    selection: str
    votes: int
    divisor: int

    @property
    def exact(self) -> Fraction:
        """The quotient as a fraction, in votes."""
        return Fraction(self.votes, self.divisor)

    def __lt__(self, other: Quotient) -> bool:
        return self.votes * other.divisor < other.votes * self.divisor

    def equals(self, other: Quotient) -> bool:
        """True where neither quotient is larger."""
        return self.votes * other.divisor == other.votes * self.divisor


@dataclass(frozen=True)
class Seat:
    """One seat of an area, numbered in the order of quotients; `holder` is None where a tie for it is open.

    `claimants` are all lists whose quotients are equal where not all of them get a seat, and `settled` is what gave the
    seat to its holder; `quotient` is that of the holder, or of the first claimant.
    """

    number: int
    holder: str | None
    quotient: Quotient
    claimants: tuple[str, ...] = ()
    settled: Settled = "quotient"


@dataclass(frozen=True)
class Allocation:
    """The seats of an area in order, and how many each list holds for certain."""

    seats: tuple[Seat, ...]
    held: Mapping[str, int]

    @property
    def open(self) -> tuple[Seat, ...]:
        """The seats that a tie leaves without a holder."""
        return tuple(s for s in self.seats if s.holder is None)


def allocate(
    votes: Votes,
    seats: int,
    method: Method,
    spread: Mapping[str, int] | None = None,
    drawn: Sequence[str] = (),
) -> Allocation:
    """Each seat with the list whose quotient takes it; a tie that no rule settles keeps its seats open.

    Ties matter only where there are fewer seats than equal quotients. They are settled by the method's rules in their
    order: `votes` (more votes in the area), `spread` (more parts of the area, as counted by the office, where `spread`
    gives them), and last by the lot, where `drawn` names all that are
    left to be told apart, in the order drawn. A list without votes
    gets no seat, so that an area without votes has none. Raises ValueError for votes or seats below 0.

    Source: UU 7/2017, articles 415 (2) and 420: original votes over 1, 3, 5, …
    """
    if seats < 0 or any(v < 0 for v in votes.values()):
        raise ValueError((votes, seats))
    found: list[Seat] = []
    for group in _groups(votes, seats, method):
        left = seats - len(found)
        if len(group) <= left:
            order = sorted(group, key=lambda q: (-q.votes, list(votes).index(q.selection)))
            found += [Seat(len(found) + n, q.selection, q) for n, q in enumerate(order, 1)]
        else:
            found += _settle(group, left, len(found), method, spread or {}, drawn)
            break
    held = Counter(s.holder for s in found if s.holder is not None)
    return Allocation(tuple(found), {name: held[name] for name in votes})


def _groups(votes: Votes, seats: int, method: Method) -> list[list[Quotient]]:
    """All quotients that could take a seat, those that are equal together, the largest first."""
    each = [Quotient(s, v, method.divisor(k)) for s, v in votes.items() if v for k in range(1, seats + 1)]
    found: list[list[Quotient]] = []
    for quotient in sorted(each, reverse=True):
        if found and found[-1][0].equals(quotient):
            found[-1].append(quotient)
        else:
            found.append([quotient])
    return found if seats else []


def _settle(
    group: list[Quotient], left: int, before: int, method: Method, spread: Mapping[str, int], drawn: Sequence[str]
) -> list[Seat]:
    """The last seats, for which more lists have the same quotient than there are seats."""
    claimants = tuple(sorted(q.selection for q in group))
    own = {q.selection: q for q in group}
    rules: list[tuple[Settled, Mapping[str, int]]] = []
    for rule in method.ties:
        by = {q.selection: q.votes for q in group} if rule == "votes" else spread
        rules += [(rule, by)] if own.keys() <= by.keys() else []
    rules.append(("lot", {name: -drawn.index(name) for name in own if name in drawn}))
    found: list[Seat] = []
    for name, why, among in _ranked(tuple(claimants), left, rules, "open"):
        number = before + len(found) + 1
        found.append(Seat(number, name, own[name or among[0]], among if name is None else claimants, why))
    return found


Ranked = list[tuple[str | None, Settled, tuple[str, ...]]]


def _ranked(
    names: tuple[str, ...], left: int, rules: Sequence[tuple[Settled, Mapping[str, int]]], why: Settled
) -> Ranked:
    """Who of the names gets one of the seats left, by which rule; without a name where no rule tells them apart."""
    if left <= 0:
        return []
    if len(names) <= left:
        return [(name, why, names) for name in names]
    fitting = next((r for r in rules if set(names) <= r[1].keys()), None)
    if fitting is None:
        return [(None, "open", names)] * left
    rule, by = fitting
    others = [r for r in rules if r is not fitting]
    found: Ranked = []
    for value in sorted({by[n] for n in names}, reverse=True):
        same = tuple(n for n in names if by[n] == value)
        found += _ranked(same, left - len(found), others, rule)
    return found


def ladder(votes: Votes, seats: int, method: Method, below: int = 3) -> list[Quotient]:
    """The quotients in their order, down to `below` places under the last seat."""
    each = [q for group in _groups(votes, seats + below, method) for q in group]
    return each[: seats + below]


@dataclass(frozen=True)
class Margin:
    """The fewest votes with which one list would take a seat from another, strictly.

    `add`: votes more for the challenger. `lose`: votes fewer for the holder. `move`: votes from holder to challenger.
    Divisors are those of the holder's last seat and the challenger's next. None where no such number is enough.
    """

    holder: str
    holder_divisor: int
    challenger: str
    challenger_divisor: int
    add: int
    lose: int | None
    move: int


def margins(votes: Votes, allocation: Allocation, method: Method) -> tuple[Margin, ...]:
    """For each holder of a seat and each other list, what would move the holder's last seat to that list.

    The smallest change of an area is the smallest over all pairs, which need not be the last holder and the first
    loser. Nothing where a tie is open: there any vote decides.
    """
    if allocation.open:
        return ()
    held = allocation.held
    pairs = [(h, c) for h in votes if held[h] for c in votes if c != h]
    return tuple(_margin(votes, h, c, method.divisor(held[h]), method.divisor(held[c] + 1)) for h, c in pairs)


def _margin(votes: Votes, holder: str, challenger: str, d: int, e: int) -> Margin:
    h, c = votes[holder], votes[challenger]
    lose = (h * e - c * d) // e + 1
    return Margin(
        holder=holder,
        holder_divisor=d,
        challenger=challenger,
        challenger_divisor=e,
        add=h * e // d - c + 1,
        lose=lose if c and lose <= h else None,
        move=(h * e - c * d) // (d + e) + 1,
    )


def smallest(found: Sequence[Margin]) -> Margin | None:
    """The margin with the fewest votes moved from list to list; None where no seat can move."""
    return min(found, key=lambda m: (m.move, m.holder, m.challenger), default=None)
