"""What an audit draws, compares and concludes: several rivals, papers not found, errors that must lead further."""

from __future__ import annotations

import math
import random
from collections import Counter
from fractions import Fraction
from itertools import islice

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bukti.audit.assertion import pairs, seats
from bukti.audit.caps import Cap, cap_of
from bukti.audit.frame import Frame, Station
from bukti.audit.papers import Entry, Paper, papers
from bukti.audit.progress import asked, progress
from bukti.audit.risk import SHARES
from bukti.audit.tickets import ALL, drawn, draws, is_seed
from bukti.outcome.seats import Method, allocate

F = Fraction
SEED = "30615294817362940517"
WHOLE, CAUTIOUS = SHARES["kaplan-markov"], SHARES["cautious"]
LIMIT = F(1, 20)
THREE = (Station("a", (50, 30, 20), 110), Station("b", (20, 45, 30), 100), Station("c", (60, 20, 5), 90))
"""130, 95 and 55 votes; margins 35 and 75."""


def frame_of(stations: tuple[Station, ...]) -> Frame:
    votes = tuple(map(sum, zip(*(s.votes for s in stations), strict=True)))
    return Frame(stations, tuple(pairs(votes)))


def even(number: int, votes: tuple[int, ...] = (120, 60), cap: int = 200) -> Frame:
    """As many stations of the same figures."""
    return frame_of(tuple(Station(f"s{n:03d}", votes, cap) for n in range(number)))


def clean(frame: Frame) -> dict[str, Paper]:
    """Papers that all say what was published."""
    return {s.unit_id: Paper("read", s.votes) for s in frame.stations}


# ---- bounds and taints


def test_bounds_take_the_nearest_rival_of_each_station() -> None:
    """By hand: a max((20+110)/35, (30+110)/75), b max((-25+100)/35, (-10+100)/75), c max((40+90)/35, (55+90)/75)."""
    frame = frame_of(THREE)
    assert frame.margins == (35, 75)
    assert frame.bounds == (F(130, 35), F(75, 35), F(130, 35))
    assert frame.total == F(335, 35)


def test_a_station_may_be_weighed_by_another_rival_than_its_neighbour() -> None:
    """Margins 100 and 110; in y the third stands far behind: (60+40)/110 is less than (70+40)/100, in x otherwise."""
    stations = (Station("x", (100, 70, 20), 200), Station("y", (90, 20, 60), 180))
    frame = frame_of(stations)
    assert frame.margins == (100, 110)
    assert frame.bounds == (F(280, 110), F(250, 100))


def test_the_taint_is_the_worst_over_the_rivals_as_a_share_of_the_bound() -> None:
    """Paper of a: 45, 40, 10. Against the second 20 became 5: 15/35; against the third 30 became 35: -5/75."""
    frame = frame_of(THREE)
    assert frame.taint(0, (45, 40, 10)) == F(15, 35) / F(130, 35) == F(15, 130)
    assert frame.taint(0, (50, 30, 20)) == 0
    assert frame.taint(0, (60, 20, 20)) == F(-10, 75) / F(130, 35)
    assert frame.taint(0, None) == 1
    assert frame.taint(0, (0, 110, 0)) == 1


def test_a_paper_over_its_cap_counts_as_not_found() -> None:
    assert frame_of(THREE).taint(0, (111, 0, 0)) == 1


@given(st.data())
def test_no_paper_within_its_cap_has_a_taint_over_one(data: st.DataObject) -> None:
    frame = frame_of(THREE)
    at = data.draw(st.integers(0, 2))
    first = data.draw(st.integers(0, frame.stations[at].cap))
    second = data.draw(st.integers(0, frame.stations[at].cap - first))
    third = data.draw(st.integers(0, frame.stations[at].cap - first - second))
    assert frame.taint(at, (first, second, third)) <= 1


@pytest.mark.parametrize(
    ("received", "registered", "published", "cap"),
    [
        (310, 300, 250, Cap("received", 310)),
        (None, 300, 250, Cap("registered", 306)),
        (None, 301, 250, Cap("registered", 308)),  # 2 % of 301 is 6.02, and seven ballots
        (None, None, 250, Cap("station-cap", 500)),
        (200, 300, 250, Cap("received", 250, raised=True)),
        (None, 100, 250, Cap("registered", 250, raised=True)),
        (0, 300, 0, Cap("registered", 306)),
        (0, 0, 0, Cap("station-cap", 500)),
    ],
)
def test_a_cap_is_named_for_what_it_comes_from(
    received: int | None, registered: int | None, published: int, cap: Cap
) -> None:
    assert cap_of(received, registered, F(2), 500, published) == cap


def test_without_a_known_reserve_the_list_is_no_cap() -> None:
    assert cap_of(None, 300, None, 500, 250) == Cap("station-cap", 500)


# ---- draws


