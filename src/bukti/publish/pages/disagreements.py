"""What does not fit yet in a unit: the largest kinds of difference, each one line."""

from __future__ import annotations

from bukti.publish.pages.here import Context, Here, Unit
from bukti.publish.pages.loaded import Loaded
from bukti.publish.pages.markup import Html, joined
from bukti.publish.pages.result import Result, result
from bukti.publish.pages.shifts import BELOW, DECLARED, READINGS, Shift, compared, favour, gain, lowest_declared, shifts

MOST = 3


def disagreements(here: Here, loaded: Loaded, unit: Unit) -> list[Context]:
    """At most three kinds: the unit's own gap first, then those with most votes in them."""
    lead = result(here, loaded, unit.unit_id)
    inside = _inside(here, unit)
    found = [
        s
        for unit_id, rows in loaded.differences.items()
        if unit_id.partition("/")[0] in inside
        for s in shifts(rows, here.votes)
    ]
    own = [s for s in found if s.unit_id == unit.unit_id and s.comparison == DECLARED]
    level = lowest_declared(loaded, [unit.unit_id])
    lowest = [s for s in found if s.comparison == DECLARED and s.level == level != unit.level]
    kinds = [
        *(_lowest(here, loaded, unit, lowest, lead)),
        *(_below(here, [s for s in found if s.comparison == BELOW], lead)),
        *(_readings(here, loaded, unit, [s for s in found if s.comparison == READINGS and s.level == "station"], lead)),
    ]
    kinds.sort(key=lambda k: -k["votes"])
    return [*(_own(here, loaded, unit, s, lead) for s in own), *kinds][:MOST]


def _inside(here: Here, unit: Unit) -> set[str]:
    found = {unit.unit_id}
    ahead = [unit.unit_id]
    while ahead:
        for child in here.site.children.get(ahead.pop(), ()):
            found.add(child.unit_id)
            ahead.append(child.unit_id)
    return found


def _line(here: Here, n: int, votes: int, says: Html, told: Html, mark: str) -> Context:
    return {
        "n": here.labels.number(n),
        "votes": votes,
        "says": says,
        "told": told,
        "target": here.in_contest("differences") + mark,
    }


def _own(here: Here, loaded: Loaded, unit: Unit, shift: Shift, lead: Result | None) -> Context:
    column, size = max(shift.sizes.items(), key=lambda item: (abs(item[1]), item[0]))
    worst = [
        (abs(child_shift.sizes.get(column, 0)), child_shift.unit_id)
        for child in here.site.children.get(unit.unit_id, ())
        for child_shift in shifts(loaded.differences.get(child.unit_id, ()), here.votes)
        if child_shift.comparison == DECLARED
    ]
    message = "differs.own.less" if size > 0 else "differs.own.more"
    parts = [favour(here, gain(shift.sizes, lead), lead)]
    if worst:
        most, where = max(worst)
        parts.append(
            here.say("differs.own.largest", place=here.unit_name(here.site.units[where]), n=here.labels.number(most))
        )
    says = here.say(message, name=here.short(column))
    return _line(here, abs(size), shift.votes, says, joined(parts, "; "), "#declared")


def _lowest(here: Here, loaded: Loaded, unit: Unit, some: list[Shift], lead: Result | None) -> list[Context]:
    """The units of the lowest level that was declared: how many differ, how many of these are explained."""
    row = compared(loaded, unit.unit_id, DECLARED, some[0].level) if some else None
    if row is None:
        return []
    number = here.labels.number
    told = here.say(
        "differs.units.told",
        equal=number(row["equal"]),
        comparable=number(row["comparable"]),
        explained=number(sum(s.trace == "explained" for s in some)),
        possible=number(sum(s.trace == "subset" for s in some)),
    )
    says = here.count("differs.units", len(some), level=here.labels.level(some[0].level))
    return [_line(here, len(some), sum(s.votes for s in some), says, _with_favour(here, told, some, lead), "#declared")]


def _below(here: Here, some: list[Shift], lead: Result | None) -> list[Context]:
    if not some:
        return []
    votes = sum(s.votes for s in some)
    place = here.unit_name(here.site.units[some[0].unit_id])
    told = here.say("differs.below.told", place=place, n=here.labels.number(some[0].votes))
    says = here.count("differs.below", len(some))
    return [_line(here, len(some), votes, says, _with_favour(here, told, some, lead), "#below")]


def _readings(here: Here, loaded: Loaded, unit: Unit, some: list[Shift], lead: Result | None) -> list[Context]:
    row = compared(loaded, unit.unit_id, READINGS, "station")
    if not some or row is None:
        return []
    a, b = here.labels.series(row["statement_a"]), here.labels.series(row["statement_b"])
    told = here.say("differs.readings.told", n=here.labels.number(row["comparable"]))
    says = here.count("differs.readings", len({s.unit_id for s in some}), a=a, b=b)
    shown = _with_favour(here, told, some, lead)
    return [_line(here, len({s.unit_id for s in some}), sum(s.votes for s in some), says, shown, "#readings")]


def _with_favour(here: Here, told: Html, some: list[Shift], lead: Result | None) -> Html:
    return joined([told, favour(here, sum(gain(s.sizes, lead) for s in some), lead)], "; ")
