"""A few lines of Python and a formula for each file: both count its rows by one column, and are run in the tests."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Final

from bukti.evidence.configuration import Configuration

COUNTED_BY: Final[Mapping[str, tuple[str, str]]] = {
    "selections": ("selection", ""),
    "fields": ("field", "valid"),
    "readings": ("standing", "1"),
    "tally": ("basis", "counted"),
    "tally-tidy": ("what", "selection"),
    "differences": ("comparison", "declared"),
    "findings": ("severity", "error"),
    "trace": ("trace", "explained"),
    "decisions": ("in_force", "1"),
    "votes": ("selection_id", ""),
    "vote_tally": ("basis", "counted"),
    "outcome": ("basis", "counted"),
    "seats": ("selection", ""),
    "changes": ("kind", "corrected"),
    "over-time": ("level", "village"),
    "units": ("level", "village"),
    "sources": ("entry", ""),
    "contests": ("may_be_disputed", "yes"),
}
"""The column by which rows are counted, and one value of it; without one it is the first that bukti.toml declares."""
SNIPPET: Final = """\
import csv
from collections import Counter

with open("{file}", encoding="utf-8", newline="") as file:
    rows = list(csv.DictReader(file))
print(Counter(row["{column}"] for row in rows))
"""


def python(name: str, file: str) -> str:
    """What somebody runs in the folder of a publication: how many rows of the file have each value of one column."""
    return SNIPPET.format(file=file, column=COUNTED_BY[name][0])


def formula(name: str, columns: Sequence[str], configuration: Configuration) -> str:
    """What somebody types into a cell beside the file's rows: how many of them have one value of that column."""
    column, value = COUNTED_BY[name]
    letter = _letters(columns.index(column))
    first = configuration.source[0].id if name == "sources" else configuration.contest[0].selection[0].id
    return f'=COUNTIF({letter}:{letter};"{value or first}")'


def _letters(position: int) -> str:
    """A column as spreadsheets name it: A, Z, AA."""
    letters = ""
    position += 1
    while position:
        position, rest = divmod(position - 1, 26)
        letters = chr(ord("A") + rest) + letters
    return letters
