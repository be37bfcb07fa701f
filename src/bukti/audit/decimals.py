"""Exact fractions as decimal texts, by whole numbers only: to the nearest, or never less than they are."""

from __future__ import annotations

from fractions import Fraction


def nearest(value: Fraction, places: int) -> str:
    """The fraction to so many decimals, halves away from zero; a point before them."""
    scaled = abs(value) * 10**places
    whole = (2 * scaled.numerator + scaled.denominator) // (2 * scaled.denominator)
    return _written(whole, places, value < 0)


def at_least(value: Fraction, places: int) -> str:
    """The fraction, not below zero, to so many decimals, rounded up: what is over a limit is never printed as at it."""
    scaled = value * 10**places
    return _written(-(-scaled.numerator // scaled.denominator), places, False)


def _written(whole: int, places: int, negative: bool) -> str:
    digits = str(whole).rjust(places + 1, "0")
    sign = "-" if negative and whole else ""
    return f"{sign}{digits[:-places]}.{digits[-places:]}" if places else f"{sign}{digits}"


__all__ = ["at_least", "nearest"]
