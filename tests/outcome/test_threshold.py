"""Article 158 in whole votes: the cases that the Court decided, every edge, and what has no threshold."""

from __future__ import annotations

from datetime import date
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bukti.locale import LANGUAGES, Catalogue
from bukti.outcome.law import for_office, outcome_law
from bukti.outcome.threshold import threshold
from bukti.vocabulary.offices import Office
from bukti.vocabulary.problems import Refusal

DAY = date(2024, 11, 27)
MAYOR: Office = "regent-or-mayor"


def test_berau_may_be_disputed() -> None:
    """E05: 64,894 against 65,590 in a class of 1.5 %: 696,000 <= 1,957,260."""
    found = threshold(MAYOR, 280_998, 64_894 + 65_590, 65_590 - 64_894, DAY)
    assert (found.valid, found.gap, found.permille, found.up_to) == (130_484, 696, 15, 500_000)
    assert found.limit == Fraction(195_726, 100)
    assert (found.nearest, found.standing, found.close) == (1_957, True, False)


def test_lamandau_may_be_disputed_and_the_court_printed_1128() -> None:
    """E06: 2 % of 56,395 is 1,127.9; of the winner's 28,755 votes, as before 2016, it would be 575 and not enough."""
    found = threshold(MAYOR, 107_000, 56_395, 28_755 - 27_640, DAY)
    assert (found.gap, found.permille, found.limit) == (1_115, 20, Fraction(11_279, 10))
    assert (found.nearest, found.standing) == (1_128, True)
    assert found.gap > Fraction(28_755 * 2, 100)


def test_the_mayor_of_semarang_may_not_be_disputed() -> None:
    """E07: 486,423 against 363,331, more than a million people: 0.5 % of 849,754 is 4,248.77."""
    found = threshold(MAYOR, 1_694_743, 486_423 + 363_331, 486_423 - 363_331, DAY)
    assert (found.valid, found.gap, found.up_to) == (849_754, 123_092, None)
    assert found.limit == Fraction(424_877, 100)
    assert (found.nearest, found.standing) == (4_249, False)


@pytest.mark.parametrize(
    ("office", "population", "permille"),
    [
        (MAYOR, 1, 20),
        (MAYOR, 250_000, 20),
        (MAYOR, 250_001, 15),
        (MAYOR, 500_000, 15),
        (MAYOR, 500_001, 10),
        (MAYOR, 1_000_000, 10),
        (MAYOR, 1_000_001, 5),
        ("governor", 2_000_000, 20),
        ("governor", 2_000_001, 15),
        ("governor", 6_000_000, 15),
        ("governor", 6_000_001, 10),
        ("governor", 12_000_000, 10),
        ("governor", 12_000_001, 5),
        ("governor-of-jakarta", 10_672_100, 10),
    ],
)
def test_a_boundary_belongs_to_the_class_below_it(office: Office, population: int, permille: int) -> None:
    """E08."""
    assert threshold(office, population, 1_000, 0, DAY).permille == permille


def test_a_gap_of_exactly_the_limit_may_be_disputed_and_one_vote_more_may_not() -> None:
    at, above = (threshold(MAYOR, 100_000, 50_000, gap, DAY) for gap in (1_000, 1_001))
    assert (at.standing, above.standing) == (True, False)
    assert at.limit == above.limit == 1_000
    assert (at.close, above.close) == (True, True)


def test_a_gap_beyond_one_vote_of_the_limit_needs_no_warning() -> None:
    assert [threshold(MAYOR, 100_000, 50_000, gap, DAY).close for gap in (998, 999, 1_001, 1_002)] == [
        False,
        True,
        True,
        False,
    ]


def test_where_rounding_would_decide_the_exact_limit_decides() -> None:
    """2 % of 56,395 is 1,127.9: a gap of 1,128 is within the printed number and over the exact one."""
    found = threshold(MAYOR, 107_000, 56_395, 1_128, DAY)
    assert (found.nearest, found.standing, found.close) == (1_128, False, True)


@pytest.mark.parametrize(("valid", "nearest"), [(24, 0), (25, 1), (74, 1), (75, 2), (0, 0)])
def test_halves_are_printed_upwards(valid: int, nearest: int) -> None:
    assert threshold(MAYOR, 1, valid, 0, DAY).nearest == nearest


@given(st.integers(1, 3_000_000), st.integers(0, 10**7), st.data())
def test_standing_is_lost_once_as_the_gap_grows(population: int, valid: int, data: st.DataObject) -> None:
    gap = data.draw(st.integers(0, valid))
    found = threshold(MAYOR, population, valid, gap, DAY)
    assert found.standing == (gap <= found.limit)
    assert abs(found.nearest - found.limit) <= Fraction(1, 2)
    assert threshold(MAYOR, population, valid, 0, DAY).standing
    if gap and found.standing:
        assert threshold(MAYOR, population, valid, gap - 1, DAY).standing


@pytest.mark.parametrize("office", ["president", "local-council"])
def test_an_office_without_a_threshold_is_refused_in_words(office: Office) -> None:
    with pytest.raises(Refusal) as refusal:
        threshold(office, 1, 1, 0, DAY)
    (problem,) = refusal.value.problems
    assert (problem.code, problem.found) == ("OC-NOT-FOR-OFFICE", office)
    assert all(office in problem.tell(Catalogue(language)) for language in LANGUAGES)


def test_a_day_before_the_law_is_refused_since_the_base_was_another() -> None:
    with pytest.raises(Refusal) as refusal:
        threshold(MAYOR, 1, 1, 0, date(2015, 12, 9))
    assert [(p.code, p.expected) for p in refusal.value.problems] == [("OC-NOT-IN-FORCE", "2016-07-01")]


@pytest.mark.parametrize(("population", "valid", "gap"), [(0, 10, 1), (10, 10, 11), (10, 10, -1), (10, -1, 0)])
def test_what_no_count_can_be_is_an_error(population: int, valid: int, gap: int) -> None:
    with pytest.raises(ValueError):
        threshold(MAYOR, population, valid, gap, DAY)


def test_the_classes_of_the_law_rise_and_the_last_has_no_end() -> None:
    for entry in outcome_law().thresholds:
        ends = [c.up_to for c in entry.classes]
        assert ends[-1] is None
        assert ends[:-1] == sorted(set(filter(None, ends[:-1])))


def test_no_threshold_is_said_to_be_checked_against_the_text_of_the_law() -> None:
    """The numbers were found in newspapers; the statute was not at hand."""
    assert not for_office(outcome_law().thresholds, MAYOR, DAY).law.seen
