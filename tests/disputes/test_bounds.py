"""Bounds and what they answer, by the worked example and by all re-votes of small counts."""

from __future__ import annotations

import random
from itertools import product

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.disputes.five import FIVE, SMALL, counts

from bukti.disputes.bounds import bounds, totals
from bukti.disputes.matters import CERTAIN, NEVER, NOT_KNOWN, ONLY_IF, matters
from bukti.disputes.question import INELIGIBLE, OPEN, RECOUNT, SUMS, Doubt, Part

AGAIN = Doubt(OPEN)


def test_two_of_five_stations_leave_the_margin_between_610_behind_and_450_ahead() -> None:
    found = bounds(FIVE, {"T2": AGAIN, "T4": AGAIN})
    assert found.votes == (490, 475)
    (pair,) = found.pairs
    assert (pair.reported, pair.outside, pair.down, pair.least, pair.most) == (15, -80, 530, -610, 450)
    answer = matters(FIVE, {"T2": AGAIN, "T4": AGAIN})
    assert (answer.answer, answer.net) == (ONLY_IF, -79)


def test_nothing_questioned_never_matters() -> None:
    assert matters(FIVE, {}).answer == NEVER
    assert matters([Part("a", (5, 5), 20)], {}).answer == NEVER


@pytest.mark.parametrize(("cap", "answer"), [(223, NEVER), (224, ONLY_IF), (225, ONLY_IF)])
def test_a_margin_is_safe_only_where_it_is_more_than_the_caps(cap: int, answer: str) -> None:
    parts = [Part("rest", (82_319, 82_095)), Part("again", (0, 0), cap)]
    found = matters(parts, {"again": AGAIN})
    assert (found.answer, found.decisive and found.decisive.outside) == (answer, 224)


def test_the_re_vote_of_siak_could_matter_and_its_result_lay_inside_the_bounds() -> None:
    # 82,319 v 82,095 with 1,011 voters to vote again; the court annulled votes at two stations that are not published,
    # so they are left in, which keeps 224 outside; the third pair's total is not published either.
    parts = [Part("rest", (82_319, 82_095, 0))]
    parts += [Part(name, (0, 0, 0), cap) for name, cap in (("T1", 494), ("T2", 453), ("T3", 64))]
    doubts = dict.fromkeys(("T1", "T2", "T3"), AGAIN)
    found = matters(parts, doubts)
    assert found.answer == ONLY_IF
    pair = found.bounds.pairs[0]
    assert (pair.least, pair.most) == (224 - 1_011, 224 + 1_011)
    assert pair.least <= 224 + 516 - 344 <= pair.most


def test_a_rival_that_leads_whatever_comes_is_certain() -> None:
    parts = [Part("a", (100, 10), 120), Part("b", (10, 60), 80)]
    assert matters(parts, {"a": Doubt(OPEN)}).answer == ONLY_IF
    void = [Part("a", (100, 10), 49), Part("b", (10, 60), 80)]
    found = matters(void, {"a": AGAIN})
    assert (found.answer, found.decisive and found.decisive.most) == (CERTAIN, -1)
    level = [Part("a", (100, 10), 50), Part("b", (10, 60), 80)]
    assert matters(level, {"a": AGAIN}).answer == ONLY_IF


def test_a_questioned_part_without_a_cap_is_not_known() -> None:
    parts = [Part("a", (100, 10), 120), Part("b", (10, 60))]
    found = matters(parts, {"b": AGAIN})
    assert (found.answer, found.decisive, found.bounds.unbounded) == (NOT_KNOWN, None, ("b",))
    assert matters(parts, {"a": AGAIN}).answer == ONLY_IF


def test_nothing_counted_and_a_single_selection_are_not_known() -> None:
    assert matters([Part("a", (0, 0), 300)], {"a": AGAIN}).answer == NOT_KNOWN
    assert matters([Part("a", (5,), 300)], {"a": AGAIN}).answer == NOT_KNOWN
    assert matters([], {}).answer == NOT_KNOWN


def test_a_doubt_about_no_part_is_refused() -> None:
    with pytest.raises(ValueError, match="T9"):
        bounds(FIVE, {"T9": AGAIN})


