"""F5, F6 and F7: round shares, copied sheets, orders of time that cannot be."""

from __future__ import annotations

import itertools
import random
from collections import Counter
from fractions import Fraction
from math import sqrt

import pytest
from tests.forensics.elections import binomial, clean, made_up, rounded

from bukti.forensics import copied_sheets as f6
from bukti.forensics import orders_of_time as f7
from bukti.forensics import round_shares as f5
from bukti.forensics.orders_of_time import Moments
from bukti.forensics.sheets import Sheet


def test_a_share_is_round_within_a_twentieth_of_a_per_cent() -> None:
    assert f5.is_round(50, 200)
    assert f5.is_round(1, 2_000)  # 0.05 %
    assert not f5.is_round(1, 1_999)
    assert [y for y in range(101) if f5.is_round(y, 101)] == [
        y for y in range(101) if any(abs(Fraction(100 * y, 101) - k) <= Fraction(5, 100) for k in range(101))
    ]


def test_fewer_than_a_hundred_votes_are_refused() -> None:
    with pytest.raises(ValueError, match="99"):
        f5.chance(50, 99)
    small = [Sheet(f"v/{n:03d}", "d", (30, 30)) for n in range(50)]
    assert f5.report([f5.part(small, 1)]).why_not == "fewer-than-100"


def test_the_chance_of_a_round_draw_is_that_of_drawing_anew() -> None:
    rng = random.Random(5)
    for y, n in ((117, 230), (61, 149), (200, 240)):
        times = 4_000
        drawn = sum(f5.is_round(binomial(rng, n, y / n), n) for _ in range(times))
        p = f5.chance(y, n)
        assert abs(drawn / times - p) <= 4 * sqrt(p * (1 - p) / times)
    assert f5.chance(0, 200) == f5.chance(200, 200) == 1


def test_clean_shares_are_not_called_round_and_made_up_ones_are() -> None:
    sheets = clean(made_up(80, 15, seed=31), seed=32)
    assert abs(f5.report([f5.part(sheets, 1)]).figures["share-z"]) < 2
    assert f5.report([f5.part(rounded(sheets, 0.2, seed=33), 1)]).figures["share-z"] > 4


def full(no: int, *figures: int, other: tuple[int, ...] | None = None) -> Sheet:
    *votes, invalid = figures
    return Sheet(f"v/{no:03d}", "d", tuple(votes), invalid=invalid, other=other)


def test_the_expected_pairs_are_those_of_all_shuffles() -> None:
    vectors = [(60, 40, 1), (60, 41, 1), (55, 40, 2), (60, 40, 2)]
    columns = list(zip(*vectors, strict=True))
    pairs = Fraction(0)
    shuffles = list(itertools.product(*(list(itertools.permutations(c)) for c in columns)))
    for shuffle in shuffles:
        alike = Counter(zip(*shuffle, strict=True))
        pairs += sum(n * (n - 1) // 2 for n in alike.values())
    assert f6.by_chance(vectors) == pytest.approx(float(pairs / len(shuffles)))
    assert f6.by_chance(vectors[:1]) == 0


def test_a_pair_has_every_figure_alike_and_at_least_thirty_votes() -> None:
    sheets = [
        full(1, 60, 40, 1),
        full(2, 60, 40, 1),
        full(3, 60, 40, 2),
        full(4, 10, 19, 0),
        full(5, 10, 19, 0),
        Sheet("w/001", "d", (60, 40), invalid=1),  # another village
        Sheet("v/006", "d", (60, 40)),  # its invalid votes are not known
    ]
    report = f6.report([f6.part(sheets)])
    assert [(line.unit_id, line.other_id) for line in report.lines] == [("v/001", "v/002")]
    assert report.testable == 4
    assert report.lines[0].terms == {"v1": 60, "v2": 40, "invalid": 1}


def test_three_alike_are_three_pairs() -> None:
    assert f6.report([f6.part([full(n, 60, 40, 1) for n in (1, 2, 3)])]).found == 3


@pytest.mark.parametrize(
    ("others", "state"),
    [
        (((60, 40), (60, 40)), f6.SAME),
        (((60, 40), (87, 13)), f6.WRONG),
        ((None, (87, 13)), f6.WRONG),
        ((None, (60, 40)), f6.UNREAD),
        ((None, None), f6.UNREAD),
    ],
)
def test_a_pair_says_what_the_second_series_reads(
    others: tuple[tuple[int, int] | None, tuple[int, int] | None], state: str
) -> None:
    pair = [full(n, 60, 40, 1, other=other) for n, other in enumerate(others, 1)]
    (line,) = f6.part(pair).lines
    assert line.kind == state


def test_sheets_without_invalid_votes_are_not_compared() -> None:
    assert f6.report([f6.part([Sheet("v/001", "d", (60, 40))])]).why_not == "no-invalid"
    assert f6.report([f6.part([])]).why_not == "no-sheets"


CLOSES = "2019-04-17T04:00:00Z"


def test_only_orders_that_cannot_be_are_told() -> None:
    stations = [
        Moments("v/001", first="2019-04-17T03:59:59Z"),
        Moments("v/002", first="2019-04-17T04:00:00Z"),
        Moments("v/003", first="2019-04-18T00:00:00Z", changed="2019-05-02T00:00:00Z", sealed="2019-05-01T00:00:00Z"),
        Moments("v/004", first="2019-04-18T00:00:00Z", changed="2019-04-30T00:00:00Z", sealed="2019-05-01T00:00:00Z"),
        Moments("v/005", pictures=("a.jpg", "b.jpg")),
        Moments("v/006", pictures=("b.jpg", "c.jpg", "a.jpg")),
        Moments("v/007"),
    ]
    report = f7.report([f7.part(stations, CLOSES)])
    assert [(line.kind, line.unit_id, line.other_id) for line in report.lines] == [
        ("early", "v/001", ""),
        ("sealed", "v/003", ""),
        ("picture", "v/005", "v/006"),
    ]
    assert (report.units, report.testable, report.expected) == (7, 6, 0)
    assert report.figures == {"timed": 4, "sealed": 2, "pictured": 2}


def test_sheets_without_any_moment_are_not_ordered() -> None:
    assert f7.report([f7.part([Moments("v/001")], CLOSES)]).why_not == "no-times"
