"""What claims can do to a result: worked by hand, and held against every outcome of small made-up stations."""

from __future__ import annotations

import itertools
from collections.abc import Iterator

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bukti.disputes.bounds import bounds, totals
from bukti.disputes.effects import UNBOUNDED, Claimed, Effect, Place, Range, answer, effect
from bukti.disputes.question import Doubt, Part, Question

# methods.md 2, the worked example: A, B, the most that each station holds.
FIVE = {
    "T1": Place((120, 80), 200, 260), "T2": Place((150, 60), 210, 250), "T3": Place((70, 110), 180, 240),
    "T4": Place((90, 85), 175, 280), "T5": Place((60, 140), 200, 300),
}  # fmt: skip
TOTALS = (490, 475)


def gap(found: Effect) -> tuple[int | None, int | None]:
    (one,) = found.gaps.values()
    return one.least, one.most


def test_two_stations_voted_again_leave_the_gap_of_the_worked_example() -> None:
    found = effect(TOTALS, FIVE, [Claimed("re-vote", ("T2", "T4"))])
    assert (gap(found), found.answer, found.rivals) == ((-610, 450), "only-if", (1,))


def test_four_hundred_thirty_seven_voters_and_439_ballots_are_two_ballots_too_many() -> None:
    """law.md E03: station 01 Melayu of Barito Utara; 437 users, 439 votes."""
    melayu = {"01": Place((250, 180), 439, 500)}
    claim = Claimed("figures", ("01",), excess=439 - 437)
    assert gap(effect((8000, 7990), melayu, [claim])) == (10 - 2, 10 + 2)
    assert effect((8000, 7990), melayu, [claim]).answer == "never"
    assert effect((8000, 7998), melayu, [claim]).answer == "only-if"


def test_ballots_too_many_where_a_station_is_in_no_sum_are_no_more_than_that() -> None:
    held = {"s": Place(TOTALS, stations=1, most_each=271)}
    assert gap(effect(TOTALS, held, [Claimed("figures", ("s",), excess=83)])) == (15 - 83, 15 + 83)
    assert gap(effect(TOTALS, held, [Claimed("figures", ("s",), excess=-2)])) == (13, 17)
    assert gap(effect(TOTALS, held, [Claimed("figures", ("s",), votes={0: 5})])) == (15 - 2 * 271, 15 + 2 * 271)


def test_a_station_recounted_can_turn_each_of_its_ballots() -> None:
    found = effect(TOTALS, FIVE, [Claimed("recount", ("T3",))])
    assert gap(found) == (15 + 40 - 180, 15 + 40 + 180)


def test_figures_that_are_claimed_move_the_gap_by_themselves() -> None:
    """Teluk Bintuni, methods.md 2: 402 on C.Hasil against 544 on D.Kecamatan, here of two that stand at 700 and 600."""
    found = effect((700, 600), {"x": Place((544, 60))}, [Claimed("figures", ("x",), votes={0: 402})])
    assert (gap(found), found.answer, found.changes) == ((-42, -42), "certain", (Range(-142, -142), Range(0, 0)))
    assert found.gaps[1].exact == -42


def test_a_station_annulled_is_taken_out_as_it_stands() -> None:
    assert gap(effect(TOTALS, FIVE, [Claimed("annul", ("T2",))])) == (15 - 90, 15 - 90)


def test_voters_who_had_no_right_take_at_most_the_votes_that_are_there() -> None:
    assert gap(effect(TOTALS, FIVE, [Claimed("ineligible", ("T5",), voters=100)])) == (15 - 60, 15 + 100)
    assert gap(effect(TOTALS, FIVE, [Claimed("ineligible", ("T5",))])) == (15 - 60, 15 + 140), "how many is not known"


def test_voters_turned_away_come_on_top_of_what_was_counted() -> None:
    """Magetan, law.md 3.4: six voters who came in time were refused."""
    assert gap(effect(TOTALS, FIVE, [Claimed("turned-away", ("T1",), voters=6)])) == (9, 21)
    assert gap(effect(TOTALS, FIVE, [Claimed("turned-away", ("T1",))])) == (15 - 60, 15 + 60), "260 less 200 cast"


