"""What the columns of a file may mean, by the words they are named with. Guesses, to be confirmed by people."""

from __future__ import annotations

import functools
import re
from collections.abc import Collection, Iterable
from dataclasses import dataclass, field
from importlib import resources
from typing import Literal

from bukti.intake.looking import Seen
from bukti.vocabulary.declared import Declared, read, shaped
from bukti.vocabulary.profile import Level, Profile, load_profile, profile_names
from bukti.vocabulary.roles import Role, parse_role

_WORD = re.compile(r"[A-Z]+(?![a-z])|[A-Z]?[a-z]+|\d+")
_NUMBERED = re.compile(r"^(.*?)(\d+)$")
_OF_SEX = ("registered", "voted", "disabled")
LEVELS: tuple[Level, ...] = ("province", "regency", "district", "village")
STATION_DIGITS = 3
PREFIXES: dict[Level, int] = {"province": 2, "regency": 4, "district": 6}
"""How many first digits of a ten-digit village code are the code of a level above."""
VILLAGE_DIGITS = 10


class RoleWords(Declared):
    role: str
    all: tuple[tuple[str, ...], ...]
    none: tuple[str, ...] = ()


class ColumnWords(Declared):
    """All of column_words.yaml."""

    levels: dict[Level, tuple[str, ...]]
    code: tuple[str, ...]
    name: tuple[str, ...]
    parent: tuple[str, ...]
    sheet: tuple[str, ...]
    level: tuple[str, ...]
    count: tuple[str, ...]
    special: tuple[str, ...]
    first: tuple[str, ...]
    last: tuple[str, ...]
    votes: tuple[str, ...]
    moment: tuple[str, ...]
    picture: tuple[str, ...]
    men: tuple[str, ...]
    women: tuple[str, ...]
    plenary: tuple[str, ...]
    machine: tuple[str, ...]
    roles: tuple[RoleWords, ...]


@functools.cache
def column_words() -> ColumnWords:
    return shaped(ColumnWords, read(resources.files("bukti.intake") / "column_words.yaml", "column_words.yaml"))


@dataclass
class SeriesGuess:
    """What one series says: its vote columns in ballot order, its columns by role, the column of its moment."""

    prefix: str
    how: Literal["typed", "machine", "plenary"]
    votes: list[str]
    roles: dict[Role, str] = field(default_factory=dict)
    moment: str = ""


@dataclass
class UnitGuess:
    """The columns that say which unit a row is about."""

    station_code: str = ""
    station: str = ""
    code: str = ""
    name: str = ""
    parent: str = ""
    sheet: str = ""
    level: str = ""
    level_values: dict[str, Level] = field(default_factory=dict)
    codes: dict[Level, str] = field(default_factory=dict)
    names: dict[Level, str] = field(default_factory=dict)
    expected: str = ""
    first_special: str = ""
    last_special: str = ""
    pad: bool = False

    @property
    def of_stations(self) -> bool:
        return bool(self.station_code or (self.station and self.codes.get("village")))


@dataclass
class Guess:
    """A file and what it may be: a unit table, results, or both."""

    seen: Seen
    unit: UnitGuess
    series: list[SeriesGuess]
    shared: dict[Role, str]
    pictures: list[str]

    @property
    def is_units(self) -> bool:
        by_row = self.unit.level and self.unit.code and self.unit.name and self.unit.parent
        by_levels = not self.series and "village" in self.unit.codes and len({*self.unit.codes, *self.unit.names}) > 1
        return bool(by_row or by_levels)

    @property
    def has_results(self) -> bool:
        return bool(self.series) or not self.is_units

    @property
    def ballot(self) -> int:
        return max((len(s.votes) for s in self.series), default=0)


def words(column: str) -> list[str]:
    return [w.lower() for w in _WORD.findall(column)]


def guess(seen: Seen) -> Guess:
    """What the columns of a file may mean."""
    series = _series(seen)
    prefixes = [s.prefix for s in series]
    found = Guess(seen, _unit(seen), series, {}, [])
    known = {c for s in series for c in s.votes}
    for column in seen.columns:
        if column in known:
            continue
        said = words(column)
        prefix = said[0] if said and said[0] in prefixes and len(said) > 1 else ""
        own = next((s for s in series if s.prefix == prefix and prefix), series[0] if len(series) == 1 else None)
        role = _role(said[1:] if prefix else said)
        if role is not None and column not in _columns_of(found.unit):
            (own.roles if own else found.shared).setdefault(role, column)
        elif _any(said, column_words().moment) and own and not own.moment:
            own.moment = column
        elif _any(said, column_words().picture) and any(c.startswith("http") for c in seen.some(column)):
            found.pictures.append(column)
    return found


def _any(said: Iterable[str], known: Collection[str]) -> bool:
    return any(w in known for w in said)


def _columns_of(unit: UnitGuess) -> set[str]:
    some = {unit.station_code, unit.station, unit.code, unit.name, unit.parent, unit.sheet, unit.level, unit.expected}
    return some | {unit.first_special, unit.last_special} | {*unit.codes.values(), *unit.names.values()}


