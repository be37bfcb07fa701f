"""The chance that a wrong winner would have shown at least so much agreement, after every draw: P, a running minimum.

One form for all rules: wealth grows by 1 + bet (x - mean), and P is 1 over the most it ever was. Numbers are Fractions
for what is published and may be floats for planning and simulation.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Iterator, Mapping, Sequence
from fractions import Fraction
from itertools import repeat
from typing import Final, Literal, TypeVar

Number = TypeVar("Number", Fraction, float)
Method = Literal["kaplan-markov", "cautious"]
WHOLE: Final = Fraction(1)
SHARES: Final[Mapping[Method, Fraction]] = {"kaplan-markov": WHOLE, "cautious": Fraction(3, 5)}
"""The bet of each method as a share of 1/mean, the highest that is allowed.

The whole is Kaplan-Markov (Stark 2009, equation 9): quickest where papers agree, lost where one does not at all.
Three fifths are for a recap in which some differences are expected (Waudby-Smith and Ramdas 2024, equation 24).
"""


def grown(held: Number, x: Number, mean: Number, bet: Number) -> Number:
    """The wealth after a draw of value x: times 1 + bet (x - mean).

    `mean` is the most that x is on average where the winner is wrong; where nothing is put back, it depends on the
    draws before. The bet, between 0 and 1/mean, is fixed before the draw. Waudby-Smith and Ramdas 2024, equation 15;
    Stark 2023 (ALPHA), section 2.
    """
    return held * (1 + bet * (x - mean))


def values(xs: Iterable[Number], means: Iterable[Number], bets: Iterable[Number], one: Number) -> Iterator[Number]:
    """P after each draw, `one` at most: 1 over the most that the wealth ever was (Ville's inequality)."""
    held = most = one
    for x, mean, bet in zip(xs, means, bets, strict=False):
        held = grown(held, x, mean, bet)
        most = max(most, held)
        yield one / most


def of_taints(taints: Sequence[Number], total: Number, share: Number, one: Number) -> Iterator[Number]:
    """P after each draw, put back, of stations of these taints, where the bounds sum to `total` (U).

    x = 1 - taint; its mean is 1 - 1/U at most where the winner is wrong. `share` is that of `SHARES`.
    """
    mean = one - one / total
    return values((one - t for t in taints), repeat(mean), repeat(share / mean), one)


def draws_needed(total: Fraction, limit: Fraction, share: Fraction = WHOLE, held: Fraction = WHOLE) -> int:
    """How many more draws without any difference bring P to the limit; a planning figure, reckoned in floats.

    `held` is the wealth so far. Each draw multiplies it by 1 + share / (U - 1): with the whole share, from the
    beginning, ln(limit) / ln(1 - 1/U) draws in all (Stark 2009, section 5).
    """
    grows = math.log1p(share / (total - 1))
    missing = -_log(limit) - _log(held)
    return max(0, math.ceil(missing / grows - 1e-9))


def _log(value: Fraction) -> float:
    """The natural logarithm, also of what no float can hold."""
    return math.log(value.numerator) - math.log(value.denominator)


def ballots_needed(steps: Sequence[tuple[float, float]], limit: float, overshoot: bool = False) -> int:
    """How many single ballots out of opened boxes the same question would take, expected, if the figures are right.

    `steps` are the factors by which one ballot multiplies the wealth, each with its chance. Wald's approximation, to
    the nearest; `overshoot` adds half the largest step (Lindeman, Stark and Yates 2012, BRAVO, section 4).
    """
    growth = sum(chance * math.log(factor) for factor, chance in steps)
    more = max(math.log(factor) for factor, _ in steps) / 2 if overshoot else 0
    return round((math.log(1 / limit) + more) / growth)


__all__ = ["SHARES", "Method", "ballots_needed", "draws_needed", "grown", "of_taints", "values"]
