"""The text of a first bukti.toml: what was seen as it was seen, and every guess marked as one, in both languages."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import PurePosixPath
from typing import Final

from bukti.intake.guessing import LEVELS, PREFIXES, STATION_DIGITS, VILLAGE_DIGITS, Guess, SeriesGuess, profile_for
from bukti.locale import LANGUAGES, Catalogue
from bukti.vocabulary.profile import Profile, SheetKind
from bukti.vocabulary.roles import Role

FILL_IN: Final = "?"
"""Stands where nothing could be guessed; `bukti check` names each place."""

_BARE: Final = re.compile(r"[A-Za-z0-9_-]+")
_MILLISECONDS: Final = re.compile(r"\d{13}|0")
_OTHER: Final = re.compile(r"[^a-z]+")


def both(message: str, **values: object) -> str:
    """A message in both languages, as a comment of a file that people of either read."""
    return " / ".join(dict.fromkeys(Catalogue(language)(message, **values) for language in LANGUAGES))


def text(value: str) -> str:
    """A TOML string."""
    return json.dumps(value, ensure_ascii=False)


def table(entries: Mapping[str, str]) -> str:
    """An inline table of texts already written as TOML."""
    return "{ " + ", ".join(f"{_key(k)} = {v}" for k, v in entries.items()) + " }"


def _key(name: str) -> str:
    return name if _BARE.fullmatch(name) else text(name)


@dataclass
class First:
    """A first configuration in the making."""

    guesses: Sequence[Guess]
    profile: Profile = field(init=False)
    series: dict[str, SeriesGuess] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self.profile = profile_for(self.guesses)

    @property
    def contest(self) -> str:
        return _OTHER.sub("-", self.profile.id.partition("/")[2]).strip("-")

    def lines(self) -> Iterator[str]:
        """The whole file."""
        sources = [line for guess in self.guesses if guess.has_results for line in self._source(guess)]
        yield from (f"# {both('cli.first.head')}", f"# {both('cli.first.marks', mark=self._mark)}", "")
        yield from self._election()
        units = next((g for g in self.guesses if g.is_units), None)
        yield from self._units(units) if units else (f"# {both('cli.first.no-units')}", "")
        yield f"# {both('cli.first.order')}"
        for name, one in self.series.items():
            title = table({"indonesian": text(name), "english": text(name)})
            yield from ("[[series]]", self._guessed("id", text(name)), self._guessed("title", title))
            yield from (self._guessed("how", text(one.how)), "")
        yield from sources

    @property
    def _mark(self) -> str:
        return f"# {both('cli.first.guess')}"

    def _guessed(self, key: str, value: str) -> str:
        return f"{key} = {value}  {self._mark}"

    def _election(self) -> Iterator[str]:
        title = self.profile.title
        titles = table({"indonesian": text(title.indonesian), "english": text(title.english)})
        days = [rule.law.in_force for rule in self.profile.rules()]
        yield from ("[election]", self._guessed("profile", text(self.profile.id)), self._guessed("title", titles))
        yield from (self._guessed("date", max(set(days), key=days.count).isoformat()), "")
        yield from ("[[contest]]", f"# {both('cli.first.contest')}", self._guessed("id", text(self.contest)))
        yield from (self._guessed("title", titles), "", f"# {both('cli.first.selections')}")
        for n in range(1, max(1, max((g.ballot for g in self.guesses), default=1)) + 1):
            yield from ("[[contest.selection]]", f'id = "pair-{n}"', self._guessed("name", text(f"{n:02d}")), "")

    def _layout(self, guess: Guess) -> Iterator[str]:
        """How the file is laid out, as it was seen."""
        seen = guess.seen
        yield f"path = {text(seen.name)}"
        if seen.reader != "delimited":
            yield f"reader = {text(seen.reader)}"
        if seen.reader == "delimited":
            yield f"encoding = {text(seen.encoding)}"
            yield f"delimiter = {text(seen.delimiter)}"
        if seen.tab is not None:
            yield f"tab = {text(seen.tab)}"
        if seen.reader != "sirekap":
            yield f"header_row = {seen.header_row}"

    def _units(self, guess: Guess) -> Iterator[str]:
        unit = guess.unit
        yield from ("[units]", *self._layout(guess), self._guessed("scheme", '"kpu"'))
        if unit.level and unit.code and unit.parent:
            yield from (self._guessed(k, text(v)) for k, v in (("code", unit.code), ("name", unit.name)))
            yield self._guessed("parent", text(unit.parent))
            values = table({k: text(v) for k, v in unit.level_values.items()} or {FILL_IN: text("village")})
            yield self._guessed("level", table({"column": text(unit.level), "values": values}))
        registered = [c for role, c in guess.shared.items() if role.name == "registered" and role.sex]
        if registered:
            yield self._guessed("registered", "[" + ", ".join(map(text, registered)) + "]")
        stations = {"expected": unit.expected, "first_special": unit.first_special, "last_special": unit.last_special}
        if unit.station_code and not unit.expected:
            stations = {"code": unit.station_code}
        if any(stations.values()):
            yield self._guessed("stations", table({k: text(v) for k, v in stations.items() if v}))
        if not (unit.level and unit.code and unit.parent):
            yield from ("", "[units.levels]", *self._levels(guess))
        yield ""

    def _levels(self, guess: Guess) -> Iterator[str]:
        unit = guess.unit
        digits = {len(c.strip()) for c in guess.seen.some(unit.codes.get("village", ""))}
        for level in LEVELS:
            code, name = unit.codes.get(level), unit.names.get(level)
            entry = {"code": text(code)} if code else {}
            if not code and name:
                entry = {"prefix": str(PREFIXES[level])} if digits == {VILLAGE_DIGITS} else {"code": text(FILL_IN)}
            if name:
                entry["name"] = text(name)
            if entry:
                yield self._guessed(level, table(entry))

    def _source(self, guess: Guess) -> Iterator[str]:
        level = "station" if guess.unit.of_stations or not guess.unit.code else "district"
        sheet = self.profile.sheet_of("station" if level == "station" else "district")
        if sheet is None:
            return
        stem = PurePosixPath(guess.seen.name).name.partition(".")[0]
        identity = re.sub(r"[^a-z0-9]+", "-", stem.lower()).strip("-")[:40] or "source"
        yield from ("[[source]]", f"id = {text(identity)}", *self._layout(guess), f"contest = {text(self.contest)}")
        yield from (self._guessed("sheet", text(sheet.id)), self._guessed("unit", table(_unit(guess))))
        said = guess.series or [SeriesGuess("", "typed", [])]
        plenary = [s for s in said if s.how == "plenary"]
        said = plenary if plenary and level == "district" else said
        alone = said[0] if len(said) == 1 else None
        if guess.shared and not alone:
            yield self._guessed("shared", table(_fields(sheet, guess.shared)))
        if alone and alone.moment and (told := _moment(guess, alone.moment)):
            yield self._guessed("as_of", told)
        if guess.pictures:
            yield self._guessed("images", "[" + ", ".join(map(text, guess.pictures)) + "]")
        yield ""
        for one in said:
            yield from self._reading(guess, one, sheet, level == "district", identity, own=one is alone)

    def _reading(
        self, guess: Guess, one: SeriesGuess, sheet: SheetKind, recap: bool, identity: str, own: bool
    ) -> Iterator[str]:
        yield from ("[[source.reading]]", f"series = {text(self._series(one, recap, identity))}")
        if not own and one.moment and (told := _moment(guess, one.moment)):
            yield self._guessed("as_of", told)
        yield from ("", "[source.reading.columns]")
        most = max(1, max(g.ballot for g in self.guesses))
        for n in range(1, most + 1):
            column = one.votes[n - 1] if n <= len(one.votes) else FILL_IN
            yield self._guessed(f"pair-{n}", text(column))
        for name, column in _fields(sheet, {**(guess.shared if own else {}), **one.roles}).items():
            yield self._guessed(_key(name), column)
        yield ""

    def _series(self, one: SeriesGuess, recap: bool, identity: str) -> str:
        """The series' id: what its columns begin with, else what it is, else the first file with these columns."""
        if recap and one.how == "typed":
            one.how = "plenary"
        same = next(
            (n for n, s in self.series.items() if not one.prefix and (s.votes, s.roles) == (one.votes, one.roles)), ""
        )
        by_kind = {"plenary": "plenary", "machine": "sirekap", "typed": _OTHER.sub("-", identity).strip("-") or "typed"}
        name = same or one.prefix or by_kind[one.how]
        self.series.setdefault(name, one)
        return name


