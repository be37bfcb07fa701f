"""What is left of p-values where many were looked at, and the sign test."""

from __future__ import annotations

from collections.abc import Sequence
from math import floor

FALSE_DISCOVERY = 0.05


def benjamini_hochberg(ps: Sequence[float], tested: int, q: float = FALSE_DISCOVERY) -> int:
    """How many of the smallest p-values are kept so that of those kept at most a share q is false on average.

    `ps` are in rising order and may leave out large ones; `tested` is how many there were. Source: Benjamini and
    Hochberg 1995, J. R. Stat. Soc. B 57, 289-300, procedure (1).
    """
    kept = 0
    for rank, p in enumerate(ps, 1):
        if p * tested <= q * rank:
            kept = rank
    return kept


def holm(ps: Sequence[float]) -> list[float]:
    """The p-values so adjusted that with each held against a level the chance of any false alarm stays below it.

    Source: Holm 1979, Scand. J. Stat. 6, 65-70.
    """
    order = sorted(range(len(ps)), key=lambda at: ps[at])
    found = [0.0] * len(ps)
    least = 0.0
    for rank, at in enumerate(order):
        least = max(least, min(1.0, (len(ps) - rank) * ps[at]))
        found[at] = least
    return found


def sign_test(k: int, n: int, p: float = 0.5) -> float:
    """The two-sided p of k out of n where each is one with the chance p, between 0 and 1: twice the smaller tail.

    Each probability comes from its neighbour's, the largest standing for 1. 1.0 where n is 0.
    """
    start = min(n, floor((n + 1) * p))
    below = above = at = 0.0
    weight = 1.0
    for j in range(start, n + 1):
        below, at, above = _put(weight, j, k, below, at, above)
        weight *= (n - j) * p / ((j + 1) * (1 - p))
    weight = 1.0
    for j in range(start, 0, -1):
        weight *= j * (1 - p) / ((n - j + 1) * p)
        below, at, above = _put(weight, j - 1, k, below, at, above)
    return min(1.0, 2 * (min(below, above) + at) / (below + at + above))


def _put(weight: float, j: int, k: int, below: float, at: float, above: float) -> tuple[float, float, float]:
    """The weight is added to what lies below k, at k or above it."""
    return below + weight * (j < k), at + weight * (j == k), above + weight * (j > k)
