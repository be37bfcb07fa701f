"""The arithmetic of gaps against brute force: smallest sets of stations, and rows exchanged in a circle."""

from __future__ import annotations

from collections.abc import Mapping
from itertools import combinations, permutations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bukti.compare.subsets import MOST_SETS, MOST_STATIONS, Vector, cycles, smallest_sets, total

SMALL = settings(max_examples=150, deadline=None, derandomize=True, database=None)


def added(vectors: Mapping[str, Vector], names: tuple[str, ...], width: int) -> Vector:
    return tuple(sum(vectors[name][at] for name in names) for at in range(width))


def all_smallest(shifts: Mapping[str, Vector], gap: Vector) -> list[tuple[str, ...]]:
    """Every smallest set, found by trying them all."""
    for size in range(1, len(shifts) + 1):
        sets = [names for names in combinations(sorted(shifts), size) if added(shifts, names, len(gap)) == gap]
        if sets:
            return sets
    return []


@st.composite
def gaps(draw: st.DrawFn) -> tuple[dict[str, Vector], Vector]:
    """Up to eight shifts of few sizes, so that several sets fit, and a gap that is often one of their sums."""
    width = draw(st.integers(1, 3))
    vector = st.tuples(*[st.integers(-3, 3)] * width)
    shifts = {f"t{n}": v for n, v in enumerate(draw(st.lists(vector, max_size=8)))}
    chosen = draw(st.sets(st.sampled_from(sorted(shifts)))) if shifts else set()
    gap = draw(st.one_of(st.just(added(shifts, tuple(chosen), width)), vector))
    return shifts, gap


@SMALL
@given(gaps())
def test_the_smallest_sets_are_those_that_brute_force_finds(case: tuple[dict[str, Vector], Vector]) -> None:
    shifts, gap = case
    assert smallest_sets(shifts, gap) == all_smallest(shifts, gap)[:MOST_SETS]


@SMALL
@given(gaps())
def test_the_order_in_which_stations_come_does_not_matter(case: tuple[dict[str, Vector], Vector]) -> None:
    shifts, gap = case
    backwards = dict(reversed(list(shifts.items())))
    assert smallest_sets(backwards, gap) == smallest_sets(shifts, gap)


def test_as_many_stations_as_are_searched_are_searched_quickly() -> None:
    shifts = {f"t{n:02d}": (3**n, -(2**n)) for n in range(MOST_STATIONS)}
    chosen = tuple(sorted(shifts)[::3])
    assert smallest_sets(shifts, added(shifts, chosen, 2)) == [chosen]
    assert smallest_sets(shifts, (1, 1)) == []


def test_no_station_explains_nothing() -> None:
    assert smallest_sets({}, (1, 0)) == []
    assert smallest_sets({}, (0, 0)) == []
    assert total([], 2) == (0, 0)


def test_at_most_five_sets_are_named() -> None:
    shifts = {f"t{n}": (1, 0) for n in range(7)}
    assert smallest_sets(shifts, (1, 0)) == [("t0",), ("t1",), ("t2",), ("t3",), ("t4",)]


# Circles


@pytest.mark.parametrize(
    ("counted", "declared", "circles"),
    [
        pytest.param({"a": 1, "b": 2}, {"a": 1, "b": 2}, [], id="each its own"),
        pytest.param({"a": 1, "b": 2}, {"a": 2, "b": 1}, [("a", "b")], id="two exchanged"),
        pytest.param({"a": 1, "b": 2, "c": 3}, {"b": 1, "c": 2, "a": 3}, [("a", "b", "c")], id="three in a circle"),
        pytest.param({"a": 1, "b": 2, "c": 3}, {"a": 2, "b": 1, "c": 9}, [("a", "b")], id="one differs beside"),
        pytest.param({"a": 1, "b": 2}, {"b": 1, "a": 9}, [], id="a chain that does not close"),
        pytest.param({"a": 1, "b": 2, "c": 1}, {"a": 2, "b": 1, "c": 1}, [("a", "b")], id="a third that has its own"),
        pytest.param({"a": 1, "b": 2, "c": 5}, {"a": 2, "b": 1, "c": 1}, [], id="two who claim the same figures"),
        pytest.param(
            {"a": 1, "b": 2, "c": 3, "d": 4}, {"a": 2, "b": 1, "c": 4, "d": 3}, [("a", "b"), ("c", "d")], id="two pairs"
        ),
        pytest.param({"a": 1}, {"b": 1}, [], id="not declared"),
    ],
)
def test_a_circle_is_where_each_ones_figures_stand_in_the_next_ones_row(
    counted: dict[str, int], declared: dict[str, int], circles: list[tuple[str, ...]]
) -> None:
    def vectors(figures: dict[str, int]) -> dict[str, Vector]:
        return {unit: (figure, 10 * figure) for unit, figure in figures.items()}

    assert cycles(vectors(counted), vectors(declared)) == circles


@SMALL
@given(st.permutations(range(6)))
def test_every_exchange_of_rows_is_found_whole(order: list[int]) -> None:
    units = "abcdef"
    counted: dict[str, Vector] = {unit: (n, 7) for n, unit in enumerate(units)}
    declared: dict[str, Vector] = {unit: (order[n], 7) for n, unit in enumerate(units)}
    found = cycles(counted, declared)
    moved = {unit for unit in units if counted[unit] != declared[unit]}
    assert {unit for circle in found for unit in circle} == moved
    for circle in found:
        following = circle[1:] + circle[:1]
        assert all(counted[unit] == declared[after] for unit, after in zip(circle, following, strict=True))
        assert circle[0] == min(circle)


def test_all_orders_of_three_rows() -> None:
    sizes = []
    for order in permutations(range(3)):
        counted: dict[str, Vector] = {"abc"[n]: (n,) for n in range(3)}
        declared: dict[str, Vector] = {"abc"[n]: (order[n],) for n in range(3)}
        sizes.append(sorted(len(c) for c in cycles(counted, declared)))
    assert sorted(sizes) == [[], [2], [2], [2], [3], [3]]
