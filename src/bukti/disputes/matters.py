"""Whether what is questioned could change who leads: never, only if something happens, or for certain."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final, Literal

from bukti.disputes.bounds import Bound, Bounds, bounds
from bukti.disputes.question import Doubt, Part

NEVER: Final = "never"
ONLY_IF: Final = "only-if"
CERTAIN: Final = "certain"
NOT_KNOWN: Final = "not-known"
Answer = Literal["never", "only-if", "certain", "not-known"]


@dataclass(frozen=True)
class Matters:
    """The answer with its proof: the pair of selections that decides it and the bounds behind it.

    `decisive` is None where the answer is not known: nothing bounds some part, nothing is counted, or there is but one
    selection.
    """

    answer: Answer
    bounds: Bounds
    decisive: Bound | None

    @property
    def net(self) -> int:
        """By how many votes more than the leader the rival must come out of what is questioned, to lead."""
        return 0 if self.decisive is None else self.decisive.outside + 1


def matters(parts: Sequence[Part], doubts: Mapping[str, Doubt]) -> Matters:
    """Whether what is questioned could change who leads the count.

    `never` where the leader keeps a larger margin over every rival than what is questioned can take from it, or where
    nothing is questioned; `certain` where some rival leads whatever comes of it; else `only-if`. The decisive pair is
    the one with the smallest margin left, for `certain` the one whose rival leads by most. An equal end is a tie, and a
    tie is neither never nor certain.
    """
    return judged(bounds(parts, doubts), bool(doubts))


def judged(found: Bounds, questioned: bool = True) -> Matters:
    """The answer that these bounds give."""
    if not found.pairs or not any(found.votes):
        return Matters(NOT_KNOWN, found, None)
    beaten = min(found.pairs, key=lambda b: (b.most, b.rival))
    if beaten.most < 0:
        return Matters(CERTAIN, found, beaten)
    nearest = min(found.pairs, key=lambda b: (b.least, b.rival))
    safe = (
        nearest.least > 0 or not questioned or not any(b.down or b.up or b.outside != b.reported for b in found.pairs)
    )
    return Matters(NEVER if safe else ONLY_IF, found, nearest)
