"""A made-up election as a stream of units: their papers, the slips in them, and what the plenaries declare."""

from __future__ import annotations

import random
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from fractions import Fraction
from functools import cached_property
from typing import Final, Literal

from bukti.sample.places import NATION, District, Places, Village, places
from bukti.sample.plan import DAY, Deck, reserve_percent
from bukti.sample.sheets import AT, CROWD, added, lean, village_sheets
from bukti.sample.slips import Correction, SeriesName, Slip

File = Literal["first", "later", "crowd"]
"""What states station sheets: the office's export, its later one, the volunteers' readings."""

SERIES_OF: Final[dict[File, SeriesName]] = {"first": "kpu", "later": "kpu", "crowd": "crowd"}
_HOUR: Final = 3600
_MONTH: Final = f"{DAY:%Y-%m-}"
_TWO: Final = [f"{n:02d}" for n in range(60)]
_TEXT: Final = [str(n) for n in range(1_000)].__getitem__
"""The text of a count of one station, none of which has four digits."""
_UNREAD: Final = 0.03
"""Of how many stations the volunteers have read no sheet."""


@dataclass(frozen=True)
class Sums:
    """Figures of a unit: as its papers truly say, as the district's plenary declares them, as the later ones do."""

    true: Sequence[int]
    at_district: Sequence[int]
    above: Sequence[int]


def summed(parts: Iterable[Sums]) -> Sums:
    """The sums of a unit from those of its parts."""
    own = list(parts)
    return Sums(added(p.true for p in own), added(p.at_district for p in own), added(p.above for p in own))


@dataclass(frozen=True)
class Moments:
    """When the sheets of a station were entered, put right and read, in seconds after midnight of the voting day.

    Entered in the night after the vote; what the later export corrects, days later. `skipped` are sheets that the
    volunteers have not read unless something is to be found in them.
    """

    entered: int
    corrected: int
    read: int
    skipped: bool


@dataclass(frozen=True)
class Papers:
    """A village's papers: number, true sheet and moments of each station, and the slips by the station's place."""

    village: Village
    numbers: Sequence[str]
    sheets: Sequence[Sequence[int]]
    moments: Sequence[Moments]
    slips: dict[int, Slip]

    @cached_property
    def sums(self) -> Sums:
        true = added(self.sheets)
        return Sums(true, self._with_slips(true, ("never", "regency")), self._with_slips(true, ("never",)))

    def _with_slips(self, true: list[int], kept: tuple[Correction, ...]) -> list[int]:
        """The sum where the slips that such plenaries let pass stand in it."""
        cells = [cell for slip in self.slips.values() if slip.corrected_by in kept for cell in slip.cells]
        found = list(true) if cells else true
        for cell in cells:
            if cell.box is not None:
                found[AT[cell.box]] += int(cell.written) - int(cell.true)
        return found

    def written(self, at: int, file: File) -> list[str] | None:
        """What a file says of a station, box by box; None where it has no row for it.

        Files that say what the paper says give the same list, which is not to be changed.
        """
        slip = self.slips.get(at)
        shown = slip if slip and file in files_of(slip) else None
        if (shown and shown.row_missing) or (file == "crowd" and self.unread(at)):
            return None
        true = self._texts[at]
        if shown is None:
            return true
        changed = {AT[cell.box]: cell.written for cell in shown.cells if cell.box is not None}
        return [changed.get(n, text) for n, text in enumerate(true)]

    @cached_property
    def _texts(self) -> list[list[str]]:
        return [[*map(_TEXT, sheet)] for sheet in self.sheets]

    def unread(self, at: int) -> bool:
        """True where the volunteers have not read the station's sheet."""
        slip = self.slips.get(at)
        return self.moments[at].skipped and not (slip and "crowd" in slip.series)


@dataclass(frozen=True)
class Counted:
    """A unit whose stations are all counted: its sums and those of the units right below it.

    `papers` are the villages' of a district; the parts of a part are not kept.
    """

    level: str
    code: str
    name: str
    sums: Sums
    stations: int
    parts: Sequence[Counted] = ()
    papers: Sequence[Papers] = ()
    village: Village | None = None
    parent: str = ""


@dataclass(frozen=True)
class Election:
    """A made-up election: it is gone through unit by unit, and none is kept.

    `share` is of how many stations the sheet bears a slip, where that is not left to the kinds of slips.
    """

    places: Places
    share: Fraction | None = None

    def units(self) -> Iterator[Counted]:
        """Every unit from the district up, each after those below it; the nation is the last."""
        deck, reserve, absent = Deck(self.places, self.share), reserve_percent(), 0
        seed = self.places.seed

        def papers(village: Village, leaning: int) -> Papers:
            nonlocal absent
            sheets = village_sheets(seed, village.code, village.stations, leaning, reserve)
            slips = deck.slips(village, absent, sheets)
            if village.number in deck.missing:
                absent += village.stations
            return Papers(village, village.numbers, sheets, _moments(seed, village), slips)

        def counted(district: District) -> Counted:
            leaning = lean(seed, district.code)
            own = [papers(village, leaning) for village in district.villages]
            parts = [
                Counted("village", p.village.code, p.village.name, p.sums, p.village.stations, village=p.village)
                for p in own
            ]
            return _counted("district", district.code, district.name, parts, own)

        of_nation = []
        for province in self.places.provinces():
            of_province = []
            for regency in province.regencies:
                of_regency = []
                for district in regency.districts:
                    made = counted(district)
                    yield replace(made, parent=regency.code)
                    of_regency.append(replace(made, parts=(), papers=()))
                made = _counted("regency", regency.code, regency.name, of_regency)
                yield replace(made, parent=province.code)
                of_province.append(replace(made, parts=()))
            made = _counted("province", province.code, province.name, of_province)
            yield replace(made, parent=NATION[0])
            of_nation.append(replace(made, parts=()))
        yield _counted("nation", *NATION, of_nation)


def _counted(level: str, code: str, name: str, parts: Sequence[Counted], papers: Sequence[Papers] = ()) -> Counted:
    return Counted(level, code, name, summed(p.sums for p in parts), sum(p.stations for p in parts), parts, papers)


def election(stations: int, seed: int, share: Fraction | None = None) -> Election:
    """The made-up election of so many stations that this seed gives. Raises ValueError where none is of that size."""
    return Election(places(stations, seed), share)


def _moments(seed: int, village: Village) -> list[Moments]:
    r = random.Random(f"{seed}/moments/{village.code}").random
    return [
        Moments(
            17 * _HOUR + int(r() * 21 * _HOUR),
            40 * _HOUR + int(r() * 90 * _HOUR),
            20 * _HOUR + int(r() * 76 * _HOUR),
            r() < _UNREAD,
        )
        for _ in range(village.stations)
    ]


def moment(seconds: int) -> str:
    """A local time, from the seconds after midnight of the voting day."""
    day, rest = divmod(seconds, 24 * _HOUR)
    hour, rest = divmod(rest, _HOUR)
    return f"{_MONTH}{_TWO[DAY.day + day]} {_TWO[hour]}:{_TWO[rest // 60]}:{_TWO[rest % 60]}"


def files_of(slip: Slip) -> tuple[File, ...]:
    """What shows a slip."""
    return tuple(
        file
        for file, series in SERIES_OF.items()
        if series in slip.series and not (file == "later" and slip.corrected_by == "later")
    )


def reads(series: SeriesName, at: int) -> bool:
    """True where a series states the box of this place."""
    return series == "kpu" or at in _OF_CROWD


_OF_CROWD: Final = frozenset(AT[box] for box in CROWD)
