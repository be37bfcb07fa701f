"""The unit table of a workspace, from a source of its own: every unit once, under one root, with its ancestors."""

from __future__ import annotations

import re
import unicodedata
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace

from bukti.evidence.ballots import LevelName
from bukti.evidence.configuration import StationColumns, Units
from bukti.evidence.patterns import columns_in, spelled
from bukti.evidence.receive import Staged
from bukti.intake.checking import CODE
from bukti.intake.letters import unusual_unit
from bukti.intake.load import read_rows
from bukti.intake.numbers import read_count
from bukti.vocabulary.problems import Place, Problem, Refusal

LEVELS: tuple[LevelName, ...] = ("nation", "province", "regency", "district", "village", "station")
FIRST_SPECIAL = 901
RESERVED = frozenset({"changes", "findings", "differences", "method", "sources"})
ABOVE = "above"

_CODE = re.compile(CODE)
_NOT_SLUG = re.compile(r"[^a-z0-9]+")


@dataclass(frozen=True)
class Unit:
    """A reporting unit as a row of the unit table; codes are text."""

    unit_id: str
    level: LevelName
    name: str
    code: str
    parent_id: str | None
    stations_expected: int | None = None
    registered: int | None = None
    source_row: str | None = None
    slug: str = ""
    area: str = ""


@dataclass(frozen=True, slots=True)
class Stations:
    """Stations of one village with numbers from first to last; `registered` is of each, where a row states it."""

    village: str
    first: int
    last: int
    registered: int | None = None
    source_row: str | None = None


@dataclass(frozen=True)
class UnitList:
    """Every unit from village up, parents before children, and the stations of the villages."""

    units: list[Unit]
    stations: list[Stations] = field(default_factory=list)


def read_units(staged: Sequence[Staged], units: Units, notices: list[Problem]) -> UnitList:
    """The unit table that the files state. Raises Refusal with everything that is wrong in it."""
    columns = _columns(units)
    found: dict[str, Unit] = {}
    stations: dict[tuple[str, int], Stations] = {}
    problems: list[Problem] = []
    for file in staged:
        table = read_rows(file, units, columns, columns, notices)
        for number, cells in table.rows:
            row, place = table.record(cells), Place(table.name, number)
            stated = _path_units(units, row, place) if units.levels else _row_unit(units, row, place, problems)
            for unit in stated:
                if unit.unit_id not in found:
                    notices += unusual_unit(unit.name, place)
                add_unit(found, unit, place, problems)
            if stated and stated[-1].level == "village" and units.stations:
                for some in _stations(units, stated[-1], row, place, problems):
                    stations.setdefault((some.village, some.first), some)
    add_root(found, units)
    problems += table_problems(found)
    if problems:
        raise Refusal(problems)
    listed = list(stations.values())
    return UnitList(arrange(found.values(), listed), listed)


def _columns(units: Units) -> tuple[str, ...]:
    stations = units.stations or StationColumns()
    names = [
        units.level.column if units.level else None,
        *(c for code in (units.code, units.parent) if code for c in columns_in(code)),
        units.name,
        *(c for columns in units.levels.values() if columns.code for c in columns_in(columns.code)),
        *(columns.name for columns in units.levels.values()),
        *(stations.expected, stations.first_special, stations.last_special, stations.code, stations.number),
        *units.registered,
        *units.where,
    ]
    return tuple(dict.fromkeys(n for n in names if n))


def _row_unit(units: Units, row: Mapping[str, str], place: Place, problems: list[Problem]) -> list[Unit]:
    """The one unit that a row states; none where its level is not declared."""
    assert units.level
    assert units.code
    assert units.name
    said = row[units.level.column].strip()
    level = units.level.values.get(said)
    if level is None:
        expected = ", ".join(units.level.values)
        problems.append(Problem("UN-LEVEL", replace(place, field=units.level.column), said, expected))
        return []
    code = spelled(units.code, row)
    parent = spelled(units.parent, row) if units.parent else ""
    unit = Unit(
        unit_id=f"{units.scheme}:{code}",
        level=level,
        name=" ".join(row[units.name].split()),
        code=code,
        parent_id=f"{units.scheme}:{parent}" if parent else None,
        stations_expected=_expected(units.stations, row),
        registered=_registered(units, row),
        source_row=f"{place.file}:{place.row}",
    )
    return [unit]


