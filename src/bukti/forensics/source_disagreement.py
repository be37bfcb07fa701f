"""F2: districts where two series read more sheets otherwise than in the rest of the contest."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from bukti.forensics.beta_binomial import overdispersion, parameters, tails
from bukti.forensics.many_tests import FALSE_DISCOVERY, benjamini_hochberg
from bukti.forensics.reports import Line, Part, Report, lines_of, not_run
from bukti.forensics.sheets import Sheet

TEST: Final = "F2"
FEWEST_SHEETS: Final = 30
FEWEST_DISTRICTS: Final = 4


def part(sheets: Sequence[Sheet]) -> Part:
    """For each district the sheets that two series read whole, and how many of them they read otherwise."""
    found: dict[str, list[int]] = {}
    for sheet in sheets:
        if sheet.total is not None and sheet.other_total is not None:
            own = found.setdefault(sheet.district, [0, 0])
            own[0] += sheet.votes != sheet.other
            own[1] += 1
    lines = [Line(d, observed=k, terms={"n": n}) for d, (k, n) in sorted(found.items())]
    return Part(TEST, {"sheets": len(sheets)}, tuple(lines))


def report(parts: Sequence[Part]) -> Report:
    """The districts with more differing sheets than the rest explains, at a false discovery rate of 5 %.

    Each is held against the rate of all others, p = (K-k+1/2)/(N-n+1), in a beta-binomial whose overdispersion is that
    of the districts themselves and of the rate's own uncertainty (as in F3); upper tail. Figures: `differ`, `rate` (in
    the whole contest), `rho`.
    """
    units = sum(p.counts["sheets"] for p in parts)
    lines = [line for line in lines_of(parts) if line.terms["n"] >= FEWEST_SHEETS]
    n_all, k_all = sum(line.terms["n"] for line in lines), sum(line.observed or 0 for line in lines)
    if not any(line.terms["n"] for line in lines_of(parts)):
        return not_run(TEST, "one-series", units)
    if len(lines) < FEWEST_DISTRICTS:
        return not_run(TEST, "few-districts", units, n_all)
    rho = overdispersion(_squares(lines, k_all, n_all))
    judged = sorted((_chance(line, k_all, n_all, rho, len(lines)), line.unit_id, line) for line in lines)
    kept = benjamini_hochberg([p for p, _, _ in judged], len(lines))
    figures = {"differ": k_all, "sheets": n_all, "rho": rho}
    shown = tuple(line for _, _, line in judged[:kept])
    return Report(TEST, len(lines_of(parts)), len(lines), kept, shown, FALSE_DISCOVERY * kept, figures=figures)


def _squares(lines: Sequence[Line], k_all: int, n_all: int) -> list[tuple[float, int]]:
    p = k_all / n_all
    found = []
    for line in lines:
        n = line.terms["n"]
        variance = n * p * (1 - p) * (1 - n / n_all)
        if variance > 0:
            found.append((((line.observed or 0) - n * p) ** 2 / variance, n))
    return found


def _chance(line: Line, k_all: int, n_all: int, rho: float, districts: int) -> float:
    """The probability of so many differing sheets or more, by what the other districts show."""
    k, n = line.observed or 0, line.terms["n"]
    rest = n_all - n
    p = (k_all - k + 0.5) / (rest + 1)
    r = rho + (1 + (rest / (districts - 1) - 1) * rho) / rest
    return tails(k, n, *parameters(p, r))[1]
