"""What the pages of one part of a site share: its units and those above them, the files, the words."""

from __future__ import annotations

import difflib
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property
from typing import Final

from bukti.disputes.caps import Cap
from bukti.engine.database import fetch, literal
from bukti.engine.run import ABOVE
from bukti.evidence.ballots import Contest
from bukti.evidence.cases import TakenCase, known
from bukti.evidence.leaves import AUDIT
from bukti.evidence.pictures import Picture, filed
from bukti.evidence.terms import Terms
from bukti.locale import Language
from bukti.publish.addresses import Addresses
from bukti.publish.build import Built
from bukti.publish.changes import Late, late_files
from bukti.publish.leading import cap_of
from bukti.publish.pages.markup import Html
from bukti.publish.pages.speech import Speech
from bukti.vocabulary.profile import SheetKind
from bukti.vocabulary.roles import Role, RoleName

SHOWN: Final[tuple[RoleName, ...]] = ("valid", "invalid", "cast")
NEAR: Final = 3
NEAR_CUTOFF: Final = 0.6
NEAR_DIGITS: Final = 6
"""How many units are named as near, how alike they must be, and in how many last digits they may differ."""


@dataclass(frozen=True, slots=True)
class Unit:
    """A unit above the stations."""

    unit_id: str
    level: str
    name: str
    slug: str
    parent: str | None
    area: str
    stations_expected: int | None
    registered: int | None


@dataclass(frozen=True)
class File:
    """A file as received."""

    source_id: str
    entry: str
    path: str
    sha256: str
    bytes: int
    reader: str
    series: tuple[str, ...]
    as_of: str | None
    rows: int
    readings: int
    definition: str

    @property
    def mark(self) -> str:
        """The fragment of the file on the page of sources."""
        return f"f-{self.source_id}"


@dataclass(frozen=True)
class Boxes:
    """The fields of a sheet kind that tables of stations show: registered voters (they add up), then by role.

    `received` counts the ballots received.
    """

    registered: tuple[str, ...]
    shown: tuple[str | None, ...]
    received: str | None


