"""Differences by size: what statements disagree on, beside the margin, so that size is seen in proportion."""

from __future__ import annotations

from collections.abc import Sequence

from bukti.publish.pages.here import Context, Here
from bukti.publish.pages.loaded import Loaded
from bukti.publish.pages.markup import NOTHING, Html, joined, link, strong
from bukti.publish.pages.result import WIDTH, Result, mark, result
from bukti.publish.pages.shifts import (
    BELOW,
    DECLARED,
    KINDS,
    READINGS,
    Shift,
    favour,
    gain,
    lowest_declared,
    origin,
    shifts,
)

TEMPLATE = "differences.html"
MOST = 1500


def context(here: Here, loaded: Loaded) -> Context:
    """Everything the template shows: for each kind of comparison the sums by direction, then the rows by size."""
    title = here.say("differences.title")
    tops = here.site.tops
    lead = result(here, loaded, tops[0].unit_id) if len(tops) == 1 else None
    every = [s for rows in loaded.differences.values() for s in shifts(rows, here.votes)]
    sections = []
    lowest = lowest_declared(loaded, [u.unit_id for u in tops])
    for kind in KINDS:
        some = [s for s in every if s.comparison == kind and _shown(s, lowest)]
        some.sort(key=lambda s: (-s.votes, s.unit_id, s.statement_b))
        if some:
            summed = [s for s in some if kind != DECLARED or s.level == lowest]
            sections.append(_section(here, kind, some, summed, lead))
    return {
        **here.frame(str(title), here.contest_crumbs(title), "differences"),
        "sections": sections,
        "margin": _margin(here, lead),
        "votes": [{"place": here.place(v), "name": here.plain(v)} for v in here.votes],
    }


def _shown(shift: Shift, lowest: str | None) -> bool:
    """Of declared units those of the lowest level, and those above that the units below do not explain."""
    if shift.comparison == DECLARED:
        return shift.level == lowest or shift.trace != "children"
    return shift.comparison == BELOW or shift.level == "station"


def _margin(here: Here, lead: Result | None) -> Html:
    if lead is None or len(lead.order) < 2:
        return NOTHING
    first, second = (here.short(v) for v in lead.order[:2])
    return here.say("differences.margin", first=first, second=second, n=strong(here.labels.number(lead.margin)))


def _section(here: Here, kind: str, some: Sequence[Shift], summed: Sequence[Shift], lead: Result | None) -> Context:
    rest = len(some) - MOST
    return {
        "kind": kind,
        "title": here.count(f"differences.{kind}", len(some)),
        "what": here.say(f"differences.{kind}.what"),
        "directions": _directions(here, summed, lead),
        "rows": [_row(here, s, lead) for s in some[:MOST]],
        "more": here.count("differences.more", rest) if rest > 0 else "",
    }


def _directions(here: Here, some: Sequence[Shift], lead: Result | None) -> Context | None:
    """Who gains and by how much, each way and together, beside the margin."""
    if lead is None or len(lead.order) < 2:
        return None
    moved = [gain(s.sizes, lead) for s in some]
    up, down = sum(n for n in moved if n > 0), -sum(n for n in moved if n < 0)
    whole = max(lead.margin, up, down, 1)
    first, second = lead.order[:2]

    def bar(name: Html, n: int, style: str) -> Context:
        width = round(n * WIDTH / whole)
        return {"name": name, "n": here.labels.number(n), "width": max(width, 2) if n else 0, "class": style}

    return {
        "bars": [
            bar(here.say("differences.towards", name=here.short(first)), up, mark(here, first)),
            bar(here.say("differences.towards", name=here.short(second)), down, mark(here, second)),
            bar(here.say("differences.the-margin"), lead.margin, "margin"),
        ],
        "together": here.say("differences.together", told=favour(here, up - down, lead)),
    }


def _row(here: Here, shift: Shift, lead: Result | None) -> Context:
    place = here.named(shift.unit_id, full=True)
    target = here.unit(shift.unit_id)
    above = here.site.units.get(
        (here.site.units.get(shift.unit_id.partition("/")[0]) or here.site.tops[0]).parent or ""
    )
    number = here.labels.number
    return {
        "place": place,
        "above": here.unit_name(above) if above else "",
        "a": here.labels.basis(shift.statement_a),
        "b": here.labels.basis(shift.statement_b),
        "a_votes": joined([f"{here.place(v)}\u00a0{number(shift.a[v])}" for v in shift.a]),
        "b_votes": joined([f"{here.place(v)}\u00a0{number(shift.b[v])}" for v in shift.b]),
        "sizes": [
            {"told": link(target, here.labels.signed(shift.sizes[v])), "differs": True}
            if v in shift.sizes
            else ({"told": "", "differs": False} if shift.comparable else None)
            for v in here.votes
        ],
        "favour": favour(here, gain(shift.sizes, lead), lead, "favour.short"),
        "origin": _origin(here, shift),
        "state": _state(shift),
        "state_word": here.say(f"difference.{_state(shift)}"),
    }


def _origin(here: Here, shift: Shift) -> Html:
    if shift.comparison == READINGS:
        return here.say("difference.look-at-photo")
    return origin(here, shift)


def _state(shift: Shift) -> str:
    return (
        "explained" if shift.trace in ("explained", "exchanged") else "possible" if shift.trace == "subset" else "open"
    )
