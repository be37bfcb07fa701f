"""What is questioned of a part of a count, and how far that can move the margin between two selections."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final, Literal

OPEN: Final = "open"
RECOUNT: Final = "recount"
SUMS: Final = "sums"
INELIGIBLE: Final = "ineligible"
Question = Literal["open", "recount", "sums", "ineligible"]


@dataclass(frozen=True)
class Part:
    """A station, or another unit, of a count: its votes as read, in ballot order, and what bounds them.

    `cap` is the most votes that it could yield if it voted again or is still to come, `cast` the ballots in its box
    (valid and invalid); either is None where it is not known. A part that is missing has only zeros.
    """

    unit_id: str
    votes: tuple[int, ...]
    cap: int | None = None
    cast: int | None = None


@dataclass(frozen=True)
class Doubt:
    """What is questioned of one part.

    `open`: no vote read there counts (missing, held, void, or to vote again). `recount`: the ballots of the box are
    counted again. `sums`: sums do not add up by `votes`. `ineligible`: `votes` ballots of people who had no right to
    vote lie among the others.
    """

    question: Question
    votes: int | None = None


@dataclass(frozen=True)
class Reach:
    """How far a doubt about one part can move a margin: what stays of it, and the most that comes off or on."""

    stays: int
    down: int
    up: int


def reach(part: Part, doubt: Doubt, first: int, rival: int) -> Reach | None:
    """The margin that a doubted part leaves between two selections; None where nothing bounds the doubt.

    The margin of the part lies between `stays - down` and `stays + up`, and both ends can happen.
    """
    ahead, behind = part.votes[first], part.votes[rival]
    if doubt.question in (OPEN, RECOUNT):
        most = part.cap if doubt.question == OPEN else part.cast
        return None if most is None else Reach(0, most, most)
    if doubt.votes is None:
        return None
    size = abs(doubt.votes)
    if doubt.question == SUMS:
        return Reach(ahead - behind, size, size)
    return Reach(ahead - behind, min(size, ahead), min(size, behind))
