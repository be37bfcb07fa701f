"""Votes out of a number of ballots where stations differ more than chance: tails, and how much more they differ.

Only the four operations of arithmetic are used, which give the same floats on every machine: no logarithm, no gamma
function. So what follows from them can be stored, and its digest compared.
"""

from __future__ import annotations

from collections.abc import Sequence
from math import floor
from statistics import median
from typing import Final

CHI_SQUARE_MEDIAN: Final = 0.454936423119572
"""The median of chi-square with one degree of freedom."""
STEPS: Final = 40
MOST: Final = 0.999
"""The largest overdispersion that the other functions take."""


def tails(y: int, n: int, a: float, b: float) -> tuple[float, float]:
    """The probabilities of at most y, and of at least y, in a beta-binomial with n draws and parameters a, b.

    Floats, in error by about n rounding steps. Each probability comes from its neighbour's: P(k+1)/P(k) =
    (n-k)(a+k) / ((k+1)(b+n-k-1)), the largest standing for 1, and all are divided by their sum.
    """
    start = _largest(n, a, b)
    below = above = at = 0.0
    weight = 1.0
    for k in range(start, n + 1):
        if k > y:
            above += weight
        elif k < y:
            below += weight
        else:
            at = weight
        if k < n:
            weight *= (n - k) * (a + k) / ((k + 1) * (b + n - k - 1))
    weight = 1.0
    for k in range(start - 1, -1, -1):
        weight *= (k + 1) * (b + n - k - 1) / ((n - k) * (a + k))
        if k < y:
            below += weight
        elif k > y:
            above += weight
        else:
            at = weight
    whole = below + at + above
    return (below + at) / whole, (above + at) / whole


def _largest(n: int, a: float, b: float) -> int:
    """Where the probabilities are largest, or nearly so."""
    if a <= 1 or b <= 1:
        return 0 if a < b else n
    return max(0, min(n, floor((n + 1) * (a - 1) / (a + b - 2))))


def two_sided(y: int, n: int, a: float, b: float) -> float:
    """Twice the smaller tail, at most 1."""
    return min(1.0, 2 * min(tails(y, n, a, b)))


def parameters(p: float, r: float) -> tuple[float, float]:
    """The parameters of a beta distribution with mean p and overdispersion r: p(1/r - 1) and (1-p)(1/r - 1)."""
    spread = 1 / min(r, MOST) - 1
    return p * spread, (1 - p) * spread


def overdispersion(squares: Sequence[tuple[float, int]]) -> float:
    """The rho at which the middle one of the squared deviations is where chi-square(1) has its middle.

    Each deviation is squared and divided by its binomial variance; beside it stands n, and it is divided by
    1 + (n-1) rho. A median is not moved by a few stations that differ much. 0 where they differ no more than binomial.
    """
    low, high = 0.0, 1.0
    if not squares or _middle(squares, low) <= CHI_SQUARE_MEDIAN:
        return 0.0
    for _ in range(STEPS):
        rho = (low + high) / 2
        if _middle(squares, rho) > CHI_SQUARE_MEDIAN:
            low = rho
        else:
            high = rho
    return low


def _middle(squares: Sequence[tuple[float, int]], rho: float) -> float:
    return median([square / (1 + (n - 1) * rho) for square, n in squares])
