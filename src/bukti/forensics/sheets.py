"""One station's sheet as the tests see it: what counts, what a second series says, when who stated it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

Votes = tuple[int | None, ...]
MOST = 5_000
"""A figure of a station above this is a mistake that other rules tell: it is not tested, whatever it says."""
SPECIAL = 901
"""From this number on a station is a special one (hospital, prison, dormitory)."""


@dataclass(frozen=True, slots=True)
class Sheet:
    """A station's standing reading, and the votes of the series that goes first among the others.

    Votes are in ballot order; None is not known. `other` is None where no second series read the sheet.
    """

    unit_id: str
    district: str
    votes: Votes
    valid: int | None = None
    invalid: int | None = None
    cast: int | None = None
    registered: int | None = None
    other: Votes | None = None
    other_invalid: int | None = None

    @property
    def village(self) -> str:
        return self.unit_id.partition("/")[0]

    @property
    def is_special(self) -> bool:
        return self.unit_id.rpartition("/")[2] >= str(SPECIAL)

    @property
    def total(self) -> int | None:
        """The sum of the votes, where all are known."""
        return whole(self.votes)

    @property
    def other_total(self) -> int | None:
        """The sum of the votes as the second series reads them, where it reads all of them."""
        return None if self.other is None else whole(self.other)


def whole(votes: Votes) -> int | None:
    """The sum of the votes, None where one is not known."""
    total = 0
    for n in votes:
        if n is None:
            return None
        total += n
    return total


def by_village(sheets: Iterable[Sheet]) -> Mapping[str, list[Sheet]]:
    """The sheets of each village in their order."""
    found: dict[str, list[Sheet]] = {}
    for sheet in sheets:
        found.setdefault(sheet.village, []).append(sheet)
    return found
