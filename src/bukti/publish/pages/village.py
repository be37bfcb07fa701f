"""A village's page: the story of its figures, its statements, its stations as rows and sections."""

from __future__ import annotations

from bukti.publish.pages.completeness import completeness
from bukti.publish.pages.here import SHOWN, Context, Here, Unit
from bukti.publish.pages.lists import lists
from bukti.publish.pages.loaded import Loaded, Row
from bukti.publish.pages.markup import NOTHING, Html, joined, link, strong
from bukti.publish.pages.result import evidence, lead, result
from bukti.publish.pages.shifts import DECLARED, READINGS, Shift, favour, gain, origin, shifts, sizes
from bukti.publish.pages.station import has_section, row, section
from bukti.publish.pages.thread import thread
from bukti.publish.pages.unit import Marks, sheet_section, unit_findings
from bukti.vocabulary.roles import Role

TEMPLATE = "village.html"


def context(here: Here, loaded: Loaded, unit: Unit, marks: Marks) -> Context:
    """Everything the template of a village shows."""
    stations = sorted({*loaded.stations_of(unit.unit_id), *here.site.listed_stations.get(unit.unit_id, ())})
    shift = next(
        (s for s in shifts(loaded.differences.get(unit.unit_id, ()), here.votes) if s.comparison == DECLARED), None
    )
    title, told = story(here, loaded, unit, shift)
    zeros, partial = marks.of(unit.unit_id)
    return {
        **here.frame(str(here.unit_name(unit)), here.crumbs(unit)),
        "name": here.unit_name(unit),
        "headline": title,
        "told": told,
        "lead": lead(here, loaded, unit),
        "statements": statements(here, loaded, unit),
        "complete": completeness(here, loaded, unit, zeros, partial),
        "thread": thread(here, loaded, unit, result(here, loaded, unit.unit_id)),
        "votes": [{"place": here.place(v), "name": here.plain(v)} for v in here.votes],
        "stations": [row(here, loaded, s) for s in stations],
        "stations_title": here.count("count.station", len(stations)),
        "sections": [section(here, loaded, s) for s in stations if has_section(loaded, s) and loaded.readings.get(s)],
        "findings": unit_findings(here, loaded, unit),
        "lists": lists(here, loaded, unit),
        "sheet": sheet_section(here, loaded, unit),
    }


def story(here: Here, loaded: Loaded, unit: Unit, shift: Shift | None) -> tuple[Html, Html]:
    """The headline and the sentence under it: what was declared against what was counted, and why they part."""
    counted = loaded.tally.get((unit.unit_id, "counted"))
    declared = loaded.votes(unit.unit_id, "declared", here.votes)
    stations = here.count("count.station", counted["stations_in"] if counted else 0)
    found = result(here, loaded, unit.unit_id)
    if found is None:
        return here.say("story.nothing"), NOTHING
    if shift is None:
        if declared is None or any(n is None for n in declared):
            return here.say("story.counted", stations=stations, figures=_figures(here, found.votes)), here.say(
                "story.undeclared"
            )
        return here.say("story.fits", stations=stations), here.say(
            "story.fits.told", figures=strong(_figures(here, found.votes))
        )
    return _headline(here, shift, stations), _why(here, loaded, shift)


def _headline(here: Here, shift: Shift, stations: Html) -> Html:
    moved = {v: n for v, n in shift.sizes.items() if n}
    figures = strong(joined([here.labels.number(abs(n)) for n in moved.values()], f" {here.say('and')} "))
    if len(moved) == 1 or len(moved) == len(here.votes):
        if all(n > 0 for n in moved.values()):
            return _one_or_all(here, "story.more", moved, figures, stations)
        if all(n < 0 for n in moved.values()):
            return _one_or_all(here, "story.less", moved, figures, stations)
    return here.say("story.mixed", sizes=strong(sizes(here, moved)), stations=stations)


def _one_or_all(here: Here, message: str, moved: dict[str, int], figures: Html, stations: Html) -> Html:
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
        figures = _figures(here, {v: reading[v] for v in here.votes})
        message = "story.zeros" if latest["placeholder"] else "story.reads"
        told.append(here.say(message, series=here.labels.series(latest["series"]), figures=figures))
    return here.say("story.station", station=here.named(unit_id), readings=joined(told, "; "))


def _figures(here: Here, votes: object) -> Html:
    assert isinstance(votes, dict)
    told = [here.labels.number(n) for n in votes.values()]
    return joined([joined(told[:-1]), told[-1]], f" {here.say('and')} ") if len(told) > 1 else joined(told)


def statements(here: Here, loaded: Loaded, unit: Unit) -> Context:
    """Who says what about the village: declared, counted, each series; then declared less counted."""
    sheet = next((s for s in here.site.terms.sheets if "station" in s.forms), None)
    roles = [f for role in SHOWN if sheet and (f := sheet.field(Role(role)))]
    columns = [*here.votes, *(f.name for f in roles)]
    lines = []
    for basis in ("declared", "counted", *(f"series:{s.id}" for s in here.site.terms.configuration.series)):
        found = loaded.tally.get((unit.unit_id, basis))
        if found is None or all(found[c] is None for c in columns):
            continue
        lines.append(_statement(here, unit, basis, found, columns))
    counted, declared = (loaded.tally.get((unit.unit_id, b)) for b in ("counted", "declared"))
    gap = []
    if counted and declared:
        gap = [
            None if counted[c] is None or declared[c] is None else here.labels.signed(declared[c] - counted[c])
            for c in columns
        ]
    return {
        "columns": [
            *({"place": here.place(v), "name": here.plain(v)} for v in here.votes),
            *({"place": here.say(f"column.{f.role.name}"), "name": ""} for f in roles),
        ],
        "lines": lines,
        "gap": gap,
        "favour": _favour(here, loaded, unit),
    }


def _statement(here: Here, unit: Unit, basis: str, found: Row, columns: list[str]) -> Context:
    number = here.labels.number
    target = evidence(here, unit.unit_id, basis)
    if basis == "declared":
        who = here.say("statement.declared")
    elif basis == "counted":
        who = here.count("statement.counted", found["stations_in"])
    else:
        who = here.count("statement.series", found["stations_in"], series=here.labels.basis(basis))
    return {
        "state": {"declared": "declared", "counted": "counted"}.get(basis, ""),
        "who": who,
        "figures": [link(target, number(found[c])) if found[c] is not None else None for c in columns],
    }


def _favour(here: Here, loaded: Loaded, unit: Unit) -> Html:
    found = shifts(loaded.differences.get(unit.unit_id, ()), here.votes)
    declared = next((s for s in found if s.comparison == DECLARED), None)
    if declared is None:
        return NOTHING
    lead_result = result(here, loaded, unit.unit_id)
    return here.say("favour.declared", told=favour(here, gain(declared.sizes, lead_result), lead_result))


__all__ = ["READINGS", "TEMPLATE", "context", "statements", "story"]
