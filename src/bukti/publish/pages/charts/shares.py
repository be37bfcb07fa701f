"""The shares of the units below a unit on one scale, each beside how much of it is in."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from bukti.publish.pages.charts.marks import key_of, mark_at, per_cent, tenths
from bukti.publish.pages.here import Context, Here, Unit
from bukti.publish.pages.loaded import Loaded
from bukti.publish.pages.maps.shades import coverage
from bukti.publish.pages.markup import Html, joined
from bukti.publish.pages.result import COUNTED, mark, result

MOST_MARKS: Final = 4
MOST_OPEN: Final = 12
"""A longer list is folded."""


def shares(here: Here, loaded: Loaded, units: Sequence[Unit]) -> Context:
    """A line for each unit in the order of the units' codes, the same on every page; None where fewer than two."""
    found = {u.unit_id: result(loaded, u.unit_id) for u in units}
    known = [r for r in found.values() if r is not None and r.total]
    if len(known) < 2 or len(here.votes) < 2:
        return {"shares": None}
    sums = {v: sum(r.votes[v] for r in known) for v in here.votes}
    first = sorted(here.votes, key=lambda v: (-sums[v], v))[:MOST_MARKS]
    shown = [v for v in here.votes if v in first]
    lines = []
    for unit in sorted(units, key=lambda u: u.unit_id):
        own, inside = found[unit.unit_id], coverage(unit, loaded.tally.get((unit.unit_id, COUNTED)))
        marks, told = "", here.say("map.says.nothing")
        if own is not None and own.total:
            at = [(tenths(own.votes[v], own.total), n, v) for n, v in enumerate(shown)]
            marks = "".join([mark_at(x, 7, n, mark(here, v)) for x, n, v in at])
            told = joined([f"{here.place(v)} {here.labels.share(own.votes[v], own.total)}" for v in shown])
        lines.append((
            here.unit(unit.unit_id),
            here.speech.unit(unit.name),
            told,
            Html(marks),
            per_cent(tenths(min(inside), inside[1])) if inside else "",
            here.say("map.says.stations", n=here.number(inside[0]), expected=here.number(inside[1])) if inside else "",
        ))  # fmt: skip
    keys = [(Html(key_of(n, mark(here, v))), f"{here.place(v)} {here.plain(v)}") for n, v in enumerate(shown)]
    left_out = len(here.votes) - len(shown)
    return {
        "shares": {
            "lines": lines,
            "keys": keys,
            "open": len(lines) <= MOST_OPEN,
            "left_out": here.count("children.left-out", left_out) if left_out else "",
        }
    }
