"""What does not fit yet in a unit: the largest kinds of difference, each one line."""

from __future__ import annotations

from bukti.publish.pages.gaps import Gap, Shift
from bukti.publish.pages.here import Context, Here, Unit
from bukti.publish.pages.loaded import Loaded
from bukti.publish.pages.markup import Html, joined
from bukti.publish.pages.result import Result
from bukti.publish.pages.shifts import DECLARED, READINGS, compared, favour, gain, lowest_declared

MOST = 3


def disagreements(here: Here, loaded: Loaded, unit: Unit, lead: Result | None) -> list[Context]:
    """At most three kinds: the unit's own gap first, then those with most votes in them."""
    own = [_own(here, loaded, unit, s, lead) for s in loaded.shifts.get(unit.unit_id, ()) if s.comparison == DECLARED]
    gaps = loaded.gaps.get(unit.unit_id)
    if gaps is None:
        return own[:MOST]
    level = lowest_declared(loaded, [unit.unit_id])
    kinds = [
        *(_lowest(here, loaded, unit, gaps.declared(level), level, lead) if level and level != unit.level else ()),
        *(_below(here, gaps.below, lead)),
        *(_readings(here, loaded, unit, gaps.readings, lead)),
    ]
    kinds.sort(key=lambda k: -k["votes"])
    return [*own, *kinds][:MOST]


def _line(here: Here, n: int, votes: int, says: Html, told: Html, mark: str) -> Context:
    return {
        "n": here.number(n),
        "votes": votes,
        "says": says,
        "told": told,
        "target": here.in_contest("differences") + mark,
    }


def _own(here: Here, loaded: Loaded, unit: Unit, shift: Shift, lead: Result | None) -> Context:
    column, size = max(shift.sizes.items(), key=lambda item: (abs(item[1]), item[0]))
    below = [loaded.declared_shift(child.unit_id) for child in here.site.children.get(unit.unit_id, ())]
    worst = [(abs(s.sizes.get(column, 0)), s.unit_id) for s in below if s is not None]
    message = "differs.own.less" if size > 0 else "differs.own.more"
    parts = [favour(here, gain(shift.sizes, lead), lead)]
    if worst:
        most, where = max(worst)
        parts.append(here.say("differs.own.largest", place=_name(here, where), n=here.number(most)))
    says = here.say(message, name=here.short(column))
    return _line(here, abs(size), shift.votes, says, joined(parts, "; "), "#declared")


def _name(here: Here, unit_id: str) -> Html:
    return here.unit_name(here.site.units[unit_id])


def _lowest(here: Here, loaded: Loaded, unit: Unit, gap: Gap | None, level: str, lead: Result | None) -> list[Context]:
    """The units of the lowest level that was declared: how many differ, how many of these are explained."""
    row = compared(loaded, unit.unit_id, DECLARED, level)
    if row is None or gap is None:
        return []
    number = here.number
    told = here.say(
        "differs.units.told",
        equal=number(row["equal"]),
        comparable=number(row["comparable"]),
        explained=number(gap.explained),
        possible=number(gap.possible),
    )
    says = here.count("differs.units", gap.n, level=here.labels.level(level))
    return [_line(here, gap.n, gap.votes, says, _with_favour(here, told, gap, lead), "#declared")]


def _below(here: Here, gap: Gap | None, lead: Result | None) -> list[Context]:
    if gap is None:
        return []
    votes, where = gap.largest
    told = here.say("differs.below.told", place=_name(here, where), n=here.number(votes))
    says = here.count("differs.below", gap.n)
    return [_line(here, gap.n, gap.votes, says, _with_favour(here, told, gap, lead), "#below")]


def _readings(here: Here, loaded: Loaded, unit: Unit, gap: Gap | None, lead: Result | None) -> list[Context]:
    row = compared(loaded, unit.unit_id, READINGS, "station")
    if gap is None or row is None:
        return []
    a, b = here.labels.series(row["statement_a"]), here.labels.series(row["statement_b"])
    told = here.say("differs.readings.told", n=here.number(row["comparable"]))
    says = here.count("differs.readings", gap.n, a=a, b=b)
    return [_line(here, gap.n, gap.votes, says, _with_favour(here, told, gap, lead), "#readings")]


def _with_favour(here: Here, told: Html, gap: Gap, lead: Result | None) -> Html:
    return joined([told, favour(here, gain(gap.sizes, lead), lead)], "; ")