@dataclass(frozen=True)
class Site:
    """Terms, files and the units at hand: all those above regencies, and those of some areas."""

    built: Built
    files: Mapping[str, File]
    boxes: Mapping[str, Boxes]
    units: Mapping[str, Unit]
    pictures: Sequence[Picture] = ()
    cases: Sequence[TakenCase] = ()
    caps: dict[tuple[int | None, int | None], Cap | None] = field(default_factory=dict)
    speeches: dict[tuple[Language, str], Speech] = field(default_factory=dict)
    ways: dict[tuple[Language, str, str], Html] = field(init=False, default_factory=dict)
    knots: dict[tuple[Language, str, str], tuple[str, Html, Html]] = field(init=False, default_factory=dict)
    addresses: Addresses = field(init=False)
    children: Mapping[str, Sequence[Unit]] = field(init=False)

    def __post_init__(self) -> None:
        children: dict[str, list[Unit]] = {}
        for unit in self.units.values():
            if unit.parent is not None:
                children.setdefault(unit.parent, []).append(unit)
        units = ((u.unit_id, u.slug, u.parent) for u in self.units.values())
        object.__setattr__(self, "addresses", Addresses(units))
        object.__setattr__(self, "children", children)

    @property
    def terms(self) -> Terms:
        return self.built.terms

    def cap(self, received: int | None, registered: int | None) -> Cap | None:
        """The most votes of a station that received so many ballots, and has so many registered voters."""
        key = (received, registered)
        if key not in self.caps:
            self.caps[key] = cap_of(self.terms, received, registered)
        return self.caps[key]

    @cached_property
    def order(self) -> dict[str, int]:
        """The place of each file on the page of files."""
        return {source_id: n for n, source_id in enumerate(self.files)}

    @cached_property
    def late(self) -> list[Late]:
        """The files that came late, in the order of their receipt."""
        return late_files(self.terms, {f.source_id: f.as_of for f in self.files.values()})

    @cached_property
    def bases(self) -> list[str]:
        """Who may say something of a village, in the order of the table of statements."""
        return ["declared", "counted", *(f"series:{s.id}" for s in self.terms.configuration.series)]

    def statement_columns(self, contest: Contest) -> tuple[str, ...]:
        """The columns of the table of statements: votes, then what tables of stations show."""
        return (*self.terms.shape.votes[: len(contest.selection)], *self.shown.values())

    @cached_property
    def shown(self) -> dict[str, str]:
        """Of the sheet that stations make, the fields that tables of stations show, by role."""
        sheet = next((s for s in self.terms.sheets if "station" in s.forms), None)
        return {role: field.name for role in SHOWN if sheet and (field := sheet.field(Role(role)))}

    @cached_property
    def decided(self) -> bool:
        """Whether anything was decided in any contest."""
        return bool(self.built.store.partitions("decision"))

    @cached_property
    def audited(self) -> frozenset[str]:
        """The contests of which an audit was planned."""
        return frozenset(f["contest"] for f in self.terms.workspace.journal.facts() if f["kind"] == AUDIT)

    def speech(self, language: Language, contest: Contest | None) -> Speech:
        """The words of a language for the pages of a contest, made once."""
        key = (language, contest.id if contest else "")
        found = self.speeches.get(key)
        if found is None:
            found = self.speeches[key] = Speech(self.terms, language, contest)
        return found

    @cached_property
    def pictured(self) -> Mapping[tuple[str, str], list[Picture]]:
        """The office's own pictures by contest and village, or by the unit above stations that they are of."""
        found: dict[tuple[str, str], list[Picture]] = {}
        for picture in self.pictures:
            found.setdefault((picture.contest, picture.unit_id.partition("/")[0]), []).append(picture)
        return found

    def pictures_by_partition(self) -> dict[str, list[Picture]]:
        """The office's own pictures by the partition whose pages show them."""
        areas = self._areas_of({p.unit_id for p in self.pictures})
        found: dict[str, list[Picture]] = {}
        for picture in self.pictures:
            area = areas.get(picture.unit_id.partition("/")[0], ABOVE)
            found.setdefault(f"{picture.contest}/{area}", []).append(picture)
        return found

    @cached_property
    def disputed(self) -> Mapping[tuple[str, str], list[tuple[TakenCase, str]]]:
        """The cases whose claims name a unit, by contest and unit, each with the claim's id."""
        found: dict[tuple[str, str], list[tuple[TakenCase, str]]] = {}
        for taken in self.cases:
            for claim in taken.written.case.claim:
                for unit_id in dict.fromkeys(taken.units[name] for name in claim.units):
                    found.setdefault((taken.contest, unit_id), []).append((taken, claim.id))
        return found

    def cases_by_partition(self) -> dict[str, list[str]]:
        """The digests of cases by the partition whose pages tell of them."""
        areas = self._areas_of({unit_id for _, unit_id in self.disputed})
        found: dict[str, list[str]] = {}
        for (contest, unit_id), told in self.disputed.items():
            partition = f"{contest}/{areas.get(unit_id.partition('/')[0], ABOVE)}"
            found.setdefault(partition, []).extend(f"{t.id} {t.written.sha256}" for t, _ in told)
        return found

    def _areas_of(self, unit_ids: Iterable[str]) -> dict[str, str]:
        """The areas of units, a station's by its village."""
        villages = sorted({u.partition("/")[0] for u in unit_ids})
        if not villages:
            return {}
        self.built.store.show(self.built.connection, "unit")
        sql = f"select unit_id, area from unit where unit_id in ({_texts(villages)})"
        return dict(fetch(self.built.connection, sql))

    def above(self, unit: Unit) -> list[Unit]:
        """The units above, the highest first."""
        found: list[Unit] = []
        parent = self.units.get(unit.parent or "")
        while parent is not None:
            found.insert(0, parent)
            parent = self.units.get(parent.parent or "")
        return found

    def of_areas(self, areas: Iterable[str]) -> Site:
        """The site with the units of some areas, and those above regencies."""
        return self._having(f"area in ({_texts([ABOVE, *areas])})")

    def with_regencies(self) -> Site:
        """The site with the units above regencies and one unit for each area: its regency."""
        return self._having(f"area = '{ABOVE}' or area = unit_id")

    def with_units(self, unit_ids: Iterable[str]) -> Site:
        """The site with these units and all that stand above them as well."""
        found = dict(self.units)
        ahead = {u.partition("/")[0] for u in unit_ids} - set(found)
        while ahead:
            rows = _units(self.built, f"unit_id in ({_texts(sorted(ahead))})")
            found.update(rows)
            ahead = {u.parent for u in rows.values() if u.parent is not None} - set(found)
        return replace(self, units=found) if len(found) > len(self.units) else self

    def _having(self, where: str) -> Site:
        return replace(self, units=_units(self.built, where))

    def nearest(self, unit_id: str) -> list[str]:
        """The known units whose codes are most like one that is not known: stations of its village, else villages."""
        village = unit_id.partition("/")[0]
        self.built.store.show(self.built.connection, "unit")
        known = f"select unit_id from unit where unit_id = {literal(village)} and level <> 'station'"
        pool = f"level = 'station' and parent_id = {literal(village)}"
        if not fetch(self.built.connection, known):
            unit_id, pool = village, "level = 'village'"
        beginning = literal(unit_id[: max(0, len(unit_id) - NEAR_DIGITS)])
        sql = f"select unit_id from unit where {pool} and starts_with(unit_id, {beginning}) order by unit_id"
        return difflib.get_close_matches(
            unit_id, [row[0] for row in fetch(self.built.connection, sql)], NEAR, NEAR_CUTOFF
        )


def site_of(built: Built) -> Site:
    """The shared part of a built workspace's pages, with no unit but those above regencies."""
    built.store.show(built.connection, "source")
    sources = fetch(
        built.connection,
        """select source_id, entry, path, sha256, bytes, reader, series, as_of, rows, readings, definition
        from source
        order by path, entry, source_id""",
    )
    files = {r[0]: File(r[0], r[1], r[2], r[3], r[4], r[5], tuple(r[6].split()), *r[7:11]) for r in sources}
    boxes = {sheet.id: _boxes(sheet) for sheet in built.terms.sheets}
    workspace = built.terms.workspace
    return Site(built, files, boxes, {}, tuple(filed(workspace)), tuple(known(workspace))).of_areas(())


def _units(built: Built, where: str) -> dict[str, Unit]:
    built.store.show(built.connection, "unit")
    rows = fetch(
        built.connection,
        f"""select unit_id, level, name, slug, parent_id, area, stations_expected, registered from unit
        where level <> 'station' and ({where}) order by unit_id""",
    )
    return {row[0]: Unit(*row) for row in rows}


def _texts(values: Iterable[str]) -> str:
    return ", ".join(literal(v) for v in values)


def _boxes(sheet: SheetKind) -> Boxes:
    shown = [sheet.field(Role(role)) for role in SHOWN]
    received = sheet.field("ballots{received}")
    return Boxes(
        tuple(f.name for f in sheet.registered()),
        tuple(f.name if f else None for f in shown),
        received.name if received else None,
    )


__all__ = ["Boxes", "File", "Site", "Unit", "site_of"]
