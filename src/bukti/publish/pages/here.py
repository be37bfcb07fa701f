"""Where a page stands and how it speaks: links from it, words and numbers in its language."""

from __future__ import annotations

import difflib
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any, Final

from bukti.engine.database import fetch
from bukti.evidence.configuration import Contest, Selection
from bukti.evidence.terms import Terms
from bukti.locale import LANGUAGES, Language, messages
from bukti.publish.addresses import PAGE, Addresses, fragment
from bukti.publish.build import Built
from bukti.publish.labels import Labels, display
from bukti.publish.pages.markup import Html, filled, html, link, name
from bukti.vocabulary.profile import SheetKind
from bukti.vocabulary.roles import Role, RoleName

Context = dict[str, Any]
SHOWN: Final[tuple[RoleName, ...]] = ("valid", "invalid", "cast")
NEAR: Final = 3
NEAR_CUTOFF: Final = 0.6
NEAR_DIGITS: Final = 6
"""How many units are named as near, how alike they must be, and in how many last digits they may differ."""


@dataclass(frozen=True)
class Unit:
    """A unit above the stations."""

    unit_id: str
    level: str
    name: str
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

    @property
    def mark(self) -> str:
        """The fragment of the file on the page of sources."""
        return f"f-{self.source_id}"


@dataclass(frozen=True)
class Boxes:
    """The fields of a sheet kind that tables of stations show: registered voters (they add up), then by role."""

    registered: tuple[str, ...]
    shown: tuple[str | None, ...]


@dataclass(frozen=True)
class Site:
    """What every page of a site shares: terms, units, files, addresses."""

    built: Built
    addresses: Addresses
    units: Mapping[str, Unit]
    children: Mapping[str, Sequence[Unit]]
    station_registered: Mapping[str, int]
    listed_stations: Mapping[str, Sequence[str]]
    files: Mapping[str, File]
    boxes: Mapping[str, Boxes]

    @property
    def terms(self) -> Terms:
        return self.built.terms

    @property
    def tops(self) -> Sequence[Unit]:
        """The units that stand under no other."""
        return self.children.get("", ())

    def above(self, unit: Unit) -> list[Unit]:
        """The units above, the highest first."""
        found: list[Unit] = []
        parent = self.units.get(unit.parent or "")
        while parent is not None:
            found.insert(0, parent)
            parent = self.units.get(parent.parent or "")
        return found


def site_of(built: Built) -> Site:
    """The shared part of a built workspace's pages."""
    for table in ("unit", "source"):
        built.store.show(built.connection, table)
    rows = fetch(
        built.connection,
        "select unit_id, level, name, parent_id, area, stations_expected, registered from unit order by unit_id",
    )
    units = {r[0]: Unit(*r) for r in rows if r[1] != "station"}
    stations = [r for r in rows if r[1] == "station"]
    children: dict[str, list[Unit]] = {}
    listed: dict[str, list[str]] = {}
    for unit in units.values():
        children.setdefault(unit.parent if unit.parent in units else "", []).append(unit)  # type: ignore[arg-type]
    for row in stations:
        listed.setdefault(row[0].rpartition("/")[0], []).append(row[0])
    sources = fetch(
        built.connection,
        """select source_id, entry, path, sha256, bytes, reader, series, as_of, rows, readings from source
        order by path, entry, source_id""",
    )
    files = {r[0]: File(r[0], r[1], r[2], r[3], r[4], r[5], tuple(r[6].split()), r[7], r[8], r[9]) for r in sources}
    registered = {r[0]: r[6] for r in stations if r[6] is not None}
    boxes = {sheet.id: _boxes(sheet) for sheet in built.terms.sheets}
    return Site(built, Addresses(built), units, children, registered, listed, files, boxes)


def _boxes(sheet: SheetKind) -> Boxes:
    shown = [sheet.field(Role(role)) for role in SHOWN]
    return Boxes(tuple(f.name for f in sheet.registered()), tuple(f.name if f else None for f in shown))


