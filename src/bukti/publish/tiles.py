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
    """A free cell for each unit, the nearest to where it should be.

    That is half way between its place on a map so wide and high and its rank among all, from west to east and from
    north to south: so the crowded middle of a city spreads over the empty land around it. Units are put one by one
    from the north-west, and where two cells are as near, the upper and then the left one is taken. There are about half
    as many cells again as units, so that the whole keeps its shape.
    """
    columns, rows = shape(len(places), width, height)
    across, down = (_spread(places, at, size) for at, size in ((0, width), (1, height)))
    free = {Cell(column, row) for row in range(rows) for column in range(columns)}
    found: dict[str, Cell] = {}
    for unit in sorted(places, key=lambda u: (across[u] + down[u], across[u], u)):
        x, y = across[unit] * columns, down[unit] * rows
        cell = min(free, key=lambda c: (_apart(x, c.column) + _apart(y, c.row), c.row, c.column))
        free.remove(cell)
        found[unit] = cell
    west, north = min(c.column for c in found.values()), min(c.row for c in found.values())
    return {unit: Cell(c.column - west, c.row - north) for unit, c in found.items()}


def _spread(places: Mapping[str, tuple[int, int]], at: int, size: int) -> dict[str, int]:
    """In thousandths of the whole, half way between place and rank."""
    ordered = sorted(places, key=lambda u: (places[u][at], u))
    last = max(1, len(ordered) - 1)
    return {u: (1_000 * places[u][at] // size + 1_000 * rank // last) // 2 for rank, u in enumerate(ordered)}


def _apart(place: int, cell: int) -> int:
    """The square of the distance from the middle of a cell of a thousand."""
    return (place - 1_000 * cell - 500) ** 2


def shape(count: int, width: int, height: int) -> tuple[int, int]:
    """How many columns and rows of tiles there are: as the map is wide and high, and never too many columns."""
    cells = count + (count + 1) // 2
    columns = 1
    while columns < MOST_COLUMNS and columns * columns * height < cells * width:
        columns += 1
    return columns, -(-cells // columns)
