"""Seats still open while votes are unknown: exact against every split, never past what the count ends with."""

from __future__ import annotations

import random

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.outcome.second_opinion import BY_VOTES, SAINTE_LAGUE, every_outcome, splits

from bukti.outcome.seat_ranges import seat_range
from bukti.outcome.seats import allocate

SEVEN = {"A": 28_000, "B": 15_000, "C": 10_000, "D": 6_000, "E": 3_000}
FIXED = {"A": (3, 3), "B": (2, 2), "C": (1, 1), "D": (1, 1), "E": (0, 0)}


def ranges(votes: dict[str, int], seats: int, unknown: int) -> dict[str, tuple[int, int]]:
    return {r.selection: (r.fewest, r.most) for r in seat_range(votes, seats, unknown, SAINTE_LAGUE)}


def test_with_a_thousand_votes_unknown_all_seven_seats_are_fixed() -> None:
    assert ranges(SEVEN, 7, 1_000) == FIXED


def test_with_2001_votes_unknown_one_seat_is_open_between_two_lists() -> None:
    assert ranges(SEVEN, 7, 2_001) == {**FIXED, "B": (1, 2), "E": (0, 1)}
    assert ranges(SEVEN, 7, 1_999) == FIXED


def test_a_tie_is_inside_the_range_both_ways() -> None:
    """With 2,000 more E has 5,000, as B's second quotient has."""
    assert ranges(SEVEN, 7, 2_000) == {**FIXED, "B": (1, 2), "E": (0, 1)}
    assert ranges({"A": 5, "B": 5}, 1, 0) == {"A": (0, 1), "B": (0, 1)}


def test_the_cheapest_next_quotient_each_time_is_not_always_the_cheapest_way() -> None:
    """A keeps its second seat of eight from 147 unknown votes and not from 148; taken step by step it would be 149."""
    votes = {"A": 52, "B": 7, "C": 53}
    assert ranges(votes, 8, 147)["A"][0] == 2
    assert ranges(votes, 8, 148)["A"][0] == 1


def test_nothing_is_sure_where_no_vote_is_known() -> None:
    assert ranges({"A": 0, "B": 0}, 3, 10) == {"A": (0, 3), "B": (0, 3)}
    assert ranges({"A": 0, "B": 0}, 3, 0) == {"A": (0, 0), "B": (0, 0)}
    assert ranges({"A": 4}, 3, 0) == {"A": (3, 3)}


def test_ranges_are_those_of_every_split_in_five_hundred_small_cases() -> None:
    """Every way to give at most so many votes to the lists, and every way to break ties after that."""
    dice = random.Random(500)
    for _ in range(500):
        votes = {n: dice.randrange(0, 12) for n in "ABCD"[: dice.randrange(2, 5)]}
        seats, unknown = dice.randrange(1, 6), dice.randrange(0, 9)
        ends = {
            end
            for more in splits(unknown, len(votes))
            for end in every_outcome({n: v + x for (n, v), x in zip(votes.items(), more, strict=True)}, seats)
        }
        expected = {n: (min(e[i] for e in ends), max(e[i] for e in ends)) for i, n in enumerate(votes)}
        found = ranges(votes, seats, unknown)
        for name, (fewest, most) in expected.items():
            assert found[name][1] == most, (votes, seats, unknown, name)
            # where no vote has come in at all, no seat is taken: the count's end has no such case
            assert found[name][0] == fewest or not any(votes.values()), (votes, seats, unknown, name)


@given(
    st.lists(st.dictionaries(st.sampled_from("ABCDEF"), st.integers(0, 300), max_size=6), min_size=1, max_size=12),
    st.integers(1, 12),
    st.randoms(use_true_random=False),
)
def test_the_final_seats_are_inside_the_range_at_every_moment_of_a_count_in_any_order(
    stations: list[dict[str, int]], seats: int, dice: random.Random
) -> None:
    names = "ABCDEF"
    total = {n: sum(s.get(n, 0) for s in stations) for n in names}
    final = allocate(total, seats, BY_VOTES).held
    dice.shuffle(stations)
    known = dict.fromkeys(names, 0)
    for at, station in enumerate(stations):
        unknown = sum(sum(s.values()) for s in stations[at:])
        found = seat_range(known, seats, unknown, BY_VOTES)
        assert all(r.fewest <= final[r.selection] <= r.most for r in found)
        known = {n: known[n] + station.get(n, 0) for n in names}
    assert all(r.fewest <= final[r.selection] <= r.most for r in seat_range(known, seats, 0, BY_VOTES))


@given(st.dictionaries(st.sampled_from("ABCDE"), st.integers(0, 500), min_size=1), st.integers(0, 12))
def test_without_unknown_votes_only_ties_leave_a_range(votes: dict[str, int], seats: int) -> None:
    found = allocate(votes, seats, SAINTE_LAGUE)
    open_to = {n for s in found.open for n in s.claimants}
    for r in seat_range(votes, seats, 0, SAINTE_LAGUE):
        assert r.fewest == found.held[r.selection]
        assert r.most == r.fewest + (r.selection in open_to)


@pytest.mark.parametrize(("votes", "seats", "unknown"), [({"A": -1}, 1, 0), ({"A": 1}, -1, 0), ({"A": 1}, 1, -1)])
def test_counts_below_zero_are_an_error(votes: dict[str, int], seats: int, unknown: int) -> None:
    with pytest.raises(ValueError):
        seat_range(votes, seats, unknown, SAINTE_LAGUE)
