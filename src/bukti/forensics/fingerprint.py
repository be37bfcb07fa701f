"""F8: how many stations have which turnout and which share, as a picture without a model or a verdict."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from typing import Final

from bukti.forensics.reports import Part, Report, added, not_run
from bukti.forensics.sheets import Sheet, by_village

TEST: Final = "F8"
BINS: Final = 50
"""Classes of two per cent on either axis."""
STATION, VILLAGE = "station", "village"
NUMBERS: Final = {str(n): n for n in range(BINS)}
Cells = dict[tuple[int, int], int]


def part(sheets: Sequence[Sheet], first: int) -> Part:
    """How many stations, and how many villages as wholes, fall in each class of turnout and share of the first.

    Where nobody is said to have voted, the field was not entered.
    """
    counts: Counter[str] = Counter(sheets=len(sheets))
    for of_village in by_village(sheets).values():
        whole = [0, 0, 0, 0]
        for sheet in of_village:
            total, y = sheet.total, sheet.votes[first - 1]
            if total and y is not None and sheet.cast and sheet.registered:
                counts["testable"] += 1
                counts["over"] += sheet.cast > sheet.registered
                own = (sheet.cast, sheet.registered, y, total)
                counts[_cell(STATION, *own)] += 1
                whole = [a + b for a, b in zip(whole, own, strict=True)]
        if whole[1]:
            counts[_cell(VILLAGE, *whole)] += 1
    return Part(TEST, counts)


def _cell(name: str, cast: int, registered: int, y: int, total: int) -> str:
    return f"{name} {share_class(cast, registered)} {share_class(y, total)}"


def share_class(y: int, n: int) -> int:
    """The class of y of n, 0 to 49; the whole and more is in the last."""
    return min(BINS - 1, BINS * y // n)


def cells(counts: Mapping[str, int], name: str) -> Cells:
    """How many fall in each class of turnout and share."""
    found = {}
    for key, n in counts.items():
        of, _, place = key.partition(" ")
        if of == name and n:
            x, y = place.split(" ")
            found[NUMBERS[x], NUMBERS[y]] = n
    return found


def report(parts: Sequence[Part]) -> Report:
    """The counts of the classes as figures; nothing is found or not found in them."""
    counts = added(parts)
    if not counts["testable"]:
        return not_run(TEST, "no-turnout", counts["sheets"])
    figures: dict[str, float] = {name: n for name, n in counts.items() if " " in name or name == "over"}
    return Report(TEST, counts["sheets"], counts["testable"], figures=figures)
