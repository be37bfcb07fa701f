"""Marks that are told apart by their shape as well as their colour, placed by per cent so that they never stretch."""

from __future__ import annotations

from typing import Final

SHAPES: Final = ("M-6 0a6 6 0 1 0 12 0 6 6 0 1 0-12 0z", "M-5-5h10v10h-10z", "M0-7 7 0 0 7-7 0z", "M0-6 7 6h-14z")
"""Circle, square, diamond, triangle."""
TENTHS: Final = 1_000


def tenths(part: int, whole: int) -> int:
    """The tenths of a per cent that a part is, half up."""
    return (2 * TENTHS * part + whole) // (2 * whole)


def per_cent(n: int) -> str:
    """Tenths of a per cent as SVG writes a length: 66.7%."""
    return f"{n // 10}.{n % 10}%"


def mark_at(x: int, y: int, place: int, classes: str) -> str:
    """A mark at so many tenths of a per cent, of the shape of its place in a list."""
    path = SHAPES[place % len(SHAPES)]
    return f'<svg x="{per_cent(x)}" y="{y}" overflow="visible"><path class="{classes}" d="{path}"/></svg>'


def key_of(place: int, classes: str) -> str:
    """The mark for a key beside its words."""
    path = SHAPES[place % len(SHAPES)]
    return f'<path class="{classes}" d="{path}" transform="translate(8 7)"/>'
