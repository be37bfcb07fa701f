"""Seats of councils and of their areas, by how many people live there; shares of the vote that the law asks for."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bukti.outcome.law import for_office, outcome_law
from bukti.outcome.shares import distances, limit
from bukti.outcome.sizes import area_seats, council_size
from bukti.vocabulary.offices import Office
from bukti.vocabulary.problems import Refusal

DAY = date(2024, 2, 14)


@pytest.mark.parametrize(
    ("office", "population", "seats"),
    [
        ("local-council", 1, 20),
        ("local-council", 100_000, 20),
        ("local-council", 100_001, 25),
        ("local-council", 200_001, 30),
        ("local-council", 300_001, 35),
        ("local-council", 433_091, 40),  # Pangandaran, as KPU decided for 2024
        ("local-council", 500_001, 45),
        ("local-council", 1_000_000, 45),
        ("local-council", 1_000_001, 50),
        ("local-council", 3_000_000, 50),
        ("local-council", 3_000_001, 55),
        ("provincial-council", 1_000_000, 35),
        ("provincial-council", 1_000_001, 45),
        ("provincial-council", 11_000_001, 100),
        ("provincial-council", 37_000_000, 120),
    ],
)
def test_the_size_of_a_council_goes_by_the_people_of_its_place(office: Office, population: int, seats: int) -> None:
    assert council_size(office, population, DAY).seats == seats


def test_sizes_grow_with_the_classes_and_the_last_has_no_end() -> None:
    for entry in outcome_law().sizes:
        ends = [c.up_to for c in entry.classes]
        assert ends[-1] is None
        assert ends[:-1] == sorted(filter(None, ends))
        assert [c.seats for c in entry.classes] == sorted(c.seats for c in entry.classes)


def test_a_council_without_a_rule_of_its_size_is_refused() -> None:
    with pytest.raises(Refusal) as refusal:
        council_size("national-council", 1, DAY)
    assert refusal.value.problems[0].code == "OC-NOT-FOR-OFFICE"
    with pytest.raises(ValueError):
        council_size("local-council", 0, DAY)


def test_leftover_seats_go_to_the_areas_with_the_largest_rests() -> None:
    """1,000 people, 10 seats: 100 each; 3 + 2 + 3 in the first round, two left for the rests of 90 and 60."""
    found = area_seats({"a": 350, "b": 290, "c": 360}, 10, 3, 12)
    assert found.people_for_a_seat == 100
    assert [(a.area, a.first_round, a.rest, a.seats) for a in found.areas] == [
        ("a", 3, 50, 3),
        ("b", 2, 90, 3),
        ("c", 3, 60, 4),
    ]
    assert found.tied == ()


def test_the_people_for_a_seat_lose_their_fraction() -> None:
    """Pangandaran 2024: 433,091 people over 40 seats are 10,827.275, published as 10,827."""
    assert area_seats({"a": 433_091}, 40, 3, 50).people_for_a_seat == 10_827


def test_areas_that_tie_for_a_leftover_seat_are_named_and_none_gets_it() -> None:
    found = area_seats({"a": 150, "b": 150}, 3, 1, 12)
    assert [(a.first_round, a.rest, a.seats) for a in found.areas] == [(1, 50, 1), (1, 50, 1)]
    assert found.tied == ("a", "b")


def test_an_area_outside_the_fewest_and_most_is_marked() -> None:
    found = area_seats({"a": 200, "b": 300, "c": 1_300}, 18, 3, 12)
    assert [(a.seats, a.fits) for a in found.areas] == [(2, False), (3, True), (13, False)]


@given(st.dictionaries(st.sampled_from("abcdef"), st.integers(1_000, 10**6), min_size=1), st.integers(1, 60))
def test_the_seats_of_all_areas_are_those_of_the_council_but_for_a_tie(populations: dict[str, int], seats: int) -> None:
    try:
        found = area_seats(populations, seats, 3, 12)
    except ValueError:  # where the fraction dropped makes too much of few people
        assert sum(p // (sum(populations.values()) // seats) for p in populations.values()) > seats
        return
    total = sum(a.seats for a in found.areas)
    assert total == seats if not found.tied else total < seats
    assert all(a.seats - a.first_round in (0, 1) for a in found.areas)


@pytest.mark.parametrize(("populations", "seats"), [({"a": 10}, 0), ({"a": 1}, 2), ({"a": -5, "b": 10}, 1)])
def test_no_people_for_a_seat_is_an_error(populations: dict[str, int], seats: int) -> None:
    with pytest.raises(ValueError):
        area_seats(populations, seats, 3, 12)


# ---- shares


MILLION = {"A": 30_000_000, "B": 20_000_000, "C": 6_050_000, "D": 6_000_000, "E": 88_000_000}


def test_four_percent_is_compared_exactly() -> None:
    """E14: of 150.05 million 6,002,000 are needed; 3.9987 % rounds to 4.0 and is not enough."""
    assert limit(sum(MILLION.values()), 40) == 6_002_000
    by = {d.selection: d for d in distances(MILLION, 40)}
    assert [n for n, d in by.items() if d.reached] == ["A", "B", "C", "E"]
    assert by["D"].move == 2_000
    assert by["D"].add == 2_084  # 2,083 new votes: 6,002,083 against 6,002,083.32
    assert (6_002_083 * 1000 >= 40 * 150_052_083, 6_002_084 * 1000 >= 40 * 150_052_084) == (False, True)


def test_the_share_exactly_is_enough_and_one_vote_less_is_not() -> None:
    at, other = distances({"a": 4, "b": 96}, 40)
    assert (at.reached, at.lose, at.moved) == (True, 1, 1)
    assert other.reached
    assert not distances({"a": 3, "b": 97}, 40)[0].reached


def test_the_threshold_of_the_national_council_is_known_until_it_has_to_be_changed() -> None:
    seats = outcome_law().seats
    assert for_office(seats, "national-council", DAY).permille == 40
    assert for_office(seats, "national-council", date(2019, 4, 17)).permille == 40
    for council in ("provincial-council", "local-council"):
        assert for_office(seats, council, DAY).permille is None
    for day in (date(2014, 4, 9), date(2029, 2, 14)):
        with pytest.raises(Refusal) as refusal:
            for_office(seats, "national-council", day)
        assert refusal.value.problems[0].code == "OC-NOT-IN-FORCE"


NATION = {
    "pdip": 25_384_673, "golkar": 23_208_488, "gerindra": 20_071_345, "nasdem": 14_660_328, "pkb": 16_115_358,
    "pks": 12_781_241, "pan": 10_984_639, "demokrat": 11_283_053, "rest": 17_304_168,
}  # fmt: skip
"""The national votes of 2024 as announced on 25 August 2024; `rest` fills the 151,793,293 valid votes."""


def test_eight_parties_are_over_the_threshold_of_2024() -> None:
    assert sum(NATION.values()) == 151_793_293
    of_ppp = {**NATION, "ppp": 5_878_708, "rest": NATION["rest"] - 5_878_708}
    by = {d.selection: d for d in distances(of_ppp, 40)}
    assert float(limit(151_793_293, 40)) == 6_071_731.72
    assert [n for n, d in by.items() if d.reached and n != "rest"] == [n for n in NATION if n != "rest"]
    assert by["ppp"].move == 193_024


@given(st.lists(st.integers(0, 2_000), min_size=2, max_size=6), st.integers(1, 500))
def test_distances_are_the_fewest_votes_that_change_the_answer(numbers: list[int], permille: int) -> None:
    votes = {str(n): v for n, v in enumerate(numbers)}
    valid = sum(numbers)

    def over(own: int, all_valid: int) -> bool:
        return own * 1000 >= all_valid * permille

    for d in distances(votes, permille):
        assert d.reached == over(d.votes, valid)
        if not d.reached:
            assert over(d.votes + d.add, valid + d.add)
            assert not over(d.votes + d.add - 1, valid + d.add - 1)
            assert over(d.votes + d.move, valid)
            assert not over(d.votes + d.move - 1, valid)
        elif d.votes:
            assert over(d.votes - d.lose + 1, valid - d.lose + 1)
            assert not over(d.votes - d.moved, valid)
            assert over(d.votes - d.moved + 1, valid)
            assert not over(d.votes - d.lose, valid - d.lose) or d.votes == d.lose
