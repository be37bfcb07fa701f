"""F1: where two series read one sheet otherwise, or its votes do not add up: whom it would help, if it were wrong.

Counts and net votes stand against the margin. A p is given for one kind of mistake by itself only: a mixture of figures
left out, zeros for blanks and misread digits has no null that could be believed.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from typing import Final

from bukti.forensics.many_tests import holm, sign_test
from bukti.forensics.reports import MILLION, Line, Part, Report, added, lines_of, not_run
from bukti.forensics.sheets import Sheet

TEST: Final = "F1"
EMPTY, ZERO, SHORTENED, CHANGED, EXCHANGED, OTHER = KINDS = (
    "empty", "zero", "shortened", "changed", "exchanged", "other",
)  # fmt: skip
"""How two readings differ: one of them is all zeros, so it was not entered; or the one that counts has a zero where the
other has a number, digits left out, digits changed, columns exchanged, or anything else and several of these."""
NOISE: Final = (ZERO, SHORTENED, CHANGED)
"""The kinds that a p is given for."""
COUNTS: Final = ("sheets", "two", "sums", "broken", "broken-two", "broken-differ", "sound-two", "sound-differ")


def part(sheets: Sequence[Sheet]) -> Part:
    """Sheets with two readings and sheets whose votes do not add up to the valid votes, and every sheet read two ways.

    A sheet with no votes, or no valid ones, was not entered: it breaks no sum here.
    """
    counts: Counter[str] = Counter(sheets=len(sheets))
    lines = []
    for sheet in sheets:
        differs = False
        has_two = sheet.total is not None and sheet.other_total is not None
        if has_two:
            counts["two"] += 1
            differs = sheet.votes != sheet.other
        if sheet.total and sheet.valid:
            state = "sound" if sheet.total == sheet.valid else "broken"
            counts["sums"] += 1
            counts[state] += 1
            if has_two:
                counts[f"{state}-two"] += 1
                counts[f"{state}-differ"] += differs
        if differs and sheet.other is not None:
            lines.append(_line(sheet.unit_id, sheet.votes, sheet.other))
        if has_two:
            _noise(counts, sheet.votes)
    return Part(TEST, counts, tuple(lines))


def _line(unit_id: str, votes: Sequence[int | None], other: Sequence[int | None]) -> Line:
    terms: dict[str, int] = {}
    kinds = set()
    for at, (a, b) in enumerate(zip(votes, other, strict=True), 1):
        if a is not None and b is not None and a != b:
            terms |= {f"a{at}": a, f"b{at}": b}
            kinds.add(kind(a, b))
    if not any(votes) or not any(other):
        return Line(unit_id, EMPTY, terms=terms)
    if sorted(terms[k] for k in terms if k[0] == "a") == sorted(terms[k] for k in terms if k[0] == "b"):
        return Line(unit_id, EXCHANGED, terms=terms)
    return Line(unit_id, ZERO if ZERO in kinds else kinds.pop() if len(kinds) == 1 else OTHER, terms=terms)


def kind(a: int, b: int) -> str:
    """How a figure came to be read as a, if b is what the paper says."""
    if a == 0 or b == 0:
        return ZERO if a == 0 else OTHER
    written, read = str(b), str(a)
    if len(read) < len(written):
        return SHORTENED if _is_within(read, written) else OTHER
    return CHANGED if len(read) == len(written) else OTHER


def _is_within(short: str, long: str) -> bool:
    """Whether the digits of the one stand in the other in their order."""
    digits = iter(long)
    return all(digit in digits for digit in short)


def _noise(counts: Counter[str], votes: Sequence[int | None]) -> None:
    """By how much each kind of noise, struck at a random column, would raise and lower it, in millionths of a sheet."""
    for at, n in enumerate(votes, 1):
        if n is None:
            continue
        digits = str(n)
        lower = sum(ord(d) - ord("0") for d in digits)
        counts[f"{CHANGED}-up-{at}"] += (9 * len(digits) - lower) * MILLION // (9 * len(digits))
        counts[f"{CHANGED}-down-{at}"] += lower * MILLION // (9 * len(digits))
        counts[f"{SHORTENED}-down-{at}"] += MILLION if len(digits) > 1 else 0
        counts[f"{ZERO}-down-{at}"] += MILLION if n else 0


def report(parts: Sequence[Part], first: int, second: int) -> Report:
    """Whom the differences favour, by kind; `first` and `second` are the places on the ballot of the two leading.

    e is by how much the reading that counts makes the margin larger than the other reading does: above 0 it helps the
    first. Figures: for each kind `<kind>-for`, `-against`, `-net`, and for the kinds of noise `-half` (the p of the
    sign test at 1/2), `-noise` (at the share that noise of this kind gives the first on these sheets, `-share`) and
    `-holm` (the larger of both, adjusted over the kinds). `neither` are differences that leave that margin as it is.
    """
    counts, lines = added(parts), lines_of(parts)
    sheets = counts["sheets"]
    if not counts["two"]:
        return not_run(TEST, "one-series" if counts["sums"] else "no-sums", sheets)
    figures: dict[str, int] = {name: counts[name] for name in COUNTS}
    moved = {line.unit_id: effect(line, first, second) for line in lines}
    for name in KINDS:
        effects = [moved[line.unit_id] for line in lines if line.kind == name]
        figures[f"{name}-for"] = sum(e > 0 for e in effects)
        figures[f"{name}-against"] = sum(e < 0 for e in effects)
        figures[f"{name}-net"] = sum(effects)
    figures["neither"] = sum(e == 0 for e in moved.values())
    lines.sort(key=lambda line: (line.kind == EMPTY, -abs(moved[line.unit_id]), line.unit_id))
    return Report(
        TEST,
        sheets,
        counts["two"],
        len(lines),
        tuple(lines),
        figures=figures | _chances(counts, figures, first, second),
    )


def effect(line: Line, first: int, second: int) -> int:
    """By how much the reading that counts makes the margin of the first over the second larger than the other does."""
    gains = [line.terms.get(f"a{at}", 0) - line.terms.get(f"b{at}", 0) for at in (first, second)]
    return gains[0] - gains[1]


def _chances(counts: Mapping[str, int], figures: Mapping[str, int], first: int, second: int) -> dict[str, float]:
    found: dict[str, float] = {}
    for name in NOISE:
        up = counts.get(f"{name}-up-{first}", 0) + counts.get(f"{name}-down-{second}", 0)
        down = counts.get(f"{name}-down-{first}", 0) + counts.get(f"{name}-up-{second}", 0)
        k = figures[f"{name}-for"]
        n = k + figures[f"{name}-against"]
        found[f"{name}-share"] = up / (up + down) if up + down else 0.5
        found[f"{name}-half"] = sign_test(k, n)
        found[f"{name}-noise"] = sign_test(k, n, found[f"{name}-share"]) if 0 < found[f"{name}-share"] < 1 else 1.0
    larger = [max(found[f"{name}-half"], found[f"{name}-noise"]) for name in NOISE]
    found |= {f"{name}-holm": p for name, p in zip(NOISE, holm(larger), strict=True)}
    return found
