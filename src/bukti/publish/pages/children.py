"""The units below a unit as a table: what was counted, what was declared, by how much they part, how complete."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from bukti.publish.pages.here import Context, Here, Unit
from bukti.publish.pages.loaded import Loaded
from bukti.publish.pages.markup import NOTHING, Html
from bukti.publish.pages.result import COUNTED, DECLARED, on_basis

Line = tuple[Any, ...]
MOST_SELECTIONS = 4


def children(here: Here, loaded: Loaded, units: Sequence[Unit]) -> Context | None:
    """The table, largest difference first, then by name. None where there is no unit."""
    if not units:
        return None
    votes = _columns(loaded, units)
    declared = any((unit.unit_id, DECLARED) in loaded.tally for unit in units)
    lines = [
        (*_line(here, loaded, unit, votes, declared), mark)
        for unit, mark in zip(units, _marks(here, units), strict=True)
    ]
    lines.sort(key=lambda line: line[0])
    return {
        "level": here.labels.level(units[0].level),
        "columns": [(here.place(v), here.plain(v)) for v in votes],
        "lines": [(line[-1], *line[1:-1]) for line in lines],
        "declared": declared,
        "left_out": here.count("children.left-out", len(here.votes) - len(votes))
        if len(votes) < len(here.votes)
        else "",
    }


def _marks(here: Here, units: Sequence[Unit]) -> list[str]:
    """The place of each unit's row: its slug, below that of the units above where these are not the same."""
    alone = len({unit.parent for unit in units}) == 1
    return [f"u-{unit.slug if alone else '-'.join(here.site.addresses.slugs(unit.unit_id))}" for unit in units]


def _columns(loaded: Loaded, units: Sequence[Unit]) -> tuple[str, ...]:
    """The vote columns shown: all, or of a long ballot those with most counted votes, in ballot order."""
    if len(loaded.votes) <= MOST_SELECTIONS:
        return loaded.votes
    sums = dict.fromkeys(loaded.votes, 0)
    for unit in units:
        found = on_basis(loaded, unit.unit_id, COUNTED)
        for v in loaded.votes:
            sums[v] += found.votes[v] if found else 0
    first = sorted(loaded.votes, key=lambda v: (-sums[v], v))[:MOST_SELECTIONS]
    return tuple(v for v in loaded.votes if v in first)


def _line(here: Here, loaded: Loaded, unit: Unit, votes: tuple[str, ...], declared: bool) -> Line:
    """What it is sorted by, then its link, its name, sizes and declared where some unit was, counted, stations."""
    ours, theirs = (loaded.tally.get((unit.unit_id, basis)) for basis in (COUNTED, DECLARED))
    target = here.unit(unit.unit_id)
    figures = here.speech.figures
    counted = [figures[ours[v]] if ours else None for v in votes]
    order: tuple[object, ...] = (0, unit.name.casefold(), unit.unit_id)
    sizes: list[Html | None] = []
    stated: list[Html | None] = []
    if declared:
        gaps = [
            theirs[v] - ours[v] if ours and theirs and None not in (ours[v], theirs[v]) else None for v in here.votes
        ]
        order = (-sum([abs(n) for n in gaps if n]), *order[1:])
        shown = [gaps[here.votes.index(v)] for v in votes]
        sizes = [None if n is None else here.signed(n) if n else NOTHING for n in shown]
        stated = [figures[theirs[v]] if theirs else None for v in votes]
    inside = ours["stations_in"] if ours else 0
    return (order, target, here.speech.unit(unit.name), sizes, stated, counted, *_stations(here, unit, inside))


def _stations(here: Here, unit: Unit, inside: int | None) -> tuple[bool, Html]:
    """Whether all stations are in; those that are, of those expected."""
    expected = unit.stations_expected
    if expected is None:
        return False, here.say("stations.in-unknown", n=here.number(inside))
    return inside == expected, here.say("stations.in-of", n=here.number(inside), expected=here.number(expected))
