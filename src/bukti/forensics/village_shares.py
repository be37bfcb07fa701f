"""F3: stations whose share differs from that of the other stations of their village more than stations do."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Final

from bukti.forensics.beta_binomial import overdispersion, parameters, two_sided
from bukti.forensics.many_tests import FALSE_DISCOVERY, benjamini_hochberg
from bukti.forensics.reports import MILLION, Line, Part, Report, added, lines_of, median, not_run
from bukti.forensics.sheets import MOST, Sheet, by_village

TEST: Final = "F3"
FEWEST_VOTES: Final = 30
FEWEST_OTHERS: Final = 3
CANDIDATE: Final = 0.05
"""A part keeps stations up to this p by its own overdispersion; only much smaller ones can be found in the contest."""
SPREAD: Final = "spread"


@dataclass(frozen=True, slots=True)
class Beside:
    """y of n in one station, where its village has Y of N in so many other stations besides."""

    unit_id: str
    y: int
    n: int
    all_y: int
    all_n: int
    others: int


def beside(counted: Sequence[tuple[str, int, int]]) -> Iterator[Beside]:
    """Stations of one village as unit, y, n; none where it has too few with enough ballots to compare."""
    large = [(unit_id, y, n) for unit_id, y, n in counted if FEWEST_VOTES <= n <= MOST]
    if len(large) > FEWEST_OTHERS:
        all_y, all_n = sum(y for _, y, _ in large), sum(n for _, _, n in large)
        for unit_id, y, n in large:
            yield Beside(unit_id, y, n, all_y, all_n, len(large) - 1)


def chance(one: Beside, rho: float) -> float:
    """The two-sided p of a station against the rest of its village.

    y ~ BetaBin(n; p(1/r-1), (1-p)(1/r-1)), p = (Y-y+1/2)/(N-n+1), r = rho + (1+(m-1)rho)/(N-n), m the mean number of
    votes of the other stations.
    """
    rest = one.all_n - one.n
    p = (one.all_y - one.y + 0.5) / (rest + 1)
    r = rho + (1 + (rest / one.others - 1) * rho) / rest
    return two_sided(one.y, one.n, *parameters(p, r))


def spread(stations: Sequence[Beside]) -> float:
    """The overdispersion of stations within villages: (y-np)^2 / (np(1-p)(1-n/N)(1+(n-1)rho)) with p = Y/N has the
    median of chi-square(1)."""
    squares = []
    for one in stations:
        p = one.all_y / one.all_n
        variance = one.n * p * (1 - p) * (1 - one.n / one.all_n)
        if variance > 0:
            squares.append(((one.y - one.n * p) ** 2 / variance, one.n))
    return overdispersion(squares)


def part(sheets: Sequence[Sheet], first: int) -> Part:
    """How many stations can be compared, how much they differ within villages, and those that differ much.

    `first` is the place on the ballot of the selection whose share is compared: the one that leads the contest.
    """
    stations = [one for counted in by_village(sheets).values() for one in beside(list(_counted(counted, first)))]
    rho = spread(stations)
    lines = [Line("", SPREAD, round(rho * MILLION), terms={"n": len(stations)})] if stations else []
    for one in stations:
        if chance(one, rho) <= CANDIDATE:
            terms = {"n": one.n, "all_y": one.all_y, "all_n": one.all_n, "others": one.others}
            lines.append(Line(one.unit_id, observed=one.y, terms=terms))
    counts = {"sheets": len(sheets), "testable": len(stations), "villages": len(by_village(sheets))}
    return Part(TEST, counts, tuple(lines))


def _counted(sheets: Sequence[Sheet], first: int) -> Iterator[tuple[str, int, int]]:
    for sheet in sheets:
        total, y = sheet.total, sheet.votes[first - 1]
        if total is not None and y is not None:
            yield sheet.unit_id, y, total


def report(parts: Sequence[Part], choices: int) -> Report:
    """The stations that differ, at a false discovery rate of 5 %, the least likely first.

    The overdispersion of the contest is the middle one of its regencies', weighted by stations. Of those found at most
    one in twenty is expected to be there by chance. Figures: `rho`.
    """
    counts = added(parts)
    lines = lines_of(parts)
    tested = counts["testable"]
    if choices < 2:
        return not_run(TEST, "one-choice", counts["sheets"])
    if not tested:
        return not_run(TEST, "few-stations", counts["sheets"])
    rho = median([((line.observed or 0) / MILLION, line.terms["n"]) for line in lines if line.kind == SPREAD])
    judged = sorted((chance(beside_of(line), rho), line.unit_id, line) for line in lines if line.kind != SPREAD)
    kept = benjamini_hochberg([p for p, _, _ in judged], tested)
    shown = tuple(line for _, _, line in judged[:kept])
    return Report(TEST, counts["sheets"], tested, kept, shown, FALSE_DISCOVERY * kept, figures={"rho": rho})


def beside_of(line: Line) -> Beside:
    """The station of a line with what stood beside it."""
    t = line.terms
    return Beside(line.unit_id, line.observed or 0, t["n"], t["all_y"], t["all_n"], t["others"])
