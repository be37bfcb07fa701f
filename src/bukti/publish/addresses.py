"""Where each unit stands on the site: its slugs from the top down, and links from one page to another."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from functools import cached_property

from bukti.engine.database import fetch
from bukti.locale import Language
from bukti.publish.build import Built

PAGE = "index.html"
TAKEN = frozenset({
    *("audit", "changes", "could-it-change", "decisions", "differences", "disputes", "findings", "levels", "outcome"),
    "unusual",
})  # fmt: skip
Path = tuple[str, ...]


class Addresses:
    """The addresses of some units: slugs from the top unit down, a station's number last."""

    def __init__(self, units: Iterable[tuple[str, str, str | None]]) -> None:
        """Units by id, slug and the unit above; with each unit come all those above it."""
        rows = list(units)
        self._slug = {unit: slug for unit, slug, _ in rows}
        self._parent = {unit: parent for unit, _, parent in rows}
        self._slugs: dict[str, Path] = {}

    @cached_property
    def _unit(self) -> dict[Path, str]:
        return {self.slugs(unit): unit for unit in self._slug}

    def slugs(self, unit_id: str) -> Path:
        """The slugs of the unit and all above it; a station's number (`001`) comes last."""
        found = self._slugs.get(unit_id)
        if found is None:
            village, _, station = unit_id.partition("/")
            found = (*self.slugs(village), station) if station else self._from_top(village)
            self._slugs[unit_id] = found
        return found

    def _from_top(self, unit_id: str) -> Path:
        parent = self._parent[unit_id]
        above = self.slugs(parent) if parent is not None and parent in self._slug else ()
        slug = self._slug[unit_id]
        return (*above, slug) if above or slug not in TAKEN else (f"{slug}-1",)

    def path(self, contest: str, unit_id: str) -> Path:
        """The folder of the unit's page under a language: the contest, then the slugs; a station has its village's."""
        return (contest, *self.slugs(unit_id.partition("/")[0]))

    def unit(self, slugs: Sequence[str]) -> str | None:
        """The unit with these slugs from the top down; a station by its number at the end. None where there is none."""
        found = self._unit.get(tuple(slugs))
        if found is None and len(slugs) > 1 and slugs[-1].removeprefix("tps-").isdigit():
            village = self._unit.get(tuple(slugs[:-1]))
            return f"{village}/{slugs[-1].removeprefix('tps-').zfill(3)}" if village else None
        return found

    def page(self, language: Language, contest: str, unit_id: str) -> str:
        """The file of the unit's page from the site's root, with the fragment of a station."""
        return "/".join((language, *self.path(contest, unit_id), PAGE)) + fragment(unit_id)


def addresses_of(built: Built) -> Addresses:
    """The addresses of every unit of the unit table that was built."""
    built.store.show(built.connection, "unit")
    rows = fetch(built.connection, "select unit_id, slug, parent_id from unit where level <> 'station'")
    return Addresses((unit, slug, parent) for unit, slug, parent in rows)


def relative(start: str, target: str) -> str:
    """The link from one file of the site to another, naming the file; a fragment on the same page stands alone."""
    file, hash_, mark = target.partition("#")
    if file == start and hash_:
        return hash_ + mark
    here, there = start.split("/")[:-1], file.split("/")
    shared = 0
    while shared < min(len(here), len(there) - 1) and here[shared] == there[shared]:
        shared += 1
    return "../" * (len(here) - shared) + "/".join(there[shared:]) + hash_ + mark


def fragment(unit_id: str) -> str:
    """`#tps-003` of a station, nothing of any other unit."""
    station = unit_id.partition("/")[2]
    return f"#tps-{station}" if station else ""
