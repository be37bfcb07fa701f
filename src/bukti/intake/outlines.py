"""Outlines of units out of the files of boundaries: every ring in whole millionths, and all that is odd about them.

A feature that cannot be drawn is left out and named, and so is a unit that no feature is of: pages then have a table
where the map has a gap. Nothing is closed, turned or moved.
"""

from __future__ import annotations

import hashlib
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Final

from bukti.engine.code import code_digest
from bukti.engine.database import Connection, columns_sql, create, fetch
from bukti.engine.store import Store
from bukti.evidence.boundaries import Boundaries
from bukti.evidence.receive import BOUNDARIES, Received, Staged
from bukti.evidence.terms import Terms
from bukti.intake.degrees import MILLION, millionths
from bukti.intake.geojson import Feature, Figure, features
from bukti.intake.parts import column_of, part_of
from bukti.intake.rows import shown
from bukti.intake.unit_table import UnitTable
from bukti.vocabulary.names import normal
from bukti.vocabulary.problems import Place, Problem, Refusal, refuse

STATED: Final = "stated_outline"
NAMED: Final = 5
"""So many units or features are named in a notice; the others are counted."""
Ring = tuple[tuple[int, int], ...]
Row = tuple[str, int, int, str, str]


@dataclass
class _Known:
    """The units of one level: by code of one scheme, and their names."""

    by_code: dict[str, str] = field(default_factory=dict)
    names: dict[str, str] = field(default_factory=dict)


def read_outlines(
    terms: Terms,
    store: Store,
    connection: Connection,
    table: UnitTable | None,
    units_key: str,
    by_entry: Mapping[str, Sequence[Staged]],
    new: Iterable[Received],
    notices: list[Problem],
) -> str:
    """The key under which the temporary table `stated_outline` holds all outlines; where the store has them, no table.

    Raises Refusal with everything that is wrong in the files. What is noticed is told when one of them is new.
    """
    declared = terms.configuration.boundaries
    staged = by_entry.get(BOUNDARIES, ())
    latest = list({s.received.name: s for s in sorted(staged, key=lambda s: s.received.order)}.values())
    meanings = [b.model_dump_json() for b in declared]
    files = [(s.received.name, s.received.sha256) for s in latest]
    contract = store.contracts["outline"]
    parts = [code_digest("bukti.intake"), units_key, contract.text, meanings, files] if declared else []
    key = hashlib.sha256(repr(parts).encode()).hexdigest()
    if store.is_built("outline", "", key):
        return key
    noticed: list[Problem] = []
    rows: Iterable[Row] = ()
    if declared:
        _must_be_installed()
        units = terms.configuration.units
        own = units.scheme if units else ""
        known = _known(store, connection, table, own)
        rows = _Reading(noticed, known, own).all([(b, s) for b in declared for s in latest
                                             if terms.workspace.is_named(b.path, s.received.name)])  # fmt: skip
    create(connection, STATED, columns_sql(contract), rows)
    if any(r.entry == BOUNDARIES for r in new):
        notices += noticed
    return key


def put_outlines(store: Store, connection: Connection, key: str) -> None:
    """The table `outline` holds what was read."""
    if not store.is_built("outline", "", key):
        store.put(connection, "outline", STATED, {"": key})
        connection.execute(f"drop table {STATED}")


def _must_be_installed() -> None:
    try:
        import shapely  # noqa: F401
    except ImportError:
        raise refuse("extra-missing", Place("bukti.toml", 0, "boundaries"), "shapely",
                     'pip install "bukti[maps]"') from None  # fmt: skip


def _known(store: Store, connection: Connection, table: UnitTable | None, own: str) -> dict[tuple[str, str], _Known]:
    """The units above stations by level and scheme, from the unit table just read or the one that was built."""
    if table is not None:
        named = {u.unit_id: (u.level, u.name) for u in table.units}
        codes = [*((u.unit_id, own, u.code) for u in table.units), *((c[0], c[1], c[2]) for c in table.codes)]
    else:
        listed = f"select unit_id, level, name from ({store.rows_sql('unit')}) u where level <> 'station'"
        named = {u: (level, name) for u, level, name in fetch(connection, listed)}
        codes = fetch(connection, f"select unit_id, scheme, code from ({store.rows_sql('unit_code')}) c")
    found: dict[tuple[str, str], _Known] = defaultdict(_Known)
    for unit_id, scheme, code in codes:
        level, name = named[unit_id]
        known = found[level, scheme]
        known.by_code[code] = unit_id
        known.names[unit_id] = name
    return found