@dataclass(frozen=True)
class Here:
    """One page in one language: its file from the site's root, its contest where it is of one."""

    site: Site
    language: Language
    file: str
    contest: Contest | None = None
    labels: Labels = field(init=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "labels", Labels(self.site.terms, self.language))

    @property
    def ballot(self) -> Contest:
        """The contest of a page that is of one."""
        assert self.contest is not None
        return self.contest

    @cached_property
    def votes(self) -> tuple[str, ...]:
        """The vote columns of the contest."""
        return self.site.terms.shape.votes[: len(self.ballot.selection)]

    def say(self, message: str, /, **values: object) -> Html:
        """A sentence of this page's words, its values escaped unless they are HTML made here."""
        return filled(messages(self.language)[f"pages.{message}"], **values)

    def count(self, message: str, n: int | None, /, **values: object) -> Html:
        """A sentence about n things, or about as many as nobody knows; English has one of its own for one thing."""
        one = f"{message}.one"
        chosen = one if n == 1 and f"pages.{one}" in messages(self.language) else message
        return self.say(chosen, n=self.labels.number(n), **values)

    def to(self, file: str) -> str:
        """The link from this page to another file of the site."""
        return Addresses.relative(self.file, file)

    def in_language(self, *folders: str) -> str:
        """The link to a page of this language by its folders."""
        return self.to("/".join((self.language, *folders, PAGE)))

    def in_contest(self, *folders: str) -> str:
        return self.in_language(self.ballot.id, *folders)

    def unit(self, unit_id: str, mark: str = "") -> str:
        """The link to a unit's page, a station's to its place on its village's page."""
        page = self.site.addresses.page(self.language, self.ballot.id, unit_id)
        return self.to(page + mark)

    def unit_name(self, unit: Unit) -> Html:
        return name(display(unit.name))

    def station_name(self, unit_id: str) -> str:
        return self.labels.unit(unit_id.partition("/")[2], "station")

    def named(self, unit_id: str, full: bool = False) -> Html:
        """A link to a unit by its name; a station, where `full`, with its village's."""
        village, _, station = unit_id.partition("/")
        found = self.site.units.get(village)
        if found is None:
            return name(unit_id)
        if not station:
            return link(self.unit(unit_id), self.unit_name(found))
        told = self.station_name(unit_id)
        return link(self.unit(unit_id), filled("{t}, {v}", t=told, v=self.unit_name(found)) if full else told)

    def source(self, source_id: str) -> str:
        """The link to a file's place on the page of sources."""
        return f"{self._sources}#{self.site.files[source_id].mark}"

    @cached_property
    def _sources(self) -> str:
        return self.in_language("sources")

    def rule(self, rule: str) -> str:
        return self.in_language("method") + f"#{rule}"

    def selection(self, column: str) -> Selection:
        return self.ballot.selection[self.votes.index(column)]

    def short(self, column: str) -> Html:
        """A selection's short name."""
        chosen = self.selection(column)
        return name(chosen.short or chosen.name)

    def plain(self, column: str) -> str:
        """A selection's short name as text, for where no HTML can stand."""
        chosen = self.selection(column)
        return chosen.short or chosen.name

    def nearest(self, unit_id: str) -> list[str]:
        """The known units whose codes are most like one that is not known: stations of its village, else villages."""
        village = unit_id.partition("/")[0]
        pool: Iterable[str] = self.site.listed_stations.get(village, ())
        if village not in self.site.units:
            unit_id, pool = village, [u.unit_id for u in self.site.units.values() if u.level == "village"]
        beginning = unit_id[: max(0, len(unit_id) - NEAR_DIGITS)]
        return difflib.get_close_matches(unit_id, [u for u in pool if u.startswith(beginning)], NEAR, NEAR_CUTOFF)

    def place(self, column: str) -> str:
        """A selection's place on the ballot: 01."""
        return f"{self.votes.index(column) + 1:02d}"

    def level_count(self, level: str, n: int) -> Html:
        """`16 kecamatan`, `177 villages`."""
        return self.count(f"count.{level}", n)

    def children_level(self, unit: Unit) -> str:
        below = self.site.children.get(unit.unit_id, ())
        return below[0].level if below else "station"

    def frame(self, title: str, crumbs: Sequence[Html] = (), current: str = "") -> Context:
        """What every page's frame needs."""
        other = next(x for x in LANGUAGES if x != self.language)
        only = self.contest or (self.site.terms.configuration.contest[0] if self._one_contest else None)
        nav = []
        if only is not None:
            nav += [
                ("units", self.in_language(only.id)),
                ("differences", self.in_language(only.id, "differences")),
                ("findings", self.in_language(only.id, "findings")),
            ]
        nav += [("method", self.in_language("method")), ("sources", self.in_language("sources"))]
        election = self.site.terms.configuration.election
        return {
            "language": self.language,
            "other_language": other,
            "other": self.to(other + self.file[len(self.language) :]),
            "title": title,
            "election": self.labels.titles(election.title),
            "office": self.labels.titles(election.office) if election.office else "",
            "crumbs": crumbs,
            "assets": self.to("assets"),
            "home": self.in_language(),
            "nav": [(self.say(f"nav.{key}"), target, key == current) for key, target in nav],
            "say": self.say,
        }

    @property
    def _one_contest(self) -> bool:
        return len(self.site.terms.configuration.contest) == 1

    def crumbs(self, unit: Unit) -> list[Html]:
        """The way to a unit: contest, units above, itself."""
        way = [link(self.in_contest(), self.labels.titles(self.ballot.title))]
        way += [link(self.unit(u.unit_id), self.unit_name(u)) for u in self.site.above(unit)]
        return [*way, self.unit_name(unit)]

    def contest_crumbs(self, title: str) -> list[Html]:
        return [link(self.in_contest(), self.labels.titles(self.ballot.title)), html(title)]


__all__ = ["Context", "File", "Here", "Site", "Unit", "fragment", "site_of"]
