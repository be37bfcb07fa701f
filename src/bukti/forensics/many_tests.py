"""What is left of p-values where many were looked at, and the sign test."""

from __future__ import annotations

from collections.abc import Sequence
from math import comb

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


def sign_test(k: int, n: int, numerator: int = 1, denominator: int = 2) -> float:
    """The two-sided p of k out of n where each is one with the chance numerator/denominator: twice the smaller tail.

    The tail is added up in whole numbers; 1.0 where n is 0.
    """
    other = denominator - numerator
    weights: list[int] = [comb(n, j) * numerator**j * other ** (n - j) for j in range(n + 1)]
    least = min(sum(weights[: k + 1]), sum(weights[k:]))
    whole: int = denominator**n
    return min(1.0, 2 * least / whole)
