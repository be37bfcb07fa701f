"""The cap of a station, and on what it rests."""

from __future__ import annotations

from fractions import Fraction

import pytest

from bukti.disputes.caps import LAW, RECEIVED, REGISTERED, Cap, station_cap


@pytest.mark.parametrize(
    ("received", "registered", "percent", "limit", "cap"),
    [
        (293, 287, Fraction(2), 500, Cap(293, RECEIVED)),
        (None, 287, Fraction(2), 500, Cap(293, REGISTERED)),  # 5.74 rounded up
        (None, 541, Fraction(5, 2), 800, Cap(555, REGISTERED)),  # 13.525 rounded up
        (None, 250, Fraction(2), 500, Cap(255, REGISTERED)),  # 5 even: nothing to round
        (None, 799, Fraction(5, 2), 800, Cap(800, LAW)),
        (0, None, Fraction(2), 500, Cap(500, LAW)),
        (0, 0, Fraction(2), 500, Cap(500, LAW)),
        (None, 287, None, 500, Cap(500, LAW)),
        (None, 287, Fraction(2), None, Cap(293, REGISTERED)),
        (None, None, Fraction(2), None, None),
        (None, 287, None, None, None),
    ],
)  # fmt: skip
def test_a_station_yields_no_more_than_its_ballots_its_voters_or_the_law_allow(
    received: int | None, registered: int | None, percent: Fraction | None, limit: int | None, cap: Cap | None
) -> None:
    assert station_cap(received, registered, percent, limit) == cap
