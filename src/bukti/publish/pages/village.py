"""A village's page: the story of its figures, its statements, its stations as rows and sections."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any, Final

from bukti.publish.addresses import PAGE
from bukti.publish.pages.charts.strip import strip
from bukti.publish.pages.check import figure
from bukti.publish.pages.completeness import completeness
from bukti.publish.pages.described import described
from bukti.publish.pages.gaps import Shift
from bukti.publish.pages.here import Context, Here, Unit
from bukti.publish.pages.lists import lists
from bukti.publish.pages.loaded import Loaded, Row
from bukti.publish.pages.markup import NOTHING, Html, joined, link, strong
from bukti.publish.pages.over_time import over_time
from bukti.publish.pages.result import Result, lead, result
from bukti.publish.pages.shifts import favour, gain, origin, sizes
from bukti.publish.pages.station import lines, section
from bukti.publish.pages.stations import Station
from bukti.publish.pages.thread import scan, thread
from bukti.publish.pages.unit import sheet_section, unit_findings

Statement = tuple[Any, ...]
TEMPLATE = "village.html"
PART = "part.html"
MOST: Final = 60
"""Of so many stations a village tells on its own page; where it has more, by so many numbers on pages below it."""
PARTS: Final = {
    f"{n:03}": f"{first}-{first + MOST - 1}" for first in range(1, 1_000, MOST) for n in range(first, first + MOST)
}
"""The folder of the page of a station's number: 1-60, 61-120, and so on."""


def context(here: Here, loaded: Loaded, unit: Unit) -> Context:
    """Everything the template of a village shows."""
    stations = loaded.stations.get(unit.unit_id, [])
    found = result(loaded, unit.unit_id)
    apart = parts(loaded, unit)
    title, told = story(here, loaded, unit, found)
    own = {**lead(here, loaded, unit, found), **completeness(here, loaded, unit)}
    return {
        **here.frame(here.speech.unit(unit.name), here.way_to(unit), says=described(here, [unit], own)),
        "name": here.speech.unit(unit.name),
        "headline": title,
        "told": told,
        **own,
        "check": figure(here, unit, found),
        **statements(here, loaded, unit, found),
        **over_time(here, loaded, unit.unit_id),
        **strip(here, stations, found),
        "thread": thread(here, loaded, unit, found),
        "votes": here.speech.ballot,
        "shown": [here.say(f"column.{role}") for role in here.site.shown],
        "stations": lines(here, stations, {s[0]: f"{name}/{PAGE}" for name, some in apart.items() for s in some}),
        "stations_title": here.count("count.station", len(stations)),
        "scans": [
            (here.station_name(p.unit_id), *scan(here, p))
            for p in here.site.pictured.get((here.ballot.id, unit.unit_id), ())
            if "/" in p.unit_id
        ],
        "sections": [] if apart else [section(here, loaded, s) for s in _told(loaded, stations)],
        "parts": [(_part_name(here, name), f"{name}/{PAGE}") for name in apart],
        **unit_findings(here, loaded, unit),
        "lists": lists(here, loaded, unit),
        "sheet": sheet_section(here, loaded, unit),
    }


def _told(loaded: Loaded, stations: Iterable[Station]) -> list[Station]:
    """The stations of which something is to be told in a section."""
    return [s for s in stations if s[1] and s[0] in loaded.readings]


def parts(loaded: Loaded, unit: Unit) -> dict[str, list[Station]]:
    """The stations with sections that stand on pages of their own, by the numbers that such a page is for.

    A village of more than `MOST` stations has its sections apart, so that no page is heavy. The address of a station
    is that of its row on the village's page all the same, and never changes.
    """
    stations = loaded.stations.get(unit.unit_id, [])
    found: dict[str, list[Station]] = {}
    for station in _told(loaded, stations) if len(stations) > MOST else ():
        found.setdefault(PARTS[station[0].rpartition("/")[2]], []).append(station)
    return found


def part_context(here: Here, loaded: Loaded, unit: Unit, name: str, stations: Iterable[Station]) -> Context:
    """What the page of some of a village's stations shows."""
    above = [link(here.unit(u.unit_id), here.unit_name(u)) for u in (*here.site.above(unit), unit)]
    village, part = here.speech.unit(unit.name), _part_name(here, name)
    return {
        **here.frame(f"{village}, {part}", here.way(part, *above)),
        "name": village,
        "headline": part,
        "told": here.say("sections.part.told", village=above[-1]),
        "sections": [section(here, loaded, s) for s in stations],
    }


def _part_name(here: Here, name: str) -> Html:
    first, _, last = name.partition("-")
    return here.say("sections.part", first=first, last=last)


