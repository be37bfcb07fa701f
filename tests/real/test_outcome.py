"""Seats from real party votes: the councils of Central Java 2019, whose villages tie often and arrive in any order.

Seats per area are not in the files, so that each regency is taken as one area of three to twelve seats.
"""

from __future__ import annotations

import csv
import itertools
import random
from fractions import Fraction
from pathlib import Path

import pytest
from apportionment.methods import compute
from tests.outcome.second_opinion import BY_VOTES, SAINTE_LAGUE, every_outcome
from tests.real.cells import known
from tests.real.examples import Builds

from bukti.outcome.seat_ranges import seat_range
from bukti.outcome.seats import allocate, margins
from bukti.publish.opened import Opened
from bukti.publish.outcomes import meaning

pytestmark = pytest.mark.real
PARTIES = slice(8, 28)
HOUSES = range(3, 13)
Votes = dict[str, int]


@pytest.fixture(scope="module")
def villages(real_data: Path) -> dict[str, list[Votes]]:
    """The party votes of each village, by regency."""
    found: dict[str, list[Votes]] = {}
    with (real_data / "legislative-2019" / "central-java-dprd-village.csv").open(encoding="utf-8", newline="") as lines:
        rows = csv.reader(lines, strict=True)
        parties = next(rows)[PARTIES]
        for row in rows:
            votes = {p: known(cell) or 0 for p, cell in zip(parties, row[PARTIES], strict=True)}
            found.setdefault(row[3], []).append(votes)
    return found


@pytest.fixture(scope="module")
def regencies(villages: dict[str, list[Votes]]) -> dict[str, Votes]:
    return {name: {p: sum(v[p] for v in each) for p in each[0]} for name, each in villages.items()}


def test_every_regency_shares_its_seats_as_two_other_ways_do(regencies: dict[str, Votes]) -> None:
    assert len(regencies) == 34
    for votes in regencies.values():
        for seats in HOUSES:
            found = allocate(votes, seats, SAINTE_LAGUE)
            assert not found.open
            assert {tuple(found.held.values())} == every_outcome(votes, seats)
            assert [*compute("saintelague", [*votes.values()], seats, fractions=True, verbose=False)] == [
                *found.held.values()
            ]


def test_one_seat_more_goes_to_the_list_that_lacked_the_fewest_votes(regencies: dict[str, Votes]) -> None:
    """House monotone, and the next seat is that of the ladder."""
    for votes in regencies.values():
        held = [allocate(votes, seats, BY_VOTES) for seats in HOUSES]
        for before, after in itertools.pairwise(held):
            assert after.seats[:-1] == before.seats
            gained = [n for n in votes if after.held[n] - before.held[n]]
            least = min(margins(votes, before, BY_VOTES), key=lambda m: m.add)
            weakest = before.seats[-1].holder
            assert gained == [after.seats[-1].holder]
            assert least.holder == weakest


def test_ties_in_real_villages_name_everyone_whom_some_order_would_seat(villages: dict[str, list[Votes]]) -> None:
    tied = 0
    for votes in (v for each in villages.values() for v in each if any(v.values())):
        for seats in (3, 5, 7):
            found = allocate(votes, seats, SAINTE_LAGUE)
            if not found.open:
                continue
            tied += 1
            ends = every_outcome(votes, seats)
            differ = {n for i, n in enumerate(votes) if len({e[i] for e in ends}) > 1}
            assert {n for s in found.open for n in s.claimants} == differ
    assert tied > 100


def test_the_seats_of_a_regency_stay_inside_the_range_while_its_villages_come_in(
    villages: dict[str, list[Votes]], regencies: dict[str, Votes]
) -> None:
    dice = random.Random(2019)
    for name, votes in regencies.items():
        order = dice.sample(villages[name], len(villages[name]))
        seats = dice.choice(HOUSES)
        final = allocate(votes, seats, BY_VOTES).held
        known_so_far = dict.fromkeys(votes, 0)
        left = sum(votes.values())
        for at, village in enumerate(order):
            if at % (len(order) // 12 + 1) == 0:
                found = seat_range(known_so_far, seats, left, BY_VOTES)
                assert all(r.fewest <= final[r.selection] <= r.most for r in found), (name, at)
            for party, n in village.items():
                known_so_far[party] += n
            left -= sum(village.values())
        assert left == 0
        assert {r.selection: r.fewest for r in seat_range(known_so_far, seats, 0, BY_VOTES)} == final


def test_the_mayor_of_semarang_leads_beyond_the_threshold_and_the_governor_is_not_elected_here(
    examples: Builds,
) -> None:
    """482,532 against 361,296 with 17 stations out; 0.5 % of 843,828 is 4,219.14."""
    asked = Opened(examples("semarang-pilkada-2024").built, changed=False)
    mayor, governor = (meaning(asked, contest) for contest in asked.terms.configuration.contest)
    assert mayor.count is not None
    assert mayor.winner is not None
    assert mayor.threshold is not None
    assert (mayor.count.provisional, mayor.winner.result, mayor.winner.gap) == (True, "elected", 482_532 - 361_296)
    assert (mayor.threshold.limit, mayor.threshold.standing) == (Fraction(421_914, 100), False)
    assert mayor.count.open is not None
    assert (mayor.count.open.stations, mayor.count.open.most) == (17, 17 * 800)
    assert (governor.whole, governor.winner, governor.threshold) == (False, None, None)


@pytest.mark.soak
def test_the_blank_column_won_in_bangka_and_pangkalpinang_and_nowhere_else(examples: Builds) -> None:
    """Pilkada 2024, 545 contests as Sirekap stood: so it was in the end, by announcement."""
    asked = Opened(examples("pilkada-2024").built, changed=False)
    found = [meaning(asked, contest) for contest in asked.terms.configuration.contest]
    blank = {m.contest.id for m in found if m.winner and m.winner.result == "blank"}
    assert len(found) == 545
    assert blank == {"regent-1901", "regent-1971"}
    assert not any(m.winner and m.winner.result == "tied" for m in found)
    assert sum(m.count is None for m in found) == 11
