"""Between which two whole numbers the margin of the leading selection over each other one lies."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from bukti.disputes.question import Doubt, Part, reach


@dataclass(frozen=True)
class Bound:
    """The margin of `first` over `rival` (columns of the ballot): `outside` of what is questioned, and how it can move.

    `reported` is the margin of everything as it was read.
    """

    first: int
    rival: int
    reported: int
    outside: int
    down: int
    up: int

    @property
    def least(self) -> int:
        """The smallest margin that what is questioned allows."""
        return self.outside - self.down

    @property
    def most(self) -> int:
        """The largest margin that what is questioned allows."""
        return self.outside + self.up


@dataclass(frozen=True)
class Bounds:
    """The bounds of every pair of the leading selection with another one, in ballot order.

    `votes` is everything as it was read. `unbounded` are the questioned parts that nothing bounds: then no pair is
    told. `tied` says that another selection has as many votes as the first.
    """

    votes: tuple[int, ...]
    first: int
    tied: bool
    pairs: tuple[Bound, ...]
    unbounded: tuple[str, ...]


def totals(parts: Sequence[Part]) -> tuple[int, ...]:
    """The votes of all parts, selection by selection."""
    return tuple(map(sum, zip(*(p.votes for p in parts), strict=True)))


def bounds(parts: Sequence[Part], doubts: Mapping[str, Doubt]) -> Bounds:
    """The interval of the margin between the leading selection and each other one, given what is questioned.

    Doubts are by the unit of their part. Each interval is exact for its pair: both ends are possible results. Caps are
    shared between rivals, so the ends of two pairs may not be possible together. Of equal selections the first on the
    ballot leads. Raises ValueError for a doubt about no part.
    """
    missing = doubts.keys() - {p.unit_id for p in parts}
    if missing:
        raise ValueError(f"doubts about no part of the count: {sorted(missing)}")
    votes = totals(parts)
    first = votes.index(max(votes)) if votes else 0
    rivals = [n for n in range(len(votes)) if n != first]
    found = [_bound(parts, doubts, votes, first, rival) for rival in rivals]
    unbounded = tuple(
        p.unit_id for p in parts if p.unit_id in doubts and reach(p, doubts[p.unit_id], first, first) is None
    )
    pairs = () if unbounded else tuple(found)
    return Bounds(votes, first, any(votes[r] == votes[first] for r in rivals), pairs, unbounded)


def _bound(parts: Sequence[Part], doubts: Mapping[str, Doubt], votes: tuple[int, ...], first: int, rival: int) -> Bound:
    outside = down = up = 0
    for part in parts:
        doubt = doubts.get(part.unit_id)
        if doubt is None:
            outside += part.votes[first] - part.votes[rival]
        elif moved := reach(part, doubt, first, rival):
            outside, down, up = outside + moved.stays, down + moved.down, up + moved.up
    return Bound(first, rival, votes[first] - votes[rival], outside, down, up)