def _path_units(units: Units, row: Mapping[str, str], place: Place) -> list[Unit]:
    """The units of a row with a column for each level, the highest first."""
    found: list[Unit] = []
    base = next(
        spelled(c.code, row)[: c.prefix] for level in reversed(LEVELS) if (c := units.levels.get(level)) and c.code
    )
    for level in LEVELS:
        columns = units.levels.get(level)
        if columns is None:
            continue
        code = (spelled(columns.code, row) if columns.code else base)[: columns.prefix]
        lowest = level == "village"
        unit = Unit(
            unit_id=f"{units.scheme}:{code}",
            level=level,
            name=" ".join(row[columns.name].split()) if columns.name else code,
            code=code,
            parent_id=found[-1].unit_id if found else None,
            stations_expected=_expected(units.stations, row) if lowest else None,
            registered=_registered(units, row) if lowest and not _has_rows(units.stations) else None,
            source_row=f"{place.file}:{place.row}",
        )
        found.append(unit)
    return found


def _expected(stations: StationColumns | None, row: Mapping[str, str]) -> int | None:
    return read_count(row[stations.expected]).value if stations and stations.expected else None


def _registered(units: Units, row: Mapping[str, str]) -> int | None:
    """The sum of the declared columns; None where one of them is not known."""
    known = [read_count(row[c], units.thousands).value for c in units.registered]
    values = [v for v in known if v is not None]
    return sum(values) if values and len(values) == len(known) else None


def _stations(
    units: Units, village: Unit, row: Mapping[str, str], place: Place, problems: list[Problem]
) -> Iterator[Stations]:
    assert units.stations
    registered = _registered(units, row) if _has_rows(units.stations) else None
    for numbers in _numbers(units.stations, village, row, place, problems):
        if numbers:
            yield Stations(village.unit_id, numbers[0], numbers[-1], registered, village.source_row)


def _has_rows(stations: StationColumns | None) -> bool:
    """Whether the table has a row for each station, so that what a row states is the station's."""
    return bool(stations and (stations.code or stations.number))


def _numbers(
    stations: StationColumns, village: Unit, row: Mapping[str, str], place: Place, problems: list[Problem]
) -> Iterable[range]:
    """The station numbers that a row states: one, or 1 to n and the special ones."""
    if _has_rows(stations):
        column = stations.code or stations.number or ""
        said = row[column].strip()
        digits = said.removeprefix(village.code) if stations.code else said
        count = read_count(digits).value
        if count is None or (stations.code and len(digits) != 3) or not 1 <= count <= 999:
            problems.append(Problem("UN-STATION", replace(place, field=column), said, f"{village.code}001"))
            return []
        return [range(count, count + 1)]
    first = read_count(row[stations.first_special]).value if stations.first_special else None
    last = read_count(row[stations.last_special]).value if stations.last_special else first
    special = range(first, (last or first) + 1) if first else range(0)
    total = village.stations_expected
    if (
        total is None
        or len(special) > total
        or total - len(special) >= FIRST_SPECIAL
        or (special and special[0] < FIRST_SPECIAL)
    ):
        problems.append(
            Problem("UN-STATIONS", replace(place, field=stations.expected or ""), str(total or ""), str(len(special)))
        )
        return []
    return [range(1, total - len(special) + 1), special]


def add_root(found: dict[str, Unit], units: Units) -> None:
    """The declared root stands above every unit that has none above it."""
    if units.root is None:
        return
    root = Unit(f"{units.scheme}:{units.root.code}", units.root.level, units.root.name, units.root.code, None)
    found.update({u.unit_id: replace(u, parent_id=root.unit_id) for u in found.values() if u.parent_id is None})
    found.setdefault(root.unit_id, root)


def add_unit(found: dict[str, Unit], unit: Unit, place: Place, problems: list[Problem]) -> None:
    """The unit is among those found, or the problem is told: an odd code, or another unit under the same code."""
    if not _CODE.fullmatch(unit.code):
        problems.append(Problem("UN-CODE", place, unit.code, unit.name))
        return
    before = found.get(unit.unit_id)
    if before is None:
        found[unit.unit_id] = unit
    elif _stated(before) != _stated(unit):
        field = "parent" if before.parent_id != unit.parent_id else "name"
        problems.append(
            Problem("UN-TWICE", replace(place, field=field), f"{unit.code} {unit.name}", before.source_row or "")
        )


def _stated(unit: Unit) -> tuple[object, ...]:
    """What a unit's rows must say alike."""
    return unit.level, unit.name, unit.parent_id, unit.stations_expected


