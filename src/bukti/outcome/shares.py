"""Which lists have the share of the vote that the law asks for, and how far each is from it, in whole votes."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from fractions import Fraction


@dataclass(frozen=True)
class Distance:
    """A list against the share that is asked for, compared exactly and never as a rounded percentage.

    `add` and `move` are the fewest votes that would lift it over, as new votes or from other lists; `lose` and `moved`
    the fewest that would push it under, taken away or to other lists. Those of the other side are 0.
    """

    selection: str
    votes: int
    reached: bool
    add: int = 0
    move: int = 0
    lose: int = 0
    moved: int = 0


def distances(votes: Mapping[str, int], permille: int) -> tuple[Distance, ...]:
    """Each list with its distance from a share of all valid votes, in thousandths.

    The valid votes are those of all lists together. A list that has exactly the share has reached it.

    Source: UU 7/2017, article 414.
    """
    valid = sum(votes.values())
    return tuple(_distance(name, own, valid, permille) for name, own in votes.items())


def limit(valid: int, permille: int) -> Fraction:
    """The share of the valid votes as an exact number of votes."""
    return Fraction(valid * permille, 1000)


def _distance(name: str, own: int, valid: int, permille: int) -> Distance:
    ahead = 1000 * own - permille * valid
    if ahead < 0:
        return Distance(name, own, False, add=-(ahead // (1000 - permille)), move=-(ahead // 1000))
    return Distance(name, own, True, lose=min(own, ahead // (1000 - permille) + 1), moved=ahead // 1000 + 1)
