"""A QR code as one path of SVG, for screens and paper: scanned there, since nobody can tap them."""

from __future__ import annotations

import segno


def code(text: str) -> tuple[int, str]:
    """How many modules the code is wide with its quiet zone of four, and the path that draws the dark ones."""
    made = segno.make(text, error="m", micro=False)
    rows = [list(row) for row in made.matrix_iter(border=4)]
    return len(rows), "".join(f"M{x} {y}h1v1h-1z" for y, row in enumerate(rows) for x, dark in enumerate(row) if dark)
