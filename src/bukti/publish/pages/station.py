"""A station: its row in its village's table, and where something is to be told, its section."""

from __future__ import annotations

from collections.abc import Iterator

from bukti.publish.addresses import fragment
from bukti.publish.pages.here import SHOWN, Context, Here
from bukti.publish.pages.loaded import Loaded, Row
from bukti.publish.pages.markup import NOTHING, Html, joined, link
from bukti.publish.pages.noticed import in_order, kept_rules, noticed
from bukti.publish.pages.sheet import of_reading, paper_order, table
from bukti.publish.pages.thread import pictures, places
from bukti.vocabulary.general_rules import NOT_A_COUNT, OTHER_NAME, READINGS, UNUSUAL

LOUD = ("zeros", "held", "two", "odd", "identity")


def standing_of(loaded: Loaded, unit_id: str) -> Row | None:
    """What stands for the station."""
    return next(iter(loaded.standing.get(unit_id, ())), None)


def has_section(loaded: Loaded, unit_id: str) -> bool:
    """Whether something is to be told that the row does not tell: findings, differing readings, odd cells, versions."""
    readings = loaded.readings.get(unit_id, ())
    return bool(
        (readings and loaded.findings.get(unit_id))
        or loaded.differences.get(unit_id)
        or any(loaded.cells.get(r["reading_id"]) for r in readings)
        or len({(r["series"], r["reading_id"]) for r in readings}) > len({r["series"] for r in readings})
    )


def row(here: Here, loaded: Loaded, unit_id: str) -> Context:
    """The station in its village's table: figures that stand, states as words, the row of its file."""
    standing = standing_of(loaded, unit_id)
    reading = loaded.reading[standing["reading_id"]] if standing else None
    section = has_section(loaded, unit_id)
    seen = _last_seen(loaded, reading)
    target = fragment(unit_id) if section else here.source(seen["source_id"]) if seen else ""
    told = states(here, loaded, unit_id)
    registered = _registered(here, unit_id, reading)
    figures = [reading[v] if reading else None for v in here.votes]
    figures += [reading[f] if reading and f else None for f in _shown(here, reading)]
    number = here.labels.number
    return {
        "id": fragment(unit_id)[1:],
        "name": here.labels.unit(unit_id.partition("/")[2], "station"),
        "section": section,
        "figures": [link(target, number(n)) if n is not None else None for n in (*figures, registered)],
        "states": [{"class": c, "word": here.say(f"station.{c}")} for c in told],
        "source": _source(here, seen) if seen else "",
        "worth": section and any(c in LOUD for c in told),
    }


def _source(here: Here, seen: Row) -> Html:
    return link(here.source(seen["source_id"]), here.say("station.row", n=here.labels.number(seen["row"])))


def _last_seen(loaded: Loaded, reading: Row | None) -> Row | None:
    seen = loaded.observations.get(reading["reading_id"], []) if reading else []
    return seen[-1] if seen else None


def _registered(here: Here, unit_id: str, reading: Row | None) -> int | None:
    """Registered voters as the standing sheet states them, else as the unit table does."""
    if reading is not None:
        fields = here.site.boxes[reading["kind"]].registered
        if fields and all(reading[f] is not None for f in fields):
            return sum(int(reading[f]) for f in fields)
    return here.site.station_registered.get(unit_id)


def _shown(here: Here, reading: Row | None) -> tuple[str | None, ...]:
    return here.site.boxes[reading["kind"]].shown if reading else (None,) * len(SHOWN)


def states(here: Here, loaded: Loaded, unit_id: str) -> list[str]:
    """The station's states, the gravest first; `fits` where there is nothing to tell."""
    standing = standing_of(loaded, unit_id)
    if standing is None:
        return ["missing"]
    return list(_states(here, loaded, unit_id, standing)) or ["fits"]


