"""Rows as a text table: columns as wide as their widest cell, numbers to the right."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterator, Sequence

GAP = "  "


def width(text: str) -> int:
    """How many places a text takes on a terminal."""
    return sum(0 if unicodedata.combining(c) else 2 if unicodedata.east_asian_width(c) in "WF" else 1 for c in text)


def aligned(head: Sequence[str], rows: Sequence[Sequence[str]], right: Sequence[int] = ()) -> Iterator[str]:
    """The lines of a table; `right` are the places of columns set to the right. Without any head, no line for it."""
    shown = [head, *rows] if any(head) else list(rows)
    widths = [max(width(row[at]) for row in shown) for at in range(len(head))] if shown else []
    for n, row in enumerate(shown):
        cells = [_padded(cell, widths[at], at in right) for at, cell in enumerate(row)]
        yield GAP.join(cells).rstrip()
        if n == 0 and any(head):
            yield GAP.join("-" * w for w in widths)


def _padded(cell: str, to: int, right: bool) -> str:
    blank = " " * (to - width(cell))
    return blank + cell if right else cell + blank


def short(text: str, most: int) -> str:
    """A text of at most so many places, with a mark where something was cut."""
    return text if len(text) <= most else text[: most - 1] + "…"
