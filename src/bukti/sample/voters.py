"""How many voters a made-up station has, by list and sex, and for whom they vote."""

from __future__ import annotations

import functools
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from bukti.sample.dice import Dice
from bukti.sample.places import Station
from bukti.vocabulary.roles import SEXES, Sex

# In thousandths of the valid votes: the city as a whole; districts, villages and stations lean to one side or another.
_SHARES: Final = (402, 378, 220)


@dataclass(frozen=True)
class Voters:
    """A station's voters by sex: on the fixed list; who voted from it, as moved and as unlisted; disabled voters."""

    registered: Mapping[Sex, int]
    fixed: Mapping[Sex, int]
    moved: Mapping[Sex, int]
    unlisted: Mapping[Sex, int]
    disabled: Mapping[Sex, int]

    @property
    def voted(self) -> int:
        """All who voted, of every list."""
        return sum(sum(part.values()) for part in (self.fixed, self.moved, self.unlisted))


def voters(station: Station, seed: int, dice: Dice) -> Voters:
    """A station's voters: 180 to 300 on the fixed list, of whom 71 to 84 of a hundred vote; few of other lists."""
    usual, _ = _habits(station.village, seed)
    registered = dice.around_middle(180, 300)
    men = registered * dice.between(470, 515) // 1000
    on_list: dict[Sex, int] = {"male": men, "female": registered - men}
    turnout = {"male": usual + dice.between(-30, 15), "female": usual + dice.between(-15, 30)}
    return Voters(
        registered=on_list,
        fixed={sex: -(-on_list[sex] * turnout[sex] // 1000) for sex in SEXES},
        moved={sex: dice.often_none(2) for sex in SEXES},
        unlisted={sex: dice.often_none(3) for sex in SEXES},
        disabled={sex: dice.often_none(2) for sex in SEXES},
    )


def choices(station: Station, valid: int, seed: int, dice: Dice) -> tuple[int, ...]:
    """The valid votes of a station, divided among the selections."""
    _, shares = _habits(station.village, seed)
    return divided(valid, [share + dice.between(-30, 30) for share in shares])


@functools.lru_cache(maxsize=128)
def _habits(village: str, seed: int) -> tuple[int, tuple[int, ...]]:
    """A village's usual turnout and shares of the vote, in thousandths; its district leans the same way."""
    district, own = Dice(seed, "district", village[:6]), Dice(seed, "village", village)
    shares = tuple(share + district.between(-50, 50) + own.between(-40, 40) for share in _SHARES)
    return own.between(745, 805), shares


def divided(total: int, weights: Sequence[int]) -> tuple[int, ...]:
    """The total in parts by weight, whole numbers, the largest remainders rounded up."""
    whole = sum(weights)
    parts = [total * weight // whole for weight in weights]
    by_remainder = sorted(range(len(weights)), key=lambda at: (-(total * weights[at] % whole), at))
    for at in by_remainder[: total - sum(parts)]:
        parts[at] += 1
    return tuple(parts)
