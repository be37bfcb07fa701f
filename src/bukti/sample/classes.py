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
    """A class of error: the rules that own it, how much of it they find, and what it is."""

    name: str
    rules: tuple[str, ...]
    found: Found
    english: str


CLASSES: Final[dict[str, ErrorClass]] = {
    one.name: one
    for one in (
        ErrorClass("misread-3-8", IDENTITIES, "yes", "a 3 read as 8, or an 8 as 3"),
        ErrorClass("misread-2-7", IDENTITIES, "yes", "a 2 read as 7, or a 7 as 2"),
        ErrorClass("digit-less", IDENTITIES, "yes", "a digit left out"),
        ErrorClass("digit-more", IDENTITIES, "yes", "a digit written twice, the votes still within the ballots"),
        ErrorClass(
            "wrong-sum",
            ("C-208", "C-209"),
            "yes",
            "valid votes or all votes added up wrongly, on the paper itself, so that both series say so",
        ),
        ErrorClass(
            "columns-shifted", ("C-208", "C-209", "C-404"), "yes", "votes, valid, invalid and their sum one column off"
        ),
        ErrorClass(
            "over-limit",
            ("C-403",),
            "yes",
            "a digit written twice in the votes of the leading pair: more votes than ballots",
        ),
        ErrorClass("placeholder-zeros", ("C-901",), "yes", "zeros in every box but the registered voters"),
        ErrorClass("letter-in-cell", ("N-101",), "yes", "a letter for a digit"),
        ErrorClass("dash-in-cell", ("N-101",), "yes", "a dash for a count"),
        ErrorClass("missing-village", ("X-101",), "yes", "no file has a row of any station of the village"),
        ErrorClass(
            "missing-station",
            ("X-101",),
            "depends",
            "a file has no row of the station: found where the other series has none either",
        ),
        ErrorClass(
            "blank-cells", ("X-104",), "depends", "a sheet entered in part: found where the votes are what is blank"
        ),
        ErrorClass("pairs-swapped", (), "no", "the votes of the two pairs exchanged: every sum stays whole"),
        ErrorClass(
            "same-sheet-twice",
            (),
            "no",
            "the sheet of another station of the village, pictures and all: a consistent sheet",
        ),
    )
}