def test_a_recount_cannot_move_more_than_the_ballots_in_the_box() -> None:
    (pair,) = bounds(FIVE, {"T4": Doubt(RECOUNT)}).pairs
    assert (pair.outside, pair.down, pair.up) == (10, 180, 180)


def test_sums_that_do_not_add_up_move_the_margin_by_what_is_missing() -> None:
    (pair,) = bounds(FIVE, {"T2": Doubt(SUMS, -4), "T1": Doubt(SUMS, 3)}).pairs
    assert (pair.outside, pair.least, pair.most) == (15, 8, 22)
    assert matters(FIVE, {"T2": Doubt(SUMS, -4)}).answer == NEVER
    assert matters(FIVE, {"T2": Doubt(SUMS, 15)}).answer == ONLY_IF


def test_ineligible_voters_cost_the_leader_no_more_than_its_votes_there() -> None:
    (pair,) = bounds(FIVE, {"T5": Doubt(INELIGIBLE, 100)}).pairs
    assert (pair.least, pair.most) == (15 - 60, 15 + 100)
    assert matters(FIVE, {"T5": Doubt(INELIGIBLE, 14)}).answer == NEVER
    assert matters(FIVE, {"T5": Doubt(INELIGIBLE, 15)}).answer == ONLY_IF


def test_with_several_rivals_each_pair_has_bounds_of_its_own() -> None:
    parts = [Part("rest", (500, 480, 300)), Part("again", (30, 10, 90), 150)]
    found = bounds(parts, {"again": AGAIN})
    assert [(b.rival, b.least, b.most) for b in found.pairs] == [(1, -130, 170), (2, 50, 350)]
    answer = matters(parts, {"again": AGAIN})
    assert (answer.answer, answer.decisive and answer.decisive.rival) == (ONLY_IF, 1)


def all_results(votes: tuple[int, ...], cap: int) -> list[tuple[int, ...]]:
    """Every result of two or three selections that a re-vote with so many ballots allows."""
    return [some for some in product(range(cap + 1), repeat=len(votes)) if sum(some) <= cap]


@SMALL
@given(st.data())
def test_the_bounds_are_those_of_every_re_vote_tried_out(data: st.DataObject) -> None:
    width = data.draw(st.integers(2, 3))
    votes = st.tuples(*[st.integers(0, 9)] * width)
    rest, again = data.draw(votes), data.draw(votes)
    cap = data.draw(st.integers(0, 9))
    found = bounds([Part("rest", rest), Part("again", again, cap)], {"again": AGAIN})
    results = [tuple(map(sum, zip(rest, some, strict=True))) for some in all_results(again, cap)]
    for pair in found.pairs:
        margins = [r[pair.first] - r[pair.rival] for r in results]
        assert (pair.least, pair.most) == (min(margins), max(margins))
    if not any(map(sum, (rest, again))):
        return
    leads = [r[found.first] > max(v for n, v in enumerate(r) if n != found.first) for r in results]
    behind = [r[found.first] < max(v for n, v in enumerate(r) if n != found.first) for r in results]
    answer = matters([Part("rest", rest), Part("again", again, cap)], {"again": AGAIN}).answer
    if all(leads):
        assert answer == NEVER
    elif all(behind):
        assert answer == CERTAIN
    elif cap or any(again):
        assert answer == ONLY_IF


@SMALL
@given(counts(), st.data())
def test_the_interval_holds_every_simulated_re_vote(parts: list[Part], data: st.DataObject) -> None:
    again = data.draw(st.sets(st.sampled_from([p.unit_id for p in parts])))
    found = bounds(parts, dict.fromkeys(again, AGAIN))
    dice = random.Random(data.draw(st.integers(0, 2**32)))
    for _ in range(20):
        voted = [Part(p.unit_id, _re_vote(p, dice)) if p.unit_id in again else p for p in parts]
        votes = totals(voted)
        for pair in found.pairs:
            assert pair.least <= votes[pair.first] - votes[pair.rival] <= pair.most


def _re_vote(part: Part, dice: random.Random) -> tuple[int, ...]:
    """So many ballots as fall, each to a selection or to none."""
    votes = [0] * (len(part.votes) + 1)
    for _ in range(dice.randint(0, part.cap or 0)):
        votes[dice.randrange(len(votes))] += 1
    return tuple(votes[:-1])
