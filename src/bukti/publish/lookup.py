"""What people write for a unit, a field, a contest or a basis, and which one they mean."""

from __future__ import annotations

import difflib
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property

from bukti.evidence.ballots import Contest
from bukti.locale import LANGUAGES
from bukti.publish.addresses import PAGE, addresses_of
from bukti.publish.opened import Opened, Row
from bukti.vocabulary.problems import Place, refuse
from bukti.vocabulary.roles import nearest

MOST_NAMED = 40

_OTHER = re.compile(r"[^0-9a-z]+")
_HOST = re.compile(r"^[a-z]+://[^/]*")
_STATION = re.compile(r"[\s,/#]+tps[\s.-]*(\d{1,3})$", re.IGNORECASE)
_PART = re.compile(r"\d{1,3}-\d{1,4}")
"""The folder of a page of some stations of a village."""
_NUMBER = re.compile(r"(?:tps-?)?(\d{1,3})", re.IGNORECASE)


def plain(text: str) -> str:
    """A name as an address would write it, so that capitals and spaces do not matter."""
    return _OTHER.sub("-", text.casefold()).strip("-")


@dataclass(frozen=True)
class Named:
    """A unit as people know it: its id, level, name, area and the address of its page below the contest."""

    unit_id: str
    level: str
    name: str
    area: str
    path: str


STATION_DIGITS = 3
"""How many digits of a station's code follow its village's."""


class Units:
    """All units above stations, to be found by what people call them."""

    def __init__(self, opened: Opened) -> None:
        """The unit table that was built last."""
        self.opened = opened
        self.addresses = addresses_of(opened.built)
        opened.show(["unit", "unit_code"])
        found = opened.rows("select unit_id, level, name, slug, parent_id, area from unit where level <> 'station'")
        self._units: dict[str, Row] = {u["unit_id"]: u for u in found}

    def named(self, unit_id: str) -> Named:
        """The unit of this id, a station too."""
        village, _, station = unit_id.partition("/")
        unit = self._units[village]
        path = "/".join(self.addresses.slugs(village))
        if station:
            return Named(unit_id, "station", station, unit["area"], f"{path}#tps-{station}")
        return Named(unit_id, unit["level"], unit["name"], unit["area"], path)

    def find(self, text: str) -> tuple[Named, str]:
        """The unit meant, and the contest where the text is the address of a page.

        Raises Refusal: UNIT-UNKNOWN with the nearest, UNIT-AMBIGUOUS with the address of each, STATION-UNKNOWN.
        """
        parts, contest = self._parts(text)
        for words, station in _splits(parts):
            ids = self._by_code(words) or self._by_address(words) or self._by_name(words)
            if len(ids) > 1:
                paths = "\n  ".join(f"{self.named(u).path} ({u})" for u in ids[:MOST_NAMED])
                raise refuse("UNIT-AMBIGUOUS", found=text, expected=paths)
            if ids:
                unit_id = f"{ids[0]}/{station}" if station else ids[0]
                self._must_be_there(unit_id)
                return self.named(unit_id), contest
        raise refuse("UNIT-UNKNOWN", found=text, expected=self._nearest(parts))

    def _parts(self, text: str) -> tuple[list[str], str]:
        text = _STATION.sub(r"/\1", _HOST.sub("", text.strip()))
        parts = [p for p in re.split(r"[/#]", text.partition("?")[0]) if p and p != PAGE and not _PART.fullmatch(p)]
        contests = {c.id for c in self.opened.terms.configuration.contest}
        if len(parts) > 1 and parts[0] in LANGUAGES:
            parts = parts[1:]
        if parts and parts[0] in contests:
            top = [self._units[u]["slug"] for u in self._tops]
            return parts[1:] or top[:1], parts[0]
        return parts, ""

    @cached_property
    def _tops(self) -> list[str]:
        return sorted(u for u, row in self._units.items() if row["parent_id"] not in self._units)

    def _by_code(self, words: Sequence[str]) -> list[str]:
        code = words[0] if len(words) == 1 else ""
        if not code or code in self._units:
            return [code] if code else []
        found = self._coded(code)
        if not found and code[-STATION_DIGITS:].isdecimal():
            villages = [u for u in self._coded(code[:-STATION_DIGITS]) if self._units[u]["level"] == "village"]
            return [f"{u}/{code[-STATION_DIGITS:]}" for u in villages]
        return found

    def _coded(self, code: str) -> list[str]:
        found = self.opened.rows("select distinct unit_id from unit_code where code = ? order by unit_id", code)
        return [row["unit_id"] for row in found]

    def _by_address(self, words: Sequence[str]) -> list[str]:
        found = self.addresses.unit(words)
        return [found] if found in self._units else []

    def _by_name(self, words: Sequence[str]) -> list[str]:
        *above, last = [plain(w) for w in words]
        return sorted(u for u in self._units if last in self._called(u) and self._lies_in(u, above))

    def _called(self, unit_id: str) -> tuple[str, str]:
        return self._units[unit_id]["slug"], plain(self._units[unit_id]["name"])

    def _lies_in(self, unit_id: str, above: Sequence[str]) -> bool:
        """Whether the names are of units above this one, in their order."""
        wanted = list(above)
        while wanted and (unit_id := self._units[unit_id]["parent_id"]) in self._units:
            if wanted[-1] in self._called(unit_id):
                wanted.pop()
        return not wanted

    def _must_be_there(self, unit_id: str) -> None:
        if "/" in unit_id and not self.stations(unit_id.partition("/")[0], unit_id):
            there = [u.rpartition("/")[2] for u in self.stations(unit_id.partition("/")[0])]
            told = f"{there[0]} – {there[-1]}" if there else "–"
            raise refuse("STATION-UNKNOWN", found=unit_id, expected=told)

    def stations(self, village: str, only: str = "") -> list[str]:
        """The stations of a village that the unit table lists or some reading names."""
        self.opened.show(["unit", "standing"], None)
        sql = """
            select unit_id from unit where parent_id = ? and level = 'station'
            union select unit_id from standing where starts_with(unit_id, ?)
            order by unit_id"""
        found = [row["unit_id"] for row in self.opened.rows(sql, village, village + "/")]
        return [u for u in found if not only or u == only]

    def _nearest(self, parts: Sequence[str]) -> str:
        called: dict[str, str] = {}
        for unit_id in self._units:
            for name in self._called(unit_id):
                called.setdefault(name, unit_id)
        words = next((w for w, _ in reversed(list(_splits(parts)))), ["?"])
        close = difflib.get_close_matches(plain(words[-1]), called, n=5, cutoff=0.6)
        paths = [self.named(called[name]).path for name in close] or [self.named(u).path for u in self._tops[:5]]
        return ", ".join(dict.fromkeys(paths))


