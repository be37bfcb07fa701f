"""More votes than can be: over the ballots received or, where these are not known, over the law's limit."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from fractions import Fraction

from bukti.checks.condition import Condition, known_sum
from bukti.vocabulary.profile import SheetKind


def condition(sheet: SheetKind, votes: Sequence[str], parameters: Mapping[str, Fraction], /) -> Condition:
    """Broken where the votes cast, or the sum of the votes known where that is larger, exceed what can be there."""
    cast = sheet.field("cast")
    received = sheet.field("ballots{received}")
    stated = f"coalesce({cast.name}, 0)" if cast else "0"
    summed = known_sum(votes)
    most = f"case when {stated} > {summed} then {stated} else {summed} end"
    cap = str(int(parameters["station_cap"]))
    limit = f"coalesce({received.name}, {cap})" if received else cap
    columns = (*([cast.name] if cast else []), *votes, *([received.name] if received else []))
    return Condition(f"({most}) > {limit}", f"cast({most} as bigint)", f"cast({limit} as bigint)", columns)
