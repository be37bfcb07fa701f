"""The home of a contest: who leads or is declared, how complete it is, what does not fit, the thread, the units."""

from __future__ import annotations

from bukti.publish.pages.children import children
from bukti.publish.pages.here import Context, Here
from bukti.publish.pages.loaded import Loaded
from bukti.publish.pages.markup import Html, html
from bukti.publish.pages.shifts import DECLARED, shifts
from bukti.publish.pages.unit import Marks, summary

TEMPLATE = "contest.html"


def context(here: Here, loaded: Loaded, marks: Marks) -> Context:
    """Everything the template shows; where no single unit stands on top, the top units as a table."""
    title = here.labels.titles(here.ballot.title)
    frame = here.frame(title, [html(title)], "units")
    tops = list(here.site.tops)
    if len(tops) == 1:
        own = summary(here, loaded, tops[0], marks)
        target, follow = _follow(here, loaded, here.unit(tops[0].unit_id, "#below"))
        return {**frame, **own, "whole": True, "follow_target": target, "follow": follow, "contest": title}
    below = children(here, loaded, tops)
    level = here.say(f"children.{tops[0].level}") if tops else ""
    return {**frame, "whole": False, "contest": title, "children": below, "children_title": level}


def _follow(here: Here, loaded: Loaded, otherwise: str) -> tuple[str, Html]:
    """Where to follow a figure to a sheet: the station that explains the largest difference, else the units below."""
    found = [
        s
        for rows in loaded.differences.values()
        for s in shifts(rows, here.votes)
        if s.comparison == DECLARED and s.trace in ("explained", "subset") and len(s.trace_units.split()) == 1
    ]
    if not found:
        return otherwise, here.say("thread.follow")
    station = min(found, key=lambda s: (-s.votes, s.unit_id)).trace_units
    village = here.site.units[station.partition("/")[0]]
    name = here.station_name(station)
    return here.unit(station), here.say("thread.follow-one", station=name, village=here.unit_name(village))
