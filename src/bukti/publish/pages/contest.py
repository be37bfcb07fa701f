"""The home of a contest: who leads or is declared, how complete it is, what does not fit, the thread, the units."""

from __future__ import annotations

from collections.abc import Sequence

from bukti.publish.pages.cases import brief
from bukti.publish.pages.children import children
from bukti.publish.pages.described import described
from bukti.publish.pages.feed import links
from bukti.publish.pages.first import first
from bukti.publish.pages.gaps import Shift
from bukti.publish.pages.here import Context, Here, Unit
from bukti.publish.pages.loaded import Loaded
from bukti.publish.pages.markup import Html
from bukti.publish.pages.over_time import over_time
from bukti.publish.pages.result import result
from bukti.publish.pages.unit import summary

TEMPLATE = "contest.html"


def context(here: Here, loaded: Loaded, tops: Sequence[Unit], follow: Shift | None, could: Html) -> Context:
    """Everything the template shows; where no single unit stands on top, the top units as a table.

    `follow` is the largest difference that one station explains, `could` the line that leads to what could change.
    """
    title = here.labels.titles(here.ballot.title)
    own = summary(here, loaded, tops[0]) if len(tops) == 1 else {}
    frame = {
        **here.frame(title, here.way_of(title), "units", described(here, tops, own)),
        "contest": title,
        "feeds": links(here),
        "ways": [(here.in_contest("outcome"), here.say("outcome.link"))],
        "cases": brief(here),
    }
    if len(tops) == 1:
        target, told = _follow(here, follow, here.unit(tops[0].unit_id, "#below"))
        own |= first(here, loaded, tops[0], result(loaded, tops[0].unit_id))
        return {**frame, **own, "whole": True, "follow_target": target, "follow": told, "could": could}
    below = children(here, loaded, tops)
    level = here.say(f"children.{tops[0].level}") if tops else ""
    return {
        **frame,
        "whole": False,
        "over_time": [],
        "map": None,
        "shares": None,
        "apart": None,
        "children": below,
        "children_title": level,
    }


def over_time_of(here: Here, loaded: Loaded, tops: Sequence[Unit]) -> Context:
    """What each series added up to over time, where one unit stands on top."""
    return over_time(here, loaded, tops[0].unit_id) if len(tops) == 1 else {"over_time": []}


def _follow(here: Here, shift: Shift | None, otherwise: str) -> tuple[str, Html]:
    """Where to follow a figure to a sheet: the station that explains the largest difference, else the units below."""
    if shift is None:
        return otherwise, here.say("thread.follow")
    station = shift.trace_units
    village = here.site.units[station.partition("/")[0]]
    name = here.station_name(station)
    return here.unit(station), here.say("thread.follow-one", station=name, village=here.unit_name(village))
