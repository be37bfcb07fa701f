"""The whole of a made-up election before anything is written: places, true sheets, slips, what every paper says."""

from __future__ import annotations

import datetime
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from fractions import Fraction
from functools import cached_property
from typing import Final, Literal

from bukti.sample.dice import Dice
from bukti.sample.places import City, District, Station, Village, city
from bukti.sample.sheets import Box, Figures, added, true_sheet
from bukti.sample.slips import KINDS, Correction, Kind, SeriesName, Slip, missing, same_sheet
from bukti.vocabulary.profile import Profile, load_profile

PROFILE: Final = "id/presidential-2024"
DAY: Final = datetime.date(2024, 2, 14)

File = Literal["first", "later", "crowd"]
"""The files that hold station sheets: the office's export, its later one, the crowd's reading."""

Row = dict[Box, str]
"""A station's row as written: each box with its text."""

_SERIES: Final[dict[File, SeriesName]] = {"first": "entry", "later": "entry", "crowd": "crowd"}
# Of the kinds that leave every identity whole, some pass the plenaries; all others are put right there.
_UNSEEN: Final[dict[str, tuple[Correction, ...]]] = {"pairs-swapped": ("regency", "later", "never", "district")}
_SEEN: Final[tuple[Correction, ...]] = ("district", "later", "district")


@dataclass(frozen=True)
class Plan:
    """A made-up election: any paper of it can be asked for, none is kept."""

    seed: int
    city: City
    reserve_percent: Fraction
    slips: tuple[Slip, ...]

    def sheet(self, station: Station) -> Figures:
        """What the station's paper truly says."""
        return true_sheet(station, self.seed, self.reserve_percent)

    def row(self, station: Station, file: File) -> Row | None:
        """What a file says of a station; None where it has no row for it."""
        shown = self.shown(station, file)
        if any(slip.row_missing for slip in shown) or (file == "crowd" and self.unread(station)):
            return None
        written = {cell.box: cell.written for slip in shown for cell in slip.cells}
        return {box: written.get(box, str(count)) for box, count in self.sheet(station).items()}

    def shown(self, station: Station, file: File) -> tuple[Slip, ...]:
        """The slips of a station that a file shows."""
        slips = self._by_station.get(station.code, ())
        return tuple(s for s in slips if file in files_of(s))

    def corrected(self, station: Station) -> bool:
        """True where the later export says something else than the first."""
        return self.shown(station, "first") != self.shown(station, "later")

    def unread(self, station: Station) -> bool:
        """True where the crowd has not read the station's paper: 3 of a hundred."""
        slips = self._by_station.get(station.code, ())
        return not any("crowd" in s.series for s in slips) and Dice(self.seed, "unread", station.code).below(100) < 3

    def added(self, stations: Iterable[Station]) -> Figures:
        """The true sum of the sheets of some stations."""
        return added(self.sheet(station) for station in stations)

    def declared(self, district: District, at_regency: bool = False) -> Figures:
        """A district's figures as its own plenary declares them or, later, the regency's."""
        kept: tuple[Correction, ...] = ("never",) if at_regency else ("never", "regency")
        sheets = []
        for station in district.stations():
            slips = [s for s in self._by_station.get(station.code, ()) if s.corrected_by in kept]
            written = {cell.box: int(cell.written) for slip in slips for cell in slip.cells}
            sheets.append({box: written.get(box, count) for box, count in self.sheet(station).items()})
        return added(sheets)

    def declared_by_regency(self) -> Figures:
        """The city's figures as its plenary declares them."""
        return added(self.declared(district, at_regency=True) for district in self.city.districts)

    @cached_property
    def _by_station(self) -> dict[str, tuple[Slip, ...]]:
        found: dict[str, tuple[Slip, ...]] = {}
        for slip in self.slips:
            found[slip.station.code] = (*found.get(slip.station.code, ()), slip)
        return found


def files_of(slip: Slip) -> tuple[File, ...]:
    """The files that show a slip."""
    return tuple(
        file
        for file, series in _SERIES.items()
        if series in slip.series and not (file == "later" and slip.corrected_by == "later")
    )


def profile() -> Profile:
    """The election kind of the sample."""
    return load_profile(PROFILE)


def plan(stations: int, seed: int) -> Plan:
    """The made-up election of so many stations that this seed gives. Raises ValueError where no city has so many."""
    reserve = profile().parameter("reserve_percent", DAY)
    clean = Plan(seed, city(stations, seed), reserve, ())
    free, slips = _missing_rows(clean, Dice(seed, "missing"))
    slips += _same_sheets(clean, free, Dice(seed, "same sheet"))
    taken = {s.station.code for s in slips} | {s.pictures_of.code for s in slips if s.pictures_of}
    queue = iter([s for s in free if s.code not in taken])
    for kind in KINDS:
        slips += _of_kind(clean, kind, queue, stations)
    return Plan(seed, clean.city, reserve, tuple(sorted(slips, key=lambda s: s.station.code)))


def _missing_rows(clean: Plan, dice: Dice) -> tuple[list[Station], list[Slip]]:
    """A whole village and single stations without rows, and the other stations in the order of being picked."""
    small = sorted((v for v in clean.city.villages() if not v.specials), key=lambda v: (v.ordinary, v.code))
    village = dice.pick(small[:5])
    free = dice.shuffled([s for s in clean.city.stations() if s.village != village.code])
    slips = [missing("missing-village", s, ("entry", "crowd"), "district") for s in village.stations]
    for n in range(max(2, len(free) * 3 // 1000)):
        # The first is in no file at all; of the others the crowd has a reading, and some come with the later export.
        series: tuple[SeriesName, ...] = ("entry",) if n else ("entry", "crowd")
        slips.append(missing("missing-station", free.pop(), series, _SEEN[n % len(_SEEN)]))
    return free, slips


def _same_sheets(clean: Plan, free: list[Station], dice: Dice) -> list[Slip]:
    """A station whose row is the sheet of the station before it; in larger cities several."""
    neighbours = list(_neighbours(clean.city.villages(), {s.code for s in free}))
    found: list[Slip] = []
    for station, before in dice.shuffled(neighbours)[: 1 + len(free) // 2000]:
        found.append(same_sheet("same-sheet-twice", station, clean.sheet(station), before, clean.sheet(before)))
    return found


def _neighbours(villages: Iterable[Village], free: set[str]) -> Iterator[tuple[Station, Station]]:
    """Stations with the one before them, no station in two pairs."""
    for village in villages:
        numbered = [s for s in village.stations if not s.special]
        for before, station in zip(numbered[::2], numbered[1::2], strict=False):
            if {before.code, station.code} <= free:
                yield station, before


def _of_kind(clean: Plan, kind: Kind, queue: Iterator[Station], stations: int) -> list[Slip]:
    """The slips of one kind, each at the next free station whose sheet lends itself to it."""
    order = _UNSEEN.get(kind.name, _SEEN)
    found: list[Slip] = []
    while len(found) < kind.wanted(stations):
        station = next(queue)
        cells = kind.spoil(clean.sheet(station), Dice(clean.seed, kind.name, station.code), len(found))
        if cells is not None:
            fixed = order[len(found) % len(order)] if kind.series == ("entry",) else "district"
            found.append(Slip(kind.name, station, kind.series, tuple(cells), fixed))
    return found
