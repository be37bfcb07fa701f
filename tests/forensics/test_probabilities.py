"""Tails and adjusted p-values against exact fractions, other formulas and examples worked by hand."""

from __future__ import annotations

import math
import random
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.forensics.elections import beta_binomial, binomial

from bukti.forensics.beta_binomial import overdispersion, parameters, tails, two_sided
from bukti.forensics.many_tests import benjamini_hochberg, holm, sign_test
from bukti.forensics.reports import median


def exact(k: int, n: int, a: Fraction, b: Fraction) -> Fraction:
    """P(X = k) of a beta-binomial by rising products: C(n, k) a(a+1).. b(b+1).. / (a+b)(a+b+1).."""
    above = math.prod((a + j for j in range(k)), start=Fraction(1))
    below = math.prod((b + j for j in range(n - k)), start=Fraction(1))
    return math.comb(n, k) * above * below / math.prod((a + b + j for j in range(n)), start=Fraction(1))


@given(
    st.integers(1, 25).flatmap(lambda n: st.tuples(st.just(n), st.integers(0, n))),
    st.fractions(Fraction(1, 20), 30, max_denominator=20),
    st.fractions(Fraction(1, 20), 30, max_denominator=20),
)
def test_tails_are_those_of_exact_fractions(of: tuple[int, int], a: Fraction, b: Fraction) -> None:
    n, y = of
    chances = [exact(k, n, a, b) for k in range(n + 1)]
    low, high = tails(y, n, float(a), float(b))
    assert math.isclose(low, sum(chances[: y + 1]), rel_tol=1e-9)
    assert math.isclose(high, sum(chances[y:]), rel_tol=1e-9)


def test_a_tail_of_a_large_station_is_that_of_log_gamma() -> None:
    y, n, a, b = 21, 258, 20.0, 14.0

    def log_chance(k: int) -> float:
        beta = math.lgamma(k + a) + math.lgamma(n - k + b) - math.lgamma(n + a + b)
        whole = math.lgamma(a) + math.lgamma(b) - math.lgamma(a + b)
        return math.log(math.comb(n, k)) + beta - whole

    low = sum(math.exp(log_chance(k)) for k in range(y + 1))
    assert math.isclose(tails(y, n, a, b)[0], low, rel_tol=1e-9)
    assert math.isclose(two_sided(y, n, a, b), 2 * low, rel_tol=1e-9)


def test_a_tail_is_the_same_when_candidates_change_places() -> None:
    assert two_sided(30, 200, 8.0, 5.0) == pytest.approx(two_sided(170, 200, 5.0, 8.0), rel=1e-12)


def test_parameters_have_the_mean_and_the_overdispersion_asked_for() -> None:
    a, b = parameters(0.3, 0.04)
    assert a / (a + b) == pytest.approx(0.3)
    assert 1 / (a + b + 1) == pytest.approx(0.04)


@pytest.mark.parametrize("rho", [0.01, 0.0256, 0.06])
def test_overdispersion_is_found_again_in_draws(rho: float) -> None:
    rng = random.Random(7)
    n, p = 220, 0.4
    squares = [((beta_binomial(rng, n, p, rho) - n * p) ** 2 / (n * p * (1 - p)), n) for _ in range(8_000)]
    assert overdispersion(squares) == pytest.approx(rho, rel=0.12)


def test_stations_that_differ_as_chance_has_them_have_next_to_no_overdispersion() -> None:
    rng = random.Random(8)
    squares = [((binomial(rng, 220, 0.4) - 88) ** 2 / 52.8, 220) for _ in range(8_000)]
    assert overdispersion(squares) < 0.0005
    assert overdispersion([]) == 0


def test_benjamini_hochberg_keeps_what_the_paper_keeps() -> None:
    """Table 1 of Benjamini and Hochberg 1995 (thrombolysis): 15 p-values, of which 4 are kept at 5 %."""
    listed = "0.0001 0.0004 0.0019 0.0095 0.0201 0.0278 0.0298 0.0344 0.0459 0.3240 0.4262 0.5719 0.6528 0.7590 1"
    ps = [float(p) for p in listed.split()]
    assert benjamini_hochberg(ps, 15) == 4
    assert benjamini_hochberg(ps[:6], 15) == 4  # large ones may be left out
    assert benjamini_hochberg([0.04], 2) == 0
    assert benjamini_hochberg([0.03, 0.04], 2) == 2  # the first alone would not be kept


def test_holm_doubles_the_smaller_of_two() -> None:
    assert holm([0.038, 0.77]) == pytest.approx([0.076, 0.77])
    assert holm([0.04, 0.03, 0.02]) == pytest.approx([0.06, 0.06, 0.06])
    assert holm([]) == []


def test_the_sign_test_is_that_of_two_cities() -> None:
    assert sign_test(13, 40) == pytest.approx(0.038, abs=5e-4)
    assert sign_test(22, 47) == pytest.approx(0.77, abs=5e-3)
    assert sign_test(0, 0) == 1
    assert sign_test(2, 2, 0.25) == pytest.approx(0.125)  # twice 1/16
    assert sign_test(0, 3, 0.25) == pytest.approx(2 * 27 / 64)


def test_the_sign_test_of_a_nation_is_quick() -> None:
    assert sign_test(50_200, 100_000) == pytest.approx(0.2071, abs=2e-3)  # z of 1.2618 with the correction


@given(st.integers(1, 12).flatmap(lambda n: st.tuples(st.just(n), st.integers(0, n))), st.integers(1, 9))
def test_the_sign_test_is_that_of_all_outcomes(of: tuple[int, int], tenths: int) -> None:
    n, k = of
    p = Fraction(tenths, 10)
    chances = [math.comb(n, j) * p**j * (1 - p) ** (n - j) for j in range(n + 1)]
    least = min(sum(chances[: k + 1]), sum(chances[k:]))
    assert sign_test(k, n, tenths / 10) == pytest.approx(float(min(Fraction(1), 2 * least)))


def test_the_middle_of_weighted_values_is_that_of_their_copies() -> None:
    assert median([(3.0, 1), (1.0, 1), (2.0, 1)]) == 2
    assert median([(5.0, 10), (1.0, 3)]) == 5
    assert median([]) == 0
