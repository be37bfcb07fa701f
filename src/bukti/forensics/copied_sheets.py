"""F6: pairs of stations of one village with the same figures throughout, candidates and invalid."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from itertools import combinations
from math import comb
from typing import Final

from bukti.forensics.reports import MILLION, Line, Part, Report, added, lines_of, not_run
from bukti.forensics.sheets import Sheet, by_village

TEST: Final = "F6"
FEWEST_VOTES: Final = 30
WRONG, SAME, UNREAD = STATES = ("wrong", "same", "unread")
"""What the second series says of a pair: it reads one of them otherwise, both the same, or did not read both."""


def part(sheets: Sequence[Sheet]) -> Part:
    """The pairs, and how many there would be by chance, in millionths."""
    lines: list[Line] = []
    expected = 0.0
    tested = 0
    for of_village in by_village(sheets).values():
        full = [(s, (*s.votes, s.invalid)) for s in of_village if _is_full(s)]
        tested += len(full)
        expected += by_chance([figures for _, figures in full])
        alike: dict[tuple[int | None, ...], list[Sheet]] = {}
        for sheet, figures in full:
            alike.setdefault(figures, []).append(sheet)
        for same in alike.values():
            lines += [_line(a, b) for a, b in combinations(same, 2)]
    counts = {"sheets": len(sheets), "testable": tested, "expected": round(expected * MILLION)}
    counts["whole"] = sum(s.total is not None for s in sheets)
    return Part(TEST, counts, tuple(lines))


def _is_full(sheet: Sheet) -> bool:
    return sheet.invalid is not None and (sheet.total or 0) >= FEWEST_VOTES


def by_chance(vectors: Sequence[Sequence[int | None]]) -> float:
    """How many equal pairs there are on average when each column is shuffled among the stations of a village.

    Exact: of n stations two are equal in a column with the chance of drawing twice the same figure without putting
    it back, and shuffled columns know nothing of each other.
    """
    n = len(vectors)
    if n < 2:
        return 0.0
    pairs = comb(n, 2)
    found = 1.0 * pairs
    for column in zip(*vectors, strict=True):
        found *= sum(comb(times, 2) for times in Counter(column).values()) / pairs
    return found


def _line(a: Sheet, b: Sheet) -> Line:
    terms = {f"v{at}": n for at, n in enumerate(a.votes, 1) if n is not None} | {"invalid": a.invalid or 0}
    return Line(a.unit_id, _state(a, b), a.total, b.unit_id, terms)


def _state(a: Sheet, b: Sheet) -> str:
    others = [None if s.other_total is None else s.other for s in (a, b)]
    if any(other is not None and other != s.votes for s, other in zip((a, b), others, strict=True)):
        return WRONG
    return UNREAD if None in others else SAME


def report(parts: Sequence[Part]) -> Report:
    """The pairs beside the number that chance brings; figures count them by what the second series says."""
    counts, lines = added(parts), lines_of(parts)
    if not counts["testable"]:
        return not_run(TEST, "no-invalid" if counts["whole"] else "no-sheets", counts["sheets"])
    order = {state: at for at, state in enumerate(STATES)}
    lines.sort(key=lambda line: (order[line.kind], line.unit_id, line.other_id))
    figures = {state: sum(line.kind == state for line in lines) for state in STATES}
    expected = counts["expected"] / MILLION
    return Report(TEST, counts["sheets"], counts["testable"], len(lines), tuple(lines), expected, figures=figures)
