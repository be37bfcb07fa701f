"""Whether what is missing could matter, on real counts replayed: what was called safe held to the end."""

from __future__ import annotations

import json
import random
from collections import Counter, defaultdict
from fractions import Fraction
from pathlib import Path

import pytest
from tests.real.cells import read_rows
from tests.real.examples import Builds

from bukti.disputes.caps import station_cap
from bukti.disputes.matters import NEVER, ONLY_IF, Answer, matters
from bukti.disputes.question import OPEN, Doubt, Part
from bukti.publish.leading import leadings
from bukti.publish.opened import Opened

CITIES = ("kota-semarang", "di-yogyakarta")
STEPS = 40
IN, OUT = "in", "out"
Station = tuple[int, int, int]


def stations(folder: Path, city: str) -> list[Station]:
    """Votes of both pairs, and the cap, of each station that both votes are known of."""
    found = []
    for row in read_rows(folder / "presidential-2019" / f"{city}-stations.csv"):
        votes = [row["kpu_pas1"], row["kpu_pas2"]]
        listed = [row["dpt_l"], row["dpt_p"]]
        if all(v.isdecimal() for v in votes):
            registered = sum(map(int, listed)) if all(v.isdecimal() for v in listed) else None
            cap = station_cap(None, registered, Fraction(2), 500)
            assert cap is not None
            found.append((int(votes[0]), int(votes[1]), cap.votes))
    return found


