"""Counts in the cells of raw files, and the arithmetic of vote columns, in plain Python.

Nothing here imports the project: a build is compared with these figures, so neither may lean on the other.
"""

from __future__ import annotations

import csv
import re
from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from pathlib import Path

Row = Mapping[str, str]
Counts = Mapping[str, int | None]
Votes = tuple[int, ...]
Held = frozenset[str]

STATION_CAP = 500
COUNT = re.compile(r"[0-9]{1,9}")


def known(cell: str) -> int | None:
    """A cell is a count only where one to nine ASCII digits stand between its outer spaces."""
    text = cell.strip()
    return int(text) if COUNT.fullmatch(text) else None


def is_text(cell: str) -> bool:
    """A cell that is neither empty nor a count is text, and its count is unknown."""
    return cell.strip() != "" and known(cell) is None


def read_rows(path: Path) -> list[dict[str, str]]:
    """Every row of a comma-separated file is returned as text, in order of the file."""
    with path.open(encoding="utf-8", newline="") as lines:
        return list(csv.DictReader(lines, strict=True))


def all_known(counts: Counts, names: Iterable[str]) -> Votes | None:
    """The values of the names are returned only where every one of them is known."""
    values = [counts[name] for name in names]
    return None if None in values else tuple(value for value in values if value is not None)


def add(votes: Iterable[Votes]) -> Votes:
    """Vote columns are added position by position."""
    return tuple(sum(column) for column in zip(*votes, strict=True))


def less(votes: Votes, other: Votes) -> Votes:
    """Vote columns are subtracted position by position."""
    return tuple(a - b for a, b in zip(votes, other, strict=True))


def total(sheets: Iterable[Counts], name: str) -> int:
    """A sum runs over the known values only."""
    return sum(value for sheet in sheets if (value := sheet[name]) is not None)


def broken(sheets: Mapping[str, Counts], names: Sequence[str], holds: Callable[[Votes], bool]) -> set[str]:
    """The sheets that break an identity are among those that know every field of it."""
    known_values = {unit: all_known(sheet, names) for unit, sheet in sheets.items()}
    return {unit for unit, values in known_values.items() if values is not None and not holds(values)}


def parts_add_up(values: Votes) -> bool:
    """All values but the last add up to the last."""
    return sum(values[:-1]) == values[-1]


def over_cap(counts: Counts, pairs: Sequence[str], cast: str, cap: int = STATION_CAP) -> bool:
    """A sheet is held where its cast votes, or the sum of its known pair votes if larger, exceed the cap."""
    stated = sum(value for name in pairs if (value := counts[name]) is not None)
    return max(counts[cast] or 0, stated) > cap


def tallied(words: Iterable[str]) -> dict[str, int]:
    """Every word is counted, in alphabetical order."""
    return dict(sorted(Counter(words).items()))