def test_words_alone_move_nothing() -> None:
    found = effect(TOTALS, FIVE, [Claimed("procedure", ("T1",)), Claimed("procedure", nowhere=True)])
    assert (gap(found), found.answer) == ((15, 15), "never")


def test_a_re_vote_takes_in_all_else_that_is_said_of_its_station() -> None:
    alone = effect(TOTALS, FIVE, [Claimed("re-vote", ("T1",))])
    more = [Claimed("ineligible", ("T1",), voters=9), Claimed("annul", ("T1",)), Claimed("recount", ("T1",))]
    assert effect(TOTALS, FIVE, [Claimed("re-vote", ("T1",)), *more]) == alone


def test_claims_of_several_stations_add_up() -> None:
    found = effect(TOTALS, FIVE, [Claimed("ineligible", ("T1",), voters=5), Claimed("turned-away", ("T2",), voters=3)])
    assert gap(found) == (15 - 8, 15 + 8)


def test_siak_could_turn_in_three_stations_of_1011_voters() -> None:
    """methods.md 2: gap 224, 494 + 453 + 64 voters on the lists; what was annulled there is not known."""
    siak = {"siak": Place((82_319, 82_095), None, None, stations=3, most_each=600)}
    found = effect((82_319, 82_095), siak, [Claimed("re-vote", ("siak",), voters=494 + 453 + 64)])
    assert (gap(found), found.answer) == ((224 - 1800 - 1011, 224 + 1800 + 1011), "only-if")


def test_what_nobody_limits_is_not_known() -> None:
    found = effect(TOTALS, FIVE, [Claimed("re-vote", nowhere=True)])
    assert (found.gaps[1], found.answer) == (UNBOUNDED, "not-known")
    assert effect(TOTALS, {"T": Place((1, 1))}, [Claimed("re-vote", ("T",))]).answer == "not-known"
    assert effect(TOTALS, FIVE, [Claimed("ineligible", nowhere=True, voters=14)]).answer == "never"
    assert effect(TOTALS, FIVE, [Claimed("ineligible", nowhere=True, voters=15)]).answer == "only-if"


def test_a_tie_is_a_change_of_who_leads() -> None:
    assert answer([Range(0, 5)]) == "only-if"
    assert answer([Range(1, 5), Range(1, 1)]) == "never"
    assert answer([Range(1, 5), Range(-3, -1)]) == "certain"
    assert answer([Range(None, 5), Range(1, 1)]) == "not-known"
    assert effect((5, 5), {}, []).answer == "only-if"


def test_the_nearest_rival_is_not_the_only_one_that_is_asked() -> None:
    found = effect((100, 90, 95), {"s": Place((10, 0, 0), 10, 12)}, [Claimed("re-vote", ("s",))])
    assert found.gaps == {1: Range(10 - 10 - 12, 10 - 10 + 12), 2: Range(5 - 10 - 12, 5 - 10 + 12)}
    assert found.rivals == (1, 2)


def outcomes(votes: tuple[int, int, int], claim: Claimed, most: int) -> Iterator[tuple[int, ...]]:
    """Every count of two selections and the invalid that a claim allows at one station, by looking at all of them."""
    ballots = sum(votes)
    if claim.kind in ("re-vote", "recount"):
        whole = range(most + 1) if claim.kind == "re-vote" else [ballots]
        for cast in whole:
            yield from ((a, b, cast - a - b) for a in range(cast + 1) for b in range(cast + 1 - a))
        return
    k = claim.voters or 0
    for a, b in itertools.product(range(k + 1), repeat=2):
        for c in range(k + 1 - a - b):
            if claim.kind == "turned-away":
                yield (votes[0] + a, votes[1] + b, votes[2] + c)
            elif a + b + c == k and a <= votes[0] and b <= votes[1] and c <= votes[2]:
                yield (votes[0] - a, votes[1] - b, votes[2] - c)


