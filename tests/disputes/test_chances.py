"""Swings, void ballots and re-vote scenarios against the published and the worked figures."""

from __future__ import annotations

import math
from fractions import Fraction
from itertools import product

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.disputes.five import BERAU, FIVE, SMALL

from bukti.disputes.needed import needed, reversal
from bukti.disputes.question import Part
from bukti.disputes.removal import removal
from bukti.disputes.scenarios import MOST_VOTES, SHARES, beta_binomial, scenario, scenarios


def test_the_second_would_need_these_shares_of_the_five_stations() -> None:
    found = needed(FIVE, 0, 1)
    levels = [round(float(n.level) * 100, 2) for n in found]
    assert levels == [43.75, 32.14, 65.28, 52.86, 73.75]
    assert [round(float(n.share) * 100, 1) for n in found] == [40.0, 28.6, 61.1, 48.6, 70.0]
    # T1: 88 of 200 for the second makes 483 to 482; 87 leaves 482 to 483 … so 88 is the least that leads.
    assert [n.least for n in found] == [88, 68, 118, 93, 148]
    assert all(n.possible for n in found)


@pytest.mark.parametrize("unit", range(5))
def test_the_least_votes_lead_and_one_fewer_does_not(unit: int) -> None:
    one = needed(FIVE, 0, 1)[unit]
    for votes, leads in ((one.least, True), (one.least - 1, False)):
        ahead = sum(p.votes[0] for n, p in enumerate(FIVE) if n != unit) + one.votes - votes
        behind = sum(p.votes[1] for n, p in enumerate(FIVE) if n != unit) + votes
        assert (behind > ahead) is leads


def test_the_swings_that_berau_would_have_needed_district_by_district() -> None:
    found = needed(BERAU, 1, 0)
    assert [round(float(n.swing), 2) for n in found] == [
        10.15, 4.17, 1.62, 4.45, 1.07, 2.38, 4.98, 8.69, 2.26, 7.85, 17.82, 7.13, 7.42,
    ]  # fmt: skip


def test_the_smallest_mistakes_that_would_have_reversed_berau() -> None:
    found = reversal(696, 130_484)
    assert (found.wrong, found.added, round(float(found.swing), 3)) == (349, 697, 0.267)


def test_a_unit_too_small_for_the_margin_could_not_by_itself() -> None:
    found = needed([Part("big", (900, 100)), Part("small", (10, 10)), Part("empty", (0, 0))], 0, 1)
    assert [(n.unit_id, n.possible) for n in found] == [("big", True), ("small", False)]


def test_ipolito_against_power() -> None:
    found = removal(1_422, 1_405, 101)
    assert float(found.reversal) == pytest.approx(0.038723, abs=1e-6)
    assert float(found.reversal + found.tie) == pytest.approx(0.0592, abs=5e-5)
    assert found.worst == -84


def test_de_martini_against_power() -> None:
    found = removal(2_656, 2_594, 136)
    assert float(found.reversal + found.tie) == pytest.approx(7.5e-8, rel=0.05)


@SMALL
@given(st.integers(0, 40), st.integers(0, 40), st.data())
def test_the_chances_are_those_of_the_definition(ahead: int, behind: int, data: st.DataObject) -> None:
    void = data.draw(st.integers(0, ahead + behind))
    every = math.comb(ahead + behind, void)
    ways = {x: math.comb(ahead, x) * math.comb(behind, void - x) for x in range(min(ahead, void) + 1) if x <= void}
    left = {x: (ahead - x) - (behind - (void - x)) for x in ways if void - x <= behind}
    found = removal(ahead, behind, void)
    assert found.reversal == Fraction(sum(ways[x] for x, m in left.items() if m < 0), every)
    assert found.tie == Fraction(sum(ways[x] for x, m in left.items() if m == 0), every)
    assert found.worst == min(left.values())


def test_more_void_ballots_than_ballots_are_refused() -> None:
    with pytest.raises(ValueError, match="31 of 30"):
        removal(20, 10, 31)


def test_two_stations_that_vote_again_as_before_and_with_half() -> None:
    as_before = scenario(-80, (210, 175), Fraction(240, 385))
    assert as_before.leads == pytest.approx(0.680, abs=5e-4)
    assert scenario(-80, (210, 175), Fraction(1, 2)).leads == pytest.approx(0.008, abs=5e-4)


def test_the_chances_of_every_assumption_add_up_to_one() -> None:
    for one in scenarios(-80, (210, 175, 91), (Fraction(0), *SHARES, Fraction(1))):
        assert one.leads + one.level + one.behind == pytest.approx(1, abs=1e-9)
    for spread in (Fraction(0), Fraction(1, 1000), Fraction(1, 5)):
        assert math.fsum(beta_binomial(600, Fraction(3, 7), spread)) == pytest.approx(1, abs=1e-9)


def test_a_scenario_is_what_every_pair_of_counts_adds_up_to() -> None:
    left, right = (beta_binomial(n, Fraction(2, 5), Fraction(1, 20)) for n in (7, 5))
    chance = math.fsum(
        a * b for (x, a), (y, b) in product(enumerate(left), enumerate(right)) if 3 + 2 * (x + y) - 12 > 0
    )
    assert scenario(3, (7, 5), Fraction(2, 5), Fraction(1, 20)).leads == pytest.approx(chance, abs=1e-12)


def test_beta_binomial_of_one_vote_is_its_share() -> None:
    assert beta_binomial(1, Fraction(3, 10), Fraction(1, 4)) == pytest.approx([0.7, 0.3])
    # Two votes of one station agree more often than chance: 0.3 * 0.3 + 0.3 * 0.7 * 1/4 of both.
    assert beta_binomial(2, Fraction(3, 10), Fraction(1, 4))[2] == pytest.approx(0.09 + 0.21 / 4)


def test_a_re_vote_of_very_many_voters_has_no_table() -> None:
    assert scenarios(10, (MOST_VOTES, 1)) == []
