"""The thread: from a figure down to the row of the file it was read from."""

from __future__ import annotations

from typing import Any

from bukti.publish.pages.here import Context, Here, Unit
from bukti.publish.pages.loaded import Loaded, Row
from bukti.publish.pages.markup import NOTHING, Html, code, filled, html, joined, link, name
from bukti.publish.pages.result import Result, evidence, on_basis
from bukti.publish.pages.shifts import BELOW, compared

Knot = dict[str, Any]
MOST_COLUMNS = 8


def knot(title: object, told: object, state: str = "") -> Knot:
    return {"title": title, "told": told, "state": state}


def thread(here: Here, loaded: Loaded, unit: Unit, found: Result | None) -> list[Knot]:
    """The knots of a unit's headline figure: declared, the sums of each level below it, the files."""
    if found is None or found.total == 0:
        return _files(here)
    first = found.order[0]
    number = here.labels.number
    knots = [
        knot(
            link(evidence(here, unit.unit_id, found.basis), number(found.votes[first])),
            here.say(f"thread.{found.basis}", name=here.short(first)),
            "first",
        )
    ]
    if found.basis == "declared":
        knots += _declared_below(here, loaded, unit)
    counted = on_basis(loaded, unit.unit_id, "counted", here.votes)
    row = loaded.tally.get((unit.unit_id, "counted"))
    if counted and row:
        title = here.count("thread.stations", row["stations_in"])
        sum_link = link(evidence(here, unit.unit_id, "counted"), number(counted.votes[first]))
        gap = found.votes[first] - counted.votes[first]
        if found.basis != "declared":
            knots.append(knot(title, here.say("thread.adds-up")))
        elif gap == 0:
            knots.append(knot(title, here.say("thread.agrees", n=sum_link), "agrees"))
        else:
            message = "thread.less" if gap > 0 else "thread.more"
            knots.append(knot(title, here.say(message, sum=sum_link, n=number(abs(gap))), "differs"))
    return knots + _files(here)


def _declared_below(here: Here, loaded: Loaded, unit: Unit) -> list[Knot]:
    """For each level below that was declared: whether the level above is its sum, and where it is not."""
    knots = []
    order = ["nation", "province", "regency", "district", "village"]
    summed = [unit]
    for level in order[order.index(unit.level) : -1]:
        row = compared(loaded, unit.unit_id, BELOW, level)
        below = [c for u in summed for c in here.site.children.get(u.unit_id, ())]
        summed = below
        if row is None or row["comparable"] == 0 or not below:
            continue
        title = here.say("thread.sum-of", units=here.level_count(below[0].level, len(below)))
        if not row["differ"]:
            knots.append(knot(title, here.say("thread.below-agree"), "agrees"))
            continue
        told = here.count("thread.below-differ", row["differ"], of=here.level_count(level, row["comparable"]))
        target = here.in_contest("differences") + f"#{BELOW}"
        knots.append(knot(title, link(target, told), "differs"))
    return knots


def _files(here: Here) -> list[Knot]:
    """The files that hold readings of the contest."""
    entries = {s.id for s in here.site.terms.configuration.source if s.contest == here.ballot.id}
    files = [f for f in here.site.files.values() if f.entry in entries and f.readings]
    shown = [
        knot(
            here.say("thread.file", file=link(here.source(f.source_id), short_path(f.path))),
            here.say(
                "thread.file.told",
                rows=here.labels.number(f.rows),
                digest=filled("{d}", d=code(f.sha256[:12] + "…")),
            ),
            "file",
        )
        for f in files[:4]
    ]
    if len(files) > 4:
        more = link(here.in_language("sources"), here.count("thread.more-files", len(files) - 4))
        shown.append(knot(more, "", "file"))
    return shown


def short_path(path: str) -> str:
    return path.rpartition("/")[2]


def columns_of(here: Here, entry: str, series: str) -> list[tuple[Html, str]]:
    """Which column of the file is which field or selection, for a reading of one series."""
    source = next((s for s in here.site.terms.configuration.source if s.id == entry), None)
    if source is None:
        return []
    found = {**source.shared}
    for reading in source.reading:
        if reading.series == series:
            found.update(reading.columns)
    told: list[tuple[Html, str]] = []
    terms = here.site.terms
    for field, column in found.items():
        known = terms.column_of(here.ballot, field)
        if known in here.votes:
            told.append((here.short(known), column))
        elif known is not None:
            told.append((html(here.labels.field(known, here.ballot)), column))
    return told


def places(here: Here, loaded: Loaded, reading: Row) -> list[Context]:
    """Every place where a reading was seen: file, row, moment, digest, column names, pictures."""
    found = []
    for seen in loaded.observations.get(reading["reading_id"], ()):
        file = here.site.files[seen["source_id"]]
        columns = columns_of(here, file.entry, reading["series"])
        found.append(
            {
                "series": here.labels.series(reading["series"]),
                "file": link(here.source(file.source_id), file.path),
                "member": seen["member"],
                "row": here.labels.number(seen["row"]),
                "as_of": here.labels.moment(seen["as_of"]) if seen["as_of"] else here.say("as-of.none"),
                "as_of_utc": seen["as_of"] or "",
                "sha256": file.sha256,
                "columns": joined([filled("{f} = {c}", f=f, c=code(c)) for f, c in columns]),
                "many": here.count("place.many", len(columns)) if len(columns) > MOST_COLUMNS else NOTHING,
                "reading": reading["reading_id"],
            }
        )
    return found


def pictures(loaded: Loaded, readings: list[Row]) -> list[str]:
    """Links to pictures of the paper, each once."""
    found = [
        address
        for r in readings
        for seen in loaded.observations.get(r["reading_id"], ())
        for address in (seen["images"] or "").split()
        if address.startswith(("https://", "http://"))
    ]
    return list(dict.fromkeys(found))


__all__ = ["Knot", "code", "columns_of", "knot", "name", "pictures", "places", "thread"]
