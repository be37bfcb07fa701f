"""By how much claims can move a result, if they are true: whole numbers, singly and together, held against the margin.

A claim touches places. Each place moves the gap between two selections by something between two whole numbers; the gap
afterwards lies between the sums. Where a claim does not say how many voters or which stations, the most that the place
can hold stands in; where nothing limits it either, the bound is not known, and is not guessed.

Source: methods.md 2, weaker questions: ineligible voters min(k, w), recount valid + invalid, re-vote the cap.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Literal

Kind = Literal["figures", "ineligible", "turned-away", "recount", "re-vote", "annul", "procedure"]
Answer = Literal["never", "only-if", "certain", "not-known"]


@dataclass(frozen=True)
class Range:
    """A whole number that lies between two; None where that side has no bound that is known."""

    least: int | None
    most: int | None

    def __add__(self, other: Range) -> Range:
        return Range(_sum(self.least, other.least), _sum(self.most, other.most))

    @property
    def exact(self) -> int | None:
        """The number, where there is no choice."""
        return self.least if self.least == self.most else None


ZERO = Range(0, 0)
UNBOUNDED = Range(None, None)


@dataclass(frozen=True)
class Place:
    """What counts at one place now: the votes of each selection, all ballots cast, the most that it can hold.

    `stations` is how many of its stations are meant, where not the whole place is; each holds at most `most_each`.
    """

    votes: tuple[int, ...]
    cast: int | None = None
    most: int | None = None
    stations: int | None = None
    most_each: int | None = None

    @property
    def is_part(self) -> bool:
        return self.stations is not None

    @property
    def ballots(self) -> int | None:
        """The most ballots that can be in question: those cast, of a part at most what its stations hold."""
        whole = self.cast if self.cast is not None else self.most
        if self.stations is None:
            return whole
        part = None if self.most_each is None else self.stations * self.most_each
        return _least(whole, part)

    @property
    def capacity(self) -> int | None:
        """The most ballots that a re-vote can yield."""
        if self.stations is None:
            return self.most
        part = None if self.most_each is None else self.stations * self.most_each
        return _least(self.most, part)


@dataclass(frozen=True)
class Claimed:
    """A claim in numbers: what kind, at which places, what it says of the votes, of how many voters.

    `votes` gives the claimed votes of some selections by their place on the ballot; `excess` the ballots beyond the
    voters (or below zero, short of them) where figures of those are claimed. `voters` of a re-vote are those on the
    lists there. `nowhere`: it names no place.
    """

    kind: Kind
    places: tuple[str, ...] = ()
    votes: Mapping[int, int] = field(default_factory=dict)
    voters: int | None = None
    excess: int = 0
    nowhere: bool = False


@dataclass(frozen=True)
class Effect:
    """What some claims can do: the change of each selection's votes, the gap of the first to each other, the answer.

    `first` is the selection that leads now; `gaps` are by the others' places on the ballot.
    """

    first: int
    changes: tuple[Range, ...]
    gaps: Mapping[int, Range]
    answer: Answer

    @property
    def rivals(self) -> tuple[int, ...]:
        """The others that could come level with the first or pass it."""
        return tuple(other for other, gap in self.gaps.items() if gap.least is None or gap.least <= 0)


def effect(totals: Sequence[int], places: Mapping[str, Place], claims: Iterable[Claimed]) -> Effect:
    """What the claims, all of them true, can do to a result; with one claim what that one can do.

    `totals` are the votes of the result, two selections at least; a tie is led by the first on the ballot.
    """
    claims = [*claims]
    first = max(range(len(totals)), key=lambda n: (totals[n], -n))
    total = Place(tuple(totals))
    gaps: dict[int, Range] = {}
    for other in (n for n in range(len(totals)) if n != first):
        moved = _moved(total, places, claims, first, other)
        gaps[other] = Range(totals[first] - totals[other], totals[first] - totals[other]) + moved
    changes = tuple(_moved(total, places, claims, n, None) for n in range(len(totals)))
    return Effect(first, changes, gaps, answer(gaps.values()))


def answer(gaps: Iterable[Range]) -> Answer:
    """Whether the first keeps its lead: never lost, certainly lost, only if something more is so, or not known.

    A gap of nothing is a tie, which is a change.
    """
    gaps = [*gaps]
    if any(gap.most is not None and gap.most < 0 for gap in gaps):
        return "certain"
    if all(gap.least is not None and gap.least > 0 for gap in gaps):
        return "never"
    return "only-if" if all(gap.least is not None for gap in gaps) else "not-known"


def _moved(total: Place, places: Mapping[str, Place], claims: Sequence[Claimed], w: int, other: int | None) -> Range:
    """By how much the claims move the gap between two selections; without the second, the votes of the one."""
    moved = ZERO
    named = dict.fromkeys(p for c in claims if not c.nowhere for p in c.places)
    for name in named:
        here = [c for c in claims if not c.nowhere and name in c.places]
        moved += _at(places[name], here, w, other)
    for claim in (c for c in claims if c.nowhere):
        moved += _somewhere(total, claim, w, other)
    return moved


def _at(place: Place, claims: Sequence[Claimed], w: int, other: int | None) -> Range:
    """The change at one place."""
    if place.is_part:
        moved = ZERO
        for claim in claims:
            moved += _in_part(place, claim, w, other)
        return moved
    kinds = {c.kind for c in claims}
    before = place.votes[w] - (place.votes[other] if other is not None else 0)
    if "re-vote" in kinds:
        lists = [c.voters for c in claims if c.kind == "re-vote"]
        listed = None if None in lists else max(n for n in lists if n is not None)
        return _spread(_least(place.capacity, listed), other) + Range(-before, -before)
    if "annul" in kinds:
        return Range(-before, -before)
    mine = _claimed(place, claims, w)
    theirs = _claimed(place, claims, other) if other is not None else ZERO
    now = Range(_difference(mine.least, theirs.most), _difference(mine.most, theirs.least))
    if "recount" in kinds:
        now = _spread(_ballots_counted(place, claims), other)
    else:
        for claim in claims:
            now += _without(place, claim, mine.most, theirs.most if other is not None else 0)
    for claim in claims:
        now += _with(place, claim, other)
    return now + Range(-before, -before)


def _claimed(place: Place, claims: Sequence[Claimed], selection: int | None) -> Range:
    """The votes of a selection as the claims have them; where two claims differ, from the least to the most."""
    if selection is None:
        return ZERO
    said = [c.votes[selection] for c in claims if selection in c.votes] or [place.votes[selection]]
    return Range(min(said), max(said))


def _spread(ballots: int | None, other: int | None) -> Range:
    """A gap of which nothing is known but how many ballots make it."""
    if ballots is None:
        return UNBOUNDED if other is not None else Range(0, None)
    return Range(-ballots if other is not None else 0, ballots)


def _ballots_counted(place: Place, claims: Sequence[Claimed]) -> int | None:
    """The ballots that a recount finds: those there are, or more where claimed votes add up to more."""
    said = [sum(c.votes.values()) for c in claims if c.votes]
    known = place.ballots
    return None if known is None else max([known, *said])


def _without(place: Place, claim: Claimed, mine: int | None, theirs: int | None) -> Range:
    """Votes of people without a right to vote fall away: at most as many as there are."""
    if claim.kind != "ineligible" and claim.excess <= 0:
        return ZERO
    k = claim.voters if claim.kind == "ineligible" else claim.excess
    k = place.ballots if k is None else k
    return Range(_negative(_least(k, mine)), _least(k, theirs))


def _with(place: Place, claim: Claimed, other: int | None) -> Range:
    """Votes of people kept from voting come on top; so do ballots that are missing against the voters."""
    if claim.kind != "turned-away" and claim.excess >= 0:
        return ZERO
    k = claim.voters if claim.kind == "turned-away" else -claim.excess
    return _spread(_difference(place.most, place.cast) if k is None else k, other)


def _in_part(place: Place, claim: Claimed, w: int, other: int | None) -> Range:
    """The change where some stations of a place are meant, and nobody says which."""
    mine, theirs = place.votes[w], place.votes[other] if other is not None else 0
    ballots = place.ballots
    gone = Range(_negative(_least(ballots, mine)), _least(ballots, theirs))
    if claim.kind == "procedure":
        return ZERO
    if claim.kind == "ineligible" or (claim.kind == "figures" and claim.excess and not claim.votes):
        return _without(place, claim, mine, theirs) + _with(place, claim, other)
    if claim.kind == "turned-away":
        k = claim.voters if claim.voters is not None else place.capacity
        return _spread(k, other)
    if claim.kind == "annul":
        return gone
    again = _least(place.capacity, claim.voters) if claim.kind == "re-vote" else ballots
    return gone + _spread(again, other)


def _somewhere(total: Place, claim: Claimed, w: int, other: int | None) -> Range:
    """The change where not even a unit is named: what the claim itself limits, else no bound."""
    if claim.kind == "procedure":
        return ZERO
    if claim.kind in ("ineligible", "turned-away") and claim.voters is not None:
        return _in_part(Place(total.votes, stations=1), claim, w, other)
    return UNBOUNDED


def _sum(a: int | None, b: int | None) -> int | None:
    return None if a is None or b is None else a + b


def _difference(a: int | None, b: int | None) -> int | None:
    return None if a is None or b is None else a - b


def _least(a: int | None, b: int | None) -> int | None:
    """The smaller of two limits; one that is not known limits nothing."""
    known = [n for n in (a, b) if n is not None]
    return min(known, default=None)


def _negative(n: int | None) -> int | None:
    return None if n is None else -n