def _states(here: Here, loaded: Loaded, unit_id: str, standing: Row) -> Iterator[str]:
    latest = {r["reading_id"]: r for r in loaded.latest.get(unit_id, ())}
    findings = [f for f in loaded.findings.get(unit_id, ()) if not f["silent_because"]]
    own = [f for f in findings if f["reading_id"] == standing["reading_id"]]
    zeros = latest[standing["reading_id"]]["placeholder"]
    if standing["state"] == "held":
        yield "held"
    if standing["state"] == "partial":
        yield "partial"
    if zeros:
        yield "zeros"
    if any(d["field"] in here.votes for d in loaded.differences.get(unit_id, ())):
        yield "two"
    elif loaded.differences.get(unit_id):
        yield "two-other"
    if any(f["rule"] in (NOT_A_COUNT, OTHER_NAME) for f in own):
        yield "odd"
    if not zeros and any(f["severity"] == "error" and f["rule"] not in (NOT_A_COUNT, OTHER_NAME) for f in own):
        yield "identity"
    if any(f["severity"] == "warning" and f["rule"].startswith("C") for f in own):
        yield "look"
    elif any(f["reading_id"] and f["reading_id"] != standing["reading_id"] and f["rule"] != UNUSUAL for f in findings):
        yield "other-reading"


def section(here: Here, loaded: Loaded, unit_id: str) -> Context:
    """The whole section of a station."""
    standing = standing_of(loaded, unit_id)
    latest = {r["reading_id"]: r for r in loaded.latest.get(unit_id, ())}
    order = {r["series"]: r["rank"] for r in latest.values()}
    readings = sorted(
        loaded.readings.get(unit_id, ()),
        key=lambda r: (
            standing is None or r["reading_id"] != standing["reading_id"],
            r["reading_id"] not in latest,
            order.get(r["series"], 99),
            r["reading_id"],
        ),
    )
    sheet = here.labels.sheet(readings[0]["kind"])
    columns = [of_reading(here, loaded, r, _note(here, r, standing, latest)) for r in readings]
    current = [r for r in readings if r["reading_id"] in latest]
    findings = in_order(loaded.findings.get(unit_id, ()))
    kept = [k for r in current for k in kept_rules(here, sheet, r)]
    return {
        "id": fragment(unit_id)[1:],
        "name": here.labels.unit(unit_id.partition("/")[2], "station"),
        "states": [{"class": c, "word": here.say(f"station.{c}")} for c in states(here, loaded, unit_id)],
        "stands": _stands(here, standing, loaded),
        "table": table(here, sheet, columns),
        "findings": [noticed(here, f) for f in findings],
        "kept": kept,
        "kept_title": here.count("rules.kept", len(kept)),
        "apart": _apart(here, loaded, unit_id),
        "pictures": [{"target": p, "n": n} for n, p in enumerate(pictures(loaded, readings), 1)],
        "places": [p for r in readings for p in places(here, loaded, r)],
        "open": any(c in ("zeros", "held", "two") for c in states(here, loaded, unit_id)),
    }


def _note(here: Here, reading: Row, standing: Row | None, latest: dict[str, Row]) -> Html:
    if standing is not None and reading["reading_id"] == standing["reading_id"]:
        return here.say("reading.held" if standing["state"] == "held" else "reading.stands")
    return here.say("reading.beside" if reading["reading_id"] in latest else "reading.earlier")


def _stands(here: Here, standing: Row | None, loaded: Loaded) -> Html:
    """The figure that stands, and why."""
    if standing is None:
        return here.say("stands.none")
    reading = loaded.reading[standing["reading_id"]]
    votes = joined([here.labels.number(reading[v]) for v in here.votes], " · ")
    why = here.labels.say(f"stands.{standing['why']}")
    message = "stands.held" if standing["state"] == "held" else "stands"
    return here.say(message, series=here.labels.series(standing["series"]), votes=votes, why=why)


def _apart(here: Here, loaded: Loaded, unit_id: str) -> Html:
    """In how many places of the sheet two readings part."""
    found = [f for f in loaded.findings.get(unit_id, ()) if f["rule"] == READINGS]
    if not found:
        return NOTHING
    apart = {f["fields"] for f in found}
    order = paper_order(here, here.labels.sheet(loaded.readings[unit_id][0]["kind"]))
    fields = joined([here.labels.field(f, here.ballot) for f in order if f in apart])
    return here.say("apart", rule=link(here.rule(READINGS), READINGS), fields=fields)
