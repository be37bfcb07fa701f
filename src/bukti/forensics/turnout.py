"""F4: the stations whose turnout is farthest from that of the other stations of their village, as a ranking.

No p: turnout has heavier tails than any model of it here, so a p would name hundreds of ordinary stations.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Final

from bukti.forensics.reports import MILLION, Line, Part, Report, added, lines_of, not_run
from bukti.forensics.sheets import Sheet, by_village
from bukti.forensics.village_shares import Beside, beside, spread

TEST: Final = "F4"
LISTED: Final = 20
SPECIAL: Final = "special"


def turnouts(sheets: Sequence[Sheet]) -> list[Beside]:
    """Each station's voters of its registered ones beside its village's; where more voted, all registered ones did.

    A station with no votes at all was not entered, so it has no turnout.
    """
    return [one for of_village in by_village(sheets).values() for one in beside(list(_counted(of_village)))]


def _counted(sheets: Sequence[Sheet]) -> Iterator[tuple[str, int, int]]:
    for sheet in sheets:
        if sheet.cast and sheet.registered:
            yield sheet.unit_id, min(sheet.cast, sheet.registered), sheet.registered


def distance(one: Beside, rho: float) -> float:
    """The squared deviation from the rest of the village in units of its variance, by the formula of F3."""
    rest = one.all_n - one.n
    p = (one.all_y - one.y + 0.5) / (rest + 1)
    r = rho + (1 + (rest / one.others - 1) * rho) / rest
    away = one.y - one.n * p
    return away * away / (one.n * p * (1 - p) * (1 + (one.n - 1) * r))


def part(sheets: Sequence[Sheet]) -> Part:
    """The stations farthest from their villages; `distance` in thousandths orders them."""
    stations = turnouts(sheets)
    rho = spread(stations)
    special = {s.unit_id for s in sheets if s.is_special}
    cast = {s.unit_id: s.cast for s in sheets}
    ranked = sorted((-min(round(1_000 * distance(one, rho)), MILLION * MILLION), one.unit_id, one) for one in stations)
    lines = [
        Line(
            one.unit_id,
            SPECIAL if one.unit_id in special else "",
            cast[one.unit_id],
            terms={"n": one.n, "all_y": one.all_y, "all_n": one.all_n, "y": one.y, "distance": -far},
        )
        for far, _, one in ranked[:LISTED]
    ]
    known = sum(bool(s.cast and s.registered) for s in sheets)
    return Part(TEST, {"sheets": len(sheets), "known": known, "testable": len(stations)}, tuple(lines))


def report(parts: Sequence[Part]) -> Report:
    """The ranking of the whole contest; nothing is found or not found in it."""
    counts = added(parts)
    if not counts["testable"]:
        why = "few-stations" if counts["known"] else "no-turnout"
        return not_run(TEST, why, counts["sheets"])
    lines = sorted(lines_of(parts), key=lambda line: (-line.terms["distance"], line.unit_id))[:LISTED]
    return Report(TEST, counts["sheets"], counts["testable"], len(lines), tuple(lines))
