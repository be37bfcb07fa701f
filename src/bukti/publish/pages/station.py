"""A station: its row in its village's table, and where something is to be told, its section."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any, Final

from bukti.publish.pages.cases import disputed
from bukti.publish.pages.here import Context, Here
from bukti.publish.pages.history import history
from bukti.publish.pages.loaded import Loaded, Row
from bukti.publish.pages.markup import NOTHING, Html, joined, link
from bukti.publish.pages.noticed import in_order, kept_rules, noticed
from bukti.publish.pages.sheet import of_reading, paper, table
from bukti.publish.pages.stations import Station
from bukti.publish.pages.thread import pictures, places, scans
from bukti.vocabulary.general_rules import READINGS
from bukti.vocabulary.profile import SheetKind

OPEN = ("zeros", "held", "void", "disputed", "decided", "two")
NONE: Final[Mapping[str, str]] = {}
OUT = ("held", "void")
"""States whose figures are in no sum."""
State = tuple[str, Html]
Line = tuple[Any, ...]
"""Number, whether it has a section, whether that is worth a look, states, where figures lead, file, row, figures."""


def states(here: Here, told: str) -> tuple[State, ...]:
    """The station's states as classes and words, the gravest first."""
    found = here.speech.states.get(told)
    if found is None:
        found = here.speech.states[told] = tuple((c, here.say(f"station.{c}")) for c in told.split())
    return found


def lines(here: Here, stations: Iterable[Station], apart: Mapping[str, str] = NONE) -> list[Line]:
    """The stations in their village's table: figures that stand, states as words, the row of its file.

    `apart` are the pages of those whose section stands on another one.
    """
    files = {source: here.source(source) for source in {s[4] for s in stations} if source}
    told_number, known = here.speech.figures, here.speech.states
    found = []
    for unit_id, section, worth, told, source, row, figures, _ in stations:
        no = unit_id[-3:]
        file = files.get(source, "")
        target = f"{apart.get(unit_id, '')}#tps-{no}" if section else file
        state = known.get(told) or states(here, told)
        found.append(
            (
                no,
                section,
                worth,
                state,
                target,
                file,
                told_number[row] if file else "",
                [*map(told_number.__getitem__, figures)],
            )
        )
    return found


def section(here: Here, loaded: Loaded, station: Station) -> Context:
    """The whole section of a station."""
    unit_id, told = station[0], station[3]
    standing = next(iter(loaded.standing.get(unit_id, ())), None)
    latest = {r["reading_id"]: r for r in loaded.latest.get(unit_id, ())}
    order = {r["series"]: r["rank"] for r in latest.values()}
    readings = sorted(
        loaded.readings[unit_id],
        key=lambda r: (
            standing is None or r["reading_id"] != standing["reading_id"],
            r["reading_id"] not in latest,
            order.get(r["series"], 99),
            r["reading_id"],
        ),
    )
    sheet = here.speech.sheets[readings[0]["kind"]]
    columns = [of_reading(here, loaded, r, _note(here, r, standing, latest)) for r in readings]
    findings = loaded.findings.get(unit_id, ())
    kept = [k for r in readings if r["reading_id"] in latest for k in kept_rules(here, sheet, r)]
    return {
        "no": unit_id[-3:],
        "name": here.station_name(unit_id),
        "states": states(here, told),
        "stands": _stands(here, standing, loaded),
        **table(here, sheet, columns),
        "findings": [noticed(here, f) for f in in_order(findings)] if findings else (),
        "kept": kept,
        "kept_title": here.count("rules.kept", len(kept)),
        "apart": _apart(here, findings, sheet),
        "decisions": decided(here, loaded, unit_id),
        "disputed": disputed(here, unit_id),
        "history": history(here, loaded, unit_id, [r["sheet_id"] for r in readings]),
        "pictures": pictures(loaded, readings),
        "scans": scans(here, unit_id),
        "places": [p for r in readings for p in places(here, loaded, r)],
        "open": any(state in OPEN for state in told.split()),
    }


def decided(here: Here, loaded: Loaded, unit_id: str) -> list[tuple[str, str]]:
    """What was decided about a unit: where its decision stands on the page of decisions, what it says."""
    page = here.in_contest("decisions")
    rows = [*loaded.decisions.get(unit_id.partition("/")[0], ())] if "/" in unit_id else []
    rows = [r for r in rows if r["effect"] == "void-unit"] + loaded.decisions.get(unit_id, [])
    return [(f"{page}#d-{r['decision_id']}", here.labels.decision(r, here.ballot)) for r in rows]


def _note(here: Here, reading: Row, standing: Row | None, latest: dict[str, Row]) -> Html:
    if standing is not None and reading["reading_id"] == standing["reading_id"]:
        return here.say(f"reading.{standing['state']}" if standing["state"] in OUT else "reading.stands")
    paper = reading["sheet_id"].rpartition(":")[2]
    if standing is not None and paper != standing["sheet_id"].rpartition(":")[2]:
        return here.say("reading.other-paper", paper=here.labels.paper(paper))
    if reading["reading_id"] in latest:
        return here.say("reading.beside")
    has_later_word = any(reading["series"] == last["series"] for last in latest.values())
    return here.say("reading.earlier" if has_later_word else "reading.withdrawn")


def _stands(here: Here, standing: Row | None, loaded: Loaded) -> Html:
    """The figure that stands, and why."""
    if standing is None:
        return here.say("stands.none")
    reading = loaded.reading[standing["reading_id"]]
    votes = joined([here.number(reading[v]) for v in here.votes], " · ")
    why = here.labels.say(f"stands.{standing['why']}")
    message = f"stands.{standing['state']}" if standing["state"] in OUT else "stands"
    return here.say(message, series=here.speech.series_title(standing["series"]), votes=votes, why=why)


def _apart(here: Here, findings: Iterable[Row], sheet: SheetKind) -> Html:
    """In how many places of the sheet two readings part."""
    apart = {f["fields"] for f in findings if f["rule"] == READINGS}
    if not apart:
        return NOTHING
    fields = joined([here.speech.field(f) for f in paper(here, sheet).order if f in apart])
    return here.say("apart", rule=link(here.rule(READINGS), READINGS), fields=fields)
