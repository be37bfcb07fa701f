"""Sainte-Lague in whole numbers: worked examples, ties by name, what must hold of every sharing, and what need not."""

from __future__ import annotations

import random
from collections.abc import Mapping
from datetime import date
from fractions import Fraction

import pytest
from apportionment.methods import compute
from hypothesis import assume, given
from hypothesis import strategies as st
from tests.outcome.second_opinion import BY_VOTES, SAINTE_LAGUE, every_outcome

from bukti.outcome.law import for_office, outcome_law
from bukti.outcome.seats import Method, allocate, ladder, margins, smallest

SEVEN = {"A": 28_000, "B": 15_000, "C": 10_000, "D": 6_000, "E": 3_000}
TWELVE = {"A": 90_000, "B": 54_000, "C": 41_000, "D": 30_000, "E": 22_000, "F": 9_000}

ballots = st.dictionaries(st.sampled_from("ABCDEFGH"), st.integers(0, 400), min_size=1, max_size=8)
large = st.dictionaries(st.sampled_from("ABCDEFGHIJ"), st.integers(0, 10**9), min_size=1, max_size=10)
houses = st.integers(0, 12)


def held(votes: Mapping[str, int], seats: int, method: Method = BY_VOTES) -> dict[str, int]:
    return dict(allocate(votes, seats, method).held)


def is_clear(votes: Mapping[str, int], seats: int) -> bool:
    return not any(s.claimants for s in allocate(votes, seats, SAINTE_LAGUE).seats)


# ---- worked examples


def test_seven_seats_go_out_in_the_order_of_quotients() -> None:
    """E13: A's third is 28,000/5 = 5,600, of its original votes and not of its last quotient."""
    found = allocate(SEVEN, 7, SAINTE_LAGUE)
    assert [(s.holder, s.quotient.exact) for s in found.seats] == [
        ("A", 28_000),
        ("B", 15_000),
        ("C", 10_000),
        ("A", Fraction(28_000, 3)),
        ("D", 6_000),
        ("A", 5_600),
        ("B", 5_000),
    ]
    assert found.held == {"A": 3, "B": 2, "C": 1, "D": 1, "E": 0}
    assert [s.number for s in found.seats] == [*range(1, 8)]


def test_a_tie_names_all_claimants() -> None:
    """E12: 90,000/9 and 30,000/3 are both 10,000; without a rule seat 12 stays open."""
    found = allocate(TWELVE, 12, SAINTE_LAGUE)
    (last,) = found.open
    assert (last.number, last.claimants, last.settled) == (12, ("A", "D"), "open")
    assert last.quotient.exact == 10_000
    assert found.held == {"A": 4, "B": 3, "C": 2, "D": 1, "E": 1, "F": 0}


def test_the_list_with_more_votes_gets_the_tied_seat_where_the_law_says_so_and_the_tie_is_still_told() -> None:
    """E12 with PKPU 6/2024 as remembered: A5 B3 C2 D1 E1 F0."""
    method = for_office(outcome_law().seats, "local-council", date(2024, 2, 14)).method
    found = allocate(TWELVE, 12, method)
    assert found.held == {"A": 5, "B": 3, "C": 2, "D": 1, "E": 1, "F": 0}
    last = found.seats[-1]
    assert (last.holder, last.claimants, last.settled) == ("A", ("A", "D"), "votes")


def test_equal_votes_are_settled_by_the_spread_and_else_by_the_lot() -> None:
    votes, method = {"A": 100, "B": 100, "C": 50}, Method(1, 2, ("votes", "spread"))
    assert allocate(votes, 1, method).open[0].claimants == ("A", "B")
    by_spread = allocate(votes, 1, method, spread={"A": 2, "B": 3, "C": 9}).seats[0]
    assert (by_spread.holder, by_spread.settled, by_spread.claimants) == ("B", "spread", ("A", "B"))
    even = {"A": 3, "B": 3, "C": 3}
    assert allocate(votes, 1, method, spread=even).open[0].claimants == ("A", "B")
    by_lot = allocate(votes, 1, method, spread=even, drawn=("B", "A")).seats[0]
    assert (by_lot.holder, by_lot.settled) == ("B", "lot")


def test_a_spread_that_is_not_known_of_every_claimant_settles_nothing() -> None:
    found = allocate({"A": 9, "B": 9}, 1, Method(1, 2, ("spread",)), spread={"A": 3})
    assert found.open[0].claimants == ("A", "B")
    assert allocate({"A": 9, "B": 9}, 1, SAINTE_LAGUE, drawn=("A",)).open


