"""How often the tests of what is unusual raise a false alarm in clean elections, and what they find where some is done.

usage: forensics.py [--runs N] [--power-runs N] [--stations FILE] [--seed N]

The elections are made up over the structure of a station file of 2019 (villages, registered voters, village shares and
turnout; BUKTI_DATA), or without one over made-up villages. `close` shifts every village's share so that the contest is
near one half. Beside our own tests stand those that are left out: Benford's second digit and the last digit, each as a
chi-square at 5 %, to show how often they are wrong where nothing is.
"""

from __future__ import annotations

import argparse
import itertools
import os
import sys
import time
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from pathlib import Path
from random import Random

sys.path.insert(0, str(Path(__file__).parents[1]))

from tests.forensics.elections import Village, clean, made_up, moved, rounded, stuffed
from tests.real.cells import read_rows
from tests.real.test_unusual import sheet

from bukti.forensics import copied_sheets, round_shares, source_disagreement, turnout, village_shares
from bukti.forensics.sheets import Sheet, by_village

SEMARANG = "presidential-2019/kota-semarang-stations.csv"
LIMITS = {9: 16.919}
"""Chi-square at 5 % by degrees of freedom."""
BENFORD = [0.11968, 0.11389, 0.10882, 0.10433, 0.10031, 0.09668, 0.09337, 0.09035, 0.08757, 0.08500]
"""How often each second digit stands by Benford's law: the sum over first digits d of log10(1 + 1/(10d + digit))."""
P_OF_1000 = 0.001


def structure(file: Path | None) -> tuple[list[Village], str]:
    """The villages, and what they are."""
    if file is None:
        return made_up(177, 25, seed=1, share=0.75), "made-up villages"
    found = []
    for name, of_village in by_village([sheet(r) for r in read_rows(file)]).items():
        known = [s for s in of_village if s.total and s.cast and s.registered]
        if known:
            shares = sum(s.votes[0] or 0 for s in known) / sum(s.total or 0 for s in known)
            turned = min(0.99, sum(s.cast or 0 for s in known) / sum(s.registered or 0 for s in known))
            found.append(Village(name, shares, turned, tuple(s.registered or 0 for s in known)))
    return found, file.name


def shift_to_half(villages: Sequence[Village]) -> float:
    """What brings the contest's share of the first to one half."""
    voters = [sum(v.registered) * v.turnout for v in villages]
    return 0.5 - sum(v.share * n for v, n in zip(villages, voters, strict=True)) / sum(voters)


def second_digit(counts: Sequence[int]) -> bool:
    """Whether Benford's law for the second digit is rejected."""
    return _rejected(Counter(int(str(n)[1]) for n in counts if n >= 10), BENFORD)


def last_digit(counts: Sequence[int], least: int) -> bool:
    """Whether equal last digits of the counts from `least` on are rejected."""
    return _rejected(Counter(n % 10 for n in counts if n >= least), [0.1] * 10)


def _rejected(found: Counter[int], expected: Sequence[float]) -> bool:
    n = sum(found.values())
    return n > 0 and sum((found[d] - n * p) ** 2 / (n * p) for d, p in enumerate(expected)) > LIMITS[9]


def alarms(villages: Sequence[Village], shift: float, seeds: Iterator[int], runs: int) -> dict[str, float]:
    """Of clean elections: shares of stations below two levels, and of elections that each test rejects or flags."""
    found: Counter[str] = Counter()
    stations = 0
    for _ in range(runs):
        sheets = clean(villages, next(seeds), shift)
        part = village_shares.part(sheets, 1)
        stations += part.counts["testable"]
        rho = next(line.observed or 0 for line in part.lines if line.kind == village_shares.SPREAD) / 1e6
        found["rho"] += rho
        kept = [line for line in part.lines if line.kind != village_shares.SPREAD]
        found["F3 stations below 0.05"] += len(kept)
        ps = [village_shares.chance(village_shares.beside_of(line), rho) for line in kept]
        found["F3 stations below 0.001"] += sum(p < P_OF_1000 for p in ps)
        found["F3 elections with any flag"] += village_shares.report([part], 2).found > 0
        z = round_shares.report([round_shares.part(sheets, 1)]).figures["share-z"]
        found["F5 too many round (z > 1.64)"] += z > 1.64
        found["F5 says something (z > 2.6)"] += z > 2.6
        copies = copied_sheets.report([copied_sheets.part(sheets)])
        found["F6 pairs"] += copies.found
        found["F6 pairs expected"] += copies.expected or 0
        f2 = source_disagreement.report([source_disagreement.part(_read_twice(sheets, next(seeds)))])
        found["F2 elections with any flag"] += f2.found > 0
        columns = [[s.votes[at] or 0 for s in sheets] for at in (0, 1)]
        for name, column in zip(("first", "second"), columns, strict=True):
            found[f"second digit, Benford, {name}"] += second_digit(column)
            found[f"last digit, counts >= 50, {name}"] += last_digit(column, 50)
            found[f"last digit, counts >= 100, {name}"] += last_digit(column, 100)
    return {name: n / (stations if "stations" in name else runs) for name, n in found.items()}


