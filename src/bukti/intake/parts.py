"""A part of a cell, as declared: taken by a pattern that fits the whole cell, never by a guess."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping

from bukti.evidence.patterns import Part


def column_of(where: str | Part) -> str:
    """The column of the file that a declaration is about."""
    return where if isinstance(where, str) else where.column


def columns_of_parts(wheres: Iterable[str | Part | None]) -> tuple[str, ...]:
    """The columns of the file that the declarations are about, each once."""
    return tuple(dict.fromkeys(column_of(w) for w in wheres if w))


def part_of(text: str, part: Part) -> str | None:
    """The part of a cell that is declared, the space around the cell cut; None where the pattern does not fit it."""
    found: str | None = text.strip()
    if part.pattern is not None:
        fits = re.fullmatch(part.pattern, text.strip())
        found = fits[1] if fits else None
    for old, new in part.replace.items():
        found = found.replace(old, new) if found is not None else None
    return found


def read_part(row: Mapping[str, str], where: str | Part) -> str | None:
    """What a row states at this place; None where the pattern does not fit the cell."""
    return row[where].strip() if isinstance(where, str) else part_of(row[where.column], where)
