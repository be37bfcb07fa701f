"""F5: whether more stations than chance explains have a share that is a whole per cent. For staff only.

Source: Kobak, Shpilkin and Pshenichnikov 2016, Annals of Applied Statistics 10, 54-73. Their null draws each station's
votes anew from Bin(n, y/n) and counts. How often such a draw is round can be added up instead of drawn, so the mean and
the spread here are those that endless draws would give, without a seed.
"""

from __future__ import annotations

from collections.abc import Sequence
from math import sqrt
from typing import Final

from bukti.forensics.reports import MILLION, Part, Report, added, not_run
from bukti.forensics.sheets import MOST, Sheet

TEST: Final = "F5"
FEWEST: Final = 100
"""Below so many votes shares such as 1/2 and 3/4 are common by arithmetic alone."""
WITHIN: Final = 20
"""A share is round within one twentieth of a per cent."""
SMALL: Final = 1e-12
SHARE, TURNOUT = "share", "turnout"


def is_round(y: int, n: int) -> bool:
    """Whether y of n is within 0.05 percentage points of a whole per cent."""
    rest = 100 * y % n
    return min(rest, n - rest) * WITHIN <= n


def chance(y: int, n: int) -> float:
    """The probability that a draw of Bin(n, y/n) is a round share of n. Raises ValueError where n is below 100."""
    if n < FEWEST:
        raise ValueError(f"n = {n}, and fewer than {FEWEST} say nothing")
    if y in (0, n):
        return 1.0
    whole = round_ = 0.0
    for step in (1, -1):
        weight, k = 1.0, y
        while 0 <= k <= n and weight > SMALL:
            if step == 1 or k != y:
                whole += weight
                round_ += weight if is_round(k, n) else 0.0
            if step == 1:
                weight *= (n - k) * y / ((k + 1) * (n - y))
            else:
                weight *= k * (n - y) / ((n - k + 1) * y)
            k += step
    return round_ / whole


def part(sheets: Sequence[Sheet], first: int) -> Part:
    """Stations with at least 100 votes, how many have a round share of the first, how many by chance; also turnout."""
    counts = {"sheets": len(sheets)}
    for name in (SHARE, TURNOUT):
        pairs = [pair for sheet in sheets if (pair := _pair(sheet, first, name)) is not None]
        chances = [chance(y, n) for y, n in pairs]
        counts[f"{name}-testable"] = len(pairs)
        counts[f"{name}-found"] = sum(is_round(y, n) for y, n in pairs)
        counts[f"{name}-expected"] = round(sum(chances) * MILLION)
        counts[f"{name}-variance"] = round(sum(c * (1 - c) for c in chances) * MILLION)
    return Part(TEST, counts)


def _pair(sheet: Sheet, first: int, name: str) -> tuple[int, int] | None:
    y, n = (sheet.votes[first - 1], sheet.total) if name == SHARE else (sheet.cast, sheet.registered)
    return (y, n) if y is not None and n is not None and FEWEST <= n <= MOST and y <= n else None


def report(parts: Sequence[Part]) -> Report:
    """Found against expected; figures `<name>-found`, `-testable`, `-expected`, `-z` for share and turnout.

    z = (found - expected) / spread. Below 2.6 (p of 1 %) it says nothing, and above it other explanations come first.
    """
    counts = added(parts)
    if not counts["share-testable"]:
        return not_run(TEST, "fewer-than-100", counts["sheets"])
    figures: dict[str, float] = {}
    for name in (SHARE, TURNOUT):
        expected, variance = counts[f"{name}-expected"] / MILLION, counts[f"{name}-variance"] / MILLION
        found = counts[f"{name}-found"]
        figures |= {f"{name}-testable": counts[f"{name}-testable"], f"{name}-found": found}
        figures |= {f"{name}-expected": expected, f"{name}-spread": sqrt(variance)}
        figures[f"{name}-z"] = (found - expected) / sqrt(variance) if variance else 0.0
    found = counts["share-found"]
    return Report(
        TEST, counts["sheets"], counts["share-testable"], found, expected=figures["share-expected"], figures=figures
    )
