"""Markdown as the generated pages have it."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

MADE: Final = "<!-- Made from the code by `make docs`: change it there. -->"


def page(title: str, intro: str, parts: Sequence[str]) -> str:
    return "\n\n".join([f"# {title}", MADE, intro, *parts]) + "\n"


def table(head: Sequence[str], rows: Sequence[Sequence[str]]) -> str:
    """A Markdown table; a bar in a cell is escaped and a line end becomes a space."""
    cells = [[" ".join(c.replace("|", "\\|").split()) for c in row] for row in rows]
    return "\n".join(f"| {' | '.join(row)} |" for row in (head, ["---"] * len(head), *cells))
