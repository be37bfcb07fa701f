"""Figures that stand one column off: the sums fit as soon as all of them are moved by one column."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from fractions import Fraction

from bukti.checks.condition import Condition
from bukti.vocabulary.profile import SheetKind


def condition(sheet: SheetKind, votes: Sequence[str], _: Mapping[str, Fraction], /) -> Condition:
    """Broken where votes, valid, invalid and cast do not add up as written, but do when all are moved by one column."""
    after = [sheet.field(role) for role in ("valid", "invalid", "cast")]
    names = [*votes, *(f.name for f in after if f)]
    assert len(names) == len(votes) + 3, sheet.id
    written = _adds_up(names, len(votes))
    left, right = names[1:] + names[:1], names[-1:] + names[:-1]
    moved = f"({_adds_up(left, len(votes))} or {_adds_up(right, len(votes))})"
    total = " + ".join(votes)
    return Condition(f"not {written} and {moved} and {total} > 0", f"cast({total} as bigint)", names[-3], tuple(names))


def _adds_up(names: Sequence[str], votes: int) -> str:
    valid, invalid, cast = names[votes:]
    return f"({' + '.join(names[:votes])} = {valid} and {valid} + {invalid} = {cast})"
