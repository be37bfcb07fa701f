"""The tables of time: what changed between one reading of a paper and the next, and what a series added up to when."""

from __future__ import annotations

from bukti.vocabulary.columns import CONTEST, LEVEL, PARTITION, SERIES, SHEET, UNIT
from bukti.vocabulary.contract import Table, code, counts, integer
from bukti.vocabulary.shapes import Shape

CHANGE = Table(
    "change",
    "one number that a series states otherwise than it did before",
    (
        PARTITION,
        code(
            "change_id", "hash of sheet, column, series, field and the two readings: the same however often it is sent"
        ),
        CONTEST,
        code("kind", "filled (it was not known), corrected, or vanished (it is not known any more)"),
        SHEET,
        UNIT,
        SERIES,
        code("field", "the field or vote column; of a candidate the list and the number"),
        integer("old", "what the reading before stated", null=True),
        integer("new", "what the reading states", null=True),
        code("old_reading_id", "the reading before"),
        code("reading_id", "the reading that states it otherwise"),
        code("since", "the last moment that stated the old number, UTC", null=True),
        code("as_of", "the first moment that stated the new number, UTC", null=True),
        code("source_id", "the file that stated it then"),
    ),
    ("partition", "change_id"),
)


def tally_at(shape: Shape) -> Table:
    """What the votes of a series added up to, moment after moment."""
    return Table(
        "tally_at",
        "one unit, from village up, in one series at one moment at which its figures there changed",
        (
            PARTITION,
            CONTEST,
            UNIT,
            LEVEL,
            SERIES,
            code("as_of", "the moment, UTC"),
            *counts(shape.votes, "sum over the lowest sheets of the series as they read then"),
            *counts(shape.votes, "of these sheets, how many did not state it", "_unknown", null=False),
            integer("sheets", "lowest sheets that the series had stated by then"),
            integer("sheets_known", "of these, with every vote known and not held"),
            integer("stations_in", "stations that these stand on: themselves, or as partial sheets say", null=True),
        ),
        ("partition", "unit_id", "series", "as_of"),
    )
