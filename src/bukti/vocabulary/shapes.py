"""What decides the columns of a workspace's tables: its sheets with their fields, and the longest ballot."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field


@dataclass(frozen=True)
class SheetShape:
    """A sheet kind as tables see it: its id, the levels it is made for, its fields in the order of the paper.

    `stations` are the fields that count stations, by what they count: `in`, `total`, `validated`, `missing`.
    """

    kind: str
    levels: tuple[str, ...]
    fields: tuple[str, ...]
    stations: Mapping[str, str] = field(default_factory=dict, hash=False)

    @property
    def table(self) -> str:
        return "reading_" + self.kind.replace("-", "_")

    @property
    def extract(self) -> str:
        return "extract_" + self.kind.replace("-", "_")

    @property
    def observation(self) -> str:
        return "observation_" + self.kind.replace("-", "_")

    @property
    def of_station(self) -> bool:
        return "station" in self.levels


@dataclass(frozen=True)
class Shape:
    """What decides the columns of a workspace's tables: its sheets and the length of its longest ballot."""

    sheets: tuple[SheetShape, ...]
    ballot: int

    @property
    def votes(self) -> tuple[str, ...]:
        """The vote columns in ballot order: v01, v02, …"""
        return tuple(f"v{n:02d}" for n in range(1, self.ballot + 1))

    @property
    def fields(self) -> tuple[str, ...]:
        """Every field of every sheet, once, in the order of the papers."""
        return tuple(dict.fromkeys(f for sheet in self.sheets for f in sheet.fields))

    @property
    def summed(self) -> tuple[str, ...]:
        """The fields that a tally sums: all but those that count stations, which it holds in columns of their own."""
        apart = {f for sheet in self.sheets for f in sheet.stations.values()}
        return tuple(f for f in self.fields if f not in apart)
