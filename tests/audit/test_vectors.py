"""Sample sizes, P, draws and assertions against figures that others published or that were reckoned apart.

Figures of Arlo and SHANGRLA are numbers their tests state; nothing of their code is here.
"""

from __future__ import annotations

import hashlib
import math
import subprocess
from collections.abc import Sequence
from fractions import Fraction
from itertools import islice, repeat

import pytest
import rlacalc

from bukti.audit.assertion import hardest, majority, pairs, seats, second_round, untrue
from bukti.audit.frame import Frame, Station
from bukti.audit.risk import SHARES, ballots_needed, draws_needed, of_taints, values
from bukti.audit.tickets import ALL, digits, draws, spelled, ticket
from bukti.outcome.seats import Method, allocate

F = Fraction
KAPLAN_MARKOV, CAUTIOUS = SHARES["kaplan-markov"], SHARES["cautious"]
SEED = "30615294817362940517"
SEATS = (28_000, 15_000, 10_000, 6_000, 3_000)
"""The example of seven seats: A 3, B 2, C 1, D 1, E 0; with 3,000 invalid ballots beside."""
BALLOTS = sum(SEATS) + 3_000


def clean(total: F, draws: int) -> F:
    """P after so many draws without any difference."""
    return [*of_taints([F(0)] * draws, total, KAPLAN_MARKOV, F(1))][-1]


# ---- Kaplan-Markov


@pytest.mark.parametrize(("total", "size"), [(F(21), 30), (F(11), 16), (F(23, 3), 11)])
def test_sample_sizes_are_those_of_arlo_which_adds_one_draw(total: F, size: int) -> None:
    assert draws_needed(total, F(1, 4)) + 1 == size


@pytest.mark.parametrize(("total", "size"), [(F(21), 26), (F(11), 12), (F(23, 3), 7)])
def test_sizes_after_four_clean_draws_are_those_of_arlo(total: F, size: int) -> None:
    wealth = 1 / clean(total, 4)
    assert draws_needed(total, F(1, 4), held=wealth) + 1 == size


@pytest.mark.parametrize(("total", "p"), [(F(9, 2), 0.47050754), (F(50, 11), 0.474552)])
def test_p_after_three_clean_draws_is_that_of_arlo(total: F, p: float) -> None:
    assert float(clean(total, 3)) == pytest.approx(p, abs=5e-9)


@pytest.mark.parametrize(
    ("margin", "ballots", "total", "at_five", "at_ten"),
    [
        (123_092, 903_477, 8.34, 24, 19),  # mayor of Semarang 2024
        (1_115, 56_395, 51.6, 154, 118),  # regent of Lamandau 2024
        (696, 134_291, 193.9, 580, 446),  # regent of Berau 2024: more draws than it has stations
    ],
)
def test_contests_of_2024_cost_so_many_draws(
    margin: int, ballots: int, total: float, at_five: int, at_ten: int
) -> None:
    """One station would do for the sum: U is 1 + ballots / margin however they are spread."""
    frame = Frame((Station("all", (margin, 0), ballots),), tuple(pairs((margin, 0))))
    assert float(frame.total) == pytest.approx(total, abs=0.06)
    assert [draws_needed(frame.total, F(n, 100)) for n in (5, 10)] == [at_five, at_ten]


def test_the_cautious_bet_pays_for_its_patience_with_more_draws() -> None:
    """By hand, U = 21 at 5 %: a clean draw multiplies by 21/20, or by 1 + 3/5 / 20 = 103/100."""
    assert draws_needed(F(21), F(1, 20)) == math.ceil(math.log(20) / math.log(1.05)) == 62
    assert draws_needed(F(21), F(1, 20), CAUTIOUS) == math.ceil(math.log(20) / math.log(1.03)) == 102


def test_p_of_the_two_bets_worked_by_hand() -> None:
    """U = 5, mean 4/5; taints 0, 1/2, 0: Kaplan-Markov 5/4, 5/8, 5/4; cautious 1.15, 0.775, 1.15 times."""
    taints = [F(0), F(1, 2), F(0)]
    assert [*of_taints(taints, F(5), KAPLAN_MARKOV, F(1))] == [F(4, 5)] * 3
    factors = [F(23, 20), F(23, 20) * F(31, 40), F(23, 20) * F(31, 40) * F(23, 20)]
    assert [*of_taints(taints, F(5), CAUTIOUS, F(1))] == [1 / factors[0], 1 / factors[0], 1 / max(factors)]


def test_a_whole_bet_never_recovers_from_a_taint_of_one_and_a_cautious_one_does() -> None:
    taints = [F(1)] + [F(0)] * 400
    assert [*of_taints(taints, F(5), KAPLAN_MARKOV, F(1))][-1] == 1
    assert [*of_taints(taints, F(5), CAUTIOUS, F(1))][-1] < F(1, 20)


