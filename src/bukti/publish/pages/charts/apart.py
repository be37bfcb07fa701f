"""By how much what was declared of the units below moves the margin against what was counted, each way by its side."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from bukti.publish.pages.charts.marks import per_cent, tenths
from bukti.publish.pages.here import Context, Here, Unit
from bukti.publish.pages.loaded import Loaded
from bukti.publish.pages.result import Result, mark
from bukti.publish.pages.shifts import favour, gain

MOST: Final = 12


def apart(here: Here, loaded: Loaded, units: Sequence[Unit], lead: Result | None) -> Context:
    """A bar for each unit whose difference moves the margin, the largest first; None where there is none.

    The bars have one scale. Beside them stand the margin itself, and what all differences add up to each way.
    """
    moved = [(n, u) for u in units if (s := loaded.declared_shift(u.unit_id)) and (n := gain(s.sizes, lead))]
    if lead is None or len(moved) < 2:
        return {"apart": None}
    moved.sort(key=lambda line: (-abs(line[0]), line[1].unit_id))
    most = abs(moved[0][0])
    first, second = lead.order[:2]
    lines = []
    for n, unit in moved[:MOST]:
        width = max(1, tenths(abs(n), 2 * most))
        lines.append((
            here.unit(unit.unit_id, "#sheet"),
            here.speech.unit(unit.name),
            favour(here, n, lead),
            mark(here, first if n > 0 else second),
            per_cent(500 if n > 0 else 500 - width),
            per_cent(width),
        ))  # fmt: skip
    ways = [sum(n for n, _ in moved if n > 0), -sum(n for n, _ in moved if n < 0)]
    return {
        "apart": {
            "lines": lines,
            "said": here.say(
                "apart.said",
                first=here.short(first),
                second=here.short(second),
                a=here.number(ways[0]),
                b=here.number(ways[1]),
                margin=here.number(lead.margin),
            ),
            "more": here.count("apart.more", len(moved) - MOST) if len(moved) > MOST else "",
        }
    }
