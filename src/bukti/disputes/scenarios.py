"""What a re-vote would bring if the leader's share there were this or that: assumptions in a table, no forecast."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import Final

OVERDISPERSION: Final = Fraction(1, 100)
MOST_VOTES: Final = 5_000
SHARES: Final = tuple(Fraction(n, 100) for n in (30, 40, 45, 50, 55, 60, 70))


@dataclass(frozen=True)
class Scenario:
    """Under one assumed share of the leader: the chances (floats) that it still leads, is level, or is behind."""

    share: Fraction
    leads: float
    level: float
    behind: float


def beta_binomial(votes: int, share: Fraction, overdispersion: Fraction) -> list[float]:
    """The chance of 0, 1, … `votes` votes where the mean share is `share`, as floats that sum to 1 within 1e-12.

    `overdispersion` is the correlation of two votes of one station, from 0 (a plain binomial) to less than 1.
    """
    if share in (0, 1):
        certain = [0.0] * (votes + 1)
        certain[votes if share else 0] = 1.0
        return certain
    if overdispersion == 0:
        log = [(math.log(share), math.log(1 - share))] * (votes + 1)
        chances = [_choose(votes, x) + x * a + (votes - x) * b for x, (a, b) in enumerate(log)]
    else:
        rest = 1.0 * (1 / overdispersion - 1)
        a, b = share * rest, (1 - share) * rest
        chances = [_choose(votes, x) + _beta(x + a, votes - x + b) - _beta(a, b) for x in range(votes + 1)]
    found = [math.exp(c) for c in chances]
    whole = math.fsum(found)
    return [c / whole for c in found]


def _choose(n: int, k: int) -> float:
    return math.lgamma(n + 1) - math.lgamma(k + 1) - math.lgamma(n - k + 1)


def _beta(a: float, b: float) -> float:
    return math.lgamma(a) + math.lgamma(b) - math.lgamma(a + b)


def convolved(left: Sequence[float], right: Sequence[float]) -> list[float]:
    """The chances of the sum of two counts that do not depend on each other."""
    found = [0.0] * (len(left) + len(right) - 1)
    for n, chance in enumerate(left):
        for m, other in enumerate(right, n):
            found[m] += chance * other
    return found


def scenario(
    outside: int, votes: Sequence[int], share: Fraction, overdispersion: Fraction = OVERDISPERSION
) -> Scenario:
    """The chances of one assumption: stations vote again with so many votes for the two, the leader's mean share given.

    `outside` is the leader's margin over the stations that do not vote again. Exact up to float rounding: the counts of
    the stations are beta-binomial, and their sum is their convolution; nothing is drawn by lot.
    """
    counts = [1.0]
    for each in votes:
        counts = convolved(counts, beta_binomial(each, share, overdispersion))
    every = sum(votes)
    margins = [outside + 2 * x - every for x in range(every + 1)]
    leads = math.fsum(c for m, c in zip(margins, counts, strict=True) if m > 0)
    level = math.fsum(c for m, c in zip(margins, counts, strict=True) if m == 0)
    behind = math.fsum(c for m, c in zip(margins, counts, strict=True) if m < 0)
    return Scenario(share, leads, level, behind)


def scenarios(
    outside: int,
    votes: Sequence[int],
    shares: Sequence[Fraction] = SHARES,
    overdispersion: Fraction = OVERDISPERSION,
) -> list[Scenario]:
    """The table over assumed shares; empty where more votes than `MOST_VOTES` would be cast again.

    So many votes are no handful of stations any more, and a share assumed for all of them says little.
    """
    if sum(votes) > MOST_VOTES:
        return []
    return [scenario(outside, votes, share, overdispersion) for share in shares]
