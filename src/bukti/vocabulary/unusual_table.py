"""The table of what is unusual: what each test noticed and counted among the stations of a regency."""

from __future__ import annotations

from bukti.vocabulary.columns import CONTEST, PARTITION, SHEET, UNIT
from bukti.vocabulary.contract import Table, code, integer, text

UNUSUAL = Table(
    "unusual",
    "one thing that a test noticed among the stations of a regency, or one number that it counted there",
    (
        PARTITION,
        code("finding_id", "hash of test, contest, units and, where there are several of one test, what was noticed"),
        code("test", "F1 to F8"),
        code("severity", "info: none of them is a mistake by itself, and none holds anything"),
        code("part", "line (a decision may explain it) or count"),
        code("name", "what was noticed of several, or what is counted; else empty"),
        CONTEST,
        SHEET,
        UNIT,
        code("other_id", "the second station of a pair, else empty"),
        integer("observed", "what was observed, or the number counted", null=True),
        integer("expected", "none: what to expect changes with every other station", null=True),
        text("terms", "name=value of everything the test looked at, separated by spaces"),
    ),
    ("partition", "finding_id"),
)
