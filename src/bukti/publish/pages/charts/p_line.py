"""P after every draw as points of a line, from 1 before the first draw down to where it is now."""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction
from typing import Final

WIDTH, HEIGHT = 1000, 260
FINE: Final = 10
"""Tenths of a unit are drawn."""


def y_of(p: Fraction) -> str:
    """How far below the top a P stands, where 1 is the top and 0 the bottom."""
    return _tenths((1 - p) * HEIGHT)


def points(ps: Sequence[Fraction]) -> str:
    """The points of the line, evenly spaced by draw; the first is before any draw."""
    some = [Fraction(1), *ps]
    return " ".join(f"{_tenths(Fraction(n * WIDTH, len(ps)))},{y_of(p)}" for n, p in enumerate(some))


def _tenths(value: Fraction) -> str:
    tenths = (2 * FINE * value.numerator + value.denominator) // (2 * value.denominator)
    return f"{tenths // FINE}.{tenths % FINE}"


__all__ = ["HEIGHT", "points", "y_of"]
