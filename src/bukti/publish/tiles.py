"""One tile for each unit, near its place: every unit is as large as any other, to be seen and tapped."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final, NamedTuple

MOST_COLUMNS: Final = 14
"""On a phone 360 wide each tile is then still more than 24 across (WCAG 2.2, 2.5.8)."""


class Cell(NamedTuple):
    """A place among tiles, from the upper left."""

    column: int
    row: int


def tiles(places: Mapping[str, tuple[int, int]], width: int, height: int) -> dict[str, Cell]:
    """A free cell for each unit, the nearest to its place on a map so wide and high.

    Units are put one by one from the north-west, and where two cells are as near, the upper and then the left one is
    taken. There are about half as many cells again as units, so that the whole keeps its shape.
    """
    columns, rows = shape(len(places), width, height)
    free = {Cell(column, row) for row in range(rows) for column in range(columns)}
    found: dict[str, Cell] = {}
    for unit, (x, y) in sorted(places.items(), key=lambda item: (item[1][1] + item[1][0], item[1], item[0])):
        across, down = 2 * x * columns - width, 2 * y * rows - height
        cell = min(free, key=lambda c: (_apart(across - 2 * width * c.column, width)
                                        + _apart(down - 2 * height * c.row, height), c.row, c.column))  # fmt: skip
        free.remove(cell)
        found[unit] = cell
    west, north = min(c.column for c in found.values()), min(c.row for c in found.values())
    return {unit: Cell(c.column - west, c.row - north) for unit, c in found.items()}


def _apart(distance: int, size: int) -> int:
    """The square of a distance in hundredths of a cell; `distance` has twice the map's size for a cell."""
    return (distance * 50 // size) ** 2


def shape(count: int, width: int, height: int) -> tuple[int, int]:
    """How many columns and rows of tiles there are: as the map is wide and high, and never too many columns."""
    cells = count + (count + 1) // 2
    columns = 1
    while columns < MOST_COLUMNS and columns * columns * height < cells * width:
        columns += 1
    return columns, -(-cells // columns)
