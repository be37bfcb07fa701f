"""What the papers of a made-up election truly say: every box of every station's sheet, and sums of sheets."""

from __future__ import annotations

import random
from collections.abc import Iterable, Mapping, Sequence
from fractions import Fraction
from typing import Final

from bukti.sample.dice import Dice
from bukti.vocabulary.roles import BALLOT_PARTS, SEXES, Role, Sex, VoterList

Box = Role | int
"""A box of a sheet: what it counts or, for votes, the place on the ballot from 1."""

Figures = Mapping[Box, int]
"""A sheet as written: each box with its count."""

Sheet = Sequence[int]
"""A sheet as written: the counts of BOXES, in their order."""

PAIRS: Final = 2
LISTS: Final[tuple[VoterList, ...]] = ("list_fixed", "list_moved", "list_unlisted")
"""The lists of voters that the form of 2024 knows."""

VALID: Final = Role("valid")
INVALID: Final = Role("invalid")
CAST: Final = Role("cast")
RECEIVED: Final = Role("ballots", part="received")
_COLUMNS: Final[tuple[Sex | None, ...]] = (*SEXES, None)

BOXES: Final[tuple[Box, ...]] = (
    *range(1, PAIRS + 1),
    *(Role("registered", sex=sex) for sex in _COLUMNS),
    *(Role("voted", voter_list, sex) for voter_list in (*LISTS, None) for sex in _COLUMNS),
    *(Role("ballots", part=part) for part in BALLOT_PARTS),
    *(Role("disabled", sex=sex) for sex in _COLUMNS),
    *(VALID, INVALID, CAST),
)
"""Every box of a station's sheet: the votes, then the boxes in the order of the form."""

CROWD: Final[tuple[Box, ...]] = tuple(
    b for b in BOXES if isinstance(b, int) or b.name not in ("registered", "disabled")
)
"""The boxes that the volunteers type."""

AT: Final[dict[Box, int]] = {box: at for at, box in enumerate(BOXES)}

_SHARE: Final = 518
"""The votes of the first pair in thousandths of the valid ones; districts, villages and stations lean one way."""


def lean(seed: int, district: str) -> int:
    """How far a district leans to the first pair, in thousandths."""
    return Dice(seed, "district", district).between(-60, 60)


def village_sheets(seed: int, village: str, count: int, leaning: int, reserve: Fraction) -> list[list[int]]:
    """What the sheets of a village's stations truly say; they depend on the seed, the village and its district alone.

    180 to 300 voters on the fixed list, of whom 71 to 84 of a hundred vote; few of other lists. `reserve` is the
    percentage of reserve ballots, rounded up (UU 7/2017 art. 344(2)). Only `random()` is used, whose sequence is
    promised never to change, and only arithmetic that is exact.
    """
    r = random.Random(f"{seed}/sheets/{village}").random
    percent, whole = reserve.numerator, reserve.denominator * 100
    usual = 745 + int(r() * 61)
    share = _SHARE + leaning - 40 + int(r() * 81)
    found = []
    for _ in range(count):
        registered = 180 + (int(r() * 121) + int(r() * 121) + int(r() * 121)) // 3
        men = registered * (470 + int(r() * 46)) // 1000
        women = registered - men
        fixed_men = -(-men * (usual - 30 + int(r() * 46)) // 1000)
        fixed_women = -(-women * (usual - 15 + int(r() * 46)) // 1000)
        moved_men, moved_women = int(r() * r() * 3), int(r() * r() * 3)
        unlisted_men, unlisted_women = int(r() * r() * 4), int(r() * r() * 4)
        disabled_men, disabled_women = int(r() * r() * 3), int(r() * r() * 3)
        spoiled = int(r() * r() * 4)
        all_men = fixed_men + moved_men + unlisted_men
        all_women = fixed_women + moved_women + unlisted_women
        cast = all_men + all_women
        invalid = cast * (8 + int(r() * 38)) // 1000
        valid = cast - invalid
        first = valid * (share - 30 + int(r() * 61)) // 1000
        received = registered - (-registered * percent // whole)
        found.append([
            first, valid - first, men, women, registered,
            fixed_men, fixed_women, fixed_men + fixed_women, moved_men, moved_women, moved_men + moved_women,
            unlisted_men, unlisted_women, unlisted_men + unlisted_women, all_men, all_women, cast,
            received, cast, spoiled, received - cast - spoiled,
            disabled_men, disabled_women, disabled_men + disabled_women, valid, invalid, cast,
        ])  # fmt: skip
    return found


def figures(sheet: Sheet) -> dict[Box, int]:
    """A sheet's counts by box."""
    return dict(zip(BOXES, sheet, strict=True))


def added(sheets: Iterable[Sheet]) -> list[int]:
    """The sum of sheets, box by box; of none, zeros."""
    return [sum(counts) for counts in zip(*sheets, strict=True)] or [0] * len(BOXES)


def votes_of(counts: Figures) -> dict[int, int]:
    """The votes alone, by place on the ballot."""
    return {box: count for box, count in counts.items() if isinstance(box, int)}


def impossible(counts: Figures) -> bool:
    """True where more votes are stated than ballots were received."""
    return max(counts[CAST], sum(votes_of(counts).values())) > counts[RECEIVED]
