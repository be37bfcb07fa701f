"""A printed paper read back: its text page by page, and the QR code on it as a phone sees it."""

from __future__ import annotations

import io
import re
from datetime import datetime

import zxingcpp
from pypdf import PdfReader

SCALE = 4


def pages_of(pdf: bytes) -> list[str]:
    """The text of each page, its lines as they stand."""
    return [page.extract_text() for page in PdfReader(io.BytesIO(pdf)).pages]


def dated(pdf: bytes) -> datetime | None:
    """When the PDF says that it was made."""
    told = PdfReader(io.BytesIO(pdf)).metadata
    return told.creation_date if told else None


def flat(text: str) -> str:
    """The text without the breaks that a narrow cell puts into it."""
    return re.sub(r"[\s\u200b\u2068\u2069]+", "", text)


def scanned(svg: str) -> str:
    """What the QR code of an SVG says: its one path of dark runs is put on a grid, and a reader gets the grid."""
    [size] = re.findall(r'<svg[^>]* width="(\d+)"', svg)
    [path] = re.findall(r' d="([^"]+)"', svg)
    dark: set[tuple[int, int]] = set()
    x = y = 0.0
    for step, a, b in re.findall(r"([Mmh])(-?[\d.]+)(?:[ ,]?(-?[\d.]+))?", path):
        if step == "h":
            dark |= {(int(x) + n, int(y)) for n in range(round(float(a)))}
            x += float(a)
        else:
            x, y = (float(a), float(b)) if step == "M" else (x + float(a), y + float(b))
    side = round(float(size)) * SCALE
    rows = [bytes(0 if (c // SCALE, r // SCALE) in dark else 255 for c in range(side)) for r in range(side)]
    [found] = zxingcpp.read_barcodes(memoryview(b"".join(rows)).cast("B", shape=[side, side]))
    return str(found.text)
