"""A QR code as one path of SVG, for screens and paper: scanned there, since nobody can tap them."""

from __future__ import annotations

import itertools

import segno


def code(text: str) -> tuple[int, str]:
    """How many modules the code is wide with its quiet zone of four, and the path that draws the dark ones."""
    made = segno.make(text, error="m", micro=False)
    rows = [list(row) for row in made.matrix_iter(border=4)]
    drawn = []
    for y, row in enumerate(rows):
        x = 0
        for dark, run in itertools.groupby(row, bool):
            n = len(list(run))
            if dark:
                drawn.append(f"M{x} {y}h{n}v1h-{n}z")
            x += n
    return len(rows), "".join(drawn)
