"""A unit's page from district upward: the result in small, units below, findings, its higher sheet against the sums."""

from __future__ import annotations

from collections import Counter

from bukti.publish.pages.cases import disputed
from bukti.publish.pages.charts.apart import apart
from bukti.publish.pages.charts.shares import shares
from bukti.publish.pages.check import figure
from bukti.publish.pages.children import children
from bukti.publish.pages.completeness import completeness
from bukti.publish.pages.described import described
from bukti.publish.pages.disagreements import disagreements
from bukti.publish.pages.here import Context, Here, Unit
from bukti.publish.pages.history import history
from bukti.publish.pages.lists import lists
from bukti.publish.pages.loaded import Loaded, Row
from bukti.publish.pages.maps import maps
from bukti.publish.pages.markup import NOTHING, Html, joined
from bukti.publish.pages.noticed import SEVERITIES, in_order, more, noticed
from bukti.publish.pages.over_time import over_time
from bukti.publish.pages.result import lead, result
from bukti.publish.pages.sheet import Against, Column, of_reading, paper, table
from bukti.publish.pages.station import decided
from bukti.publish.pages.thread import pictures, places, scans, thread
from bukti.vocabulary.profile import SheetKind

TEMPLATE = "unit.html"
MOST_FINDINGS = 40


def context(here: Here, loaded: Loaded, unit: Unit) -> Context:
    """Everything the template of a unit shows."""
    own = summary(here, loaded, unit)
    return {
        **here.frame(here.speech.unit(unit.name), here.way_to(unit), says=described(here, [unit], own)),
        **own,
        **unit_findings(here, loaded, unit),
        "below_findings": below_findings(here, loaded.below.get(unit.unit_id, Counter())),
        "lists": lists(here, loaded, unit),
        "sheet": sheet_section(here, loaded, unit),
    }


def summary(here: Here, loaded: Loaded, unit: Unit) -> Context:
    """What a unit's page and the contest's home share."""
    below = here.site.children.get(unit.unit_id, ())
    found = result(loaded, unit.unit_id)
    return {
        "name": here.speech.unit(unit.name),
        "level": here.labels.level(unit.level),
        **lead(here, loaded, unit, found),
        "check": figure(here, unit, found),
        **completeness(here, loaded, unit),
        "disagreements": disagreements(here, loaded, unit, found),
        "thread": thread(here, loaded, unit, found),
        **over_time(here, loaded, unit.unit_id),
        **maps(here, loaded, unit),
        **shares(here, loaded, below),
        **apart(here, loaded, below, found),
        "children": children(here, loaded, below),
        "children_title": here.say(f"children.{below[0].level}") if below else "",
    }


def unit_findings(here: Here, loaded: Loaded, unit: Unit) -> Context:
    """The findings about the unit itself, the gravest first, and what was decided about it."""
    noted = loaded.findings.get(unit.unit_id)
    own = {"disputed": disputed(here, unit.unit_id)}
    if not noted:
        return {"findings": (), "more_findings": "", "decisions": decided(here, loaded, unit.unit_id), **own}
    found = in_order(noted, without=())
    rest = len(found) - MOST_FINDINGS
    return {
        "findings": [noticed(here, f) for f in found[:MOST_FINDINGS]],
        "more_findings": more(here, rest),
        "decisions": decided(here, loaded, unit.unit_id),
        **own,
    }


def below_findings(here: Here, counts: Counter[str]) -> list[Context]:
    """How many findings there are in the units below, by rule."""
    graded = sorted(counts.items(), key=lambda item: (SEVERITIES.index(here.labels.rule(item[0]).severity), item[0]))
    return [
        {
            "rule": rule,
            "target": here.in_contest("findings", rule.lower()),
            "title": here.say("rule.broken", title=here.labels.rule_title(rule)),
            "severity": here.labels.rule(rule).severity,
            "severity_word": here.labels.severity(here.labels.rule(rule).severity),
            "n": here.number(n),
        }
        for rule, n in graded
    ]


def sheet_section(here: Here, loaded: Loaded, unit: Unit) -> Context | None:
    """The unit's column in the higher sheets cell by cell, beside what was declared below and what was counted."""
    if unit.unit_id not in loaded.readings:
        return None
    readings = [r for r in loaded.readings[unit.unit_id] if "station" not in here.speech.sheets[r["kind"]].forms]
    if not readings:
        return None
    declared, counted = (loaded.tally.get((unit.unit_id, basis)) for basis in ("declared", "counted"))
    first = declared["reading_id"] if declared else ""
    readings.sort(key=lambda r: (r["reading_id"] != first, r["sheet_id"], r["series"], r["reading_id"]))
    sheet = here.speech.sheets[readings[0]["kind"]]
    columns = [of_reading(here, loaded, r, _made_by(here, r, first)) for r in readings]
    below = _declared_below(here, loaded, unit, sheet)
    against: list[Against] = []
    if below is not None:
        columns.append(Column(here.say("sheet.below"), here.say("sheet.below.note"), below, {}, "#below"))
        against.append((here.say("sheet.against.below"), len(columns) - 1, 0))
    if counted is not None:
        note = here.count("sheet.counted.note", counted["stations_in"])
        columns.append(Column(here.say("sheet.counted"), note, counted, {}, "#below"))
        against.append((here.say("sheet.against"), len(columns) - 1, 0))
    return {
        **table(here, sheet, columns, against),
        "places": [p for r in readings for p in places(here, loaded, r)],
        "history": history(here, loaded, unit.unit_id, [r["sheet_id"] for r in readings]),
        "pictures": pictures(loaded, readings),
        "scans": scans(here, unit.unit_id),
        "unknowns": _unknowns(here, sheet, counted),
    }


def _made_by(here: Here, reading: Row, first: str) -> Html:
    """Which unit's sheet has this column, and whether it is the one that counts as declared."""
    made = here.site.units.get(reading["sheet_unit"])
    name = here.unit_name(made) if made else reading["sheet_unit"]
    return here.say("sheet.made-by.first" if reading["reading_id"] == first else "sheet.made-by", name=name)


def _declared_below(here: Here, loaded: Loaded, unit: Unit, sheet: SheetKind) -> dict[str, int | None] | None:
    """The sum of what the units one level below declared, where each of them did."""
    if unit.level == "village":
        return None
    below = [loaded.tally.get((c.unit_id, "declared")) for c in here.site.children.get(unit.unit_id, ())]
    found = [row for row in below if row is not None]
    if not below or len(found) < len(below):
        return None
    names = (*sheet.names, *here.votes)
    return {n: sum(r[n] for r in found) if all(r.get(n) is not None for r in found) else None for n in names}


def _unknowns(here: Here, sheet: SheetKind, counted: Row | None) -> Html:
    """In how many stations a field of the sum is not known."""
    if counted is None:
        return NOTHING
    some = [
        here.count("sheet.unknown-at", counted[f"{f}_unknown"], field=here.labels.field(f, here.ballot))
        for f in paper(here, sheet).fields
        if counted.get(f"{f}_unknown") and counted.get(f) is not None
    ]
    return here.say("sheet.unknowns", fields=joined(some, "; ")) if some else NOTHING
