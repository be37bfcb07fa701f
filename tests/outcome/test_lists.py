"""Who of a list sits on its seats: by votes, ties named; who follows when one is gone."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from bukti.outcome.lists import Members, members, replacement

VOTES = {1: 500, 2: 900, 3: 900, 4: 100}


def test_seats_go_to_the_candidates_with_the_most_votes_whatever_their_numbers() -> None:
    assert members({1: 10, 2: 30, 3: 20}, 2) == Members((2, 3))


def test_equal_votes_at_the_last_seat_are_named() -> None:
    assert members(VOTES, 1) == Members((), (2, 3), 1)
    assert members({1: 9, 2: 5, 3: 5, 4: 5}, 3) == Members((1,), (2, 3, 4), 2)


def test_equal_votes_that_all_get_a_seat_are_no_tie() -> None:
    assert members(VOTES, 2) == Members((2, 3))


def test_the_wider_spread_goes_first_where_it_is_known_of_all() -> None:
    assert members(VOTES, 1, {1: 1, 2: 4, 3: 6, 4: 1}) == Members((3,))
    assert members(VOTES, 1, {2: 4, 3: 6}) == Members((), (2, 3), 1)
    assert members(VOTES, 1, dict.fromkeys(VOTES, 6)) == Members((), (2, 3), 1)


def test_seats_beyond_the_candidates_stay_vacant() -> None:
    assert members({1: 5}, 3) == Members((1,), vacant=2)
    assert members({}, 1) == Members((), vacant=1)
    assert members(VOTES, 0) == Members(())


def test_the_next_in_votes_replaces_one_who_is_gone() -> None:
    assert replacement(VOTES, {2, 3}, {2}) == (1,)
    assert replacement(VOTES, {2, 3}, {2, 1}) == (4,)
    assert replacement(VOTES, {1}, {1}) == (2, 3)
    assert replacement({1: 5, 2: 3}, {1, 2}, {1}) == ()


@given(st.dictionaries(st.integers(1, 12), st.integers(0, 40)), st.integers(0, 12))
def test_no_one_elected_has_fewer_votes_than_one_who_is_not(votes: dict[int, int], seats: int) -> None:
    found = members(votes, seats)
    assert len(found.elected) + found.of_open + found.vacant == seats
    assert len(found.tied) > found.of_open or not found.tied
    others = [v for n, v in votes.items() if n not in found.elected]
    assert all(votes[n] >= max(others, default=0) for n in found.elected)
    assert len({votes[n] for n in found.tied}) <= 1
