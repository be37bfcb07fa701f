"""What is drawn from: every station with published votes and cap, and how much of the result it could hold wrong."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction
from functools import cached_property
from itertools import accumulate

from bukti.audit.assertion import Assertion


@dataclass(frozen=True)
class Station:
    """A station as published: votes by place on the ballot, all 0 where nothing of it counts; ballots at most."""

    unit_id: str
    votes: tuple[int, ...]
    cap: int


@dataclass(frozen=True)
class Frame:
    """The stations of a contest, each weighed by its largest possible error as a share of the margin.

    Stark 2009 (MACRO), equations 7 and 8: of station s the bound is u_s = max over assertions of
    (margin in s + cap times the worst ballot) / margin.
    """

    stations: tuple[Station, ...]
    assertions: tuple[Assertion, ...]

    @cached_property
    def votes(self) -> tuple[int, ...]:
        """The published votes of all stations."""
        return tuple(map(sum, zip(*(s.votes for s in self.stations), strict=True)))

    @cached_property
    def margins(self) -> tuple[int, ...]:
        """The margin of each assertion."""
        return tuple(a.margin(self.votes) for a in self.assertions)

    @cached_property
    def bounds(self) -> tuple[Fraction, ...]:
        """The bound u_s of each station: 1 means that this station alone could make up the whole margin."""
        return tuple(
            max(
                Fraction(a.margin(s.votes) + a.worst * s.cap, margin)
                for a, margin in zip(self.assertions, self.margins, strict=True)
            )
            for s in self.stations
        )

    @cached_property
    def total(self) -> Fraction:
        """U, the sum of the bounds."""
        return Fraction(sum(self.weights), self.scale)

    @cached_property
    def scale(self) -> int:
        """The least whole number that makes every bound a whole number."""
        return math.lcm(*{b.denominator for b in self.bounds})

    @cached_property
    def weights(self) -> tuple[int, ...]:
        """The bounds times the scale."""
        return tuple(b.numerator * (self.scale // b.denominator) for b in self.bounds)

    @cached_property
    def ends(self) -> tuple[int, ...]:
        """The sum of the weights of each station and all before it: a ticket falls to the first that lies beyond it."""
        return tuple(accumulate(self.weights))

    def taint(self, at: int, paper: Sequence[int] | None) -> Fraction:
        """How much of its bound a station's paper takes from the published margins: 0 where nothing, 1 at most.

        Below 0 where the paper speaks more for the winner than what was published. A paper that is not there, or that
        holds more votes than the station's cap, counts as 1.
        """
        station = self.stations[at]
        if paper is None or sum(paper) > station.cap:
            return Fraction(1)
        taken = max(
            Fraction(a.margin(station.votes) - a.margin(paper), margin)
            for a, margin in zip(self.assertions, self.margins, strict=True)
        )
        return taken / self.bounds[at]


__all__ = ["Frame", "Station"]