class _Reading:
    """The reading of all files of boundaries, one after another; `seen` says which feature is of which unit."""

    def __init__(self, notices: list[Problem], known: Mapping[tuple[str, str], _Known], own: str) -> None:
        """`own` is the scheme of the units' own codes."""
        self.notices = notices
        self.known = known
        self.own = own
        self.seen: dict[str, Place] = {}

    def all(self, files: Sequence[tuple[Boundaries, Staged]]) -> Iterator[Row]:
        problems: list[Problem] = []
        levels: dict[str, str] = {}
        for declared, file in files:
            levels.setdefault(declared.level, file.received.name)
            try:
                yield from _File(declared, file.received.name, self).rows(file)
            except Refusal as refusal:
                problems += refusal.problems
        if problems:
            raise Refusal(problems)
        for level, name in levels.items():
            units = self.known.get((level, self.own), _Known()).names
            if missing := [units[u] for u in sorted(units) if u not in self.seen]:
                self.notices.append(_notice("UN-OUTLINE-NONE", Place(name, field=level), missing))


class _File:
    """One file under one declaration: what was odd in it is gathered and told together."""

    def __init__(self, declared: Boundaries, name: str, reading: _Reading) -> None:
        self.declared = declared
        self.name = name
        self.reading = reading
        self.units = reading.known.get((declared.level, declared.scheme or reading.own), _Known())
        self.unknown: list[str] = []
        self.odd: dict[str, list[str]] = defaultdict(list)
        self.met = 0

    def rows(self, file: Staged) -> Iterator[Row]:
        problems: list[Problem] = []
        for feature in features(file.path, self.name):
            try:
                unit = self._unit(feature)
                rings = self._rings(feature, unit) if unit else []
            except Refusal as refusal:
                problems += refusal.problems
                if len(problems) > 20:
                    break
                continue
            if unit:
                where = f"{self.name}:{feature.number}"
                yield from ((unit, part, ring, _text(points), where) for part, ring, points in rings)
        if problems:
            raise Refusal(problems)
        if not self.met:
            found = ", ".join(self.unknown[:NAMED])
            expected = ", ".join(sorted(self.units.by_code)[:NAMED])
            raise refuse("UN-OUTLINE-NO-UNIT", Place(self.name, field=column_of(self.declared.code)), found, expected)
        if self.unknown:
            self.reading.notices.append(_notice("UN-OUTLINE-UNKNOWN", Place(self.name), self.unknown))
        for code, features_told in self.odd.items():
            self.reading.notices.append(_notice(code, Place(self.name), features_told))

    def _unit(self, feature: Feature) -> str | None:
        """The unit that a feature is of; None where it is not looked at or of none that is known."""
        place = Place(self.name, feature.number)
        for name, value in self.declared.where.items():
            if str(feature.properties.get(name, "")).strip() != value:
                return None
        where = self.declared.code
        column = column_of(where)
        written = feature.properties.get(column)
        if not isinstance(written, str) or not written.strip():
            offered = ", ".join(sorted(feature.properties)[:10])
            raise refuse("UN-OUTLINE-NO-CODE", Place(self.name, feature.number, column), offered, column)
        if not written.strip().startswith(self.declared.begins):
            return None
        code = written.strip() if isinstance(where, str) else part_of(written, where)
        if code is None:
            pattern = "" if isinstance(where, str) else where.pattern or ""
            raise refuse("IN-PART-UNFIT", Place(self.name, feature.number, column), shown(written), pattern)
        unit = self.units.by_code.get(code)
        if unit is None:
            self.unknown.append(shown(code))
            return None
        self.met += 1
        if unit in self.reading.seen:
            raise refuse("UN-OUTLINE-TWICE", place, shown(code), str(self.reading.seen[unit].row))
        self.reading.seen[unit] = place
        self._compare(feature, unit)
        return unit

    def _compare(self, feature: Feature, unit: str) -> None:
        if self.declared.name is None:
            return
        written = str(feature.properties.get(column_of(self.declared.name), ""))
        name = written if isinstance(self.declared.name, str) else part_of(written, self.declared.name) or written
        known = self.units.names[unit]
        if normal(name) != normal(known):
            self.odd["UN-OUTLINE-OTHER-NAME"].append(f"{known}: {shown(name)}")

    def _rings(self, feature: Feature, unit: str) -> list[tuple[int, int, Ring]]:
        """Part, ring and corners of each ring; none, and the feature told, where it cannot be drawn."""
        place = Place(self.name, feature.number)
        areas = feature.coordinates if feature.kind == "MultiPolygon" else [feature.coordinates]
        if feature.kind not in ("Polygon", "MultiPolygon") or not _is_nested(areas):
            return self._left_out("UN-OUTLINE-NO-AREA", feature, unit)
        found = [
            (part, at, tuple(_corner(c, place) for c in ring))
            for part, area in enumerate(areas, 1)
            for at, ring in enumerate(area)
        ]
        if not found or any(len(ring) < 4 for _, _, ring in found):
            return self._left_out("UN-OUTLINE-NO-AREA", feature, unit)
        if any(ring[0] != ring[-1] for _, _, ring in found):
            return self._left_out("UN-OUTLINE-OPEN", feature, unit)
        _must_be_degrees(found, place)
        if _crosses(found):
            self.odd["UN-OUTLINE-CROSSES"].append(f"{feature.number} {self.units.names[unit]}")
        return found

    def _left_out(self, code: str, feature: Feature, unit: str) -> list[tuple[int, int, Ring]]:
        """Nothing to draw of the feature: its unit has no outline, and this is told."""
        self.odd[code].append(f"{feature.number} {self.units.names[unit]}")
        del self.reading.seen[unit]
        return []


