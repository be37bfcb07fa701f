"""Made-up elections without any irregularity, and what may be done to them: the null of the tests, and their power.

Nothing here imports the tests that it is used to judge.
"""

from __future__ import annotations

import random
from collections.abc import Sequence
from dataclasses import dataclass, replace

from bukti.forensics.sheets import Sheet

SHARE_SPREAD, TURNOUT_SPREAD = 0.0256, 0.016
"""How much more than binomial the stations of a village differ, as estimated in Kota Semarang 2019."""


@dataclass(frozen=True)
class Village:
    """A village's true share of the first and turnout, and the registered voters of its stations."""

    name: str
    share: float
    turnout: float
    registered: tuple[int, ...]


def made_up(villages: int, stations: int, seed: int, share: float = 0.5) -> list[Village]:
    """Villages whose shares spread around one share, with so many stations of 200 to 300 voters each."""
    rng = random.Random(seed)
    found = []
    for n in range(villages):
        own = min(0.95, max(0.05, rng.gauss(share, 0.1)))
        voters = tuple(rng.randint(200, 300) for _ in range(stations))
        found.append(Village(f"made:{n:04d}", own, rng.uniform(0.75, 0.88), voters))
    return found


def clean(villages: Sequence[Village], seed: int, shift: float = 0.0) -> list[Sheet]:
    """One election: turnout and share of each station are drawn from beta-binomials around its village's."""
    rng = random.Random(seed)
    found = []
    for village in villages:
        share = min(0.99, max(0.01, village.share + shift))
        for at, registered in enumerate(village.registered, 1):
            cast = beta_binomial(rng, registered, village.turnout, TURNOUT_SPREAD)
            invalid = binomial(rng, cast, 0.015)
            y = beta_binomial(rng, cast - invalid, share, SHARE_SPREAD)
            votes = (y, cast - invalid - y)
            unit = f"{village.name}/{at:03d}"
            found.append(Sheet(unit, village.name[:-2], votes, sum(votes), invalid, cast, registered))
    return found


def beta_binomial(rng: random.Random, n: int, p: float, rho: float) -> int:
    spread = 1 / rho - 1
    return binomial(rng, n, rng.betavariate(p * spread, (1 - p) * spread))


def binomial(rng: random.Random, n: int, p: float) -> int:
    """A draw by halves: the middle one of n uniform numbers is a beta, and tells on which side of it p lies.

    Source: Devroye 1986, Non-Uniform Random Variate Generation, X.4.3 (recursive binomial generators).
    """
    k = 0
    while n > 16:
        middle = 1 + n // 2
        x = rng.betavariate(middle, n + 1 - middle)
        if x >= p:
            n, p = middle - 1, p / x
        else:
            k, n, p = k + middle, n - middle, (p - x) / (1 - x)
    return k + sum(rng.random() < p for _ in range(n))


def moved(sheets: Sequence[Sheet], votes: int, share: float, seed: int) -> tuple[list[Sheet], set[str]]:
    """So many votes go from the second to the first in a share of the stations that have them; which those are."""
    able = [s.unit_id for s in sheets if (s.votes[1] or 0) >= votes]
    chosen = set(random.Random(seed).sample(able, max(1, round(share * len(sheets)))))
    return [_moved(s, votes) if s.unit_id in chosen else s for s in sheets], chosen


def _moved(sheet: Sheet, votes: int) -> Sheet:
    first, second = sheet.votes
    assert first is not None
    assert second is not None
    return replace(sheet, votes=(first + votes, second - votes))


def stuffed(sheets: Sequence[Sheet], ballots: int, share: float, seed: int) -> tuple[list[Sheet], set[str]]:
    """So many ballots for the first are added in a share of the stations."""
    chosen = set(random.Random(seed).sample([s.unit_id for s in sheets], max(1, round(share * len(sheets)))))
    found = []
    for s in sheets:
        first, second = s.votes
        if s.unit_id in chosen and first is not None:
            s = replace(s, votes=(first + ballots, second))
        found.append(s)
    return found, chosen


def rounded(sheets: Sequence[Sheet], share: float, seed: int) -> list[Sheet]:
    """In a share of the stations the first's votes are set to the nearest multiple of five per cent."""
    chosen = set(random.Random(seed).sample([s.unit_id for s in sheets], round(share * len(sheets))))
    found = []
    for s in sheets:
        first, total = s.votes[0], s.total
        if s.unit_id in chosen and first is not None and total:
            y = round(round(20 * first / total) * total / 20)
            s = replace(s, votes=(y, total - y))
        found.append(s)
    return found