def _role(said: list[str]) -> Role | None:
    known = column_words()
    for row in known.roles:
        if all(_any(said, some) for some in row.all) and not _any(said, row.none):
            role = parse_role(row.role)
            if role.name not in _OF_SEX:
                return role
            sex: Literal["male", "female"] | None = None
            if _any(said, known.men):
                sex = "male"
            elif _any(said, known.women):
                sex = "female"
            return Role(role.name, role.voter_list, sex, role.part)
    return None


def _series(seen: Seen) -> list[SeriesGuess]:
    """Groups of at least two columns that differ in a number at the end alone and are named for votes."""
    known = column_words()
    groups: dict[str, list[tuple[str, str]]] = {}
    for column in seen.columns:
        if (numbered := _NUMBERED.match(column)) and _any(words(numbered[1]), known.votes):
            groups.setdefault(numbered[1], []).append((numbered[2].zfill(VILLAGE_DIGITS), column))
    found = []
    for stem, columns in groups.items():
        if len(columns) > 1:
            prefix = next((w for w in words(stem) if w not in known.votes), "")
            how: Literal["typed", "machine", "plenary"] = "machine" if seen.reader == "sirekap" else "typed"
            how = "plenary" if prefix in known.plenary else "machine" if prefix in known.machine else how
            found.append(SeriesGuess(prefix, how, [c for _, c in sorted(columns)]))
    return found


def _unit(seen: Seen) -> UnitGuess:
    known, unit = column_words(), UnitGuess()
    for column in seen.columns:
        said = words(column)
        levels = [level for level, some in known.levels.items() if _any(said, some)]
        rest = [w for w in said if not any(w in some for some in known.levels.values())]
        if not levels:
            _of_any_level(column, said, unit)
        elif levels == ["station"]:
            _of_stations(column, rest, unit)
        elif _any(rest, known.parent):
            unit.parent = unit.parent or column
        elif rest and all(w in known.code for w in rest):
            unit.codes.setdefault(levels[0], column)
        elif not rest or all(w in known.name for w in rest):
            unit.names.setdefault(levels[0], column)
    for level in [n for n in unit.names if n not in unit.codes and _are_codes(seen.some(unit.names[n]))]:
        unit.codes[level] = unit.names.pop(level)
    if seen.reader == "sirekap":
        unit.station_code = "file"
    if unit.station_code and not _are_codes(seen.some(unit.station_code)):
        unit.station_code = ""
    unit.pad = bool(unit.station) and any(len(c.strip()) < STATION_DIGITS for c in seen.some(unit.station))
    unit.level_values = _level_values(seen.some(unit.level)) if unit.level else {}
    return unit


def _of_any_level(column: str, said: list[str], unit: UnitGuess) -> None:
    known = column_words()
    if _any(said, known.parent):
        unit.parent = unit.parent or column
    elif said and all(w in known.level for w in said):
        unit.level = unit.level or column
    elif said and all(w in known.code for w in said):
        unit.code = unit.code or column
    elif _any(said, known.sheet) and _any(said, known.code):
        unit.sheet = unit.sheet or column
    elif said and all(w in known.name for w in said):
        unit.name = unit.name or column


def _of_stations(column: str, rest: list[str], unit: UnitGuess) -> None:
    known = column_words()
    if _any(rest, known.special):
        if _any(rest, known.first):
            unit.first_special = column
        elif _any(rest, known.last):
            unit.last_special = column
    elif not rest:
        unit.station = unit.station or column
    elif all(w in known.code for w in rest):
        unit.station_code = unit.station_code or column
    elif all(w in known.count for w in rest):
        unit.expected = unit.expected or column


def _are_codes(cells: list[str]) -> bool:
    """Whether the cells look like codes of units: digits, and more than one."""
    return bool(cells) and all(re.fullmatch(r"[0-9][0-9.]+", c.strip()) for c in cells)


def _level_values(cells: list[str]) -> dict[str, Level]:
    known = column_words().levels
    found: dict[str, Level] = {}
    for cell in dict.fromkeys(cells):
        level = next((n for n, some in known.items() if _any(words(cell), some)), None)
        if level:
            found[cell] = level
    return found


def profile_for(guesses: Iterable[Guess]) -> Profile:
    """The profile with most of the roles; of several the one whose example has as many selections.

    Where that leaves several, a general election that is held in the whole nation, then the latest.
    """
    some = list(guesses)
    ballot = max((g.ballot for g in some), default=0)
    roles = {r for g in some for found in (g.shared, *(s.roles for s in g.series)) for r in found}

    def fits(profile: Profile) -> tuple[int, bool, bool, str]:
        station = profile.sheet_of("station")
        known = [r for r in roles if station and station.field(r)]
        national = profile.family == "pemilu" and profile.levels[0] == "nation"
        return len(known), bool(station and len(station.example.votes) == ballot), national, profile.id

    return max(map(load_profile, profile_names()), key=fits)
