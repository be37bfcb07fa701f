"""Which shade an area has in each view, and what it says about itself: from integers, in classes that have names."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from bukti.publish.pages.here import Here, Site, Unit
from bukti.publish.pages.loaded import Loaded, Row
from bukti.publish.pages.markup import Html, html, joined
from bukti.publish.pages.result import COUNTED, DECLARED, Result, mark, result

MARGINS: Final = (5, 15, 40)
"""Leads below 5 points of all votes are narrow, from 40 on they are very wide."""
TURNOUTS: Final = (60, 70, 80, 90)
COVERED: Final = (20, 80)
NOTED: Final = (5, 20)
"""Open findings for 100 stations."""
OVER: Final = 6
"""The shade of more voters than were registered."""


@dataclass(frozen=True)
class Shades:
    """An area's place in each view, None where it is not known: of margin, turnout, completeness, findings.

    `leader` is the vote column that leads; a margin of 0 has none.
    """

    leader: str | None
    margin: int | None
    turnout: int | None
    covered: int | None
    noted: int | None

    def classes(self, here: Here) -> str:
        """`a k-ppwp-01 m2 t3 c5 f1`: what the style sheet goes by."""
        marks = [mark(here, self.leader)] if self.leader else []
        views = (("m", self.margin), ("t", self.turnout), ("c", self.covered), ("f", self.noted))
        return " ".join(["a", *marks, *(f"{view}{n}" for view, n in views if n is not None)])


@dataclass(frozen=True)
class Area:
    """A unit on a map: its shades, and one sentence with its figures."""

    unit: Unit
    shades: Shades
    says: Html


def area(here: Here, loaded: Loaded, unit: Unit) -> Area:
    """What a map shows of a unit."""
    found = result(loaded, unit.unit_id)
    counted = loaded.tally.get((unit.unit_id, COUNTED))
    voted = turnout(here.site, loaded, unit)
    leader, margin = _lead(found)
    covered = coverage(unit, counted)
    noted = findings(loaded, unit.unit_id)
    says = [
        _told_lead(here, found),
        here.say("map.says.turnout", share=here.labels.share(*voted), a=here.number(voted[0]), b=here.number(voted[1]))
        if voted
        else None,
        here.say("map.says.stations", n=here.number(covered[0]), expected=here.number(covered[1])) if covered else None,
        here.count("map.says.findings", noted) if noted else None,
    ]
    told = joined([s for s in says if s], "; ")
    shades = Shades(
        leader,
        margin,
        _step(voted, TURNOUTS) if voted and voted[0] <= voted[1] else OVER if voted else None,
        _covered(covered),
        _noted(noted, covered[1] if covered else None),
    )
    return Area(unit, shades, Html(f"{html(here.speech.unit(unit.name))}: {told}"))


def _lead(found: Result | None) -> tuple[str | None, int | None]:
    """Who leads, and the class of the margin: 0 equal, 1 narrow, 2 clear, 3 wide, 4 very wide."""
    if found is None or found.total == 0:
        return None, None
    if found.margin == 0 and len(found.order) > 1:
        return None, 0
    return found.order[0], 1 + sum(100 * found.margin >= points * found.total for points in MARGINS)


def _told_lead(here: Here, found: Result | None) -> Html:
    if found is None or found.total == 0:
        return here.say("map.says.nothing")
    if found.margin == 0 and len(found.order) > 1:
        return here.say("map.says.equal", n=here.number(found.votes[found.order[0]]))
    first = found.order[0]
    values = {"first": here.plain(first), "margin": here.number(found.margin)}
    return here.say("map.says.leads", **values, share=here.labels.share(found.votes[first], found.total))


def turnout(site: Site, loaded: Loaded, unit: Unit) -> tuple[int, int] | None:
    """Ballots cast and the voters registered in the same stations; None where either is not known of every one.

    The unit table's voters are those of all stations, so they count only where every station is in, or a higher sheet
    states the whole.
    """
    cast = site.shown.get("cast")
    if cast is None:
        return None
    declared, counted = (loaded.tally.get((unit.unit_id, basis)) for basis in (DECLARED, COUNTED))
    if declared and declared.get(cast) is not None and unit.registered:
        return declared[cast], unit.registered
    if not counted or counted.get(cast) is None or counted.get(f"{cast}_unknown"):
        return None
    whole = _on_sheets(site, counted)
    if whole is None and unit.registered and counted["stations_in"] == counted["stations_expected"]:
        whole = unit.registered
    return (counted[cast], whole) if whole else None


def _on_sheets(site: Site, counted: Row) -> int | None:
    """Registered voters as all the stations' sheets that are in state them."""
    for shape in site.terms.shape.sheets:
        fields = site.boxes[shape.kind].registered
        if shape.of_station and fields and all(counted[f] is not None and not counted[f"{f}_unknown"] for f in fields):
            whole: int = sum(counted[f] for f in fields)
            return whole
    return None


def coverage(unit: Unit, counted: Row | None) -> tuple[int, int] | None:
    """Stations in, of those expected; None where nobody says how many there should be."""
    expected = counted["stations_expected"] if counted else unit.stations_expected
    if not expected:
        return None
    return ((counted["stations_in"] or 0) if counted else 0), expected


def _covered(found: tuple[int, int] | None) -> int | None:
    """1 none in, 2 to 4 some of them, 5 all."""
    if found is None:
        return None
    inside, expected = found
    if inside == 0:
        return 1
    return 5 if inside >= expected else 2 + sum(100 * inside >= share * expected for share in COVERED)


def findings(loaded: Loaded, unit_id: str) -> int:
    """Open findings about the unit and all below it."""
    own = [f for f in loaded.findings.get(unit_id, ()) if not f["silent_because"] and f["life"] == "open"]
    below = loaded.below.get(unit_id)
    return len(own) + (below.total() if below else 0)


def _noted(noted: int, stations: int | None) -> int | None:
    """1 none, 2 to 4 by how many there are for 100 stations; None where nobody says how many stations there are."""
    if not stations:
        return None
    return 2 + sum(100 * noted >= share * stations for share in NOTED) if noted else 1


def _step(voted: tuple[int, int], steps: tuple[int, ...]) -> int:
    """The class of a share, from 1."""
    part, whole = voted
    return 1 + sum(100 * part >= share * whole for share in steps)
