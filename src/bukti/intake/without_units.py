"""Where no unit table is declared: the units are those that rows name, and what should be there is not known."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from bukti.evidence.receive import Staged
from bukti.evidence.terms import Terms
from bukti.intake.load import read_rows
from bukti.intake.raw import keys_of
from bukti.intake.units import Unit, arrange
from bukti.vocabulary.problems import Problem

ROOT = "all"


def units_of_sources(terms: Terms, by_entry: Mapping[str, Sequence[Staged]]) -> list[Unit]:
    """The villages that the sources' stations name, under one root; nothing is known of how many there should be."""
    title = terms.configuration.election.title
    codes: set[str] = set()
    for source in terms.configuration.source:
        notices: list[Problem] = []
        columns = keys_of(source)
        for staged in by_entry[source.id]:
            table = read_rows(staged, source, columns, columns, notices)
            for _, cells in table.rows:
                row = table.record(cells)
                if source.unit.village:
                    codes.add(row[source.unit.village].strip())
                elif source.unit.station_digits and source.unit.code:
                    codes.add(row[source.unit.code].strip()[:-3])
    root = Unit(f"code:{ROOT}", "regency", title.english, ROOT, None)
    return arrange([root, *(Unit(f"code:{c}", "village", c, c, root.unit_id) for c in sorted(codes - {""}))])