def _splits(parts: Sequence[str]) -> Iterator[tuple[list[str], str]]:
    """The parts as a unit, then as a unit with a station's number at the end."""
    if parts:
        yield list(parts), ""
    if len(parts) > 1 and (number := _NUMBER.fullmatch(parts[-1])):
        yield list(parts[:-1]), number[1].zfill(3)


def contest_named(opened: Opened, asked: str | None) -> Contest:
    """The contest asked for, or the only one. Raises Refusal that names all of them."""
    contests = opened.terms.configuration.contest
    found = [c for c in contests if asked in (None, "", c.id)]
    if len(found) == 1:
        return found[0]
    known = ", ".join(c.id for c in contests)
    raise refuse("CONTEST-UNKNOWN" if asked else "CONTEST-MISSING", found=asked or "", expected=known)


def column_named(opened: Opened, contest: Contest, asked: str) -> str:
    """The table column of a selection, a field of a sheet or a vote column. Raises Refusal with the nearest names."""
    terms = opened.terms
    found = terms.column_of(contest, asked) or _by_words(opened, contest, plain(asked))
    if found is None:
        known = [*(s.id for s in contest.selection), *terms.shape.fields]
        raise refuse("FIELD-UNKNOWN", Place(), asked, nearest(asked, known, 5))
    return found


def _by_words(opened: Opened, contest: Contest, words: str) -> str | None:
    """The column whose label, or whose selection's name, is written so in either language."""
    terms = opened.terms
    called = {plain(t): terms.vote_column(contest, s.id) for s in contest.selection for t in (s.name, s.short or s.id)}
    for field in (f for sheet in terms.sheets for f in sheet.fields):
        for label in (field.name, field.indonesian, field.english):
            called.setdefault(plain(label), field.name)
    return called.get(words)


def basis_named(asked: str, known: Sequence[str]) -> str:
    """The basis asked for, of those that a unit has; a series by its bare id. Raises Refusal with what there is."""
    found = next((b for b in known if asked in (b, b.removeprefix("series:"))), None)
    if found is None:
        raise refuse("BASIS-UNKNOWN", found=asked, expected=", ".join(known))
    return found


__all__ = ["Named", "Units", "basis_named", "column_named", "contest_named", "plain"]
