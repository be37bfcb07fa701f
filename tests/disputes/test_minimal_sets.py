"""Smallest sets of stations against all sets tried out, and the fewest voters against a table over every margin."""

from __future__ import annotations

from itertools import combinations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.disputes.five import BERAU, FIVE, SMALL, counts

from bukti.disputes import fewest as knapsack
from bukti.disputes.fewest import Item, fewest_voters
from bukti.disputes.minimal_sets import minimal_sets, movable, smallest
from bukti.disputes.question import Part


def test_each_of_the_five_stations_alone_could_change_who_leads() -> None:
    assert [(m.unit_id, m.moves) for m in movable(FIVE, 0, 1)] == [
        ("T2", 340), ("T1", 300), ("T4", 285), ("T5", 220), ("T3", 200),
    ]  # fmt: skip
    found = minimal_sets(FIVE).fewest
    assert found is not None
    assert found.stations == ("T2",)
    assert set(found.alone) == set(found.some) == {"T1", "T2", "T3", "T4", "T5"}
    assert found.voters is not None
    assert (found.voters.cost, found.voters.units, found.voters.exact) == (240, ("T3",), True)


def test_every_district_of_berau_alone_could_by_its_votes_alone() -> None:
    found = smallest(BERAU, 1, 0)
    moves = [m.moves for m in movable(BERAU, 1, 0)]
    assert (len(found.alone), max(moves), min(moves)) == (13, 34_532, 2_140)


def test_a_part_without_a_cap_leaves_the_sets_unknown() -> None:
    found = minimal_sets([*FIVE, Part("T6", (1, 2))])
    assert (found.by_rival, found.unknown, found.fewest, found.cheapest) == ((), ("T6",), None, None)


def test_where_no_set_suffices_none_is_told() -> None:
    found = minimal_sets([Part("a", (10, 0), 3), Part("b", (90, 0), 5)])
    assert found.fewest is not None  # their leads fall away with them: 3 + 5 votes remain for the second
    nothing = minimal_sets([Part("a", (10, 0), 0), Part("b", (90, 0), 0)])
    assert (nothing.fewest, nothing.cheapest) == (None, None)


def test_of_several_rivals_the_one_that_needs_fewest_stations_is_told() -> None:
    parts = [Part("a", (50, 20, 45), 60), Part("b", (50, 20, 45), 60), Part("c", (50, 90, 40), 60)]
    found = minimal_sets(parts)
    assert [(s.rival, s.margin, len(s.stations)) for s in found.by_rival] == [(1, 20, 1), (2, 20, 1)]
    assert found.fewest is not None
    assert found.fewest.rival == 1


def every_set(parts: list[Part], first: int, rival: int) -> list[tuple[str, ...]]:
    """All sets whose re-vote could make the rival lead: with all votes of the caps for it, it has more."""
    found = []
    for size in range(1, len(parts) + 1):
        for chosen in combinations(parts, size):
            rest = [p for p in parts if p not in chosen]
            ahead = sum(p.votes[first] for p in rest)
            behind = sum(p.votes[rival] for p in rest) + sum(p.cap or 0 for p in chosen)
            if behind > ahead:
                found.append(tuple(p.unit_id for p in chosen))
    return found


@SMALL
@given(counts(most=9, selections=2))
def test_the_greedy_set_is_as_small_as_the_smallest_of_all_sets(parts: list[Part]) -> None:
    caps = {p.unit_id: p.cap or 0 for p in parts}
    for found in minimal_sets(parts).by_rival:
        sets = every_set(parts, 1 - found.rival, found.rival)
        if not sets:
            assert (found.stations, found.voters) == ((), None)
            continue
        size = min(map(len, sets))
        shortest = [set(s) for s in sets if len(s) == size]
        assert set(found.stations) in shortest
        assert set(found.some) == set.union(*shortest)
        assert set(found.alone) == {s[0] for s in sets if len(s) == 1}
        assert found.voters is not None
        assert found.voters.exact
        assert found.voters.cost == min(sum(caps[u] for u in s) for s in sets)
        assert sum(caps[u] for u in found.voters.units) == found.voters.cost
        assert tuple(sorted(found.voters.units)) in {tuple(sorted(s)) for s in sets}


def test_greedy_is_exhaustive_for_fifteen_stations() -> None:
    parts = [Part(f"t{n:02}", (20 + 7 * n % 13, 11 + 5 * n % 17), 34 + n % 9) for n in range(15)]
    found = minimal_sets(parts).fewest
    assert found is not None
    sets = every_set(parts, 0, 1)
    assert len(found.stations) == min(map(len, sets)) > 1
    caps = {p.unit_id: p.cap or 0 for p in parts}
    assert found.voters is not None
    assert found.voters.cost == min(sum(caps[u] for u in s) for s in sets)


def table_over_margins(items: list[Item], need: int) -> int | None:
    """The least cost of reaching each gain up to `need`, one item after the other: slow and plain."""
    cost: list[int | None] = [0] + [None] * need
    for gain, price, _ in items:
        before = list(cost)
        for at, paid in enumerate(before):
            if paid is not None:
                to = min(need, at + gain)
                known = cost[to]
                cost[to] = paid + price if known is None else min(known, paid + price)
    return cost[need]


ITEMS = st.lists(st.tuples(st.integers(0, 40), st.integers(0, 40)), min_size=1, max_size=40)


@SMALL
@given(ITEMS, st.integers(1, 700))
def test_the_fewest_voters_are_those_of_the_table_over_every_margin(pairs: list[tuple[int, int]], need: int) -> None:
    items = [(gain, price, f"t{n:02}") for n, (gain, price) in enumerate(pairs)]
    found = fewest_voters(items, need)
    least = table_over_margins(items, need)
    assert (found.cost if found else None) == least
    if found:
        assert found.exact
        assert sum(g for g, _, u in items if u in found.units) >= need
        assert sum(p for _, p, u in items if u in found.units) == found.cost


def test_where_the_sets_grow_too_many_the_bounds_are_told_as_bounds(monkeypatch: pytest.MonkeyPatch) -> None:
    items = [(101 + n * n % 37, 90 + n * 7 % 41, f"t{n:02}") for n in range(40)]
    exact = fewest_voters(items, 1_234)
    monkeypatch.setattr(knapsack, "MOST_STATES", 0)
    bounded = fewest_voters(items, 1_234)
    assert exact is not None
    assert bounded is not None
    assert exact.exact
    assert not bounded.exact
    assert bounded.least <= exact.cost <= bounded.cost
