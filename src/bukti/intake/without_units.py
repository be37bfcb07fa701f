"""Where no unit table is declared: the units are those that rows name, and what should be there is not known."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from bukti.evidence.configuration import Source
from bukti.evidence.patterns import spelled
from bukti.evidence.receive import Staged
from bukti.evidence.terms import Terms
from bukti.intake.raw import Columns, keys_of, tables
from bukti.intake.units import Unit, UnitList, arrange
from bukti.vocabulary.problems import Problem

ROOT = "all"


def units_of_sources(terms: Terms, by_entry: Mapping[str, Sequence[Staged]]) -> UnitList:
    """The villages that the sources' stations name, under one root; nothing is known of how many there should be."""
    title = terms.configuration.election.title
    codes: set[str] = set()
    for source in terms.configuration.source:
        notices: list[Problem] = []
        columns = Columns(keys_of(source))
        for staged in by_entry[source.id]:
            for _, table in tables(staged, source, columns, (), notices):
                codes |= {_village(source, table.record(cells)) for _, cells in table.rows}
    root = Unit(f"code:{ROOT}", "regency", title.indonesian, ROOT, None)
    villages = (Unit(f"code:{c}", "village", c, c, root.unit_id) for c in sorted(codes - {""}))
    return UnitList(arrange([root, *villages]))


def _village(source: Source, row: Mapping[str, str]) -> str:
    """The code of the village whose station a row is about; empty where the row is about none."""
    if source.unit.village:
        return row[source.unit.village].strip()
    return spelled(source.unit.code, row)[:-3] if source.unit.station_digits and source.unit.code else ""