def test_a_planned_size_is_the_first_at_which_p_is_at_the_limit() -> None:
    for total in (F(3, 2), F(5), F(417, 50), F(258, 5)):
        for share in SHARES.values():
            for limit in (F(1, 20), F(1, 10)):
                n = draws_needed(total, limit, share)
                p = [*of_taints([F(0)] * n, total, share, F(1))]
                assert p[-1] <= limit < p[-2]


@pytest.mark.parametrize("margin", [0.2, 0.1, 0.05, 0.005])
@pytest.mark.parametrize(("over", "under"), [(0, 0), (1, 0), (3, 0), (1, 1), (0, 2)])
def test_sizes_are_those_of_rlacalc_but_for_its_rounder_logarithm(margin: float, over: int, under: int) -> None:
    """Ballots one by one with error inflation g: U = 2 g / margin, a one-vote error a taint of 1 / (2 g).

    rlacalc writes 1/U for -ln(1 - 1/U), which is less: its sizes are those here or up to two more.
    """
    inflation = F("1.03905")
    total, taint = 2 * inflation / F(str(margin)), 1 / (2 * inflation)
    taints = [taint] * over + [-taint] * under
    held = math.prod(((1 - t) / (1 - 1 / total) for t in taints), start=F(1))
    size = len(taints) + draws_needed(total, F(1, 10), held=held)
    theirs = rlacalc.nmin(alpha=0.1, gamma=float(inflation), margin=margin, o1=over, u1=under)
    assert 0 <= theirs - size <= 2


# ---- other bets, whose published figures hold the one form they share with ours


def last(xs: Sequence[F], mean: F, bet: F) -> float:
    return float([*values(xs, repeat(mean), repeat(bet), F(1))][-1])


@pytest.mark.parametrize(("x", "size", "before"), [(F(1), 8, 25.6), (F(3, 4), 14, 22.7)])
def test_alpha_stops_where_shangrla_does(x: F, size: int, before: float) -> None:
    """The true mean is thought to be 3/4, under the null 1/2: the bet is (3/4 - 1/2) / (1/2 (1 - 1/2)) = 1."""
    p = [float(v) for v in values([x] * 20, repeat(F(1, 2)), repeat(F(1)), F(1))]
    assert next(n for n, v in enumerate(p, 1) if v <= 0.05) == size
    assert 1 / p[size - 1] == pytest.approx(before, abs=0.05)


def test_kaplan_markov_with_padding_is_that_of_shangrla() -> None:
    """(x + g) / (t + g) is 1 + (x - t) / (t + g)."""
    xs = [F(1)] * 5 + [F(0)]
    assert last(xs, F(1, 2), 1 / F(6, 10)) == pytest.approx((1.1 / 0.6) ** -5) == pytest.approx(0.0483, abs=5e-5)


def test_kaplan_wald_with_padding_is_that_of_shangrla() -> None:
    """(1 - g) x / t + g is 1 + (1 - g) / t (x - t)."""
    xs = [F(1)] * 5 + [F(0)]
    assert last(xs, F(1, 2), F(9, 10) / F(1, 2)) == pytest.approx(1.9**-5) == pytest.approx(0.0404, abs=5e-5)


def test_a_constant_bet_on_a_constant_is_a_power() -> None:
    assert last([F(3, 5)] * 7, F(1, 2), F(4, 3)) == pytest.approx(1 / (1 + 4 / 3 * 0.1) ** 7)


def test_without_putting_back_p_is_zero_only_when_the_last_one_shows_a_mean_above_the_null() -> None:
    """The population of SHANGRLA's test: a mean of 4/7 against 3/7, drawn whole in this order; the bet is 1/mean."""
    population, null = [F(n) for n in (1, 0, 1, 1, 0, 0, 1)], F(3, 7)
    means = [(len(population) * null - sum(population[:n])) / (len(population) - n) for n in range(7)]
    assert [*means][-1] == 0  # nothing is left for the null: whatever comes is more
    p = [*values(population[:-1], means, repeat(F(1, 2)), F(1))]
    assert min(p) > 0
    assert population[-1] > means[-1]


def test_ballots_out_of_boxes_would_take_as_many_as_published() -> None:
    """BRAVO as Arlo has it, 600 to 400 at 10 %: 119. A wrong rule with no overshoot gives 114."""
    steps = [(1.2, 0.6), (0.8, 0.4)]
    assert ballots_needed(steps, 0.1, overshoot=True) == 119
    assert ballots_needed(steps, 0.1) == 114


# ---- seats


