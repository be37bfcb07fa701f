"""Files of no contest: the units, the files that figures come from, what each contest's result means."""

from __future__ import annotations

from collections.abc import Callable
from typing import Final

from bukti.publish.exports.contests import contests
from bukti.publish.exports.written import Export, of_table
from bukti.publish.opened import Opened


def units(asked: Opened) -> Export:
    """One row per unit of the unit table, by its id."""
    names = ("unit_id", "level", "name", "slug", "parent_id", "stations_expected", "registered")
    columns = of_table(asked.terms.contracts["unit"], names, "u")
    return Export(columns, ("unit",), "unit u", ("u.unit_id",), partitioned=False)


def sources(asked: Opened) -> Export:
    """One row per file as received, by its id; its name stays in the office."""
    names = ("source_id", "entry", "sha256", "bytes", "series", "as_of", "rows", "readings")
    columns = of_table(asked.terms.contracts["source"], names, "s")
    return Export(columns, ("source",), "source s", ("s.source_id",), partitioned=False)


EXPORTS: Final[dict[str, Callable[[Opened], Export]]] = {"units": units, "sources": sources, "contests": contests}
