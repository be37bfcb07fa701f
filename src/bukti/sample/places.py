"""The units of a made-up election, from a city to a nation, with codes shaped like real ones."""

from __future__ import annotations

import math
from array import array
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Final

from bukti.sample.dice import Dice

FEWEST: Final = 50
MOST: Final = 823_000
MOST_OF_A_CITY: Final = 4_500
FEW_OF_A_CITY: Final = 400
"""From here on a city has six districts or more."""
FIRST_SPECIAL: Final = 901
NATION: Final = ("0", "Negeri Rekaan")

# Stations, villages, districts, regencies and provinces of the presidential election of 2019, abroad included.
_REAL: Final = {"stations": 813_336, "villages": 83_529, "districts": 7_331, "regencies": 644, "provinces": 35}

# Made of words that occur in Javanese place names; no unit of Indonesia bears one of the names that they add up to.
_HEADS: Final = (
    "Raga", "Renga", "Purba", "Sela", "Lawu", "Naga", "Umbul", "Gayam", "Kanig", "Cipta", "Damar", "Embung", "Gondang",
    "Kemu", "Lereng", "Manggis", "Nirwana", "Padma", "Randu", "Turi", "Asri", "Sawo", "Kepuh", "Winong",
)  # fmt: skip
_TAILS: Final = (
    "lestari", "wening", "sembada", "ayom", "tentrem", "pundi", "segara", "laras", "sumilir", "kerti", "sarira",
    "pinuntun", "sentana", "gemilang", "adem", "sumringah",
)  # fmt: skip
_NAMES: Final = tuple(head + tail for head in _HEADS for tail in _TAILS)
_PROVINCE: Final = ("99", "Nusa Pinuntun")
CITY: Final = ("9971", "Kota Tirtasumilir")
_FIRST_CITY: Final = 71


@dataclass(frozen=True)
class Village:
    """A village; `first` is the place of its first station among all stations, `number` its own among all villages.

    Its ordinary stations are numbered from 1, its special ones from 901.
    """

    code: str
    name: str
    ordinary: int
    specials: int
    first: int
    number: int

    @property
    def stations(self) -> int:
        return self.ordinary + self.specials

    @property
    def special_numbers(self) -> range:
        return range(FIRST_SPECIAL, FIRST_SPECIAL + self.specials)

    @property
    def numbers(self) -> list[str]:
        """The number of each station, three digits, in order."""
        return [f"{n:03d}" for n in (*range(1, self.ordinary + 1), *self.special_numbers)]


@dataclass(frozen=True)
class District:
    """A district with its villages."""

    code: str
    name: str
    villages: tuple[Village, ...]


@dataclass(frozen=True)
class Regency:
    """A regency or city with its districts."""

    code: str
    name: str
    districts: tuple[District, ...]


@dataclass(frozen=True)
class Province:
    """A province with its regencies."""

    code: str
    name: str
    regencies: tuple[Regency, ...]


