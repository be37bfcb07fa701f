"""The smallest sets of stations whose re-vote could change who leads."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from bukti.disputes.bounds import totals
from bukti.disputes.fewest import Fewest, fewest_voters
from bukti.disputes.question import Part


@dataclass(frozen=True)
class Movable:
    """By how many votes a re-vote in one part can move the margin towards the rival, at most: its lead and its cap."""

    unit_id: str
    moves: int
    cap: int


@dataclass(frozen=True)
class Smallest:
    """What it takes for one rival to lead: one smallest set of stations, and all that belong to some smallest set.

    `alone` are those whose re-vote could do it by itself. `voters` is the cheapest set in voters (caps). Sets are empty
    and `voters` None where even all together do not suffice.
    """

    rival: int
    margin: int
    stations: tuple[str, ...]
    some: tuple[str, ...]
    alone: tuple[str, ...]
    voters: Fewest | None


@dataclass(frozen=True)
class MinimalSets:
    """The smallest sets for each rival, in ballot order; `unknown` are the parts without a cap: then no set is told."""

    first: int
    by_rival: tuple[Smallest, ...]
    unknown: tuple[str, ...]

    @property
    def fewest(self) -> Smallest | None:
        """The rival that needs the fewest stations; None where no re-vote of any of them could change who leads."""
        possible = [s for s in self.by_rival if s.stations]
        return min(possible, key=lambda s: (len(s.stations), s.margin, s.rival)) if possible else None

    @property
    def cheapest(self) -> Fewest | None:
        """The fewest voters over all rivals."""
        known = [s.voters for s in self.by_rival if s.voters]
        return min(known, key=lambda f: (f.cost, f.least, f.units)) if known else None


def minimal_sets(parts: Sequence[Part], voters: bool = True, apart: Sequence[int] = ()) -> MinimalSets:
    """The smallest sets of parts whose re-vote could make another selection lead.

    A part moves the margin by its lead, which falls away, and its cap, which the rival may win whole; a set suffices
    where that is more than the margin. The fewest stations are those that move most, taken until it is; the fewest
    voters are a knapsack, left out where not `voters`. `apart` are votes of each selection that stand whatever happens.
    """
    votes = totals([*parts, Part("", tuple(apart))] if apart else parts)
    first = votes.index(max(votes)) if votes else 0
    unknown = tuple(p.unit_id for p in parts if p.cap is None)
    rivals = [n for n in range(len(votes)) if n != first]
    found = () if unknown else tuple(smallest(parts, first, rival, voters, apart) for rival in rivals)
    return MinimalSets(first, found, unknown)


def smallest(parts: Sequence[Part], first: int, rival: int, voters: bool = True, apart: Sequence[int] = ()) -> Smallest:
    """The smallest sets that could make one rival lead."""
    margin = sum(p.votes[first] - p.votes[rival] for p in parts) + (apart[first] - apart[rival] if apart else 0)
    moving = movable(parts, first, rival)
    taken, moved = 0, 0
    while taken < len(moving) and moved <= margin:
        moved, taken = moved + moving[taken].moves, taken + 1
    if moved <= margin:
        return Smallest(rival, margin, (), (), (), None)
    least = margin + 1 - sum(m.moves for m in moving[: taken - 1])
    return Smallest(
        rival,
        margin,
        tuple(m.unit_id for m in moving[:taken]),
        tuple(m.unit_id for n, m in enumerate(moving) if n < taken or m.moves >= least),
        tuple(m.unit_id for m in moving if m.moves > margin),
        fewest_voters([(m.moves, m.cap, m.unit_id) for m in moving], margin + 1) if voters else None,
    )


def movable(parts: Sequence[Part], first: int, rival: int) -> list[Movable]:
    """The parts whose re-vote can help the rival, those that can move the margin most first."""
    moving = (Movable(p.unit_id, p.votes[first] - p.votes[rival] + (p.cap or 0), p.cap or 0) for p in parts)
    return sorted((m for m in moving if m.moves > 0), key=lambda m: (-m.moves, m.unit_id))