def _notice(code: str, place: Place, listed: Sequence[str]) -> Problem:
    """A notice of how many there are, naming the first of them."""
    told = ", ".join(listed[:NAMED]) + (", …" if len(listed) > NAMED else "")
    return Problem(code, place, str(len(listed)), told, "notice")


def _is_nested(areas: Any) -> bool:
    """Whether these are lists of rings, each a list of positions."""
    return isinstance(areas, list) and all(
        isinstance(area, list) and area and all(isinstance(ring, list) for ring in area) for area in areas
    )


def _corner(position: Any, place: Place) -> tuple[int, int]:
    """A position in millionths of a degree; its height, where it has one, is not looked at."""
    if isinstance(position, list) and len(position) >= 2:
        east, north = position[0], position[1]
        if isinstance(east, Figure) and isinstance(north, Figure):
            x, y = millionths(east), millionths(north)
            if x is not None and y is not None:
                return x, y
    raise refuse("UN-OUTLINE-NO-POSITION", place, shown(str(position)[:60]))


def _must_be_degrees(rings: Iterable[tuple[int, int, Ring]], place: Place) -> None:
    """Raises Refusal where a position lies off the globe, as it does where latitude stands first."""
    for _, _, ring in rings:
        for x, y in ring:
            if abs(y) > 90 * MILLION or abs(x) > 180 * MILLION:
                swapped = abs(y) <= 180 * MILLION and abs(x) <= 90 * MILLION
                found = f"{x // MILLION}, {y // MILLION}"
                raise refuse("UN-OUTLINE-SWAPPED" if swapped else "UN-OUTLINE-NO-DEGREES", place, found)


def _crosses(rings: Sequence[tuple[int, int, Ring]]) -> bool:
    """Whether an edge crosses or touches another edge of its area."""
    import shapely

    areas: dict[int, list[Ring]] = defaultdict(list)
    for part, _, ring in rings:
        areas[part].append(ring)
    return not all(shapely.is_valid(shapely.Polygon(first, holes)) for first, *holes in areas.values())


def _text(points: Ring) -> str:
    return " ".join(f"{x} {y}" for x, y in points)
