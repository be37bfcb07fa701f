"""The fewest voters whose stations could together move a margin: a knapsack, solved exactly."""

from __future__ import annotations

import math
from bisect import bisect_right
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from fractions import Fraction
from itertools import accumulate
from typing import Final

MOST_STATES: Final = 30_000
Item = tuple[int, int, str]
"""What a part can move the margin by, what it costs (its cap), its unit."""


@dataclass(frozen=True)
class Fewest:
    """A set of parts that moves enough, with its cost; `least` is the lower bound, equal to the cost where exact."""

    cost: int
    units: tuple[str, ...]
    least: int

    @property
    def exact(self) -> bool:
        """Whether no cheaper set exists; else the cheapest costs between `least` and `cost`."""
        return self.cost == self.least


@dataclass(frozen=True, slots=True)
class _State:
    gain: int
    cost: int
    item: Item | None
    before: _State | None

    def units(self) -> list[str]:
        found, at = [], self
        while at.item is not None and at.before is not None:
            found.append(at.item[2])
            at = at.before
        return found


def fewest_voters(items: Iterable[Item], need: int) -> Fewest | None:
    """The cheapest set whose gains add up to `need` or more; None where all together do not.

    The linear relaxation bounds the cost from below and a greedy set from above. What a cheaper set must have or lack
    is fixed by the difference of the two (Dantzig 1957; Balas & Zemel 1980); what is left goes through an exact dynamic
    programme over the sets that no other one beats in both gain and cost. Where that has more than `MOST_STATES` sets
    at once, the bounds are returned as they are.
    """
    useful = sorted((i for i in items if i[0] > 0), key=lambda i: (Fraction(i[1], i[0]), -i[0], i[2]))
    if need <= 0:
        return Fewest(0, (), 0)
    if sum(i[0] for i in useful) < need:
        return None
    at, gain, cost = 0, 0, 0
    while gain + useful[at][0] < need:
        gain, cost, at = gain + useful[at][0], cost + useful[at][1], at + 1
    critical = useful[at]
    upper = _greedy(useful, need, at, gain)
    floor = cost * critical[0] + (need - gain) * critical[1]  # the relaxation, times the critical gain
    slack = (upper.cost - 1) * critical[0] - floor
    fixed, free = [], []
    for n, item in enumerate(useful):
        reduced = item[1] * critical[0] - item[0] * critical[1]
        if abs(reduced) <= slack:
            free.append(item)
        elif n < at:
            fixed.append(item)
    least = -(-floor // critical[0])
    if upper.cost == least:
        return replace(upper, least=least)
    return _exact(fixed, free, need, upper, least)


def _greedy(useful: Sequence[Item], need: int, at: int, gain: int) -> Fewest:
    """The items before the critical one, and the cheapest that fills the rest alone; then without what is spare."""
    last = min((i for i in useful[at:] if gain + i[0] >= need), key=lambda i: (i[1], i[2]))
    chosen, spare = [*useful[:at], last], gain + last[0] - need
    for item in sorted(chosen, key=lambda i: (-i[1], i[2])):
        if item[0] <= spare:
            chosen.remove(item)
            spare -= item[0]
    return Fewest(sum(i[1] for i in chosen), tuple(sorted(i[2] for i in chosen)), 0)


def _exact(fixed: Sequence[Item], free: Sequence[Item], need: int, upper: Fewest, least: int) -> Fewest:
    start = _State(sum(i[0] for i in fixed), sum(i[1] for i in fixed), None, None)
    gains = [0, *accumulate(i[0] for i in free)]
    costs = [0, *accumulate(i[1] for i in free)]
    best: _State | None = None
    ceiling = upper.cost
    states = [start]
    if start.gain >= need and start.cost < ceiling:
        best, ceiling = start, start.cost
    for n, item in enumerate(free):
        grown: list[_State] = []
        for state in states:
            more = _State(state.gain + item[0], state.cost + item[1], item, state)
            if more.gain >= need and more.cost < ceiling:
                best, ceiling = more, more.cost
            grown.append(more)
        states = _undominated(states, grown, need)
        states = [s for s in states if _floor(s, n + 1, free, gains, costs, need) < ceiling]
        if len(states) > MOST_STATES:
            return Fewest(ceiling, _chosen(fixed, best) if best else upper.units, least)
    return Fewest(ceiling, _chosen(fixed, best) if best else upper.units, ceiling)


def _chosen(fixed: Sequence[Item], best: _State) -> tuple[str, ...]:
    return tuple(sorted([*(i[2] for i in fixed), *best.units()]))


def _undominated(left: Sequence[_State], right: Sequence[_State], need: int) -> list[_State]:
    """Of states that still lack something, those that no other one equals or beats in both gain and cost."""
    found: list[_State] = []
    most = -1
    for state in sorted((*left, *right), key=lambda s: (s.cost, -s.gain)):
        if most < state.gain < need:
            found.append(state)
            most = state.gain
    return found


def _floor(state: _State, n: int, free: Sequence[Item], gains: Sequence[int], costs: Sequence[int], need: int) -> float:
    """The least that a state can come to cost by the items from the n-th on; infinite where they do not suffice."""
    lack = need - state.gain + gains[n]
    at = bisect_right(gains, lack - 1, n) - 1
    if at >= len(free):
        return math.inf
    rest = (lack - gains[at]) * free[at][1]
    return state.cost + costs[at] - costs[n] - (-rest // free[at][0])
