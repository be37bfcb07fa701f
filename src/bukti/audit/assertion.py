"""What must be true of the votes for the published winners to be right: inequalities between sums of votes."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import Literal

from bukti.outcome.seats import Method

Kind = Literal["pair", "majority", "no-majority", "seat"]


@dataclass(frozen=True)
class Assertion:
    """The votes of some over one divisor are more than those of others over another, all in whole numbers.

    `ahead` and `behind` are places on the ballot from 0. Divisors are 1 but of a seat: the one ahead holds its last
    seat by the divisor `held`, the one behind would get its next by the divisor `next`.
    """

    kind: Kind
    ahead: tuple[int, ...]
    behind: tuple[int, ...]
    held: int = 1
    next: int = 1

    def margin(self, votes: Sequence[int]) -> int:
        """How far the votes are from a tie, in votes times divisors; over 0 where the assertion is true."""
        return self.next * sum(votes[n] for n in self.ahead) - self.held * sum(votes[n] for n in self.behind)

    @property
    def worst(self) -> int:
        """What one ballot takes from the margin at most: a vote for one behind."""
        return self.held

    def mean(self, votes: Sequence[int], ballots: int) -> Fraction:
        """The mean over all ballots of the assorter, which is over 1/2 exactly where the assertion is true.

        A vote for one ahead has next/(2 held) + 1/2, for one behind 0, every other ballot 1/2.
        Stark and Teague 2014, Verifiable European elections; Blom et al. 2021, section 4.
        """
        return Fraction(self.margin(votes), 2 * self.held * ballots) + Fraction(1, 2)


def pairs(votes: Sequence[int], first: int = 1) -> list[Assertion]:
    """Each of the so many with the most votes has more than each of the others; a tie there leaves one untrue.

    Stark 2009, Efficient post-election audits of multiple contests (MACRO), section 2.
    """
    order = sorted(range(len(votes)), key=lambda n: (-votes[n], n))
    return [Assertion("pair", (one,), (other,)) for one in order[:first] for other in sorted(order[first:])]


def majority(votes: Sequence[int]) -> list[Assertion]:
    """The one with the most votes has more than all others together."""
    one = max(range(len(votes)), key=lambda n: (votes[n], -n))
    return [Assertion("majority", (one,), tuple(n for n in range(len(votes)) if n != one))]


def second_round(votes: Sequence[int]) -> list[Assertion]:
    """Nobody has more than half, while the first two have more than each other: more votes than half are against them.

    Exactly half is no majority either, but is left to a full count.
    """
    [over] = majority(votes)
    return [Assertion("no-majority", over.behind, over.ahead), *pairs(votes, 2)]


def seats(held: Sequence[int], method: Method) -> list[Assertion]:
    """Nobody has a claim to another's seat: each holder's last one against each other's next, by the method's divisors.

    `held` are the seats of each selection. Stark and Teague 2014, section 3; UU 7/2017 article 420.
    """
    return [
        Assertion("seat", (one,), (other,), method.divisor(held[one]), method.divisor(held[other] + 1))
        for one in range(len(held))
        for other in range(len(held))
        if held[one] and one != other
    ]


def hardest(assertions: Sequence[Assertion], votes: Sequence[int], ballots: int) -> Assertion:
    """The assertion that is nearest to not being true: the one of the smallest mean."""
    return min(assertions, key=lambda a: a.mean(votes, ballots))


def untrue(assertions: Sequence[Assertion], votes: Sequence[int]) -> list[Assertion]:
    """The assertions that these votes do not bear out."""
    return [a for a in assertions if a.margin(votes) <= 0]


__all__ = ["Assertion", "Kind", "hardest", "majority", "pairs", "seats", "second_round", "untrue"]