def test_a_tie_of_three_for_two_seats_gives_what_is_clear_and_names_the_others() -> None:
    votes = {"A": 90, "B": 30, "C": 30}
    found = allocate(votes, 3, BY_VOTES)
    assert [(s.holder, s.settled, s.claimants) for s in found.seats] == [
        ("A", "quotient", ()),
        ("A", "votes", ("A", "B", "C")),
        (None, "open", ("B", "C")),
    ]
    assert found.held == {"A": 2, "B": 0, "C": 0}


def test_equal_quotients_that_all_get_a_seat_are_no_tie() -> None:
    assert is_clear({"A": 30, "B": 30}, 2)
    assert not is_clear({"A": 30, "B": 30}, 1)


def test_an_area_without_votes_has_no_seats_taken() -> None:
    assert allocate({"A": 0, "B": 0}, 3, SAINTE_LAGUE).seats == ()
    assert held({"A": 0, "B": 1}, 3) == {"A": 0, "B": 3}


@pytest.mark.parametrize(("votes", "seats"), [({"A": -1}, 1), ({"A": 1}, -1)])
def test_counts_below_zero_are_an_error(votes: dict[str, int], seats: int) -> None:
    with pytest.raises(ValueError):
        allocate(votes, seats, SAINTE_LAGUE)


def test_the_ladder_shows_the_three_quotients_under_the_last_seat() -> None:
    assert [(q.selection, q.divisor) for q in ladder(SEVEN, 7, SAINTE_LAGUE)[7:]] == [("A", 7), ("C", 3), ("A", 9)]


# ---- what holds of every sharing


@given(large, houses)
def test_seats_add_up_to_the_house_unless_no_one_voted(votes: dict[str, int], seats: int) -> None:
    found = allocate(votes, seats, BY_VOTES)
    assert len(found.seats) == (seats if any(votes.values()) else 0)
    assert sum(found.held.values()) + len(found.open) == len(found.seats)


@given(ballots, houses)
def test_a_second_way_finds_the_same_seats_and_the_same_ties(votes: dict[str, int], seats: int) -> None:
    found = allocate(votes, seats, SAINTE_LAGUE)
    others = every_outcome(votes, seats)
    sure = [min(o[i] for o in others) for i in range(len(votes))]
    assert list(found.held.values()) == sure
    last = {name for s in found.open for name in s.claimants}
    assert {n for i, n in enumerate(votes) if len({o[i] for o in others}) > 1} == last


@given(large, houses)
def test_one_seat_more_costs_no_list_a_seat(votes: dict[str, int], seats: int) -> None:
    assume(is_clear(votes, seats) and is_clear(votes, seats + 1))
    before, after = held(votes, seats), held(votes, seats + 1)
    assert all(after[n] >= before[n] for n in votes)


@given(large, houses, st.data())
def test_more_votes_cost_a_list_no_seat(votes: dict[str, int], seats: int, data: st.DataObject) -> None:
    name = data.draw(st.sampled_from(sorted(votes)))
    more = {**votes, name: votes[name] + data.draw(st.integers(1, 10**9))}
    assert held(more, seats)[name] >= held(votes, seats)[name]


@given(large, houses)
def test_more_votes_never_mean_fewer_seats(votes: dict[str, int], seats: int) -> None:
    found = held(votes, seats)
    assert all(found[a] >= found[b] for a in votes for b in votes if votes[a] > votes[b])


@given(large, houses, st.randoms(use_true_random=False))
def test_the_order_of_lists_changes_nothing(votes: dict[str, int], seats: int, dice: random.Random) -> None:
    names = list(votes)
    dice.shuffle(names)
    other = allocate({n: votes[n] for n in names}, seats, BY_VOTES)
    assert other.held == held(votes, seats)
    assert {s.claimants for s in other.seats} == {s.claimants for s in allocate(votes, seats, BY_VOTES).seats}


@given(large, houses, st.integers(1, 10**6))
def test_multiplying_all_votes_changes_nothing(votes: dict[str, int], seats: int, times: int) -> None:
    assert held({n: v * times for n, v in votes.items()}, seats) == held(votes, seats)


@given(large, houses)
def test_a_list_without_votes_gets_no_seat(votes: dict[str, int], seats: int) -> None:
    assert held({**votes, "none": 0}, seats)["none"] == 0


