"""The units that files name: level, name, unit above, and where their pages stand."""

from __future__ import annotations

from dataclasses import dataclass

from bukti.engine.database import fetch
from bukti.publish.addresses import Addresses
from bukti.publish.opened import Opened


@dataclass(frozen=True)
class KnownUnit:
    """A unit from village up; `slugs` are the folders of its page below its contest's."""

    level: str
    name: str
    parent_id: str | None
    slugs: tuple[str, ...]


def known_units(asked: Opened) -> dict[str, KnownUnit]:
    """Every unit from village up, by its id."""
    asked.show(("unit",))
    sql = "select unit_id, level, name, slug, parent_id from unit where level <> 'station' order by unit_id"
    rows = fetch(asked.built.connection, sql)
    addresses = Addresses((unit, slug, parent) for unit, _, _, slug, parent in rows)
    return {unit: KnownUnit(level, name, parent, addresses.slugs(unit)) for unit, level, name, _, parent in rows}
