"""Ballots received at an ordinary station: one for each voter on the list and the reserve, rounded up."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from fractions import Fraction

from bukti.checks.condition import Condition
from bukti.vocabulary.profile import SheetKind

TOLERANCE = 1  # rounding of the reserve differs in practice by one ballot
FIRST_SPECIAL = "901"


def condition(sheet: SheetKind, _: Sequence[str], parameters: Mapping[str, Fraction], /) -> Condition:
    """Broken where the ballots received are not the registered voters and the reserve, more than one ballot off.

    Special stations (901 and up) have no list of their own and are exempt.
    """
    received = sheet.field("ballots{received}")
    registered = sheet.registered()
    assert received, sheet.id
    assert len(registered) == 1, sheet.id
    percent = parameters["reserve_percent"] / 100
    listed = registered[0].name
    reserve = f"({listed} * {percent.numerator} + {percent.denominator - 1}) // {percent.denominator}"
    due = f"{listed} + {reserve}"
    station = "substr(unit_id, length(unit_id) - 2, 3)"
    broken = f"abs({received.name} - ({due})) > {TOLERANCE} and {station} < '{FIRST_SPECIAL}'"
    return Condition(broken, received.name, f"cast({due} as bigint)", (received.name, listed))
