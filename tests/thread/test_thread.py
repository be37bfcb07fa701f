"""Any figure can be followed down to its cells: standing readings, the places they were seen, bytes, row and column.

The way down is plain Python: the tables are read as rows, and the cells with the csv module.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from random import Random
from typing import Any

import pytest
from tests.real.examples import copied
from tests.recap.small import Result, rebuilt
from tests.thread.cells import Evidence, count

from bukti.evidence.workspace import Workspace

FIGURES = 400


@dataclass(frozen=True)
class Place:
    """Where a reading was seen."""

    entry: str
    path: str
    sha256: str
    row: int


class Thread:
    """The tables of a built workspace as plain mappings, and the evidence below them."""

    def __init__(self, built: Result) -> None:
        terms = built.built.terms
        self.evidence = Evidence(terms.workspace.root)
        self.numbers = terms.numbers
        sheets = [s.table for s in terms.shape.sheets]
        self.readings: dict[str, tuple[str, str, str]] = {
            reading: (unit, series, sheet)
            for sheet in sheets
            for reading, unit, series in built.rows(f"select reading_id, unit_id, series from {sheet}")
        }
        self.places: defaultdict[str, list[Place]] = defaultdict(list)
        for reading, *place in built.rows("""
            select o.reading_id, s.entry, s.path, s.sha256, o.row
            from observation o join source s on s.source_id = o.source_id"""):
            self.places[reading].append(Place(*place))
        self.below: defaultdict[str, list[str]] = defaultdict(list)
        for unit, ancestor in built.rows("select unit_id, ancestor_id from unit_path"):
            self.below[ancestor].append(unit)
        self.stations: defaultdict[str, list[tuple[str, str, str]]] = defaultdict(list)
        for unit, reading, state in built.rows("select unit_id, reading_id, state from standing"):
            self.stations[unit.partition("/")[0]].append(("counted", reading, state))
        for unit, reading, series, held in built.rows("select unit_id, reading_id, series, held from latest"):
            self.stations[unit.partition("/")[0]].append((f"series:{series}", reading, "held" if held else ""))
        columns = ", ".join((*self.numbers, *(f"{n}_unknown" for n in self.numbers)))
        self.tally: list[dict[str, Any]] = [
            dict(zip(("unit_id", "basis", "reading_id", *columns.split(", ")), row, strict=True))
            for row in built.rows(f"select unit_id, basis, reading_id, {columns} from tally order by unit_id, basis")
        ]

    def behind(self, row: dict[str, Any]) -> list[str]:
        """The readings that a row of the tally adds up, held ones left out."""
        if row["basis"] == "declared":
            return [row["reading_id"]]
        return [
            reading
            for village in self.below[row["unit_id"]]
            for basis, reading, state in self.stations[village]
            if basis == row["basis"] and state != "held" and "/" in self.readings[reading][0]
        ]

    def cells(self, reading: str, number: str) -> Iterator[str]:
        """The text of the very cell at each place where the reading was seen."""
        unit, series, _ = self.readings[reading]
        places = self.places[reading]
        assert places, reading
        for place in places:
            row = self.evidence.rows(place.sha256)[place.row]
            assert self.evidence.is_of(place.entry, row, unit), (place, unit)
            column = self.evidence.column(place.entry, series, number)
            yield "" if column is None else row[column]


def followed(thread: Thread, row: dict[str, Any], number: str) -> None:
    """The figure of the row is the sum of the counts in its cells, and so many of them state none."""
    counts = []
    for reading in thread.behind(row):
        stated = {count(text) for text in thread.cells(reading, number)}
        assert len(stated) == 1, (reading, number, stated)
        counts.append(stated.pop())
    known = [n for n in counts if n is not None]
    where = (row["unit_id"], row["basis"], number)
    assert (row[number], row[f"{number}_unknown"]) == (sum(known) if known else None, len(counts) - len(known)), where


def some(thread: Thread, seed: int) -> list[tuple[dict[str, Any], str]]:
    """Figures of the tally by chance, and the votes of the highest unit on every basis."""
    dice = Random(seed)
    votes = [n for n in thread.numbers if n[0] == "v" and n[1:].isdigit()]
    top = max(thread.below, key=lambda unit: len(thread.below[unit]))
    whole = [(row, vote) for row in thread.tally if row["unit_id"] == top for vote in votes]
    return whole + [(dice.choice(thread.tally), dice.choice(thread.numbers)) for _ in range(FIGURES)]


def test_any_figure_of_the_sample_leads_to_its_cells(built_sample: Workspace) -> None:
    thread = Thread(rebuilt(built_sample))
    figures = some(thread, seed=1)
    for row, number in figures:
        followed(thread, row, number)
    assert sum(row[number] is not None for row, number in figures) > FIGURES // 2
    assert {row["basis"] for row, _ in figures} == {"counted", "declared", "series:kpu", "series:crowd"}


@pytest.mark.real
def test_any_figure_of_semarang_leads_to_its_cells(real_data: Path, tmp_path: Path) -> None:
    assert real_data.is_dir()
    thread = Thread(rebuilt(copied("semarang-2019", tmp_path / "semarang-2019")))
    figures = some(thread, seed=2)
    for row, number in figures:
        followed(thread, row, number)
    assert sum(row[number] is not None for row, number in figures) > FIGURES // 2


def test_every_station_of_the_sample_has_its_reading_where_the_thread_says(built_sample: Workspace) -> None:
    thread = Thread(rebuilt(built_sample))
    seen = {(p.sha256, p.row) for places in thread.places.values() for p in places}
    files = {p.sha256 for places in thread.places.values() for p in places}
    rows = {(sha256, row) for sha256 in files for row in thread.evidence.rows(sha256)}
    assert seen == rows
