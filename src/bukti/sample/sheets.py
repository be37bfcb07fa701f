"""What the papers of a made-up election truly say: every box of every station's sheet, and sums of sheets."""

from __future__ import annotations

import functools
from collections import Counter
from collections.abc import Iterable, Mapping
from fractions import Fraction
from math import ceil
from typing import Final

from bukti.sample.dice import Dice
from bukti.sample.places import Station
from bukti.sample.voters import choices, voters
from bukti.vocabulary.roles import SEXES, Role, RoleName, Sex, VoterList

Box = Role | int
"""A box of a sheet: what it counts or, for votes, the place on the ballot from 1."""

Figures = Mapping[Box, int]
"""A sheet as written: each box with its count."""

VALID: Final = Role("valid")
INVALID: Final = Role("invalid")
CAST: Final = Role("cast")
RECEIVED: Final = Role("ballots", part="received")


@functools.lru_cache(maxsize=8_192)
def true_sheet(station: Station, seed: int, reserve_percent: Fraction) -> Figures:
    """What a station's sheet truly says; it depends on the station and the seed alone.

    Law: UU 7/2017 art. 344(2): reserve ballots, rounded up.
    """
    dice = Dice(seed, "sheet", station.code)
    people = voters(station, seed, dice)
    cast = people.voted
    invalid = cast * dice.between(8, 45) // 1000
    registered = sum(people.registered.values())
    received = registered + ceil(registered * reserve_percent / 100)
    spoiled = dice.often_none(3)
    lists: dict[VoterList, Mapping[Sex, int]] = {
        "list_fixed": people.fixed,
        "list_moved": people.moved,
        "list_unlisted": people.unlisted,
    }
    everybody: Mapping[Sex, int] = {sex: sum(part[sex] for part in lists.values()) for sex in SEXES}
    return {
        **dict(enumerate(choices(station, cast - invalid, seed, dice), start=1)),
        **_by_sex("registered", people.registered),
        **{box: n for one, part in lists.items() for box, n in _by_sex("voted", part, one).items()},
        **_by_sex("voted", everybody),
        RECEIVED: received,
        Role("ballots", part="used"): cast,
        Role("ballots", part="spoiled"): spoiled,
        Role("ballots", part="unused"): received - cast - spoiled,
        **_by_sex("disabled", people.disabled),
        VALID: cast - invalid,
        INVALID: invalid,
        CAST: cast,
    }


def _by_sex(name: RoleName, part: Mapping[Sex, int], voter_list: VoterList | None = None) -> dict[Box, int]:
    """The boxes of one row of the form: men, women and total."""
    row: dict[Box, int] = {Role(name, voter_list, sex): part[sex] for sex in SEXES}
    return {**row, Role(name, voter_list): sum(part.values())}


def added(sheets: Iterable[Figures]) -> Figures:
    """The sum of sheets, box by box."""
    total: Counter[Box] = Counter()
    for sheet in sheets:
        for box, count in sheet.items():
            total[box] += count
    return dict(total)


def votes_of(figures: Figures) -> dict[int, int]:
    """The votes alone, by place on the ballot."""
    return {box: count for box, count in figures.items() if isinstance(box, int)}


def impossible(figures: Figures) -> bool:
    """True where more votes are stated than ballots were received."""
    return max(figures[CAST], sum(votes_of(figures).values())) > figures[RECEIVED]