def story(here: Here, loaded: Loaded, unit: Unit, found: Result | None) -> tuple[Html, Html]:
    """The headline and the sentence under it: what was declared against what was counted, and why they part."""
    if found is None:
        return here.say("story.nothing"), NOTHING
    counted = loaded.tally.get((unit.unit_id, "counted"))
    stations = here.count("count.station", counted["stations_in"] if counted else 0)
    shift = loaded.declared_shift(unit.unit_id)
    if shift is not None:
        return _headline(here, shift, stations), _why(here, loaded, shift)
    figures = _figures(here, found.votes.values())
    declared = loaded.known(unit.unit_id, "declared")
    if declared is None or None in declared:
        return here.say("story.counted", stations=stations, figures=figures), here.say("story.undeclared")
    return here.say("story.fits", stations=stations), here.say("story.fits.told", figures=strong(figures))


def _headline(here: Here, shift: Shift, stations: Html) -> Html:
    moved = {v: n for v, n in shift.sizes.items() if n}
    figures = strong(joined([here.number(abs(n)) for n in moved.values()], f" {here.say('and')} "))
    if len(moved) == 1 or len(moved) == len(here.votes):
        if all(n > 0 for n in moved.values()):
            return _one_or_all(here, "story.more", moved, figures, stations)
        if all(n < 0 for n in moved.values()):
            return _one_or_all(here, "story.less", moved, figures, stations)
    return here.say("story.mixed", sizes=strong(sizes(here, moved)), stations=stations)


def _one_or_all(here: Here, message: str, moved: Mapping[str, int], figures: Html, stations: Html) -> Html:
    if len(moved) > 1:
        return here.say(message, figures=figures, stations=stations)
    column = next(iter(moved))
    return here.say(f"{message}.of", figures=figures, stations=stations, name=here.short(column))


def _why(here: Here, loaded: Loaded, shift: Shift) -> Html:
    """Where the difference comes from, with what the readings of the stations say."""
    said = [origin(here, shift)]
    sets = [s.split() for s in shift.trace_units.split("|") if s]
    if shift.trace in ("explained", "subset") and len(sets) == 1 and len(sets[0]) <= 3:
        said += [_readings(here, loaded, u) for u in sets[0]]
    trace = loaded.trace.get(shift.unit_id)
    if shift.trace == "not-traceable" and trace is not None:
        said.append(here.count("trace.differing", trace["differing"]) if trace["differing"] else here.say("trace.none"))
    return joined(said, " ")


def _readings(here: Here, loaded: Loaded, unit_id: str) -> Html:
    """What each series says of a station: `TPS 030: KPU all zero, volunteers 193 and 47.`"""
    told = []
    for latest in loaded.latest.get(unit_id, ()):
        reading = loaded.reading[latest["reading_id"]]
        figures = _figures(here, [reading[v] for v in here.votes])
        message = "story.zeros" if latest["placeholder"] else "story.reads"
        told.append(here.say(message, series=here.speech.series_title(latest["series"]), figures=figures))
    return here.say("story.station", station=here.named(unit_id), readings=joined(told, "; "))


def _figures(here: Here, votes: Iterable[int | None]) -> Html:
    told = [here.number(n) for n in votes]
    if len(told) < 2:
        return joined(told)
    return Html(f"{', '.join(told[:-1])} {here.say('and')} {told[-1]}")


def statements(here: Here, loaded: Loaded, unit: Unit, found: Result | None) -> Context:
    """Who says what about the village: declared, counted, each series; then declared less counted."""
    columns, bases = here.site.statement_columns(here.ballot), here.site.bases
    by_basis = [(basis, loaded.tally.get((unit.unit_id, basis))) for basis in bases]
    said = [_statement(here, basis, row, [row[c] for c in columns]) for basis, row in by_basis if row is not None]
    declared, counted = by_basis[0][1], by_basis[1][1]
    gap = []
    if counted and declared:
        gap = [
            None if counted[c] is None or declared[c] is None else here.signed(declared[c] - counted[c])
            for c in columns
        ]
    return {"statements": [s for s in said if s is not None], "gap": gap, "favour": _favour(here, loaded, unit, found)}


def _statement(here: Here, basis: str, row: Row, figures: list[int | None]) -> Statement | None:
    """Its state, that as a word, who says it, where the figures lead, the figures; None where it states none."""
    told = [*map(here.speech.figures.__getitem__, figures)]
    if not any(told):
        return None
    if basis == "declared":
        return basis, here.say("state.declared"), here.say("statement.declared"), "#sheet", told
    if basis == "counted":
        return basis, here.say("state.counted"), here.count("statement.counted", row["stations_in"]), "#below", told
    series = here.speech.series_title(basis.removeprefix("series:"))
    return "", "", here.count("statement.series", row["stations_in"], series=series), "#below", told


def _favour(here: Here, loaded: Loaded, unit: Unit, found: Result | None) -> Html:
    declared = loaded.declared_shift(unit.unit_id)
    if declared is None:
        return NOTHING
    return here.say("favour.declared", told=favour(here, gain(declared.sizes, found), found))


__all__ = ["PART", "TEMPLATE", "context", "part_context", "parts", "statements", "story"]
