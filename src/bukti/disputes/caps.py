"""The most votes that one station can yield, and on what that rests: the one definition that every page uses."""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction
from typing import Final, Literal

RECEIVED: Final = "received"
REGISTERED: Final = "registered"
LAW: Final = "law"
Rests = Literal["received", "registered", "law"]


@dataclass(frozen=True)
class Cap:
    """The most votes of a station, and what says so: the ballots it received, its registered voters, or the law."""

    votes: int
    rests: Rests


def station_cap(
    received: int | None, registered: int | None, reserve: Fraction | None, limit: int | None
) -> Cap | None:
    """The most votes that a missing station or a re-vote there can yield; None where nothing bounds them.

    The ballots received there; else a ballot for each registered voter and `reserve` percent of them, rounded up, never
    more than the law's `limit` for a station; else that limit. A zero bounds nothing: a sheet that was not filled in
    states the same. UU 7/2017 article 344 (2), UU 10/2016 article 80 (reserve), both as the profile has them.
    """
    if received:
        return Cap(received, RECEIVED)
    if registered and reserve is not None:
        due = registered + -(-registered * reserve.numerator // (100 * reserve.denominator))
        return Cap(due, REGISTERED) if limit is None or due <= limit else Cap(limit, LAW)
    return None if limit is None else Cap(limit, LAW)
