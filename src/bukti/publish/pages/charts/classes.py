"""How many stations, and villages as wholes, have which turnout and which share: two pictures on one scale."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from bukti.forensics.fingerprint import BINS, STATION, VILLAGE, Cells, cells
from bukti.forensics.reports import Report
from bukti.publish.pages.charts.marks import per_cent, tenths
from bukti.publish.pages.here import Context, Here
from bukti.publish.pages.markup import Html

SHADES: Final = ((1, "u1"), (4, "u2"), (9, "u3"), (29, "u4"))
"""Up to so many in a square it has this class, else the darkest."""
DARKEST: Final = "u5"
SIDE: Final = 6
TABLE: Final = 10
"""Classes of the table, of ten points each."""


def picture(here: Here, report: Report, who: str) -> Context | None:
    """The pictures and the table behind them; None where no station has both."""
    if report.why_not:
        return None
    counts = {name: round(n) for name, n in report.figures.items()}
    drawn = []
    for name in (STATION, VILLAGE):
        title = here.say(f"unusual.picture.{name}")
        squares = Html("".join(_square(x, y, n) for (x, y), n in sorted(cells(counts, name).items())))
        drawn.append((title, here.say("unusual.picture.alt", name=title, who=who), squares))
    missing = report.units - report.testable
    told = {"n": here.number(missing), "of": here.number(report.units)}
    return {
        "side": BINS * SIDE,
        "drawn": drawn,
        "known": per_cent(tenths(report.testable, report.units)),
        "missing": here.say("unusual.picture.missing", **told) if missing else "",
        "head": [here.say("unusual.picture.column", **{"who": who, "class": _class(at)}) for at in range(TABLE)],
        "rows": _table(here, cells(counts, STATION)),
    }


def _square(x: int, y: int, n: int) -> str:
    shade = next((name for most, name in SHADES if n <= most), DARKEST)
    top = (BINS - 1 - y) * SIDE
    return f'<rect class="{shade}" x="{x * SIDE}" y="{top}" width="{SIDE}" height="{SIDE}"/>'


def _class(at: int) -> str:
    """A class of the table: 40–50 %."""
    return f"{at * TABLE}–{(at + 1) * TABLE} %"


def _table(here: Here, found: Cells) -> list[tuple[str, list[str | None]]]:
    """Rows from the highest turnout down, as far as there are stations; None where a class holds none."""
    summed: dict[tuple[int, int], int] = {}
    for (x, y), n in found.items():
        key = (x * TABLE // BINS, y * TABLE // BINS)
        summed[key] = summed.get(key, 0) + n
    rows = sorted({x for x, _ in summed}, reverse=True)
    return [(_class(x), [_shown(here, summed, x, y) for y in range(TABLE)]) for x in rows]


def _shown(here: Here, summed: Mapping[tuple[int, int], int], x: int, y: int) -> str | None:
    return here.number(summed[x, y]) if (x, y) in summed else None