def replay(order: list[Station]) -> list[tuple[int, int, Answer]]:
    """At each of some moments of a count: stations in, who leads, whether what is out could change that."""
    told: list[tuple[int, int, Answer]] = []
    votes, rest = [0, 0], sum(cap for *_, cap in order)
    step = max(1, len(order) // STEPS)
    for n, (first, second, cap) in enumerate(order, 1):
        votes[0], votes[1], rest = votes[0] + first, votes[1] + second, rest - cap
        if n % step == 0:
            parts = [Part(IN, (votes[0], votes[1])), Part(OUT, (0, 0), rest)]
            found = matters(parts, {OUT: Doubt(OPEN)})
            told.append((n, found.bounds.first, found.answer))
    return told


def never_wrong(folder: Path, city: str, times: int, seed: int) -> int:
    """In how many replays the leader was safe before the last station; fails where a safe leader lost in the end."""
    all_of = stations(folder, city)
    final = 0 if sum(s[0] for s in all_of) > sum(s[1] for s in all_of) else 1
    dice, safe = random.Random(seed), 0
    for turn in range(times):
        # Every other replay is the worst order for the winner: what it gained least comes first, with some chance.
        order = sorted(all_of, key=lambda s: (s[0] - s[1]) * (1 - 2 * final) + dice.gauss(0, 60 if turn % 2 else 1e9))
        told = replay(order)
        assert {leader for _, leader, answer in told if answer == NEVER} <= {final}
        assert {answer for *_, answer in told} <= {NEVER, ONLY_IF}
        safe += any(answer == NEVER for *_, answer in told[:-1])
    return safe


@pytest.mark.parametrize("city", CITIES)
def test_a_leader_called_safe_wins_in_every_replay_of_a_real_count(city: str, real_data: Path) -> None:
    assert never_wrong(real_data, city, 12, seed=7) == 12


@pytest.mark.soak
@pytest.mark.parametrize("city", CITIES)
def test_a_leader_called_safe_wins_in_a_thousand_replays(city: str, real_data: Path) -> None:
    never_wrong(real_data, city, 1_000, seed=8)


def test_of_semarang_in_the_order_of_the_file_half_is_too_early_and_three_quarters_are_enough(real_data: Path) -> None:
    # By the voters on the list alone, as the methods count: 423,634 votes ahead and 293,138 voters to come.
    told = {n: answer for n, _, answer in replay(stations(real_data, "kota-semarang"))}
    share = {n / max(told): answer for n, answer in told.items()}
    assert {answer for at, answer in share.items() if at <= 0.5} == {ONLY_IF}
    assert {answer for at, answer in share.items() if at >= 0.76} == {NEVER}


# ---- the regional elections 2024


def plainly(folder: Path) -> dict[str, tuple[list[int], int, int, int]]:
    """By contest, in plain Python: votes by pair in ballot order, stations in, expected, called in without votes."""
    order: dict[str, list[str]] = {}
    for kind, name in (("governor", "paslon_pkwkp.json"), ("regent", "paslon_pkwkk.json")):
        for unit, pairs in json.loads((folder / name).read_text(encoding="utf-8")).items():
            order[f"{kind}-{unit}"] = sorted(pairs, key=lambda p: pairs[p]["nomor_urut"])
    votes: defaultdict[str, Counter[str]] = defaultdict(Counter)
    stated: dict[tuple[str, str], tuple[int, int]] = {}
    silent: set[tuple[str, str]] = set()
    for row in read_rows(folder / "suara_per_kecamatan_nasional.csv"):
        contest = f"governor-{row['kode_kab'][:2]}" if row["jenis"] == "pkwkp" else f"regent-{row['kode_kab']}"
        place = contest, row["kode_kec"]
        stated[place] = int(row["tps_masuk"] or 0), int(row["tps_total"] or 0)
        if row["suara"]:
            votes[contest][row["id_paslon"]] += int(row["suara"])
        else:
            silent.add(place)
    found = {}
    for contest, pairs in order.items():
        here = {place: n for place, n in stated.items() if place[0] == contest}
        found[contest] = (
            [votes[contest][p] for p in pairs],
            sum(inside for inside, _ in here.values()),
            sum(total for _, total in here.values()),
            sum(inside for place, (inside, _) in here.items() if place in silent),
        )
    return found


def test_every_contest_of_the_country_is_told_what_plain_python_tells(examples: Builds, real_data: Path) -> None:
    built = examples("pilkada-2024").built
    found = leadings(Opened(built, changed=False), built.terms.configuration.contest)
    told = {c: n for c, n in plainly(real_data / "pilkada-2024").items() if any(n[0])}
    assert len(told) == len(found) == 534
    answers: Counter[str] = Counter()
    for contest, (votes, inside, expected, silent) in told.items():
        one, ordered = found[contest], sorted(votes, reverse=True)
        gap = ordered[0] - ordered[1]
        assert (list(one.votes), one.gap, one.inside, one.expected) == (votes, gap, inside, expected), contest
        out = expected - inside + silent
        assert one.out is not None
        assert (one.out.stations, one.out.most) == (out, 800 * out), contest
        assert one.matters is not None
        safe = gap > 800 * out or out == 0
        assert one.matters.answer == (NEVER if safe else ONLY_IF), contest
        answers[one.matters.answer] += 1
        within = "yes" if gap * 200 <= sum(votes) else "no" if gap * 50 > sum(votes) else "depends"
        assert one.within == within, contest
    assert answers == {NEVER: 396, ONLY_IF: 138}
    assert Counter(one.within for one in found.values()) == {"no": 492, "depends": 36, "yes": 6}
    # Barito Utara, Siak, Mentawai, Magetan, Mandailing Natal, Timor Tengah Utara: three of them voted again in part.
    assert {c for c, one in found.items() if one.within == "yes"} == {
        "regent-6205", "regent-1408", "regent-1309", "regent-3520", "regent-1213", "regent-5303",
    }  # fmt: skip


def test_the_mayor_of_semarang_is_safe_with_seventeen_stations_out(examples: Builds) -> None:
    built = examples("semarang-pilkada-2024").built
    mayor = leadings(Opened(built, changed=False), built.terms.configuration.contest)["mayor"]
    assert (mayor.gap, mayor.valid, mayor.inside, mayor.expected) == (121_236, 843_828, 2_341, 2_358)
    assert mayor.out is not None
    assert (mayor.out.stations, mayor.out.most, mayor.out.rests) == (
        17,
        13_600,
        {"received": 0, "registered": 0, "law": 17},
    )
    assert mayor.matters is not None
    assert (mayor.matters.answer, mayor.within) == (NEVER, "no")
    assert mayor.matters.decisive is not None
    assert (mayor.matters.decisive.least, mayor.matters.decisive.most) == (107_636, 134_836)
