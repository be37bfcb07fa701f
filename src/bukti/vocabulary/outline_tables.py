"""The tables of maps: where the units are, and how each map draws them."""

from __future__ import annotations

from bukti.vocabulary.columns import LEVEL, UNIT
from bukti.vocabulary.contract import Table, code, integer, text

OUTLINE = Table(
    "outline",
    "one ring of a unit's outline, as the files of boundaries state it",
    (
        UNIT,
        integer("part", "which of its areas, from 1"),
        integer("ring", "0 is the area's edge, 1 and up are holes in it"),
        text("points", "longitude and latitude of each corner in millionths of a degree, the last is the first"),
        text("source_row", "file and feature that state it"),
    ),
    ("unit_id", "part", "ring"),
    partitioned=False,
)
DRAWN = Table(
    "drawn",
    "one unit on the map of a unit above it",
    (
        code("map_unit", "the unit whose map it is"),
        LEVEL,
        UNIT,
        text("path", "its simplified outline as SVG draws it, empty where the files of boundaries have none"),
        integer("x", "middle of its largest area"),
        integer("y", "the same, downward"),
        integer("width", "of the whole map"),
        integer("height", "of the whole map"),
        integer("tile_column", "its place among tiles, from 0"),
        integer("tile_row", "the same, downward"),
    ),
    ("map_unit", "level", "unit_id"),
    partitioned=False,
)