def test_quota_is_no_property_of_the_method() -> None:
    """383 of 487 votes are a quota of 4.7 of 6 seats, and get all 6."""
    votes = dict(zip("ABCDEFGH", (15, 21, 8, 12, 20, 10, 383, 18), strict=True))
    assert held(votes, 6)["G"] == 6
    assert Fraction(6 * 383, sum(votes.values())) < 5


# ---- an oracle not written here


def test_the_oracle_gives_the_seven_seat_example() -> None:
    assert [*compute("saintelague", list(SEVEN.values()), 7, verbose=False)] == [3, 2, 1, 1, 0]


def test_the_oracle_agrees_wherever_no_tie_decides() -> None:
    dice = random.Random(7)
    checked = 0
    for _ in range(600):
        votes = {n: dice.randrange(1, 5_000) for n in "ABCDEFGH"[: dice.randrange(1, 9)]}
        seats = dice.randrange(1, 13)
        if is_clear(votes, seats):
            checked += 1
            assert [*compute("saintelague", list(votes.values()), seats, fractions=True, verbose=False)] == list(
                held(votes, seats).values()
            )
    assert checked > 500


# ---- the smallest change


def test_the_seven_seats_hang_on_these_votes() -> None:
    """methods.md 1: E +2,001; D -2,001, which A gets; B to E 1,501."""
    found = margins(SEVEN, allocate(SEVEN, 7, SAINTE_LAGUE), SAINTE_LAGUE)
    by = {(m.holder, m.challenger): m for m in found}
    assert by["B", "E"].add == 2_001
    assert by["D", "A"].lose == 2_001
    assert by["B", "E"].move == 1_501
    assert min(m.add for m in found) == 2_001
    assert min(m.lose for m in found if m.lose is not None) == 2_001
    least = smallest(found)
    assert least is not None
    assert (least.holder, least.challenger, least.move) == ("B", "E", 1_501)
    assert (least.holder_divisor, least.challenger_divisor) == (3, 1)


def test_a_seat_that_a_rule_gave_in_a_tie_moves_with_one_vote() -> None:
    found = margins(TWELVE, allocate(TWELVE, 12, BY_VOTES), BY_VOTES)
    least = smallest(found)
    assert least is not None
    assert (least.holder, least.challenger, least.move, least.add, least.lose) == ("A", "D", 1, 1, 1)


def test_an_open_tie_has_no_margin() -> None:
    assert margins(TWELVE, allocate(TWELVE, 12, SAINTE_LAGUE), SAINTE_LAGUE) == ()
    assert smallest(()) is None


def test_a_list_without_votes_cannot_gain_by_what_others_lose() -> None:
    votes = {"A": 10, "B": 0}
    (only,) = margins(votes, allocate(votes, 1, SAINTE_LAGUE), SAINTE_LAGUE)
    assert (only.add, only.lose, only.move) == (11, None, 6)


def moved_away(votes: Mapping[str, int], seats: int, before: tuple[int, ...]) -> bool:
    """Whether no way of breaking ties leaves the seats as they were."""
    return before not in every_outcome(votes, seats)


def test_margins_are_those_of_brute_force_in_a_thousand_small_contests() -> None:
    """Vote by vote, until the seats as they were are no longer one of the possible outcomes."""
    dice = random.Random(158)
    done = 0
    while done < 1_000:
        votes = {n: dice.randrange(0, 25) for n in "ABCDE"[: dice.randrange(2, 6)]}
        seats = dice.randrange(1, 6)
        if not any(votes.values()) or not is_clear(votes, seats):
            continue
        done += 1
        before = tuple(held(votes, seats).values())
        found = margins(votes, allocate(votes, seats, SAINTE_LAGUE), SAINTE_LAGUE)
        for name in votes:
            fewest = min((m.add for m in found if m.challenger == name), default=None)
            gains = (x for x in range(1, 600) if moved_away({**votes, name: votes[name] + x}, seats, before))
            assert fewest is None or next(gains) == fewest
            lost = min((m.lose for m in found if m.holder == name and m.lose is not None), default=None)
            losses = (
                x
                for x in range(
                    1, votes[name] + (sum(votes.values()) > votes[name])
                )  # where no vote is left, no seat is
                if moved_away({**votes, name: votes[name] - x}, seats, before)
            )
            assert next(losses, None) == lost
        least = smallest(found)
        moves = (
            x
            for x in range(1, 600)
            if any(
                moved_away({**votes, a: votes[a] - x, b: votes[b] + x}, seats, before)
                for a in votes
                for b in votes
                if a != b and votes[a] >= x
            )
        )
        assert least is None or next(moves) == least.move
