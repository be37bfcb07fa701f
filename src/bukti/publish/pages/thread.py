"""The thread: from a figure down to the row of the file it was read from."""

from __future__ import annotations

from collections.abc import Collection
from typing import Any

from bukti.evidence.pictures import Picture
from bukti.publish.pages.here import Here, Unit
from bukti.publish.pages.loaded import Loaded, Row
from bukti.publish.pages.markup import NOTHING, Html, code, filled, joined, link
from bukti.publish.pages.result import Result, evidence, on_basis
from bukti.publish.pages.shifts import BELOW, compared

Knot = tuple[str, Any, Any]
"""State, title and what is told."""
Place = tuple[Any, ...]
"""Series, reading, the file's link and name, its member, row, columns, how many, moment as told and in UTC, digest."""
MOST_COLUMNS = 8
MOST_FILES = 4


def knot(title: object, told: object, state: str = "plain") -> Knot:
    return state, title, told


def thread(here: Here, loaded: Loaded, unit: Unit, found: Result | None) -> list[Knot]:
    """The knots of a unit's headline figure: declared, the sums of each level below it, the files it was read from."""
    files = _files(here, loaded.sources.get(unit.unit_id, ()))
    if found is None or found.total == 0:
        return files
    first = found.order[0]
    number = here.number
    target = evidence(here, unit.unit_id, found.basis)
    title = Html(f'<a href="{target}">{number(found.votes[first])}</a>')
    knots = [knot(title, here.say(f"thread.{found.basis}", name=here.short(first)), "first")]
    if found.basis == "declared":
        knots += _declared_below(here, loaded, unit)
    counted = on_basis(loaded, unit.unit_id, "counted")
    if counted:
        inside = loaded.tally[unit.unit_id, "counted"]["stations_in"]
        title = here.say("thread.unstated") if inside is None else here.count("thread.stations", inside)
        if found.basis != "declared":
            return [*knots, knot(title, here.say("thread.adds-up")), *files]
        sum_link = link(evidence(here, unit.unit_id, "counted"), number(counted.votes[first]))
        gap = found.votes[first] - counted.votes[first]
        if gap == 0:
            knots.append(knot(title, here.say("thread.agrees", n=sum_link), "agrees"))
        else:
            message = "thread.less" if gap > 0 else "thread.more"
            knots.append(knot(title, here.say(message, sum=sum_link, n=number(abs(gap))), "differs"))
    return knots + files


def _declared_below(here: Here, loaded: Loaded, unit: Unit) -> list[Knot]:
    """For each level below that was declared: whether the level above is its sum, and where it is not."""
    knots = []
    level = unit.level
    for below, units in loaded.generations.get(unit.unit_id, ()):
        row = compared(loaded, unit.unit_id, BELOW, level)
        if row is not None and row["comparable"]:
            title = here.say("thread.sum-of", units=here.level_count(below, units))
            if not row["differ"]:
                knots.append(knot(title, here.say("thread.below-agree"), "agrees"))
            else:
                of = here.level_count(level, row["comparable"])
                told = here.count("thread.below-differ", row["differ"], of=of)
                target = here.in_contest("differences") + f"#{BELOW}"
                knots.append(knot(title, link(target, told), "differs"))
        level = below
    return knots


def _files(here: Here, sources: Collection[str]) -> list[Knot]:
    """The files that hold readings of the unit, as the page of files has them in order."""
    found = sorted(sources, key=here.site.order.__getitem__) if len(sources) > 1 else list(sources)
    shown = [_file(here, source) for source in found[:MOST_FILES]]
    if len(found) > MOST_FILES:
        more = link(here.in_language("sources"), here.count("thread.more-files", len(found) - MOST_FILES))
        shown.append(knot(more, "", "file"))
    return shown


def _file(here: Here, source_id: str) -> Knot:
    """The knot of a file; pages at one depth share it."""
    key = (here.language, here.up, source_id)
    found = here.site.knots.get(key)
    if found is None:
        file = here.site.files[source_id]
        digest = filled("{d}", d=code(file.sha256[:12] + "…"))
        title = here.say("thread.file", file=link(here.source(source_id), short_path(file.path)))
        told = here.say("thread.file.told", rows=here.number(file.rows), digest=digest)
        found = here.site.knots[key] = knot(title, told, "file")
    return found


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
            told.append((here.speech.field(known), column))
    return told


def places(here: Here, loaded: Loaded, reading: Row) -> list[Place]:
    """Every place where a reading was seen: file, row, moment, digest, column names, pictures."""
    found = []
    series = here.speech.series_title(reading["series"])
    for seen in loaded.observations.get(reading["reading_id"], ()):
        file = here.site.files[seen["source_id"]]
        columns, many = _columns(here, file.entry, reading["series"])
        as_of = seen["as_of"]
        found.append(
            (
                series,
                reading["reading_id"],
                here.source(file.source_id),
                file.path,
                seen["member"],
                here.speech.figures[seen["row"]],
                columns,
                many,
                here.speech.moment(as_of) if as_of else here.say("as-of.none"),
                as_of or "",
                file.sha256,
            )
        )
    return found


def _columns(here: Here, entry: str, series: str) -> tuple[Html, Html]:
    """The columns of a reading in a file as text, and how many they are where they are many; told once a language."""
    key = f"columns {entry} {series}"
    told = here.speech.links.get(key)
    if told is None:
        columns = columns_of(here, entry, series)
        told = here.speech.links[key] = joined([filled("{f} = {c}", f=f, c=code(c)) for f, c in columns])
        many = here.count("place.many", len(columns)) if len(columns) > MOST_COLUMNS else NOTHING
        here.speech.links[f"many {entry} {series}"] = many
    return told, here.speech.links[f"many {entry} {series}"]


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


def scans(here: Here, unit_id: str) -> list[tuple[Html, str]]:
    """The office's own pictures of a paper, as words and where the copy lies."""
    own = here.site.pictured.get((here.ballot.id, unit_id.partition("/")[0]), ())
    return [scan(here, p) for p in own if p.unit_id == unit_id]


def scan(here: Here, picture: Picture) -> tuple[Html, str]:
    """An own picture, as words and where the copy lies."""
    return here.say("scan", n=here.number(picture.page)), f"{here.up}../{picture.file}"


__all__ = ["Knot", "columns_of", "knot", "pictures", "places", "scan", "scans", "thread"]
