"""What a check amounts to: when it is broken, its two sides, and the columns it looks at, all as SQL over readings."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import Protocol

from bukti.vocabulary.profile import SheetKind


@dataclass(frozen=True)
class Condition:
    """SQL over one reading: `broken` is true, false or unknown; the sides are bigints; `columns` are looked at.

    `repairs` are the numbers of which changing one alone could mend it, each with the value it would have then.
    """

    broken: str
    left: str
    right: str
    columns: tuple[str, ...]
    repairs: tuple[tuple[str, str], ...] = ()


class Check(Protocol):
    """A rule that is not linear, for one sheet kind and the vote columns of a ballot.

    `parameters` are those of the profile in force on the day of the election.
    """

    def __call__(self, sheet: SheetKind, votes: Sequence[str], parameters: Mapping[str, Fraction], /) -> Condition: ...


def known_sum(columns: Sequence[str]) -> str:
    """SQL: the sum of what is known of the columns, 0 where nothing is."""
    return "(" + " + ".join(f"coalesce({c}, 0)" for c in columns) + ")" if columns else "0"
