"""The share that a rival would need in one unit, at the same turnout, to draw level with the leader."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction

from bukti.disputes.bounds import totals
from bukti.disputes.question import Part


@dataclass(frozen=True)
class Needed:
    """What a rival had in a unit of the two selections' votes there, and what would make the whole a tie.

    `least` is the fewest votes with which the rival would lead; shares are exact fractions of `votes`.
    """

    unit_id: str
    votes: int
    had: int
    level: Fraction
    least: int

    @property
    def possible(self) -> bool:
        """Whether the rival could lead by this unit alone at the same turnout."""
        return self.least <= self.votes

    @property
    def share(self) -> Fraction:
        """The share that the rival had."""
        return Fraction(self.had, self.votes)

    @property
    def swing(self) -> Fraction:
        """How many points of a hundred lie between the share it had and the one that makes a tie."""
        return (self.level - self.share) * 100


def needed(parts: Sequence[Part], first: int, rival: int) -> list[Needed]:
    """For each part in which one of the two was voted for, the share there that would make the whole a tie.

    All other parts stay as they were read, and in this one the two together keep their votes. Shares of the two, so
    that votes of other selections play no part.
    """
    votes = totals(parts)
    margin = votes[first] - votes[rival]
    found = []
    for part in parts:
        ahead, behind = part.votes[first], part.votes[rival]
        both = ahead + behind
        if both:
            outside = margin - (ahead - behind)
            found.append(
                Needed(part.unit_id, both, behind, Fraction(both + outside, 2 * both), (both + outside) // 2 + 1)
            )
    return found


@dataclass(frozen=True)
class Reversal:
    """The smallest mistakes, spread over the whole, that would make the second lead.

    Votes that were counted for the wrong one of the two, votes that were left out of the rival's sum, and the uniform
    swing, in points of a hundred of all votes, that makes a tie.
    """

    wrong: int
    added: int
    swing: Fraction


def reversal(margin: int, votes: int) -> Reversal:
    """The smallest mistakes that would reverse a margin among so many votes."""
    return Reversal(margin // 2 + 1, margin + 1, Fraction(margin * 100, 2 * votes))