@pytest.mark.parametrize("kind", ["ineligible", "turned-away", "recount", "re-vote"])
@given(data=st.data())
def test_no_outcome_lies_outside_and_the_sides_are_met(kind: str, data: st.DataObject) -> None:
    votes = data.draw(st.tuples(*[st.integers(0, 4)] * 3))
    most = sum(votes) + data.draw(st.integers(0, 2))
    k = data.draw(st.integers(0, 4))
    claim = Claimed(kind, ("s",), voters=k if kind in ("ineligible", "turned-away") else None)  # type: ignore[arg-type]
    places = {"s": Place(votes[:2], sum(votes), most)}
    elsewhere = (10, 7)
    totals = (elsewhere[0] + votes[0], elsewhere[1] + votes[1])
    found = effect(totals, places, [claim])
    after = [(elsewhere[0] + a) - (elsewhere[1] + b) for a, b, _ in outcomes(votes, claim, most)]
    gaps = [g if found.first == 0 else -g for g in after]
    (bound,) = found.gaps.values()
    if not gaps:  # more voters than ballots
        return
    assert bound.least is not None
    assert bound.most is not None
    assert bound.least <= min(gaps) <= max(gaps) <= bound.most
    if kind != "ineligible" or k <= min(votes):
        assert (bound.least, bound.most) == (min(gaps), max(gaps))
    for n, change in enumerate(found.changes):
        moved = [(a, b)[n] - votes[n] for a, b, _ in outcomes(votes, claim, most)]
        assert change.least is not None
        assert change.most is not None
        assert change.least <= min(moved) <= max(moved) <= change.most


@given(st.data())
def test_of_more_claims_no_bound_is_tighter_than_of_fewer(data: st.DataObject) -> None:
    """Claims other than figures and annulments, which move the gap, only widen it."""
    kinds = st.sampled_from(["ineligible", "turned-away", "recount", "re-vote", "procedure"])
    one = st.builds(Claimed, kinds, st.sampled_from([("T1",), ("T2", "T3"), ("T4",)]), voters=st.integers(0, 50))
    claims = data.draw(st.lists(one, min_size=1, max_size=5))
    fewer, more = gap(effect(TOTALS, FIVE, claims[:-1])), gap(effect(TOTALS, FIVE, claims))
    assert more[0] is not None
    assert fewer[0] is not None
    assert more[1] is not None
    assert fewer[1] is not None
    if not any(c.kind == "re-vote" for c in claims):  # a list of few voters is a tighter bound than a recount
        assert more[0] <= fewer[0]
        assert fewer[1] <= more[1]


DOUBTS: dict[str, Question] = {"re-vote": "open", "recount": "recount", "ineligible": "ineligible"}


@given(st.data())
def test_claims_of_whole_stations_give_the_bounds_of_what_could_matter(data: st.DataObject) -> None:
    """The other way round to the same numbers: parts and doubts in place of places and claims."""
    count = st.integers(0, 60)
    parts, doubts, claims = [], {}, []
    for n in range(data.draw(st.integers(1, 4))):
        votes = data.draw(st.tuples(count, count, count))
        cast = sum(votes) + data.draw(st.integers(0, 5))
        parts.append(Part(f"s{n}", votes, cast + data.draw(st.integers(0, 40)), cast))
        if kind := data.draw(st.sampled_from([None, *DOUBTS])):
            k = data.draw(st.integers(0, cast)) if kind == "ineligible" else None
            doubts[f"s{n}"] = Doubt(DOUBTS[kind], k)
            claims.append(Claimed(kind, (f"s{n}",), voters=k))  # type: ignore[arg-type]
    places = {p.unit_id: Place(p.votes, p.cast, p.cap) for p in parts}
    found, theirs = effect(totals(parts), places, claims), bounds(parts, doubts)
    assert found.first == theirs.first
    assert {n: (g.least, g.most) for n, g in found.gaps.items()} == {b.rival: (b.least, b.most) for b in theirs.pairs}
