"""Names of units: which unit a path of names is of, and which units have names like one that is of none.

Names are compared as `vocabulary/names.py` says. Nothing is ever matched by likeness: likeness only orders what a
person may choose from.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from bukti.evidence.ballots import NamedLevel
from bukti.vocabulary.names import NAMED_LEVELS, normal

MOST_NEAR: Final = 5


@dataclass(frozen=True)
class Named:
    """A unit above stations, as its names are looked up."""

    unit_id: str
    level: str
    name: str
    parent_id: str | None

    @property
    def code(self) -> str:
        return self.unit_id.partition(":")[2]


@dataclass(frozen=True)
class Resolved:
    """The units that a path of names can be of: one where it is matched.

    `missed` is the place in the path of the first name that no unit has; `within` are then the units above it.
    """

    units: tuple[str, ...] = ()
    missed: int | None = None
    within: tuple[str, ...] = ()


class Names:
    """All units above stations by name, and the names that people accepted for them."""

    def __init__(
        self,
        units: Iterable[Named],
        levels: Iterable[str],
        accepted: Mapping[tuple[str, ...], str] | None = None,
    ) -> None:
        """`levels` are those that paths name; `accepted` are paths of normal names with their units."""
        self.units = {u.unit_id: u for u in units}
        self.levels: tuple[NamedLevel, ...] = tuple(level for level in NAMED_LEVELS if level in set(levels))
        self.accepted = accepted or {}
        self._called: dict[tuple[str, str], list[str]] = defaultdict(list)
        self._of_level: dict[str, list[str]] = defaultdict(list)
        for unit in self.units.values():
            self._called[unit.level, normal(unit.name)].append(unit.unit_id)
            self._of_level[unit.level].append(unit.unit_id)

    def resolve(self, path: Sequence[str]) -> Resolved:
        """The units whose names, from the highest level down, are those of the path; an accepted path goes first."""
        wanted = tuple(map(normal, path))
        start, within = self._accepted(wanted)
        for at in range(start, len(wanted)):
            hits = self._below(self._called[self.levels[at], wanted[at]], within) if wanted[at] else []
            if not hits:
                return Resolved(missed=at, within=within)
            within = tuple(hits)
        return Resolved(within)

    def _accepted(self, wanted: tuple[str, ...]) -> tuple[int, tuple[str, ...]]:
        """How much of the path a person has matched already, and with which unit."""
        for length in range(len(wanted), 0, -1):
            if unit := self.accepted.get(wanted[:length]):
                return length, (unit,)
        return 0, ()

    def _below(self, units: Iterable[str], within: Sequence[str]) -> list[str]:
        """Those of the units that lie below one of `within`, or all where that is empty."""
        return [u for u in units if not within or not within_of(self.units, u).isdisjoint(within)]

    def near(self, level: str, name: str, within: Sequence[str] = ()) -> list[Named]:
        """The units of the level below `within` whose names are most like this one, the likest first.

        Like are names that become this one by changing fewer than half of its letters.
        """
        wanted = normal(name)
        found = []
        for unit_id in self._below(self._of_level[level], within):
            unit = self.units[unit_id]
            steps = distance(wanted, normal(unit.name))
            if 2 * steps < max(len(wanted), 2):
                found.append((steps, unit.name, unit_id))
        return [self.units[unit_id] for _, _, unit_id in sorted(found)[:MOST_NEAR]]


def within_of(units: Mapping[str, Named], unit_id: str) -> frozenset[str]:
    """The unit and all above it."""
    found: set[str] = set()
    at: str | None = unit_id
    while at is not None and at in units and at not in found:
        found.add(at)
        at = units[at].parent_id
    return frozenset(found)


def distance(a: str, b: str) -> int:
    """How many letters to add, take away or exchange make one text of the other (Levenshtein 1966)."""
    before = list(range(len(b) + 1))
    for n, letter in enumerate(a, 1):
        now = [n]
        for m, other in enumerate(b, 1):
            now.append(min(before[m] + 1, now[m - 1] + 1, before[m - 1] + (letter != other)))
        before = now
    return before[-1]
