"""A second way to the same seats: one seat after another in fractions, every tie followed both ways; slow and plain."""

from __future__ import annotations

import itertools
from collections.abc import Iterator, Mapping
from fractions import Fraction

from bukti.outcome.seats import Method

SAINTE_LAGUE = Method(1, 2)
BY_VOTES = Method(1, 2, ("votes",))


def every_outcome(votes: Mapping[str, int], seats: int) -> set[tuple[int, ...]]:
    """Every sharing of the seats that some way of breaking ties leads to, seat by seat."""
    names = list(votes)
    found = {(0,) * len(names)}
    for _ in range(seats):
        found = {n for held in found for n in _next(votes, names, held)} or found
    return found


def _next(votes: Mapping[str, int], names: list[str], held: tuple[int, ...]) -> Iterator[tuple[int, ...]]:
    quotients = [Fraction(votes[n], 2 * h + 1) for n, h in zip(names, held, strict=True)]
    top = max(quotients)
    for at, quotient in enumerate(quotients):
        if quotient == top and top > 0:
            yield tuple(h + (i == at) for i, h in enumerate(held))


def splits(total: int, parts: int) -> Iterator[tuple[int, ...]]:
    """Every way to give at most `total` votes to so many lists."""
    for bars in itertools.combinations(range(total + parts), parts):
        yield tuple(b - a - 1 for a, b in itertools.pairwise((-1, *bars)))
