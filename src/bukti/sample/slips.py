"""The slips that hide in a made-up election: each kind is a function from a true sheet to the boxes it spoils."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Final, Literal

from bukti.sample.dice import Dice
from bukti.sample.sheets import CAST, INVALID, VALID, Box, Figures, impossible, votes_of

SeriesName = Literal["kpu", "crowd"]
SERIES: Final[tuple[SeriesName, ...]] = ("kpu", "crowd")
Correction = Literal["later", "district", "regency", "never"]
"""Who puts a slip right first: the later export, the district's plenary, the regency's plenary, or nobody."""

_SEEN: Final[tuple[Correction, ...]] = ("district", "later", "district")
_UNSEEN: Final[tuple[Correction, ...]] = ("regency", "later", "never", "district")
# The later export puts none of these right: what it shows is the same sheet again, or no row.
_STAYS: Final[tuple[Correction, ...]] = ("district",)
_MISSING: Final[tuple[Correction, ...]] = ("district", "later")


@dataclass(frozen=True)
class Cell:
    """A box with what the paper truly says and what is written instead; a box of None is the station's whole row."""

    box: Box | None
    true: str
    written: str


@dataclass(frozen=True)
class Slip:
    """One mistake in a station's row: its kind, the series that show it, and who puts it right.

    `pictures_of` is the number of the station of the same village whose pictures the row links instead of its own.
    """

    kind: str
    series: tuple[SeriesName, ...]
    cells: tuple[Cell, ...]
    corrected_by: Correction
    pictures_of: str = ""

    @property
    def row_missing(self) -> bool:
        return any(cell.box is None for cell in self.cells)


Spoil = Callable[[Figures, Dice, int], Sequence[Cell] | None]
"""Takes a true sheet, dice and how many of the kind there are already; None where the sheet lends itself to none."""


@dataclass(frozen=True)
class Kind:
    """A kind of slip: how many of it, in which series, how it spoils a sheet, and who puts it right, in turn."""

    name: str
    spoil: Spoil
    per_ten_thousand: int
    at_least: int
    series: tuple[SeriesName, ...] = ("kpu",)
    corrected_by: tuple[Correction, ...] = _SEEN

    def wanted(self, stations: int) -> int:
        """How many of this kind an election of so many stations has."""
        few = max(1, min(self.at_least, self.at_least * stations // 400))
        return max(few, stations * self.per_ten_thousand // 10_000)


def _one(figures: Figures, box: Box, written: str) -> list[Cell]:
    return [Cell(box, str(figures[box]), written)]


def _believable(figures: Figures, box: Box, written: str) -> bool:
    """True where the sheet so written is wrong, and yet states no more votes than ballots."""
    return int(written) != figures[box] and not impossible({**figures, box: int(written)})


def _boxes(figures: Figures, dice: Dice, votes_first: bool) -> list[Box]:
    """The boxes in the order in which a slip tries them."""
    mixed = dice.shuffled(list(figures))
    return sorted(mixed, key=lambda box: not isinstance(box, int)) if votes_first else mixed


def misread(one: str, other: str, votes_only: bool = False) -> Spoil:
    """One digit read as another that looks like it, now this way, now that."""

    def spoil(figures: Figures, dice: Dice, already: int) -> list[Cell] | None:
        ways = ((one, other), (other, one)) if already % 3 else ((other, one), (one, other))
        for box in _boxes(figures, dice, already % 2 == 0):
            text = str(figures[box])
            for right, wrong in ways if isinstance(box, int) or not votes_only else ():
                for at in dice.shuffled([n for n, digit in enumerate(text) if digit == right]):
                    written = text[:at] + wrong + text[at + 1 :]
                    if _believable(figures, box, written):
                        return _one(figures, box, written)
        return None

    return spoil


def _digit_less(figures: Figures, dice: Dice, already: int) -> list[Cell] | None:
    for box in _boxes(figures, dice, already % 2 == 0):
        text = str(figures[box])
        for at in dice.shuffled(range(len(text))):
            written = text[:at] + text[at + 1 :]
            if written and written[0] != "0" and _believable(figures, box, written):
                return _one(figures, box, written)
    return None


def _digit_more(figures: Figures, dice: Dice, _: int) -> list[Cell] | None:
    """A digit written twice, where the votes stay within the ballots."""
    for box in _boxes(figures, dice, votes_first=False):
        text = str(figures[box])
        at = dice.below(len(text))
        written = text[: at + 1] + text[at:]
        if _believable(figures, box, written) and written[0] != "0":
            return _one(figures, box, written)
    return None


def _pairs_swapped(figures: Figures, _: Dice, __: int) -> list[Cell] | None:
    if figures[1] == figures[2]:
        return None
    return [*_one(figures, 1, str(figures[2])), *_one(figures, 2, str(figures[1]))]


def _columns_shifted(figures: Figures, _: Dice, already: int) -> list[Cell] | None:
    """The votes and their sums one column off, now to the left, now to the right; what falls out comes in again."""
    boxes: list[Box] = [*votes_of(figures), VALID, INVALID, CAST]
    values = [figures[box] for box in boxes]
    moved = values[1:] + values[:1] if already % 2 == 0 else values[-1:] + values[:-1]
    return [
        cell for box, n in zip(boxes, moved, strict=True) if n != figures[box] for cell in _one(figures, box, str(n))
    ]


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


def _row_missing(_: Figures, __: Dice, ___: int) -> list[Cell]:
    return [Cell(None, "1", "0")]


KINDS: Final = (
    Kind("over-limit", _over_limit, 10, 1),
    # Few however large the election: whoever reads typed has to read a file again that holds one.
    Kind("letter-in-cell", _letter_in_cell, 0, 2),
    Kind("dash-in-cell", _dash_in_cell, 0, 2),
    Kind("blank-cells", _blank_cells, 50, 3),
    Kind("placeholder-zeros", _placeholder_zeros, 50, 3),
    Kind("pairs-swapped", _pairs_swapped, 60, 4, corrected_by=_UNSEEN),
    Kind("wrong-sum", _wrong_sum, 60, 4, ("kpu", "crowd"), _STAYS),
    Kind("misread-3-8", misread("3", "8"), 100, 5),
    Kind("misread-2-7", misread("2", "7"), 80, 4),
    Kind("digit-less", _digit_less, 50, 3),
    Kind("digit-more", _digit_more, 40, 3),
    Kind("columns-shifted", _columns_shifted, 20, 2),
    Kind("misread-3-8", misread("3", "8", votes_only=True), 30, 2, ("crowd",), _STAYS),
    Kind("misread-2-7", misread("2", "7", votes_only=True), 30, 2, ("crowd",), _STAYS),
    # One is in no file at all; of the others the crowd has a reading, and some come with the later export.
    Kind("missing-station", _row_missing, 1, 1, ("kpu", "crowd"), _STAYS),
    Kind("missing-station", _row_missing, 30, 2, ("kpu",), _MISSING),
)


MISSING_VILLAGE: Final = "missing-village"


def missing_village() -> Slip:
    """What befalls every station of a village of which no file has a row."""
    return Slip(MISSING_VILLAGE, SERIES, (Cell(None, "1", "0"),), "district")


SAME_SHEET: Final = "same-sheet-twice"


def same_sheet(true: Figures, others: Figures, other: str) -> Slip:
    """A station under whose number the sheet of the station `other` was entered, pictures and all."""
    cells = tuple(Cell(box, str(true[box]), str(others[box])) for box in true if true[box] != others[box])
    return Slip(SAME_SHEET, ("kpu",), cells, "district", other)
