"""The units below a unit as a table: what was counted, what was declared, by how much they part, how complete."""

from __future__ import annotations

from bukti.publish.pages.here import Context, Here, Unit
from bukti.publish.pages.loaded import Loaded
from bukti.publish.pages.markup import Html, link
from bukti.publish.pages.result import on_basis

MOST_SELECTIONS = 4


def children(here: Here, loaded: Loaded, units: list[Unit]) -> Context | None:
    """The table, largest difference first, then by name. None where there is no unit."""
    if not units:
        return None
    votes = _columns(here, loaded, units)
    lines = [_line(here, loaded, unit, votes) for unit in units]
    lines.sort(key=lambda line: (-line["votes"], line["sort"], line["id"]))
    declared = any(line["has_declared"] for line in lines)
    return {
        "level": here.labels.level(units[0].level),
        "columns": [{"place": here.place(v), "name": here.plain(v)} for v in votes],
        "lines": lines,
        "declared": declared,
        "left_out": here.count("children.left-out", len(here.votes) - len(votes))
        if len(votes) < len(here.votes)
        else "",
    }


def _columns(here: Here, loaded: Loaded, units: list[Unit]) -> tuple[str, ...]:
    """The vote columns shown: all, or of a long ballot those with most counted votes, in ballot order."""
    if len(here.votes) <= MOST_SELECTIONS:
        return here.votes
    sums = dict.fromkeys(here.votes, 0)
    for unit in units:
        found = on_basis(loaded, unit.unit_id, "counted", here.votes)
        for v in here.votes:
            sums[v] += found.votes[v] if found else 0
    first = sorted(here.votes, key=lambda v: (-sums[v], v))[:MOST_SELECTIONS]
    return tuple(v for v in here.votes if v in first)


def _line(here: Here, loaded: Loaded, unit: Unit, votes: tuple[str, ...]) -> Context:
    counted = loaded.tally.get((unit.unit_id, "counted"))
    declared = loaded.tally.get((unit.unit_id, "declared"))
    sizes = {
        v: declared[v] - counted[v]
        for v in here.votes
        if counted and declared and counted[v] is not None and declared[v] is not None
    }
    below = here.unit(unit.unit_id, "#below")
    sheet = here.unit(unit.unit_id, "#sheet")
    number = here.labels.number
    return {
        "id": unit.unit_id,
        "sort": unit.name.casefold(),
        "votes": sum(abs(n) for n in sizes.values()),
        "has_declared": declared is not None,
        "name": here.named(unit.unit_id),
        "counted": [link(below, number(counted[v])) if counted and counted[v] is not None else None for v in votes],
        "declared": [link(sheet, number(declared[v])) if declared and declared[v] is not None else None for v in votes],
        "sizes": [_size(here, unit, sizes.get(v)) for v in votes],
        "stations": _stations(here, unit, counted["stations_in"] if counted else 0),
    }


def _size(here: Here, unit: Unit, size: int | None) -> Context | None:
    if size is None:
        return None
    return {"told": link(here.unit(unit.unit_id), here.labels.signed(size)) if size else "", "differs": bool(size)}


def _stations(here: Here, unit: Unit, inside: int | None) -> Context:
    """Stations in, of those expected."""
    number = here.labels.number
    expected = unit.stations_expected
    if expected is None:
        return {"told": here.say("stations.in-unknown", n=number(inside)), "whole": False}
    said: Html = here.say("stations.in-of", n=number(inside), expected=number(expected))
    return {"told": said, "whole": inside == expected}
