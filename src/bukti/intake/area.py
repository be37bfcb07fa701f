"""Places on a sheet as people write them: column B, cell C4, the range B7:K31."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

LAST: Final = 1 << 30


@dataclass(frozen=True)
class Area:
    """A rectangle of cells with its edges; rows and columns are counted from 1."""

    top: int = 1
    left: int = 1
    bottom: int = LAST
    right: int = LAST

    def meets(self, corners: tuple[tuple[int, int], tuple[int, int]]) -> bool:
        """Whether another rectangle shares a cell with this one; its corners are counted from 0."""
        (top, left), (bottom, right) = corners
        return top < self.bottom and bottom >= self.top - 1 and left < self.right and right >= self.left - 1


WHOLE: Final = Area()


def letters(column: int) -> str:
    """The name of a column as the spreadsheet shows it: 1 is A, 27 is AA."""
    name = ""
    while column:
        column, rest = divmod(column - 1, 26)
        name = chr(65 + rest) + name
    return name


def column_number(name: str) -> int:
    """The place of a column named by letters: A is 1, AA is 27."""
    number = 0
    for letter in name:
        number = number * 26 + ord(letter) - 64
    return number


def cell_place(name: str) -> tuple[int, int]:
    """Row and column of a cell such as C4."""
    column = name.rstrip("0123456789")
    return int(name[len(column) :]), column_number(column)


def area_of(name: str | None) -> Area:
    """The rectangle of a range such as B7:K31, by any two opposite corners; without one, the whole sheet."""
    if name is None:
        return WHOLE
    (one, left), (other, right) = (cell_place(corner) for corner in name.split(":"))
    return Area(min(one, other), min(left, right), max(one, other), max(left, right))
