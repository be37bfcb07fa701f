"""The slips that hide in a made-up election: each kind is a function from a true sheet to the boxes it spoils."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Final, Literal

from bukti.sample.dice import Dice
from bukti.sample.places import Station
from bukti.sample.sheets import CAST, INVALID, VALID, Box, Figures, impossible, votes_of

SeriesName = Literal["entry", "crowd"]
Correction = Literal["later", "district", "regency", "never"]
"""Who puts a slip right first: the later export, the district's plenary, the regency's plenary, or nobody."""


@dataclass(frozen=True)
class Cell:
    """A box with what the paper truly says and what is written instead; a box of None is the station's whole row."""

    box: Box | None
    true: str
    written: str


@dataclass(frozen=True)
class Slip:
    """One mistake: its kind, the station whose row bears it, the series that show it, and who puts it right.

    `pictures_of` is the station whose pictures the row links instead of its own.
    """

    kind: str
    station: Station
    series: tuple[SeriesName, ...]
    cells: tuple[Cell, ...]
    corrected_by: Correction
    pictures_of: Station | None = None

    @property
    def row_missing(self) -> bool:
        return any(cell.box is None for cell in self.cells)


Spoil = Callable[[Figures, Dice, int], Sequence[Cell] | None]
"""Takes a true sheet, dice and how many of the kind there are already; None where the sheet lends itself to none."""


@dataclass(frozen=True)
class Kind:
    """A kind of slip: how many of it, in which series, and how it spoils a sheet."""

    name: str
    spoil: Spoil
    per_thousand: int
    at_least: int
    series: tuple[SeriesName, ...] = ("entry",)

    def wanted(self, stations: int) -> int:
        """How many of this kind a city of so many stations has."""
        return max(self.at_least, stations * self.per_thousand // 1000)


def _one(figures: Figures, box: Box, written: str) -> list[Cell]:
    return [Cell(box, str(figures[box]), written)]


def _believable(figures: Figures, box: Box, written: str) -> bool:
    """True where the sheet so written is wrong, and yet states no more votes than ballots."""
    return int(written) != figures[box] and not impossible({**figures, box: int(written)})


def _boxes(figures: Figures, dice: Dice, votes_first: bool) -> list[Box]:
    """The boxes in the order in which a slip tries them."""
    mixed = dice.shuffled(list(figures))
    return sorted(mixed, key=lambda box: not isinstance(box, int)) if votes_first else mixed


def misread(right: str, wrong: str, votes_only: bool = False) -> Spoil:
    """One digit read as another that looks like it."""

    def spoil(figures: Figures, dice: Dice, already: int) -> list[Cell] | None:
        for box in _boxes(figures, dice, already % 2 == 0):
            text = str(figures[box])
            for at in dice.shuffled([n for n, digit in enumerate(text) if digit == right]):
                written = text[:at] + wrong + text[at + 1 :]
                if (isinstance(box, int) or not votes_only) and _believable(figures, box, written):
                    return _one(figures, box, written)
        return None

    return spoil


def _digit_dropped(figures: Figures, dice: Dice, already: int) -> list[Cell] | None:
    for box in _boxes(figures, dice, already % 2 == 0):
        text = str(figures[box])
        for at in dice.shuffled(range(len(text))):
            written = text[:at] + text[at + 1 :]
            if written and written[0] != "0" and _believable(figures, box, written):
                return _one(figures, box, written)
    return None


def _pairs_swapped(figures: Figures, dice: Dice, _: int) -> list[Cell] | None:
    a, b = dice.shuffled(list(votes_of(figures)))[:2]
    if figures[a] == figures[b]:
        return None
    return [*_one(figures, a, str(figures[b])), *_one(figures, b, str(figures[a]))]


def _wrong_sum(figures: Figures, dice: Dice, already: int) -> list[Cell]:
    """What was added up wrongly on the paper itself."""
    box = (VALID, CAST)[already % 2]
    return _one(figures, box, str(figures[box] + dice.between(1, 9) * dice.pick((-1, 1))))


def _placeholder_zeros(figures: Figures, _: Dice, __: int) -> list[Cell]:
    spoiled = (box for box in figures if (isinstance(box, int) or box.name != "registered") and figures[box])
    return [cell for box in spoiled for cell in _one(figures, box, "0")]


def _over_limit(figures: Figures, _: Dice, __: int) -> list[Cell]:
    """A digit written twice in the votes of the leading selection, so that the votes are more than the ballots."""
    votes = votes_of(figures)
    box = max(votes, key=lambda place: votes[place])
    text = str(figures[box])
    return _one(figures, box, text + text[-1])


def _letter_in_cell(figures: Figures, dice: Dice, already: int) -> list[Cell] | None:
    look = str.maketrans({"0": "O"} if already % 2 == 0 else {"1": "l"})
    for box in _boxes(figures, dice, already % 2 == 0):
        text = str(figures[box])
        if len(text) > 1 and text.translate(look) != text:
            return _one(figures, box, text.translate(look))
    return None


def _dash_in_cell(figures: Figures, dice: Dice, already: int) -> list[Cell] | None:
    """A dash, now for a count that is not known, now for a zero."""
    boxes = list(votes_of(figures)) if already % 2 == 0 else [box for box in figures if figures[box] == 0]
    return _one(figures, dice.pick(boxes), "-") if boxes else None


def _blank_cells(figures: Figures, _: Dice, already: int) -> list[Cell]:
    """A sheet entered in part: now without its votes, now with nothing but them."""
    votes = {*votes_of(figures), VALID, INVALID, CAST}
    return [cell for box in figures if (box in votes) == (already % 2 == 0) for cell in _one(figures, box, "")]


KINDS: Final = (
    Kind("over-limit", _over_limit, 1, 1),
    Kind("letter-in-cell", _letter_in_cell, 3, 2),
    Kind("dash-in-cell", _dash_in_cell, 3, 2),
    Kind("blank-cells", _blank_cells, 5, 3),
    Kind("placeholder-zeros", _placeholder_zeros, 5, 3),
    Kind("pairs-swapped", _pairs_swapped, 6, 4),
    Kind("wrong-sum", _wrong_sum, 6, 4, ("entry", "crowd")),
    Kind("three-as-eight", misread("3", "8"), 10, 5),
    Kind("two-as-seven", misread("2", "7"), 8, 4),
    Kind("digit-dropped", _digit_dropped, 5, 3),
    Kind("three-as-eight", misread("3", "8", votes_only=True), 3, 2, ("crowd",)),
    Kind("two-as-seven", misread("2", "7", votes_only=True), 3, 2, ("crowd",)),
)


def missing(kind: str, station: Station, series: tuple[SeriesName, ...], corrected_by: Correction) -> Slip:
    """A station whose row stands in no file of the series."""
    return Slip(kind, station, series, (Cell(None, "1", "0"),), corrected_by)


def same_sheet(kind: str, station: Station, true: Figures, other: Station, others: Figures) -> Slip:
    """A station under whose number another station's sheet was entered, pictures and all."""
    cells = tuple(Cell(box, str(true[box]), str(others[box])) for box in true if true[box] != others[box])
    return Slip(kind, station, ("entry",), cells, "district", other)
