"""Zeros that stand for "not entered yet": every known figure is 0 although voters are registered."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from fractions import Fraction

from bukti.checks.condition import Condition, known_sum
from bukti.vocabulary.profile import SheetKind


def condition(sheet: SheetKind, votes: Sequence[str], _: Mapping[str, Fraction], /) -> Condition:
    """Broken where all that is known but the registered voters is 0, something is known, and voters are registered.

    Ballots received are no count of votes: they may be there while nothing was entered. Where the form has a total of
    registered voters that is not known, those known by sex are taken.
    """
    registered = [f.name for f in sheet.fields_with("registered")]
    received = sheet.field("ballots{received}")
    apart = {*registered} | ({received.name} if received else set())
    counted = [*(name for name in sheet.names if name not in apart), *votes]
    known = " or ".join(f"{c} is not null" for c in counted)
    total = sheet.field("registered")
    by_sex = known_sum([name for name in registered if not total or name != total.name])
    voters = f"coalesce({total.name}, {by_sex})" if total else by_sex
    broken = f"({known}) and {known_sum(counted)} = 0 and {voters} > 0"
    zeros = f"cast({known_sum(counted)} as bigint)"
    return Condition(broken, zeros, f"cast({voters} as bigint)", (*counted, *registered))
