"""Who is elected, who goes into a second round, or what is still needed, by the rule of the office."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Literal

from bukti.outcome.law import Spread, WinnerLaw, for_office, outcome_law
from bukti.vocabulary.offices import Office
from bukti.vocabulary.rules import Law

Result = Literal["elected", "second-round", "tied", "blank", "short"]
Rule = Literal["plurality", "majority", "majority-and-spread", "single-pair"]


@dataclass(frozen=True)
class Province:
    """The votes of one province by selection, with all its valid votes."""

    votes: Mapping[str, int]

    @property
    def valid(self) -> int:
        """All valid votes of the province."""
        return sum(self.votes.values())


@dataclass(frozen=True)
class Reached:
    """In how many provinces a selection has the share that is asked for, of how many, and how many it needs."""

    provinces: int
    of: int
    needed: int


@dataclass(frozen=True)
class Winner:
    """What the votes mean under the rule of the office.

    `result`: `elected`; `second-round`; `tied` where equal votes leave it open; `blank` where a single pair did not
    beat the blank column; `short` where nobody reached what is needed and the law knows no second round, or no votes
    are there. `leading` are those with the most votes, `second_round` those who go into it, `tied` those between whom
    it is open. `gap` is between the first and the second. `needed` is the fewest votes for a majority, None where the
    most votes are enough.
    """

    result: Result
    rule: Rule
    leading: tuple[str, ...]
    gap: int
    valid: int
    needed: int | None
    second_round: tuple[str, ...] = ()
    tied: tuple[str, ...] = ()
    reached: Reached | None = None
    source: Law | None = None


def winner(
    office: Office,
    votes: Mapping[str, int],
    on: date,
    blank: str | None = None,
    provinces: Sequence[Province] = (),
) -> Winner:
    """What the votes mean for an office that one person or pair fills, on the day of the election.

    `blank` names the blank column that stands against a single pair; `provinces` are needed for a president. More than
    half means more than half of all valid votes, compared in whole votes. Equal votes at a place that matters are named
    and never broken here: the law looks at the spread of votes over areas, which the office has to state.

    Raises Refusal: OC-NOT-FOR-OFFICE for a council, OC-NOT-IN-FORCE for a day before the law. Raises ValueError for
    votes below 0, no votes on the ballot or a president without provinces.

    Source: UU 7/2017, article 416; UU 10/2016, articles 54D, 107 and 109; UU 2/2024, article 10.
    """
    if not votes or min(votes.values()) < 0 or (blank is not None and blank not in votes):
        raise ValueError(votes)
    if blank is not None:
        return _single(votes, blank, for_office(outcome_law().single_pairs, office, on).law)
    law = for_office(outcome_law().winners, office, on)
    spread = law.spread if law.spread and len(votes) > law.spread.unless else None
    if law.rule == "plurality" or (law.spread and not spread):
        return _plurality(votes, law.law)
    return _majority(votes, law, spread, provinces)


def _ranked(votes: Mapping[str, int]) -> list[str]:
    return sorted(votes, key=lambda name: -votes[name])


def _gap(votes: Mapping[str, int]) -> int:
    first, *others = sorted(votes.values(), reverse=True)
    return first - (others[0] if others else 0)


def _most(votes: Mapping[str, int]) -> tuple[str, ...]:
    return tuple(name for name, v in votes.items() if v == max(votes.values()))


def _plurality(votes: Mapping[str, int], law: Law) -> Winner:
    leading, valid = _most(votes), sum(votes.values())
    result: Result = "short" if not valid else "tied" if len(leading) > 1 else "elected"
    tied = leading if result == "tied" else ()
    return Winner(result, "plurality", leading, _gap(votes), valid, None, tied=tied, source=law)


def _single(votes: Mapping[str, int], blank: str, law: Law) -> Winner:
    valid = sum(votes.values())
    (pair,) = [name for name in votes if name != blank]
    won = 2 * votes[pair] > valid
    result: Result = "short" if not valid else "elected" if won else "blank"
    return Winner(result, "single-pair", _most(votes), _gap(votes), valid, valid // 2 + 1, source=law)


def _majority(votes: Mapping[str, int], law: WinnerLaw, spread: Spread | None, provinces: Sequence[Province]) -> Winner:
    leading, valid = _most(votes), sum(votes.values())
    rule: Rule = "majority-and-spread" if spread else "majority"
    reached = _reached(leading[0], spread, provinces) if spread else None
    over = 2 * votes[leading[0]] > valid and (reached is None or reached.provinces >= reached.needed)
    second: tuple[str, ...] = ()
    tied: tuple[str, ...] = ()
    result: Result = "elected" if over else "short"
    if not over and valid and law.second_round:
        second, tied = _second_round(votes)
        result = "tied" if tied else "second-round"
    return Winner(result, rule, leading, _gap(votes), valid, valid // 2 + 1, second, tied, reached, law.law)


def _second_round(votes: Mapping[str, int]) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """The two with the most votes, and those between whom a place is open."""
    order = _ranked(votes)
    if len(order) <= 2 or votes[order[1]] > votes[order[2]]:
        return tuple(order[:2]), ()
    same = tuple(name for name in order if votes[name] == votes[order[1]])
    return tuple(name for name in order[:2] if name not in same), same


def _reached(name: str, spread: Spread, provinces: Sequence[Province]) -> Reached:
    """Provinces without votes count among all, and no one has a share there."""
    if not provinces:
        raise ValueError(provinces)
    has = sum(1 for p in provinces if p.valid and p.votes.get(name, 0) * 1000 >= p.valid * spread.permille)
    return Reached(has, len(provinces), len(provinces) // 2 + 1)
