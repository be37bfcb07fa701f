"""The chance that a result is reversed where some ballots are void and nobody knows for whom they were cast."""

from __future__ import annotations

import math
from dataclasses import dataclass
from fractions import Fraction


@dataclass(frozen=True)
class Removal:
    """Exact chances that the rival leads, or is level, once the void ballots are taken off; and the worst that can be.

    `worst` is the margin that is left if every void ballot was the leader's. The chances assume that void ballots fall
    like all others, so they never stand without it.
    """

    reversal: Fraction
    tie: Fraction
    worst: int


def removal(ahead: int, behind: int, void: int) -> Removal:
    """The chances where `void` ballots, drawn without choice from those of the two, are taken off.

    The leader's among them are hypergeometric; the rival leads where they are more than half of margin and void
    ballots together (Finkelstein & Robbins 1973, Columbia Law Review 73, 241). Raises ValueError where more ballots are
    void than were cast for the two.
    """
    if not 0 <= void <= ahead + behind:
        raise ValueError(f"{void} of {ahead + behind} ballots cannot be void")
    turn = ahead - behind + void
    beyond = tie = 0
    ways = math.comb(behind, void - max(0, void - behind)) * math.comb(ahead, max(0, void - behind))
    for leaders in range(max(0, void - behind), min(void, ahead) + 1):
        if 2 * leaders > turn:
            beyond += ways
        elif 2 * leaders == turn:
            tie = ways
        # The next term of the same sum: whole numbers, so the division leaves no rest.
        ways = ways * (ahead - leaders) * (void - leaders) // ((leaders + 1) * (behind - void + leaders + 1))
    every = math.comb(ahead + behind, void)
    return Removal(
        Fraction(beyond, every), Fraction(tie, every), ahead - min(void, ahead) - behind + max(0, void - ahead)
    )
