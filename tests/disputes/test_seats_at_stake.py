"""Whether a claim could move a seat: the seven-seat example, and every count within small bounds."""

from __future__ import annotations

import itertools

from hypothesis import given, settings
from hypothesis import strategies as st

from bukti.disputes.effects import UNBOUNDED, Range
from bukti.disputes.seats_at_stake import SeatsAtStake, seats_at_stake
from bukti.outcome.seats import Method, allocate

SEVEN = {"A": 28_000, "B": 15_000, "C": 10_000, "D": 6_000, "E": 3_000}
"""methods.md 1 and law.md E13: A3 B2 C1 D1 E0."""
METHOD = Method()


def exactly(**moved: int) -> dict[str, Range]:
    return {name: Range(n, n) for name, n in moved.items()}


def test_the_smallest_changes_of_the_seven_seats_move_one_and_one_vote_less_does_not() -> None:
    """From B to E 1,501; from D 2,001 away, which A takes; E 2,001 more, from B."""
    assert seats_at_stake(SEVEN, 7, METHOD, exactly(B=-1501, E=1501)) == SeatsAtStake("certain", "B", "E")
    assert seats_at_stake(SEVEN, 7, METHOD, exactly(B=-1499, E=1499)).answer == "never"
    assert seats_at_stake(SEVEN, 7, METHOD, exactly(D=-2001)) == SeatsAtStake("certain", "D", "A")
    assert seats_at_stake(SEVEN, 7, METHOD, exactly(E=2001)) == SeatsAtStake("certain", "B", "E")
    assert seats_at_stake(SEVEN, 7, METHOD, exactly(E=1999)).answer == "never"


def test_an_equal_quotient_is_a_change() -> None:
    """E with 5,000 has the quotient of B's second seat, 15,000 / 3."""
    assert seats_at_stake(SEVEN, 7, METHOD, exactly(E=2000)).answer == "certain"
    assert seats_at_stake(SEVEN, 7, METHOD, {"E": Range(0, 2000)}) == SeatsAtStake("only-if", "B", "E")


def test_bounds_that_reach_no_quotient_leave_the_seats_alone() -> None:
    assert seats_at_stake(SEVEN, 7, METHOD, {"E": Range(-3000, 1999)}).answer == "never"
    assert seats_at_stake(SEVEN, 7, METHOD, {"E": Range(0, 1000), "B": Range(-3000, 0)}).answer == "only-if"


def test_what_nobody_limits_is_not_known() -> None:
    assert seats_at_stake(SEVEN, 7, METHOD, {"E": UNBOUNDED}).answer == "not-known"


@settings(max_examples=150)
@given(st.data())
def test_no_count_within_the_bounds_moves_a_seat_that_was_called_safe(data: st.DataObject) -> None:
    votes = {name: data.draw(st.integers(0, 30)) for name in "ABC"}
    seats = data.draw(st.integers(1, 5))
    sides = {name: sorted(data.draw(st.tuples(*[st.integers(-3, 3)] * 2))) for name in "ABC"}
    changes = {name: Range(a, b) for name, (a, b) in sides.items()}
    found = seats_at_stake(votes, seats, METHOD, changes)
    now = allocate(votes, seats, METHOD)
    held = set()
    for moved in itertools.product(*(range(a, b + 1) for a, b in sides.values())):
        then = allocate({n: max(0, v + m) for (n, v), m in zip(votes.items(), moved, strict=True)}, seats, METHOD)
        held.add((tuple(sorted(then.held.items())), bool(then.open)))
    if found.answer == "never":
        assert held == {(tuple(sorted(now.held.items())), False)}
    if found.answer == "certain":
        assert held != {(tuple(sorted(now.held.items())), False)}
