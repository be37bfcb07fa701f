"""The history of a paper: every reading of it, in the order in which its series gave them."""

from __future__ import annotations

import itertools
from collections.abc import Sequence
from typing import Any

from bukti.publish.pages.changes import number, told_moment
from bukti.publish.pages.here import Here
from bukti.publish.pages.loaded import Loaded, Row
from bukti.publish.pages.markup import Html, joined, link
from bukti.publish.pages.thread import short_path

Turn = tuple[Any, ...]
"""When, in UTC, whose, what it stated first, the numbers that it changed, the file."""


def history(here: Here, loaded: Loaded, unit_id: str, sheets: Sequence[str]) -> list[Turn]:
    """The readings of some papers' columns by moment; nothing where no series read one of them twice."""
    rows = [r for r in loaded.changes.get(unit_id, ()) if r["sheet_id"] in sheets]
    turns = [list(some) for _, some in itertools.groupby(rows, _same_turn)]
    told: list[tuple[tuple[str, int], Turn]] = []
    begun: set[tuple[str, str]] = set()
    for turn in turns:
        first = turn[0]
        if (first["sheet_id"], first["series"]) not in begun:
            begun.add((first["sheet_id"], first["series"]))
            told.append(_beginning(here, loaded, first))
        file = here.site.files[first["source_id"]]
        numbers = [number(here, row) for row in turn]
        place = loaded.observations[first["reading_id"]][0]["place"]
        told.append(
            ((first["as_of"] or "", place), _turn(here, first["as_of"], first["series"], Html(""), numbers, file))
        )
    return [turn for _, turn in sorted(told, key=lambda t: t[0])]


def _same_turn(row: Row) -> tuple[Any, ...]:
    return row["as_of"], row["sheet_id"], row["series"], row["old_reading_id"], row["reading_id"]


def _beginning(here: Here, loaded: Loaded, first: Row) -> tuple[tuple[str, int], Turn]:
    """What the series stated before its first change."""
    seen = loaded.observations[first["old_reading_id"]][0]
    reading = loaded.reading[first["old_reading_id"]]
    votes = joined([here.number(reading[v]) for v in here.votes], " · ")
    file = here.site.files[seen["source_id"]]
    stated = here.say("history.first", votes=votes)
    return (seen["as_of"] or "", seen["place"]), _turn(here, seen["as_of"], first["series"], stated, [], file)


def _turn(here: Here, as_of: str | None, series: str, stated: Html, numbers: Sequence[Any], file: Any) -> Turn:
    return (
        told_moment(here, as_of),
        as_of or "",
        here.speech.series_title(series),
        stated,
        numbers,
        link(here.source(file.source_id), short_path(file.path)),
    )
