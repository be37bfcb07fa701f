"""The most ballots that the paper of a station can hold, by what is known of the station; which it was is named."""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction
from typing import Final, Literal

CapKind = Literal["received", "registered", "station-cap"]
KINDS: Final[tuple[CapKind, ...]] = ("received", "registered", "station-cap")


@dataclass(frozen=True)
class Cap:
    """So many ballots at most, and where that comes from; `raised` where the published figures are higher."""

    kind: CapKind
    ballots: int
    raised: bool = False


def cap_of(
    received: int | None, registered: int | None, reserve: Fraction | None, station_cap: int, published: int
) -> Cap:
    """The ballots received where known, else a ballot for each voter and the reserve, else what the law lets be.

    `reserve` is a percentage, rounded up (UU 7/2017 article 344 (2) and its like), where it is known; `published` the
    ballots or votes that the published figures have, below which no cap may be. Moved and unlisted voters use
    the reserve, so the list alone is no cap; a zero bounds nothing, for a sheet that was not filled in states the same.
    """
    if received:
        found = Cap("received", received)
    elif registered and reserve is not None:
        more = -(-registered * reserve.numerator // (100 * reserve.denominator))
        found = Cap("registered", registered + more)
    else:
        found = Cap("station-cap", station_cap)
    return Cap(found.kind, published, True) if published > found.ballots else found


__all__ = ["KINDS", "Cap", "CapKind", "cap_of"]
