"""Tests that are left out, and why, with how often they reject elections in which nothing is wrong."""

from __future__ import annotations

from typing import Final

from bukti.publish.pages.here import Context, Here

TEMPLATE: Final = "left_out.html"
FOLDER: Final = "left-out"
REASONS: Final = ("benford", "last-digit", "parameters", "mixtures", "late-shift", "scores", "rkd")
RUNS: Final = 600
STATIONS: Final = 4_498
FALSE_ALARMS: Final = (
    ("second-digit-first", 1_000, 1_000),
    ("second-digit-second", 980, 1_000),
    ("last-50-first", 33, 62),
    ("last-50-second", 963, 42),
    ("last-100-first", 33, 568),
    ("last-100-second", 293, 533),
    ("village-shares", 32, 38),
)
"""Per thousand clean elections rejected, one side far ahead and close, as docs/benchmarks.md has them."""
POWER: Final = {"hundred": 890, "fifty": 146}
"""Per thousand stations with so many moved votes that are found, as docs/benchmarks.md has them."""


def context(here: Here) -> Context:
    """Everything the template shows."""
    title = str(here.say("left-out.title"))
    return {
        **here.frame(title, here.way_of(title), "method", here.say("left-out.intro")),
        "intro": here.say("left-out.intro"),
        "reasons": [(name, here.say(f"left-out.{name}"), here.say(f"left-out.{name}.why")) for name in REASONS],
        "what": here.say("left-out.table.what", runs=here.number(RUNS), stations=here.number(STATIONS)),
        "rows": [
            (here.say(f"left-out.row.{name}"), *(here.labels.share(n, 1_000) for n in found))
            for name, *found in FALSE_ALARMS
        ],
    }