def table_problems(found: Mapping[str, Unit]) -> list[Problem]:
    """What is wrong with the tree: no root or two, a parent that is not there, a circle."""
    if not found:
        return [Problem("UN-NONE")]
    top = min(LEVELS.index(u.level) for u in found.values())
    problems = []
    roots = [u for u in found.values() if LEVELS.index(u.level) == top]
    if len(roots) > 1:
        listed = ", ".join(f"{u.code} {u.name}" for u in sorted(roots, key=lambda u: u.code)[:5])
        problems.append(Problem("UN-TWO-ROOTS", found=listed, expected=LEVELS[top]))
    for unit in found.values():
        if LEVELS.index(unit.level) > top:
            problems += _parent_problems(unit, found)
    return problems


def _parent_problems(unit: Unit, found: Mapping[str, Unit]) -> list[Problem]:
    file, _, row = (unit.source_row or "").rpartition(":")
    place = Place(file, int(row or 0))
    parent = found.get(unit.parent_id or "")
    if parent is None:
        return [Problem("UN-ORPHAN", place, f"{unit.code} {unit.name}", unit.parent_id or "")]
    if LEVELS.index(parent.level) >= LEVELS.index(unit.level):  # levels only go down, so there can be no circle
        return [Problem("UN-LEVELS", place, f"{unit.code} {unit.name}", f"{parent.code} {parent.name}")]
    return []


def arrange(units: Iterable[Unit], stations: Iterable[Stations] = ()) -> list[Unit]:
    """The units with slugs, areas, expected stations and registered voters, parents before children."""
    listed: Counter[str] = Counter()
    voters: dict[str, int | None] = {}
    for some in stations:
        listed[some.village] += some.last - some.first + 1
        before, each = voters.get(some.village, 0), some.registered
        voters[some.village] = None if before is None or each is None else before + each
    ordered = sorted(units, key=lambda u: (LEVELS.index(u.level), u.unit_id))
    root = ordered[0] = replace(ordered[0], parent_id=None)
    children: dict[str | None, list[Unit]] = defaultdict(list)
    for unit in ordered[1:]:
        children[unit.parent_id].append(unit)
    expected: dict[str, int | None] = {}
    registered: dict[str, int | None] = {}
    for unit in reversed(ordered):
        own = [u.unit_id for u in children.get(unit.unit_id, ())]
        expected[unit.unit_id] = listed[unit.unit_id] or _sum_of(own, expected, unit.stations_expected)
        known = voters.get(unit.unit_id) if unit.level == "village" else _sum_of(own, registered)
        registered[unit.unit_id] = known if unit.registered is None else unit.registered
    has_regency = any(u.level == "regency" for u in ordered)
    slugs = {root.unit_id: _slug(root.name) or root.code}
    areas = {root.unit_id: root.unit_id if root.level == "regency" or not has_regency else ABOVE}
    for unit in ordered:
        own_units = children.get(unit.unit_id, [])
        slugs.update(_slugs(own_units))
        areas.update((u.unit_id, u.unit_id if u.level == "regency" else areas[unit.unit_id]) for u in own_units)
    return [
        _arranged(u, expected[u.unit_id], registered[u.unit_id], slugs[u.unit_id], areas[u.unit_id]) for u in ordered
    ]


def _sum_of(units: Sequence[str], known: Mapping[str, int | None], otherwise: int | None = None) -> int | None:
    """The sum over the units below, where all of them are known."""
    values = [v for u in units if (v := known[u]) is not None]
    return sum(values) if values and len(values) == len(units) else otherwise


def _arranged(unit: Unit, expected: int | None, registered: int | None, slug: str, area: str) -> Unit:
    return Unit(
        unit.unit_id,
        unit.level,
        unit.name,
        unit.code,
        unit.parent_id,
        expected,
        registered,
        unit.source_row,
        slug,
        area,
    )


def _slugs(siblings: list[Unit]) -> dict[str, str]:
    """A part of an address for each sibling: its name in plain letters, with its code where that is not its own."""
    plain = {u.unit_id: _slug(u.name) for u in siblings}
    often = Counter(plain.values())
    return {
        u.unit_id: slug if slug and often[slug] == 1 and slug not in RESERVED else f"{slug}-{_slug(u.code)}".strip("-")
        for u in siblings
        for slug in [plain[u.unit_id]]
    }


def _slug(name: str) -> str:
    ascii_letters = name
    if not name.isascii():
        ascii_letters = unicodedata.normalize("NFKD", name).encode("ascii", "ignore").decode()
    return _NOT_SLUG.sub("-", ascii_letters.casefold()).strip("-")
