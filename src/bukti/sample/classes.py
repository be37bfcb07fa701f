"""Which rule owns which class of error, and what arithmetic alone can see of it: one declaration, held by the tests.

An injected cell is found when a rule that owns its class fires on its sheet. `found` is what to expect of the rules
that look at one sheet by itself, where all fields of the sheet are known: `yes` of every cell, since the class breaks
an identity; `no` of none, since every sum stays whole; `depends` on the sheet or on the other series, so that only the
figure of a seed can be told.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final, Literal

Found = Literal["yes", "no", "depends"]

IDENTITIES: Final = (
    "C-101", "C-102", "C-103", "C-104", "C-105", "C-106", "C-111", "C-112", "C-113", "C-131", "C-208", "C-209",
    "C-301", "C-302",
)  # fmt: skip
"""The identities of a station's sheet: every box stands in one at least, so that one wrong box breaks one at least."""

COMPARED: Final = "X-201"
"""Two readings of one sheet differ: it sees any class, where the other series has read the sheet and states the box."""


@dataclass(frozen=True)
class ErrorClass:
    """A class of error: the rules that own it, and how much of it they find."""

    name: str
    rules: tuple[str, ...]
    found: Found


CLASSES: Final[dict[str, ErrorClass]] = {
    one.name: one
    for one in (
        ErrorClass("misread-3-8", IDENTITIES, "yes"),
        ErrorClass("misread-2-7", IDENTITIES, "yes"),
        ErrorClass("digit-less", IDENTITIES, "yes"),
        ErrorClass("digit-more", IDENTITIES, "yes"),
        ErrorClass("wrong-sum", ("C-208", "C-209"), "yes"),
        ErrorClass("columns-shifted", ("C-208", "C-209", "C-404"), "yes"),
        ErrorClass("over-limit", ("C-403",), "yes"),
        ErrorClass("placeholder-zeros", ("C-901",), "yes"),
        ErrorClass("letter-in-cell", ("N-101",), "yes"),
        ErrorClass("dash-in-cell", ("N-101",), "yes"),
        # No row at all: the unit table says that there should be stations.
        ErrorClass("missing-village", ("X-101",), "yes"),
        # Seen where no other series has read the sheet.
        ErrorClass("missing-station", ("X-101",), "depends"),
        # Seen where votes are blank; a box that is blank among others states nothing wrong.
        ErrorClass("blank-cells", ("X-104",), "depends"),
        # Sums stay whole when two pairs are exchanged, and another station's sheet is a consistent sheet.
        ErrorClass("pairs-swapped", (), "no"),
        ErrorClass("same-sheet-twice", (), "no"),
    )
}
