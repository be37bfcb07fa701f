"""The units of a made-up city: its districts, villages and stations, with codes shaped like real ones."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from typing import Final

from bukti.sample.dice import Dice

FEWEST: Final = 400
MOST: Final = 4_500
FIRST_SPECIAL: Final = 901

# Made of words that occur in Javanese place names; no unit of Indonesia bears one of the names that they add up to.
_HEADS: Final = (
    "Raga", "Renga", "Purba", "Sela", "Lawu", "Naga", "Umbul", "Gayam", "Kanig", "Cipta", "Damar", "Embung", "Gondang",
    "Kemu", "Lereng", "Manggis", "Nirwana", "Padma", "Randu", "Turi", "Asri", "Sawo", "Kepuh", "Winong",
)  # fmt: skip
_TAILS: Final = (
    "lestari", "wening", "sembada", "ayom", "tentrem", "pundi", "segara", "laras", "sumilir", "kerti", "sarira",
    "pinuntun", "sentana", "gemilang", "adem", "sumringah",
)  # fmt: skip
_PROVINCE: Final = ("99", "Nusa Pinuntun")
_CITY: Final = ("9971", "Kota Tirtasumilir")


@dataclass(frozen=True)
class Station:
    """A polling station: its village's code and its number of three digits."""

    village: str
    number: str

    @property
    def code(self) -> str:
        return self.village + self.number

    @property
    def special(self) -> bool:
        return int(self.number) >= FIRST_SPECIAL


@dataclass(frozen=True)
class Village:
    """A village with so many ordinary stations, numbered from 1, and special ones, numbered from 901."""

    code: str
    name: str
    ordinary: int
    specials: int = 0

    @cached_property
    def stations(self) -> tuple[Station, ...]:
        numbers = [*range(1, self.ordinary + 1), *range(FIRST_SPECIAL, FIRST_SPECIAL + self.specials)]
        return tuple(Station(self.code, f"{n:03d}") for n in numbers)


@dataclass(frozen=True)
class District:
    """A district with its villages."""

    code: str
    name: str
    villages: tuple[Village, ...]

    def stations(self) -> Iterator[Station]:
        """Every station, in the order of the codes."""
        return (station for village in self.villages for station in village.stations)


@dataclass(frozen=True)
class City:
    """A city with its districts, in its province."""

    code: str
    name: str
    province_code: str
    province_name: str
    districts: tuple[District, ...]

    def villages(self) -> Iterator[Village]:
        """Every village, in the order of the codes."""
        return (village for district in self.districts for village in district.villages)

    def stations(self) -> Iterator[Station]:
        """Every station, in the order of the codes."""
        return (station for village in self.villages() for station in village.stations)


def city(stations: int, seed: int) -> City:
    """A city of exactly so many stations, special ones included. Raises ValueError where that is no city's size."""
    if not FEWEST <= stations <= MOST:
        raise ValueError(f"a made-up city has {FEWEST} to {MOST} stations, not {stations}")
    dice = Dice(seed, "places")
    specials = max(2, stations // 500)
    growth = 100 * (stations - FEWEST) // (MOST - FEWEST)
    districts = 6 + growth // 10
    ordinary = stations - specials
    villages = dice.split(ordinary // (10 + 16 * growth // 100), districts, 4, 40)
    sizes = iter(dice.split(ordinary, sum(villages), 3, 60))
    hosts = dict.fromkeys(dice.shuffled(range(sum(villages)))[: (specials + 1) // 2], 2)
    if specials % 2:
        hosts[next(iter(hosts))] = 1
    names = iter(dice.shuffled([head + tail for head in _HEADS for tail in _TAILS]))
    found: list[District] = []
    for d, count in enumerate(villages, start=1):
        code = f"{_CITY[0]}{d:02d}"
        first = sum(villages[: d - 1])
        # Names are no keys: the first village of the second district bears the name of one in the first district.
        called = [next(names) for _ in range(count)]
        if d == 2:
            called[0] = found[0].villages[-1].name
        made = tuple(
            Village(f"{code}{1001 + v}", called[v], next(sizes), hosts.get(first + v, 0)) for v in range(count)
        )
        found.append(District(code, next(names), made))
    return City(*_CITY, *_PROVINCE, tuple(found))
