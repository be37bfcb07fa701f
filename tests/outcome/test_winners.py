"""Who is elected by the rule of each office, exactly at its edges; equal votes are named and never broken."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bukti.outcome.winners import Province, winner
from bukti.vocabulary.offices import Office
from bukti.vocabulary.problems import Refusal

REGIONAL, NATIONAL = date(2024, 11, 27), date(2024, 2, 14)
MAYOR: Office = "regent-or-mayor"


def test_the_most_votes_elect_a_mayor() -> None:
    found = winner(MAYOR, {"one": 486_423, "two": 363_331}, REGIONAL)
    assert (found.result, found.rule, found.leading, found.gap) == ("elected", "plurality", ("one",), 123_092)
    assert (found.valid, found.needed, found.tied) == (849_754, None, ())
    assert found.source is not None
    assert "107" in found.source.where


def test_a_mayor_needs_no_majority() -> None:
    assert winner(MAYOR, {"a": 40, "b": 35, "c": 25}, REGIONAL).leading == ("a",)


def test_equal_most_votes_elect_no_one_and_name_all() -> None:
    found = winner(MAYOR, {"a": 40, "b": 20, "c": 40}, REGIONAL)
    assert (found.result, found.tied, found.gap) == ("tied", ("a", "c"), 0)


def test_a_single_pair_needs_more_than_half_against_the_blank_column() -> None:
    """E15: 60,000 against 60,000 loses, 60,001 against 60,000 wins."""
    even = winner(MAYOR, {"pair": 60_000, "blank": 60_000}, REGIONAL, blank="blank")
    more = winner(MAYOR, {"pair": 60_001, "blank": 60_000}, REGIONAL, blank="blank")
    less = winner(MAYOR, {"pair": 10, "blank": 11}, REGIONAL, blank="blank")
    assert (even.result, even.rule, even.needed) == ("blank", "single-pair", 60_001)
    assert (more.result, more.needed, more.gap) == ("elected", 60_001, 1)
    assert (less.result, less.leading) == ("blank", ("blank",))


@pytest.mark.parametrize(("day", "act"), [(date(2017, 2, 15), "UU 29/2007"), (REGIONAL, "UU 2/2024")])
def test_jakarta_needs_more_than_half_or_a_second_round(day: date, act: str) -> None:
    office: Office = "governor-of-jakarta"
    half = winner(office, {"a": 50, "b": 30, "c": 20}, day)
    over = winner(office, {"a": 51, "b": 29, "c": 20}, day)
    assert (half.result, half.second_round, half.needed) == ("second-round", ("a", "b"), 51)
    assert (over.result, over.second_round) == ("elected", ())
    assert half.source is not None
    assert half.source.act == act


def test_a_place_in_the_second_round_that_is_tied_stays_open() -> None:
    found = winner("governor-of-jakarta", {"a": 40, "b": 30, "c": 30}, REGIONAL)
    assert (found.result, found.second_round, found.tied) == ("tied", ("a",), ("b", "c"))
    three = winner("governor-of-jakarta", {"a": 33, "b": 33, "c": 33}, REGIONAL)
    assert (three.second_round, three.tied) == ((), ("a", "b", "c"))
    leaders = winner("governor-of-jakarta", {"a": 40, "b": 40, "c": 20}, REGIONAL)
    assert (leaders.result, leaders.second_round) == ("second-round", ("a", "b"))


def provinces(won: int, of: int = 38) -> list[Province]:
    """In so many provinces the first has exactly 20 %, elsewhere 19 %."""
    return [Province({"a": 20 if n < won else 19, "b": 40, "c": 40 if n < won else 41}) for n in range(of)]


def test_a_president_needs_a_fifth_in_more_than_half_of_the_provinces() -> None:
    """E15: 20 of 38."""
    votes = {"a": 60, "b": 21, "c": 19}
    enough, short = (winner("president", votes, NATIONAL, provinces=provinces(n)) for n in (20, 19))
    assert (enough.result, enough.rule) == ("elected", "majority-and-spread")
    assert short.result == "second-round"
    assert short.reached is not None
    assert (short.reached.provinces, short.reached.of, short.reached.needed) == (19, 38, 20)


def test_a_president_needs_more_than_half_of_all_valid_votes() -> None:
    """E15: of 100,000,001 votes 50,000,001 are needed."""
    at = winner("president", {"a": 50_000_000, "b": 40_000_000, "c": 10_000_001}, NATIONAL, provinces=provinces(38))
    over = winner("president", {"a": 50_000_001, "b": 40_000_000, "c": 10_000_000}, NATIONAL, provinces=provinces(38))
    assert (at.result, at.needed) == ("second-round", 50_000_001)
    assert (over.result, over.valid) == ("elected", 100_000_001)


def test_of_two_pairs_for_president_the_one_with_more_votes_is_elected() -> None:
    found = winner("president", {"a": 51, "b": 49}, date(2019, 4, 17))
    assert (found.result, found.rule, found.needed) == ("elected", "plurality", None)


def test_a_count_without_votes_elects_no_one() -> None:
    assert winner(MAYOR, {"a": 0, "b": 0}, REGIONAL).result == "short"
    assert winner("governor-of-jakarta", {"a": 0, "b": 0, "c": 0}, REGIONAL).result == "short"
    assert winner(MAYOR, {"a": 0, "blank": 0}, REGIONAL, blank="blank").result == "short"


def test_a_council_elects_no_single_person() -> None:
    with pytest.raises(Refusal) as refusal:
        winner("local-council", {"a": 1}, NATIONAL)
    assert refusal.value.problems[0].code == "OC-NOT-FOR-OFFICE"


def test_a_day_before_the_law_is_refused() -> None:
    with pytest.raises(Refusal) as refusal:
        winner(MAYOR, {"a": 1, "b": 0}, date(2015, 12, 9))
    assert refusal.value.problems[0].code == "OC-NOT-IN-FORCE"


def test_what_no_ballot_can_be_is_an_error() -> None:
    for votes, blank in (({}, None), ({"a": -1}, None), ({"a": 1}, "blank")):
        with pytest.raises(ValueError):
            winner(MAYOR, votes, REGIONAL, blank=blank)
    with pytest.raises(ValueError):
        winner("president", {"a": 1, "b": 1, "c": 1}, NATIONAL)


@given(st.dictionaries(st.sampled_from("abcde"), st.integers(0, 50), min_size=2))
def test_whoever_has_more_than_half_is_elected_under_every_rule(votes: dict[str, int]) -> None:
    valid, best = sum(votes.values()), max(votes.values())
    for office in (MAYOR, "governor-of-jakarta"):
        found = winner(office, votes, REGIONAL)
        if 2 * best > valid:
            assert found.result == "elected"
            assert votes[found.leading[0]] == best
        assert found.gap == best - sorted(votes.values())[-2]