def _unit(guess: Guess) -> dict[str, str]:
    """The columns that name a row's unit."""
    unit = guess.unit
    if unit.station_code:
        return {"code": text(unit.station_code), "station_digits": str(STATION_DIGITS)}
    if unit.station:
        found = {"village": text(unit.codes.get("village", FILL_IN)), "station": text(unit.station)}
        return {**found, "pad": str(STATION_DIGITS)} if unit.pad else found
    made_by = {"sheet": text(unit.sheet)} if unit.sheet else {}
    return {**made_by, "code": text(unit.code or FILL_IN)}


def _fields(sheet: SheetKind, roles: Mapping[Role, str]) -> dict[str, str]:
    """The sheet's fields of these roles with their columns, in the order of the paper."""
    names = {role: f.name for role in roles if (f := sheet.field(role))}
    order = sorted(names, key=lambda role: sheet.names.index(names[role]))
    return {names[role]: text(roles[role]) for role in order}


def _moment(guess: Guess, column: str) -> str:
    """The column of the moment with its format, where its cells have one that is known."""
    cells = guess.seen.some(column)
    if cells and all(_MILLISECONDS.fullmatch(c) for c in cells):
        return table({"column": text(column), "format": '"milliseconds"'})
    if cells and all(re.fullmatch(r"\d{4}-\d\d-\d\d \d\d:\d\d:\d\d", c) for c in cells):
        return table({"column": text(column), "zone": '"+07:00"'})
    return ""


def open_places(first: str) -> list[int]:
    """The lines of the text, from 1, where something is to be filled in."""
    return [n for n, line in enumerate(first.splitlines(), 1) if text(FILL_IN) in line]
