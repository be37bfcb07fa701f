"""A unit's page from district upward: the result in small, units below, findings, its higher sheet against the sums."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass

from bukti.publish.pages.children import children
from bukti.publish.pages.completeness import completeness
from bukti.publish.pages.disagreements import disagreements
from bukti.publish.pages.here import Context, Here, Site, Unit
from bukti.publish.pages.lists import lists
from bukti.publish.pages.loaded import Loaded, Row, whole
from bukti.publish.pages.markup import NOTHING, Html, joined
from bukti.publish.pages.noticed import SEVERITIES, in_order, noticed
from bukti.publish.pages.result import lead, result
from bukti.publish.pages.sheet import Column, of_reading, table
from bukti.publish.pages.thread import pictures, places, thread
from bukti.vocabulary.profile import SheetKind

TEMPLATE = "unit.html"
MOST_FINDINGS = 40


@dataclass(frozen=True)
class Marks:
    """Of every unit of a contest: stations with placeholder zeros, stations known in part, findings below by rule."""

    zeros: Mapping[str, int]
    partial: Mapping[str, int]
    findings: Mapping[str, Counter[str]]

    def of(self, unit_id: str) -> tuple[int, int]:
        return self.zeros.get(unit_id, 0), self.partial.get(unit_id, 0)


def marks_of(site: Site, contest: str) -> Marks:
    """What stands in no tally but belongs on every unit's page, counted over the whole contest at once."""
    for table_name in ("latest", "unit_path", "finding"):
        site.built.store.show(site.built.connection, table_name)
    above = "join unit_path p on p.unit_id = regexp_replace(s.unit_id, '/[0-9]{3}$', '')"
    counted = f"""select p.ancestor_id as unit_id,
            count(case when s.state = 'in' and l.placeholder then 1 end) as zeros,
            count(case when s.state = 'partial' then 1 end) as partial
        from standing s join latest l on l.reading_id = s.reading_id and l.partition = s.partition {above}
        where s.contest = {{contest}} and s.unit_id like '%/___' group by p.ancestor_id"""
    states = whole(site, "standing", contest, counted)
    grouped = f"""select p.ancestor_id as unit_id, s.rule, count(*) as n from finding s {above}
        where s.contest = {{contest}} and s.silent_because is null and p.ancestor_id <> s.unit_id
        group by p.ancestor_id, s.rule"""
    found: dict[str, Counter[str]] = {}
    for r in whole(site, "finding", contest, grouped):
        found.setdefault(r["unit_id"], Counter())[r["rule"]] = r["n"]
    return Marks({r["unit_id"]: r["zeros"] for r in states}, {r["unit_id"]: r["partial"] for r in states}, found)


def context(here: Here, loaded: Loaded, unit: Unit, marks: Marks) -> Context:
    """Everything the template of a unit shows."""
    return {
        **here.frame(str(here.unit_name(unit)), here.crumbs(unit)),
        **summary(here, loaded, unit, marks),
        "findings": unit_findings(here, loaded, unit),
        "below_findings": below_findings(here, marks.findings.get(unit.unit_id, Counter())),
        "lists": lists(here, loaded, unit),
        "sheet": sheet_section(here, loaded, unit),
    }


def summary(here: Here, loaded: Loaded, unit: Unit, marks: Marks) -> Context:
    """What a unit's page and the contest's home share."""
    zeros, partial = marks.of(unit.unit_id)
    below = list(here.site.children.get(unit.unit_id, ()))
    return {
        "name": here.unit_name(unit),
        "level": here.labels.level(unit.level),
        "lead": lead(here, loaded, unit),
        "complete": completeness(here, loaded, unit, zeros, partial),
        "disagreements": disagreements(here, loaded, unit),
        "thread": thread(here, loaded, unit, result(here, loaded, unit.unit_id)),
        "children": children(here, loaded, below),
        "children_title": here.say(f"children.{below[0].level}") if below else "",
    }


def unit_findings(here: Here, loaded: Loaded, unit: Unit) -> Context:
    """The findings about the unit itself, the gravest first."""
    found = in_order(loaded.findings.get(unit.unit_id, ()), without=())
    rest = len(found) - MOST_FINDINGS
    return {
        "rows": [noticed(here, f) for f in found[:MOST_FINDINGS]],
        "more": here.count("findings.more", rest) if rest > 0 else "",
    }


def below_findings(here: Here, counts: Counter[str]) -> list[Context]:
    """How many findings there are in the units below, by rule."""
    graded = sorted(counts.items(), key=lambda item: (SEVERITIES.index(here.labels.rule(item[0]).severity), item[0]))
    return [
        {
            "rule": rule,
            "target": here.in_contest("findings", rule.lower()),
            "title": here.labels.rule_title(rule),
            "severity": here.labels.rule(rule).severity,
            "severity_word": here.labels.severity(here.labels.rule(rule).severity),
            "n": here.labels.number(n),
        }
        for rule, n in graded
    ]


def sheet_section(here: Here, loaded: Loaded, unit: Unit) -> Context | None:
    """The unit's column in the higher sheets cell by cell, beside what was declared below and what was counted."""
    readings = [r for r in loaded.readings.get(unit.unit_id, ()) if not _of_station(here, r["kind"])]
    declared = loaded.tally.get((unit.unit_id, "declared"))
    if not readings:
        return None
    first = declared["reading_id"] if declared else ""
    readings.sort(key=lambda r: (r["reading_id"] != first, r["sheet_id"], r["series"], r["reading_id"]))
    sheet = here.labels.sheet(readings[0]["kind"])
    columns = [of_reading(here, loaded, r, _made_by(here, r, first)) for r in readings]
    below = _declared_below(here, loaded, unit, sheet)
    if below is not None:
        columns.append(
            Column(here.say("sheet.below"), here.say("sheet.below.note"), below, {}, here.unit(unit.unit_id, "#below"))
        )
    counted = loaded.tally.get((unit.unit_id, "counted"))
    against = None
    if counted is not None:
        values = {n: counted.get(n) for n in (*sheet.names, *here.votes)}
        note = here.count("sheet.counted.note", counted["stations_in"])
        columns.append(Column(here.say("sheet.counted"), note, values, {}, here.unit(unit.unit_id, "#below")))
        against = (len(columns) - 1, 0)
    return {
        **table(here, sheet, columns, against),
        "places": [p for r in readings for p in places(here, loaded, r)],
        "pictures": [{"target": p, "n": n} for n, p in enumerate(pictures(loaded, readings), 1)],
        "unknowns": _unknowns(here, sheet, counted),
    }


def _of_station(here: Here, kind: str) -> bool:
    return "station" in here.labels.sheet(kind).forms


def _made_by(here: Here, reading: Row, first: str) -> Html:
    """Which unit's sheet has this column, and whether it is the one that counts as declared."""
    made = here.site.units.get(reading["sheet_unit"])
    name = here.unit_name(made) if made else reading["sheet_unit"]
    return here.say("sheet.made-by.first" if reading["reading_id"] == first else "sheet.made-by", name=name)


def _declared_below(here: Here, loaded: Loaded, unit: Unit, sheet: SheetKind) -> dict[str, int | None] | None:
    """The sum of what the units one level below declared, where each of them did."""
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
        for f in sheet.names
        if counted.get(f) is not None and counted.get(f"{f}_unknown")
    ]
    return here.say("sheet.unknowns", fields=joined(some, "; ")) if some else NOTHING
