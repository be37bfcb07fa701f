"""The stations of a village as dots by the share of one selection: those of a list with a ring, missing ones apart."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence, Set
from dataclasses import dataclass

from bukti.forensics.sheets import Sheet
from bukti.publish.pages.charts.marks import per_cent, tenths
from bukti.publish.pages.charts.strip import COLUMN, LARGEST, PITCH, SIZES
from bukti.publish.pages.here import Context, Here
from bukti.publish.pages.markup import Html
from bukti.publish.pages.result import mark

MOST_MISSING = 30


@dataclass(frozen=True)
class Village:
    """A village with its sheets that are in, and how many stations it should have."""

    unit_id: str
    name: Html
    sheets: Sequence[Sheet]
    stations: int


def village_strip(here: Here, village: Village, place: int, listed: Set[str], who: str) -> Context:
    """The village's dots, the line of its own share, and its stations as a table in the order of their numbers."""
    counted = [(s.unit_id, s.votes[place - 1] or 0, s.total or 0) for s in village.sheets if s.total]
    share = here.labels.share
    stacked: Counter[int] = Counter()
    dots = []
    for at, unit_id, y, n in sorted((tenths(y, n), unit_id, y, n) for unit_id, y, n in counted):
        level = stacked[at // COLUMN]
        stacked[at // COLUMN] += 1
        radius = next((r for most, r in SIZES if n <= most), LARGEST)
        place_of = f'cx="{per_cent(at)}" cy="-{14 + level * PITCH}"'
        ring = f'<circle class="axis" {place_of} r="{radius + 3}"/>' if unit_id in listed else ""
        said = f"{here.station_name(unit_id)}: {share(y, n)} ({here.number(y)} / {here.number(n)})"
        dots.append(f'<g><title>{said}</title><circle {place_of} r="{radius}"/>{ring}</g>')
    missing = max(0, village.stations - len(counted))
    squares = [
        f'<rect class="axis" x="{2 + 14 * at}" y="2" width="9" height="9"/>' for at in range(min(missing, MOST_MISSING))
    ]
    return {
        "name": here.named(village.unit_id),
        "title": here.say("unusual.strip", village=village.name, n=here.number(len(counted)), who=who),
        "height": max(stacked.values(), default=1) * PITCH + 17,
        "dots": Html("".join(dots)),
        "class": mark(here, here.votes[place - 1]),
        "mean": per_cent(tenths(sum(y for _, y, _ in counted), max(1, sum(n for _, _, n in counted)))),
        "missing": here.count("unusual.strip.missing", missing) if missing else "",
        "squares": Html("".join(squares)),
        "rows": [
            (here.named(unit_id), here.number(y), here.number(n), share(y, n), unit_id in listed)
            for unit_id, y, n in counted
        ],
    }
