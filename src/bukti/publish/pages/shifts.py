"""Differences between statements as a page tells them: direction, who gains, where they come from."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from bukti.compare import BELOW, DECLARED, READINGS
from bukti.publish.pages.gaps import Shift
from bukti.publish.pages.here import Here
from bukti.publish.pages.loaded import Loaded, Row
from bukti.publish.pages.markup import NOTHING, Html, joined
from bukti.publish.pages.result import Result
from bukti.recap.rollup import LEVEL_ORDER

KINDS = (DECLARED, BELOW, READINGS)


def gain(sizes: Mapping[str, int], lead: Result | None) -> int:
    """By how much the sizes move the margin between the contest's two leading selections."""
    if lead is None or len(lead.order) < 2:
        return 0
    first, second, *_ = lead.order
    return sizes.get(first, 0) - sizes.get(second, 0)


def favour(here: Here, moved: int, lead: Result | None, message: str = "favour") -> Html:
    """In whose favour, in words with the votes."""
    if lead is None or len(lead.order) < 2 or moved == 0:
        return here.say(f"{message}.none")
    chosen = lead.order[0] if moved > 0 else lead.order[1]
    return here.say(message, name=here.short(chosen), n=here.number(abs(moved)))


def sizes(here: Here, shift: Mapping[str, int]) -> Html:
    """`01 +193, 02 +47`."""
    return joined([f"{here.place(v)} {here.signed(n)}" for v, n in sorted(shift.items()) if n])


def origin(here: Here, shift: Shift) -> Html:
    """Where a difference comes from, with links to the stations or units that explain it."""
    if shift.comparison != DECLARED or not shift.trace:
        return NOTHING
    sets = [s.split() for s in shift.trace_units.split("|") if s]
    if shift.trace in ("explained", "subset"):
        told = [joined([here.named(u) for u in some], " + ") for some in sets]
        return here.say(f"trace.{shift.trace}", stations=joined(told, f" {here.say('or')} "))
    if shift.trace == "exchanged":
        return here.say("trace.exchanged", units=joined([here.named(u) for u in sets[0]], " → "))
    if shift.trace == "children":
        return here.count("trace.children", len(sets[0]))
    return here.say("trace.not-traceable")


def compared(loaded: Loaded, unit_id: str, comparison: str, level: str) -> Row | None:
    """How many units of a level below agree between two statements; of readings the pair compared most."""
    found = [
        r for r in loaded.comparison.get(unit_id, ()) if r["comparison"] == comparison and r["compared_level"] == level
    ]
    return max(found, key=lambda r: r["comparable"], default=None)


def lowest_declared(loaded: Loaded, units: Iterable[str]) -> str | None:
    """The lowest level below these units at which something was declared and can be compared with the count."""
    levels = {r["compared_level"] for u in units for r in loaded.comparison.get(u, ()) if r["comparison"] == DECLARED}
    return next((level for level in reversed(LEVEL_ORDER) if level in levels), None)


__all__ = [
    "BELOW",
    "DECLARED",
    "KINDS",
    "READINGS",
    "Shift",
    "compared",
    "favour",
    "gain",
    "lowest_declared",
    "origin",
    "sizes",
]
