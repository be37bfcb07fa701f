"""The stations of a village as dots by the share of who leads there, beside the village's own share."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from typing import Final

from bukti.publish.pages.charts.marks import per_cent, tenths
from bukti.publish.pages.here import Context, Here
from bukti.publish.pages.markup import Html
from bukti.publish.pages.result import Result, mark
from bukti.publish.pages.stations import Station

FEWEST: Final = 3
SIZES: Final = ((100, 4), (200, 6))
"""Up to so many votes a dot has this radius, else the largest."""
LARGEST: Final = 8
COLUMN: Final = 45
"""Dots whose shares fall in the same so many tenths of a per cent stand above one another."""
PITCH: Final = 17


def strip(here: Here, stations: Sequence[Station], found: Result | None) -> Context:
    """A dot for each station that knows every vote and has one; None where there are too few to compare.

    A dot with an outline is a station about which something is to be told; that is a reason to look, and no verdict.
    """
    if found is None or len(found.order) < 2 or not found.total:
        return {"strip": None}
    leader = here.votes.index(found.order[0])
    dots = []
    without = 0
    for station in stations:
        votes = [n for n in station[6][: len(here.votes)] if n is not None]
        if len(votes) == len(here.votes) and sum(votes):
            dots.append((tenths(votes[leader], sum(votes)), station, votes[leader], sum(votes)))
        else:
            without += 1
    if len(dots) < FEWEST:
        return {"strip": None}
    stacked: Counter[int] = Counter()
    drawn = []
    for share, station, votes_of, total in sorted(dots, key=lambda d: (d[0], d[1][0])):
        at = stacked[share // COLUMN]
        stacked[share // COLUMN] += 1
        drawn.append(_dot(here, station[0], share, at, (votes_of, total), outlined=station[2]))
    height = max(stacked.values()) * PITCH + 14
    mean = tenths(found.votes[found.order[0]], found.total)
    return {
        "strip": {
            "height": height,
            "dots": Html("".join(drawn)),
            "class": mark(here, found.order[0]),
            "mean": per_cent(mean),
            "said": here.say(
                "strip.said",
                first=here.short(found.order[0]),
                share=here.labels.share(found.votes[found.order[0]], found.total),
                low=here.labels.share(min(d[0] for d in dots), 1_000),
                high=here.labels.share(max(d[0] for d in dots), 1_000),
                n=here.number(len(dots)),
            ),
            "without": here.count("strip.without", without) if without else "",
        }
    }


def _dot(here: Here, unit_id: str, share: int, at: int, of: tuple[int, int], outlined: bool) -> str:
    """A station's dot, so many dots up; its size says how many votes it has, and its title the figures."""
    radius = next((r for most, r in SIZES if of[1] <= most), LARGEST)
    x, y = per_cent(share), 11 + at * PITCH
    ring = f'<circle class="axis" cx="{x}" cy="-{y}" r="{radius + 3}"/>' if outlined else ""
    said = f"{here.station_name(unit_id)}: {here.labels.share(*of)} ({here.number(of[0])} / {here.number(of[1])})"
    return f'<g><title>{said}</title><circle cx="{x}" cy="-{y}" r="{radius}"/>{ring}</g>'