def test_a_ticket_falls_to_the_station_whose_share_holds_it() -> None:
    """Weights 130, 75, 130 of 335, to the ballot: the ends are at 130/335 and 205/335."""
    frame = frame_of(THREE)
    for share, place in [(F(0), 0), (F(130, 335), 1), (F(205, 335), 2)]:
        at = -(-share.numerator * ALL // share.denominator)
        assert drawn(frame, at) == place
        assert drawn(frame, max(0, at - 1)) == max(0, place - 1)
    assert drawn(frame, ALL - 1) == 2


def test_a_station_that_can_hold_no_error_is_never_drawn() -> None:
    stations = (Station("a", (0, 0), 0), Station("b", (70, 30), 100), Station("c", (0, 0), 0))
    assert {at for _, at in islice(draws(frame_of(stations), SEED), 500)} == {1}


def test_stations_are_drawn_in_proportion_to_their_bounds() -> None:
    frame = frame_of(THREE)
    times = Counter(at for _, at in islice(draws(frame, SEED), 20_000))
    assert [times[n] / 20_000 for n in range(3)] == pytest.approx([130 / 335, 75 / 335, 130 / 335], abs=0.011)


@pytest.mark.parametrize(
    "seed", ["", "3061529481736294051", "306152948173629405177", "3061529481736294051x", "３" * 20]
)
def test_a_seed_is_twenty_digits(seed: str) -> None:
    assert not is_seed(seed)
    assert is_seed(SEED)


# ---- papers


def entry(unit: str, votes: tuple[int, ...] | None, role: str = "first") -> Entry:
    return Entry(unit, votes, role, "2024-02-20T02:00:00Z")


def test_with_one_person_the_last_entry_stands() -> None:
    said = [entry("a", (1, 2)), entry("a", (3, 4), "second"), entry("b", None)]
    assert papers(said, two=False) == {"a": Paper("read", (3, 4)), "b": Paper("missing")}
    assert papers([*said, entry("a", (5, 6))], two=False)["a"] == Paper("read", (5, 6))


@pytest.mark.parametrize(
    ("said", "paper"),
    [
        ([("first", (1, 2))], Paper("one")),
        ([("first", (1, 2)), ("first", (1, 2))], Paper("one")),
        ([("first", (1, 2)), ("second", (1, 2))], Paper("read", (1, 2))),
        ([("first", (1, 2)), ("second", (1, 3))], Paper("differ")),
        ([("first", (1, 2)), ("second", (1, 3)), ("third", (1, 3))], Paper("read", (1, 3))),
        ([("first", (1, 2)), ("second", (1, 3)), ("first", (1, 3))], Paper("read", (1, 3))),
        ([("first", None), ("second", None)], Paper("missing")),
        ([("first", None), ("second", (1, 2))], Paper("differ")),
        ([("a", (1, 2)), ("b", (1, 3)), ("c", (1, 2)), ("d", (1, 3))], Paper("differ")),
    ],
)
def test_with_two_persons_a_figure_stands_when_two_typed_the_same(
    said: list[tuple[str, tuple[int, ...] | None]], paper: Paper
) -> None:
    assert papers([entry("a", votes, role) for role, votes in said], two=True) == {"a": paper}


# ---- conclusions


def test_an_audit_without_differences_stops_at_the_planned_draw() -> None:
    """40 stations alike: U = 1 + 8000/2400 = 13/3, ln 20 / ln 1.3 = 11.4."""
    frame = even(40)
    found = progress(frame, SEED, clean(frame), LIMIT, WHOLE)
    assert (found.conclusion, len(found.draws), found.more) == ("stop", 12, 0)
    assert found.p == (F(10, 13)) ** 12


def test_p_counts_draws_only_up_to_the_first_paper_that_was_not_read() -> None:
    frame = even(40)
    first = asked(frame, SEED, {}, 12)
    known = clean(frame)
    del known[frame.stations[first[4].at].unit_id]
    found = progress(frame, SEED, known, LIMIT, WHOLE)
    assert (found.conclusion, len(found.draws), found.more) == ("go-on", 4, 8)
    waiting = progress(frame, SEED, {**known, frame.stations[first[4].at].unit_id: Paper("one")}, LIMIT, WHOLE)
    assert waiting == found


def test_a_sheet_that_was_not_found_never_lets_an_audit_stop() -> None:
    frame = even(40)
    order = asked(frame, SEED, {}, 40)
    for place in {d.at for d in order}:
        for share in (WHOLE, CAUTIOUS):
            known = {**clean(frame), frame.stations[place].unit_id: Paper("missing")}
            assert progress(frame, SEED, known, LIMIT, share).conclusion == "find"


def test_a_difference_asks_for_more_draws_than_were_planned() -> None:
    frame = even(40)
    first = asked(frame, SEED, {}, 1)[0].at
    known = {**clean(frame), frame.stations[first].unit_id: Paper("read", (100, 80))}
    read = {frame.stations[d.at].unit_id for d in asked(frame, SEED, {}, 12)}
    found = progress(frame, SEED, {u: p for u, p in known.items() if u in read}, LIMIT, CAUTIOUS)
    assert found.conclusion == "go-on"
    assert len(found.draws) + found.more > 12


def test_a_paper_wholly_for_the_other_ends_in_comparing_all() -> None:
    """A taint of 1 takes the whole of a Kaplan-Markov bet: no draw can bring P down any more."""
    frame = even(40)
    first = asked(frame, SEED, {}, 1)[0].at
    unit = frame.stations[first].unit_id
    found = progress(frame, SEED, {unit: Paper("read", (0, 200))}, LIMIT, WHOLE)
    assert found.conclusion == "full-count"
    every = {**clean(frame), unit: Paper("read", (0, 200))}
    assert progress(frame, SEED, every, LIMIT, WHOLE).conclusion == "borne-out"
    turned = {s.unit_id: Paper("read", (60, 120)) for s in frame.stations}
    assert progress(frame, SEED, turned, LIMIT, WHOLE).conclusion == "not-borne-out"


def test_more_draws_than_stations_is_a_full_count() -> None:
    """A lead of 20 of 2,000 votes in 10 stations needs hundreds of draws."""
    frame = even(10, (101, 99), 200)
    assert progress(frame, SEED, {}, LIMIT, WHOLE).conclusion == "full-count"
    assert progress(frame, None, {}, LIMIT, WHOLE).conclusion == "full-count"
    assert progress(frame, None, clean(frame), LIMIT, WHOLE).conclusion == "borne-out"


# ---- simulated wrong winners: seldom confirmed


def confirmed(frame: Frame, true: list[tuple[int, ...]], share: F, audits: int, chance: random.Random) -> float:
    """The share of audits, each with a seed of its own, that would confirm the published winner."""
    mean, limit, stopped = 1 - 1 / float(frame.total), 0.05, 0
    factor = {at: 1 + float(share) / mean * (1 - float(frame.taint(at, paper)) - mean) for at, paper in enumerate(true)}
    for _ in range(audits):
        held: float = 1
        seed = "".join(chance.choices("0123456789", k=20))
        for _, at in islice(draws(frame, seed), len(frame.stations)):
            held *= factor[at]
            if held >= 1 / limit or held == 0:
                break
        stopped += held >= 1 / limit
    return stopped / audits


def most(audits: int) -> float:
    """5 % and three standard errors."""
    return 0.05 + 3 * math.sqrt(0.05 * 0.95 / audits)


def wrong_pair() -> tuple[Frame, list[tuple[int, ...]]]:
    """400 stations, truly lost by two votes; 16 turned whole, so that the published lead is 4 % of the votes."""
    true: list[tuple[int, ...]] = [(100, 100) if n < 399 else (99, 101) for n in range(400)]
    published = [(200, 0) if n % 24 == 0 and n < 384 else v for n, v in enumerate(true)]
    return frame_of(tuple(Station(f"s{n:03d}", v, 200) for n, v in enumerate(published))), true


def wrong_seat() -> tuple[Frame, list[tuple[int, ...]]]:
    """400 stations and two seats, the second truly the last's by a vote; 28 altered stations give both to the first."""
    true: list[tuple[int, ...]] = [(150, 20, 50) if n < 399 else (149, 20, 50) for n in range(400)]
    published = [(220, 0, 0) if n % 14 == 0 and n < 392 else v for n, v in enumerate(true)]
    frame = Frame(
        tuple(Station(f"s{n:03d}", v, 220) for n, v in enumerate(published)), tuple(seats([2, 0, 0], Method()))
    )
    return frame, true


@pytest.mark.parametrize("share", [WHOLE, CAUTIOUS], ids=["kaplan-markov", "cautious"])
@pytest.mark.parametrize("audits", [500, pytest.param(4_000, marks=pytest.mark.soak)])
def test_a_wrong_winner_is_confirmed_in_at_most_five_of_a_hundred_audits(share: F, audits: int) -> None:
    frame, true = wrong_pair()
    assert frame.margins == (16 * 200 - 2,)
    assert sum(v[0] - v[1] for v in true) == -2
    assert confirmed(frame, true, share, audits, random.Random(7)) <= most(audits)


@pytest.mark.parametrize("share", [WHOLE, CAUTIOUS], ids=["kaplan-markov", "cautious"])
@pytest.mark.parametrize("audits", [500, pytest.param(4_000, marks=pytest.mark.soak)])
def test_a_wrong_seat_is_confirmed_in_at_most_five_of_a_hundred_audits(share: F, audits: int) -> None:
    frame, true = wrong_seat()
    assert min(frame.margins) > 0
    assert allocate({str(n): sum(v[n] for v in true) for n in range(3)}, 2, Method()).held == {"0": 1, "1": 0, "2": 1}
    assert confirmed(frame, true, share, audits, random.Random(11)) <= most(audits)


def test_a_right_winner_by_four_of_a_hundred_needs_77_or_127_draws() -> None:
    """U = 1 + 400 * 200 / 3,200 = 26 with caps as full as the boxes."""
    frame = even(400, (104, 96), 200)
    found = [len(progress(frame, SEED, clean(frame), LIMIT, share).draws) for share in (WHOLE, CAUTIOUS)]
    assert found == [77, 127]
