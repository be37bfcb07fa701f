"""What the pages above a regency need to know of it, in a few numbers that are kept from one run to the next."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Self

from bukti.publish.pages.gaps import Gaps


@dataclass(frozen=True)
class Summary:
    """One regency with all below it.

    Stations with placeholder zeros, known in part; what stands behind the open ones; open findings by rule; differences
    in votes; files; how many units stand below by generation; of each rule that fired how many findings are open,
    silent, in how many units.
    """

    zeros: int
    partial: int
    behind: Mapping[str, int]
    below: Mapping[str, int]
    gaps: Gaps
    sources: list[str]
    generations: list[tuple[str, int]]
    fired: Mapping[str, list[int]]

    def plain(self) -> dict[str, Any]:
        """As JSON holds it."""
        return {**self.__dict__, "gaps": self.gaps.plain()}

    @classmethod
    def read(cls, plain: Mapping[str, Any]) -> Self:
        generations = [(level, n) for level, n in plain["generations"]]
        return cls(**{**plain, "gaps": Gaps.read(plain["gaps"]), "generations": generations})