def _read_twice(sheets: Sequence[Sheet], seed: int) -> list[Sheet]:
    """A second series that differs from one sheet in a hundred, wherever it lies."""
    rng = Random(seed)
    return [replace(s, other=(s.votes[0], (s.votes[1] or 0) + (rng.random() < 0.01))) for s in sheets]


Change = Callable[[Sequence[Sheet], int], tuple[list[Sheet], set[str]]]


def power(
    villages: Sequence[Village], shift: float, seeds: Iterator[int], runs: int, change: Change
) -> tuple[float, float]:
    """The share of changed stations that F3 finds, and the share of its flags that were not changed."""
    hits = changed = flags = 0
    for _ in range(runs):
        sheets, chosen = change(clean(villages, next(seeds), shift), next(seeds))
        lines = village_shares.report([village_shares.part(sheets, 1)], 2).lines
        found = {line.unit_id for line in lines}
        hits, changed, flags = hits + len(found & chosen), changed + len(chosen), flags + len(found)
    return hits / changed, (flags - hits) / flags if flags else 0.0


def round_power(villages: Sequence[Village], shift: float, seeds: Iterator[int], runs: int, share: float) -> float:
    """The share of elections with rounded results that F5 rejects at 5 %."""
    zs = []
    for _ in range(runs):
        sheets = rounded(clean(villages, next(seeds), shift), share, next(seeds))
        zs.append(round_shares.report([round_shares.part(sheets, 1)]).figures["share-z"])
    return sum(z > 1.64 for z in zs) / runs


def main() -> None:
    said = argparse.ArgumentParser()
    said.add_argument("--runs", type=int, default=300)
    said.add_argument("--power-runs", type=int, default=40)
    said.add_argument("--stations", type=Path)
    said.add_argument("--seed", type=int, default=0)
    asked = said.parse_args()
    data = os.environ.get("BUKTI_DATA")
    villages, name = structure(asked.stations or (Path(data) / SEMARANG if data else None))
    print(f"{name}: {sum(len(v.registered) for v in villages):,} stations in {len(villages)} villages")
    seeds = itertools.count(asked.seed)
    started = time.process_time()
    close = shift_to_half(villages)
    for told, shift in (("landslide", 0.0), ("close", close)):
        print(f"\nclean elections, {told}, {asked.runs} runs")
        for what, share in alarms(villages, shift, seeds, asked.runs).items():
            print(f"  {what:36} {share:.4f}")
    print(f"\npower, close, {asked.power_runs} runs: share of changed stations found, share of flags that are false")
    for votes in (20, 50, 100):
        found = power(villages, close, seeds, asked.power_runs, lambda s, seed, v=votes: moved(s, v, 0.01, seed))
        print(f"  {votes:3} votes moved in 1 % of stations      {found[0]:.3f}  {found[1]:.3f}")
    found = power(villages, close, seeds, asked.power_runs, lambda s, seed: stuffed(s, 30, 0.02, seed))
    print(f"  30 ballots added in 2 % of stations    {found[0]:.3f}  {found[1]:.3f}")
    for share in (0.02, 0.05, 0.2):
        rate = round_power(villages, close, seeds, max(1, asked.power_runs // 2), share)
        print(f"  rounded to 5 % in {share:.0%} of stations: F5 rejects {rate:.2f}")
    turned = [turnout.part(clean(villages, next(seeds))).counts["testable"] for _ in range(1)]
    print(f"\n{time.process_time() - started:.0f} s of CPU; F4 compares {turned[0]:,} stations and gives no p")


if __name__ == "__main__":
    main()
