"""What must be true of the votes for the published winners to be right: one inequality for each pair, or each seat."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import Literal

Kind = Literal["pair", "seat"]


@dataclass(frozen=True)
class Assertion:
    """The winner's votes over one divisor are more than the rival's over another, all in integers.

    `winner` and `rival` are places on the ballot from 0. Of a pair both divisors are 1; of a seat the winner holds its
    last one by the divisor `held`, and the rival would get its next by the divisor `next`.
    """

    kind: Kind
    winner: int
    rival: int
    held: int = 1
    next: int = 1

    def margin(self, votes: Sequence[int]) -> int:
        """How far the votes are from a tie, in votes times divisors; over 0 where the assertion is true."""
        return self.next * votes[self.winner] - self.held * votes[self.rival]

    @property
    def worst(self) -> int:
        """What one ballot takes from the margin at most: a vote for the rival."""
        return self.held

    def mean(self, votes: Sequence[int], ballots: int) -> Fraction:
        """The mean over all ballots of the assorter, which is over 1/2 exactly where the assertion is true.

        A vote for the winner has next/(2 held) + 1/2, one for the rival 0, every other ballot 1/2.
        Stark and Teague 2014, Verifiable European elections; Blom et al. 2021, section 4.
        """
        return Fraction(self.margin(votes), 2 * self.held * ballots) + Fraction(1, 2)


def pairs(votes: Sequence[int]) -> list[Assertion]:
    """The one with the most votes has more than each other; with a tie in front some assertion is not true.

    Stark 2009, Efficient post-election audits of multiple contests (MACRO), section 2.
    """
    winner = max(range(len(votes)), key=lambda n: (votes[n], -n))
    return [Assertion("pair", winner, rival) for rival in range(len(votes)) if rival != winner]


def seats(held: Sequence[int]) -> list[Assertion]:
    """Nobody has a claim to another's seat: each holder's last one against each other's next, by divisors 1, 3, 5.

    `held` are the seats of each selection. Stark and Teague 2014, section 3; UU 7/2017 article 420.
    """
    return [
        Assertion("seat", winner, rival, 2 * held[winner] - 1, 2 * held[rival] + 1)
        for winner in range(len(held))
        for rival in range(len(held))
        if held[winner] and winner != rival
    ]


def allotted(votes: Sequence[int], number: int) -> list[int] | None:
    """The seats of each selection by votes over 1, 3, 5, …; None where the last seat is tied.

    Quotients are compared by multiplying. UU 7/2017 article 420.
    """
    held = [0] * len(votes)
    for _ in range(number):
        first = 0
        for n in range(1, len(votes)):
            if votes[n] * (2 * held[first] + 1) > votes[first] * (2 * held[n] + 1):
                first = n
        held[first] += 1
    return held if all(a.margin(votes) > 0 for a in seats(held)) else None


def hardest(assertions: Sequence[Assertion], votes: Sequence[int], ballots: int) -> Assertion:
    """The assertion that is nearest to not being true: the one of the smallest mean."""
    return min(assertions, key=lambda a: a.mean(votes, ballots))


def untrue(assertions: Sequence[Assertion], votes: Sequence[int]) -> list[Assertion]:
    """The assertions that these votes do not bear out."""
    return [a for a in assertions if a.margin(votes) <= 0]


__all__ = ["Assertion", "allotted", "hardest", "pairs", "seats", "untrue"]
