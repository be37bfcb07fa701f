"""All tests of a contest, in order: parts of a regency's sheets, and the reports of all parts together."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Final

from bukti.forensics import (
    copied_sheets,
    fingerprint,
    identity_breaks,
    orders_of_time,
    round_shares,
    source_disagreement,
    turnout,
    village_shares,
)
from bukti.forensics.orders_of_time import Moments
from bukti.forensics.reports import Part, Report
from bukti.forensics.sheets import Sheet

TESTS: Final = ("F1", "F2", "F3", "F4", "F5", "F6", "F7", "F8")
FOR_STAFF: Final = frozenset({round_shares.TEST})
"""Tests whose outcome says nothing to who does not know their limits: on no public page."""


def parts_of(sheets: Sequence[Sheet], moments: Sequence[Moments], first: int, closes: str) -> list[Part]:
    """One part of each test. `first` is the place on the ballot of who leads the contest."""
    return [
        identity_breaks.part(sheets),
        source_disagreement.part(sheets),
        village_shares.part(sheets, first),
        turnout.part(sheets),
        round_shares.part(sheets, first),
        copied_sheets.part(sheets),
        orders_of_time.part(moments, closes),
        fingerprint.part(sheets, first),
    ]


def reports_of(parts: Iterable[Part], first: int, second: int, choices: int) -> list[Report]:
    """One report of each test. `first` and `second` lead the contest, `choices` is the length of its ballot."""
    of: Mapping[str, list[Part]] = {test: [] for test in TESTS}
    for part in parts:
        of[part.test].append(part)
    return [
        identity_breaks.report(of["F1"], first, second),
        source_disagreement.report(of["F2"]),
        village_shares.report(of["F3"], choices),
        turnout.report(of["F4"]),
        round_shares.report(of["F5"]),
        copied_sheets.report(of["F6"]),
        orders_of_time.report(of["F7"]),
        fingerprint.report(of["F8"]),
    ]
