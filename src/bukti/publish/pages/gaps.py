"""Differences in votes put together: one for each unit and pair of statements, and their sums for the units above."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass, field
from typing import Any, Self

from bukti.compare import BELOW, DECLARED, READINGS

Row = dict[str, Any]


@dataclass(frozen=True)
class Shift:
    """Two statements about one unit that state different votes."""

    comparison: str
    unit_id: str
    level: str
    statement_a: str
    statement_b: str
    a: Mapping[str, int]
    b: Mapping[str, int]
    comparable: bool
    trace: str
    trace_units: str
    sizes: Mapping[str, int]
    votes: int
    """How many votes differ, all columns together."""


def shifts(differences: Iterable[Row]) -> dict[str, list[Shift]]:
    """Differences in votes by unit, one for each pair of statements, the largest first."""
    together: dict[tuple[str, str, str, str], list[Row]] = defaultdict(list)
    for row in differences:
        together[row["comparison"], row["unit_id"], row["statement_a"], row["statement_b"]].append(row)
    found: dict[str, list[Shift]] = defaultdict(list)
    for (comparison, unit, a, b), some in together.items():
        first = some[0]
        sizes = {r["field"]: r["size"] for r in some}
        found[unit].append(
            Shift(
                comparison,
                unit,
                first["level"],
                a,
                b,
                {r["field"]: r["a"] for r in some},
                {r["field"]: r["b"] for r in some},
                first["margin_change"] is not None,
                first["trace"],
                first["trace_units"],
                sizes,
                sum(map(abs, sizes.values())),
            )
        )
    for several in found.values():
        several.sort(key=lambda s: (-s.votes, s.statement_b))
    return dict(found)


@dataclass
class Gap:
    """Shifts of one kind added up; `largest` is the one with most votes."""

    n: int = 0
    votes: int = 0
    sizes: dict[str, int] = field(default_factory=dict)
    explained: int = 0
    possible: int = 0
    largest: tuple[int, str] = (0, "")

    def add(self, other: Gap) -> None:
        self.n += other.n
        self.votes += other.votes
        self.explained += other.explained
        self.possible += other.possible
        for column, size in other.sizes.items():
            self.sizes[column] = self.sizes.get(column, 0) + size
        mine, theirs = self.largest, other.largest
        if (-theirs[0], theirs[1]) < (-mine[0], mine[1]):
            self.largest = theirs


@dataclass
class Gaps:
    """What does not fit in a unit and all below it, by kind: declared by level, plenaries below, readings."""

    kinds: dict[str, Gap] = field(default_factory=dict)

    @classmethod
    def of(cls, some: Iterable[Shift]) -> Self:
        """Those of one unit alone."""
        found = cls()
        for shift in some:
            kind = f"{DECLARED} {shift.level}" if shift.comparison == DECLARED else shift.comparison
            if shift.comparison == READINGS and shift.level != "station":
                continue
            gap = found.kinds.setdefault(kind, Gap())
            gap.n = 1 if shift.comparison == READINGS else gap.n + 1
            gap.add(
                Gap(
                    0,
                    shift.votes,
                    dict(shift.sizes),
                    1 if shift.trace == "explained" else 0,
                    1 if shift.trace == "subset" else 0,
                    (shift.votes, shift.unit_id),
                )
            )
        return found

    def add(self, other: Gaps) -> None:
        for kind, gap in other.kinds.items():
            self.kinds.setdefault(kind, Gap()).add(gap)

    def declared(self, level: str) -> Gap | None:
        """Units of this level whose declared votes differ from the counted ones."""
        return self.kinds.get(f"{DECLARED} {level}")

    @property
    def below(self) -> Gap | None:
        return self.kinds.get(BELOW)

    @property
    def readings(self) -> Gap | None:
        """Stations, each once, whose votes two readings state differently."""
        return self.kinds.get(READINGS)

    def plain(self) -> dict[str, dict[str, Any]]:
        """As JSON holds it."""
        return {kind: asdict(gap) for kind, gap in self.kinds.items()}

    @classmethod
    def read(cls, plain: Mapping[str, Mapping[str, Any]]) -> Self:
        return cls({kind: Gap(**{**gap, "largest": tuple(gap["largest"])}) for kind, gap in plain.items()})
