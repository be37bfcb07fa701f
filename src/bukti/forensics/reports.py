"""What a test hands on: a part for each regency, and from all parts of a contest one report."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

MILLION = 1_000_000


@dataclass(frozen=True)
class Line:
    """A station, a pair of stations or a district that a test noticed, with the whole numbers that it looked at."""

    unit_id: str
    kind: str = ""
    observed: int | None = None
    other_id: str = ""
    terms: Mapping[str, int] = field(default_factory=dict)


@dataclass(frozen=True)
class Part:
    """What a test found among some sheets: numbers that can be added to those of other sheets, and lines."""

    test: str
    counts: Mapping[str, int] = field(default_factory=dict)
    lines: tuple[Line, ...] = ()


@dataclass(frozen=True)
class Report:
    """One test of a contest.

    `units` there are, `testable` of them could be tested, `expected` lines chance alone would bring (None where no
    such number can be given), `found` lines there are; `lines` are those that are told. `why_not` is the code of why
    the test could not be run, else empty. `figures` are numbers of the one test.
    """

    test: str
    units: int = 0
    testable: int = 0
    found: int = 0
    lines: tuple[Line, ...] = ()
    expected: float | None = None
    why_not: str = ""
    figures: Mapping[str, float] = field(default_factory=dict)


def added(parts: Iterable[Part]) -> Counter[str]:
    """The numbers of all parts, added up."""
    found: Counter[str] = Counter()
    for part in parts:
        found.update(part.counts)
    return found


def lines_of(parts: Iterable[Part]) -> list[Line]:
    """The lines of all parts in their order."""
    return [line for part in parts for line in part.lines]


def not_run(test: str, why: str, units: int, testable: int = 0) -> Report:
    """The report of a test that could not be run."""
    return Report(test, units, testable, why_not=why)


def median(values: Sequence[tuple[float, int]]) -> float:
    """The smallest value at or below which at least half of the weight lies; the values carry whole weights."""
    half, running = sum(weight for _, weight in values), 0
    for value, weight in sorted(values):
        running += 2 * weight
        if running >= half:
            return value
    return 0.0