@dataclass(frozen=True)
class Places:
    """All units of an election of so many stations; a province is made when it is asked for, and not kept."""

    stations: int
    seed: int

    @property
    def is_city(self) -> bool:
        """True where the whole election is one city of one province."""
        return self.stations <= MOST_OF_A_CITY

    @property
    def counts(self) -> tuple[int, int, int, int]:
        """How many provinces, regencies, districts and villages there are."""
        regencies, districts, villages, _ = self._tree
        return len(regencies), len(districts), len(villages), sum(villages)

    @cached_property
    def specials(self) -> int:
        """How many of the stations are special ones."""
        return max(1, min(2, self.stations // 200), self.stations // 500)

    @cached_property
    def hosts(self) -> dict[int, int]:
        """How many special stations the village of a number has: two where it has any, one in the last."""
        villages, hosts = len(self.sizes), (self.specials + 1) // 2
        start = Dice(self.seed, "hosts").below(villages)
        found = {(start + at * villages // hosts) % villages: 2 for at in range(hosts)}
        if self.specials % 2:
            found[start] = 1
        return found

    @cached_property
    def _tree(self) -> tuple[list[int], list[int], list[int], list[int]]:
        """How many regencies each province has, districts each regency, villages and stations each district."""
        ordinary = self.stations - self.specials
        dice = Dice(self.seed, "places")
        if self.is_city:
            districts = max(2, min(16, 6 * self.stations // FEW_OF_A_CITY if self._small else 6 + self._growth // 10))
            own = parts(ordinary, _weights(dice, districts), 3)
            villages = ordinary // (10 + 16 * self._growth // 100)
            return [1], [districts], parts(villages, own, 1), own
        provinces = max(2, self._scaled("provinces"))
        per_province = parts(ordinary, [dice.between(20, 180) for _ in range(provinces)], 1)
        regencies = parts(max(provinces, self._scaled("regencies")), per_province, 1)
        stations = [
            part for size, n in zip(per_province, regencies, strict=True) for part in parts(size, _weights(dice, n), 1)
        ]
        districts_of = parts(max(sum(regencies), self._scaled("districts")), stations, 1)
        own = [
            part for size, n in zip(stations, districts_of, strict=True) for part in parts(size, _weights(dice, n), 1)
        ]
        return regencies, districts_of, parts(max(len(own), self._scaled("villages")), own, 1), own

    @property
    def _small(self) -> bool:
        return self.stations < FEW_OF_A_CITY

    @property
    def _growth(self) -> int:
        """How far a city is from the fewest to the most stations, in percent."""
        return max(0, 100 * (self.stations - FEW_OF_A_CITY) // (MOST_OF_A_CITY - FEW_OF_A_CITY))

    def _scaled(self, what: str) -> int:
        """As many as a nation of so many stations has of them, rounded."""
        return (2 * self.stations * _REAL[what] + _REAL["stations"]) // (2 * _REAL["stations"])

    @cached_property
    def sizes(self) -> array[int]:
        """How many ordinary stations each village has, in the order of the codes."""
        _, _, villages, stations = self._tree
        found = array("H")
        for at, (count, size) in enumerate(zip(villages, stations, strict=True)):
            dice = Dice(self.seed, "villages", at)
            found.extend(parts(size, [dice.between(20, 100) for _ in range(count)], min(3, size // count)))
        return found

    def provinces(self) -> Iterator[Province]:
        """Every province with all below it, in the order of the codes."""
        per_province, per_regency, per_district, _ = self._tree
        names = _names(Dice(self.seed, "provinces"))
        regency = district = village = first = 0
        for at, count in enumerate(per_province):
            code, name = _PROVINCE if self.is_city else (f"{11 + at}", f"Nusa {next(names)}")
            regencies = []
            for place in range(count):
                districts = per_regency[regency]
                villages = per_district[district : district + districts]
                made = self._regency(_code(code, place, count), villages, village, first)
                regencies.append(made)
                first += sum(v.stations for d in made.districts for v in d.villages)
                regency, district, village = regency + 1, district + districts, village + sum(villages)
            yield Province(code, name, tuple(regencies))

    def _regency(self, code: str, villages: Sequence[int], number: int, first: int) -> Regency:
        """A regency with so many villages in each district; `number` and `first` are those of its first village."""
        if self.is_city:
            code = CITY[0]
        names = _names(Dice(self.seed, "names", code))
        own = next(names)
        districts: list[District] = []
        for at, count in enumerate(villages, start=1):
            called = [next(names) for _ in range(count)]
            # Names are no keys: the first village of the second district bears the name of one in the first district.
            if at == 2:
                called[0] = districts[0].villages[-1].name
            made = []
            for v, name in enumerate(called, start=1001):
                village = Village(
                    f"{code}{at:02d}{v}", name, self.sizes[number], self.hosts.get(number, 0), first, number
                )
                made.append(village)
                number, first = number + 1, first + village.stations
            districts.append(District(f"{code}{at:02d}", next(names), tuple(made)))
        name = CITY[1] if self.is_city else f"{'Kota' if int(code[2:]) >= _FIRST_CITY else 'Kabupaten'} {own}"
        return Regency(code, name, tuple(districts))


def places(stations: int, seed: int) -> Places:
    """The units of an election of exactly so many stations. Raises ValueError where no sample is of that size."""
    if not FEWEST <= stations <= MOST:
        raise ValueError(f"a made-up election has {FEWEST} to {MOST} stations, not {stations}")
    return Places(stations, seed)


def parts(total: int, weights: Sequence[int], least: int) -> list[int]:
    """The total in parts by weight, whole numbers, none under the least, the largest remainders rounded up."""
    rest, whole = total - least * len(weights), sum(weights)
    if rest < 0:
        raise ValueError(f"{total} cannot be {len(weights)} parts of {least} or more")
    found = [least + rest * weight // whole for weight in weights]
    by_remainder = sorted(range(len(weights)), key=lambda at: (-(rest * weights[at] % whole), at))
    for at in by_remainder[: total - sum(found)]:
        found[at] += 1
    return found


def _code(province: str, place: int, count: int) -> str:
    """The code of a province's regency at this place: the last fifth of them are cities, numbered apart."""
    cities = count // 5
    regencies = count - cities
    return f"{province}{place + 1 if place < regencies else _FIRST_CITY + place - regencies:02d}"


def _weights(dice: Dice, count: int) -> list[int]:
    return [dice.between(40, 160) for _ in range(count)]


def _names(dice: Dice) -> Iterator[str]:
    """Names in an order of their own; none comes twice before all have come."""
    step = dice.pick([n for n in range(5, len(_NAMES)) if math.gcd(n, len(_NAMES)) == 1])
    at = dice.below(len(_NAMES))
    while True:
        yield _NAMES[at]
        at = (at + step) % len(_NAMES)
