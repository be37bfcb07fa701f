"""Which station of a made-up election bears which slip, decided by arithmetic alone, so that nothing is kept."""

from __future__ import annotations

import datetime
import math
from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction
from functools import cached_property
from typing import Final

from bukti.sample.dice import Dice
from bukti.sample.places import Places, Village
from bukti.sample.sheets import figures
from bukti.sample.slips import KINDS, Kind, Slip, missing_village, same_sheet
from bukti.vocabulary.profile import Profile, load_profile

PROFILE: Final = "id/presidential-2024"
DAY: Final = datetime.date(2024, 2, 14)
_SAME: Final = (5, 1)
"""Sheets under two numbers: how many in ten thousand stations, and how many at least."""


def profile() -> Profile:
    """The election kind of the sample."""
    return load_profile(PROFILE)


def reserve_percent() -> Fraction:
    """The percentage of reserve ballots on the day of the election."""
    return profile().parameter("reserve_percent", DAY)


@dataclass(frozen=True)
class Deck:
    """The slips of an election, each at its station.

    The stations that can bear a slip are dealt in an order that steps evenly through all of them; the first so many
    bear the first kind, the next the second. So each kind comes as often as it should, wherever one starts to read.
    """

    places: Places
    share: Fraction | None = None
    """Of how many stations the sheet bears a slip; without it, each kind has its own share."""

    @cached_property
    def missing(self) -> frozenset[int]:
        """The numbers of the villages of which no file has a row: the smallest of a few, one in 20,000."""
        sizes, hosts = self.places.sizes, self.places.hosts
        dice = Dice(self.places.seed, "missing village")
        wanted, found = 1 + len(sizes) // 20_000, set[int]()
        while len(found) < wanted:
            drawn = {dice.below(len(sizes)) for _ in range(8)} - set(hosts) - found
            found.update(sorted(drawn, key=lambda v: (sizes[v], v))[:1])
        return frozenset(found)

    @cached_property
    def _absent(self) -> int:
        return sum(self.places.sizes[v] for v in self.missing)

    @cached_property
    def _quotas(self) -> list[tuple[Kind | None, int]]:
        """Each kind with how many stations bear it; None stands for a sheet under two numbers."""
        stations = self.places.stations
        rate, least = _SAME
        quotas = [
            *((kind, kind.wanted(stations)) for kind in KINDS),
            (None, max(least, stations * rate // 10_000)),
        ]
        if self.share is None:
            return quotas
        whole = sum(count for _, count in quotas)
        return [(kind, max(1, round(count * self.share * stations / whole))) for kind, count in quotas]

    @cached_property
    def _dealt(self) -> list[tuple[Kind | None, int]]:
        """The kind of each place in the order of dealing, with how many of its quota come before it."""
        return [(kind, n) for kind, count in self._quotas for n in range(count)]

    @cached_property
    def _step(self) -> tuple[int, int, int]:
        """Factor, offset and modulus that take a station's place to its place in the order of dealing."""
        whole = self.places.stations - self._absent
        dice = Dice(self.places.seed, "deck")
        factor = whole * dice.between(382, 618) // 1000
        while math.gcd(factor, whole) != 1:
            factor += 1
        return factor, dice.below(whole), whole

    def slips(self, village: Village, absent_before: int, sheets: Sequence[Sequence[int]]) -> dict[int, Slip]:
        """The slips of a village by the place of the station in it; `absent_before` is how many stations before it
        are of villages that are missing."""
        if village.number in self.missing:
            return dict.fromkeys(range(len(sheets)), missing_village())
        factor, offset, whole = self._step
        dealt, found = self._dealt, {}
        most, first = len(dealt), village.first - absent_before
        for at in range(len(sheets)):
            place = (factor * (first + at) + offset) % whole
            if place < most:
                slip = self._slip(village, at, sheets, *dealt[place])
                if slip:
                    found[at] = slip
        return found

    def _slip(
        self, village: Village, at: int, sheets: Sequence[Sequence[int]], kind: Kind | None, already: int
    ) -> Slip | None:
        true = figures(sheets[at])
        if kind is None:
            other = at - 1 if at else 1
            if max(at, other) >= village.ordinary:
                return None
            return same_sheet(true, figures(sheets[other]), f"{other + 1:03d}")
        cells = kind.spoil(true, Dice(self.places.seed, kind.name, village.code, at), already)
        if cells is None:
            return None
        return Slip(kind.name, kind.series, tuple(cells), kind.corrected_by[already % len(kind.corrected_by)])
