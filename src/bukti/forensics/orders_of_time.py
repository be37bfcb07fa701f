"""F7: orders in time that cannot be: stated before polls closed, changed after it was sealed, one picture twice."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from bukti.forensics.reports import Line, Part, Report, added, lines_of, not_run

TEST: Final = "F7"
EARLY, SEALED, PICTURE = KINDS = ("early", "sealed", "picture")


@dataclass(frozen=True, slots=True)
class Moments:
    """When a station's sheet was stated and changed, as its sources say, in UTC; the pictures that they link to.

    `sealed` is when a higher sheet that holds the station was stated, `changed` when a known figure of the station's
    sheet became another; `first` is the first moment at all. Empty where not known.
    """

    unit_id: str
    first: str = ""
    changed: str = ""
    sealed: str = ""
    pictures: tuple[str, ...] = ()


def part(stations: Sequence[Moments], closes: str) -> Part:
    """Every impossible order; `closes` is the moment in UTC before which no station can have closed its polls."""
    lines = []
    for one in stations:
        if one.first and one.first < closes:
            lines.append(Line(one.unit_id, EARLY))
        if one.sealed and one.changed > one.sealed:
            lines.append(Line(one.unit_id, SEALED))
    lines += _pictures_twice(stations)
    counts = {"sheets": len(stations), "timed": sum(bool(s.first) for s in stations)}
    counts |= {"sealed": sum(bool(s.sealed) for s in stations), "pictured": sum(bool(s.pictures) for s in stations)}
    counts["testable"] = sum(bool(s.first or s.sealed or s.pictures) for s in stations)
    return Part(TEST, counts, tuple(lines))


def _pictures_twice(stations: Iterable[Moments]) -> list[Line]:
    """A line for each station that shares a picture with one before it."""
    of: dict[str, str] = {}
    found: dict[tuple[str, str], Line] = {}
    for one in stations:
        for picture in one.pictures:
            before = of.setdefault(picture, one.unit_id)
            if before != one.unit_id:
                found[before, one.unit_id] = Line(before, PICTURE, other_id=one.unit_id)
    return list(found.values())


def report(parts: Sequence[Part]) -> Report:
    """Every line is told: none is there by chance. Figures: how many stations each question could be asked of."""
    counts, lines = added(parts), lines_of(parts)
    if not counts["testable"]:
        return not_run(TEST, "no-times", counts["sheets"])
    figures: Mapping[str, float] = {name: counts[name] for name in ("timed", "sealed", "pictured")}
    lines.sort(key=lambda line: (KINDS.index(line.kind), line.unit_id, line.other_id))
    return Report(TEST, counts["sheets"], counts["testable"], len(lines), tuple(lines), 0.0, figures=figures)