def test_seven_seats_are_sixteen_assertions_and_the_hardest_is_the_second_of_b_against_the_first_of_e() -> None:
    shared = allocate(dict(zip("ABCDE", SEATS, strict=True)), 7, Method())
    assert [*shared.held.values()] == [3, 2, 1, 1, 0]
    found = seats([*shared.held.values()], Method())
    assert len(found) == 16
    assert untrue(found, SEATS) == []
    first = hardest(found, SEATS, BALLOTS)
    assert (first.ahead, first.held, first.behind, first.next) == ((1,), 3, (4,), 1)
    assert float(first.mean(SEATS, BALLOTS)) == pytest.approx(0.51538, abs=5e-6)


def test_the_mean_of_a_seat_is_that_of_its_assorter_over_all_ballots() -> None:
    """Ballot by ballot: next/(2 held) + 1/2 for the holder, 0 for the rival, 1/2 for every other, invalid ones too."""
    for one in seats([3, 2, 1, 1, 0], Method()):
        value = {one.ahead[0]: F(one.next, 2 * one.held) + F(1, 2), one.behind[0]: F(0)}
        whole = sum(value.get(n, F(1, 2)) * v for n, v in enumerate(SEATS)) + F(3_000, 2)
        assert one.mean(SEATS, BALLOTS) == whole / BALLOTS
        assert (one.margin(SEATS) > 0) == (one.mean(SEATS, BALLOTS) > F(1, 2))


def test_the_hardest_seat_takes_99_draws_of_stations_or_1187_ballots() -> None:
    found = hardest(seats([3, 2, 1, 1, 0], Method()), SEATS, BALLOTS)
    frame = Frame((Station("all", SEATS, BALLOTS),), (found,))
    assert frame.total == F(67, 2)
    assert draws_needed(frame.total, F(1, 20)) == 99
    mean, upper = found.mean(SEATS, BALLOTS), (F(found.next, found.held) + 1) / 2
    bet = (mean - F(1, 2)) / (F(1, 2) * (upper - F(1, 2)))
    shares = [(upper, F(15, 65)), (F(0), F(3, 65)), (F(1, 2), F(47, 65))]
    steps = [(float(1 + bet * (x - F(1, 2))), float(share)) for x, share in shares]
    assert ballots_needed(steps, 0.05) == 1_187


# ---- more than half


def test_a_majority_is_one_assertion_against_all_others_together() -> None:
    [found] = majority((30, 51, 19))
    assert (found.ahead, found.behind, found.margin((30, 51, 19))) == ((1,), (0, 2), 2)
    assert found.mean((30, 51, 19), 110) == F(1, 2) + F(2, 220)
    assert untrue(majority((30, 50, 20)), (30, 50, 20)) != []


def test_a_second_round_is_no_majority_and_two_in_front_of_each_other() -> None:
    votes = (40, 25, 30, 5)
    found = second_round(votes)
    assert [(a.kind, a.ahead, a.behind, a.margin(votes)) for a in found] == [
        ("no-majority", (1, 2, 3), (0,), 20),
        ("pair", (0,), (1,), 15),
        ("pair", (0,), (3,), 35),
        ("pair", (2,), (1,), 5),
        ("pair", (2,), (3,), 25),
    ]


# ---- draws


@pytest.mark.parametrize(("number", "share"), [(1, "0.65810794"), (2, "0.27207349"), (3, "0.37755000")])
def test_tickets_of_the_seed_are_those_reckoned_by_hand(number: int, share: str) -> None:
    """`printf 30615294817362940517,3 | sha256sum` begins with 60a71dd7a255: over 16^12 it is 0.3775499965."""
    assert f"{ticket(SEED, number) / ALL:.8f}" == share


def test_the_first_ticket_is_what_sha256sum_prints() -> None:
    assert digits(ticket(SEED, 1)).startswith("a879c2fe38312911")
    printed = subprocess.run(
        ["sha256sum"], input=spelled(SEED, 1).encode(), capture_output=True, check=True
    ).stdout.split()[0]
    assert digits(ticket(SEED, 1)) == printed.decode()


def test_a_spreadsheet_finds_the_same_stations() -> None:
    """HEX2DEC of the first 9 digits over 16^9, looked up in the cumulated shares in plain floats."""
    stations = tuple(Station(f"s{n:03d}", (60 + n % 7, 40 - n % 5), 200 + n) for n in range(300))
    frame = Frame(stations, tuple(pairs((2, 1))))
    cumulated, so_far = [], 0.0
    for bound in frame.bounds:
        so_far += float(bound) / float(frame.total)
        cumulated.append(so_far)
    for number, (_, at) in enumerate(islice(draws(frame, SEED), 200), 1):
        share = int(hashlib.sha256(f"{SEED},{number}".encode()).hexdigest()[:9], 16) / 16**9
        assert at == next(n for n, end in enumerate(cumulated) if end > share)
