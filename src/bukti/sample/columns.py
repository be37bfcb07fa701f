"""The column names of the sample's files, for each box of a sheet, in the manner of the files that offices have."""

from __future__ import annotations

from typing import Final

from bukti.sample.sheets import Box
from bukti.vocabulary.profile import SheetKind
from bukti.vocabulary.roles import BallotPart, Role, Sex, VoterList

_SEX: Final[dict[Sex | None, str]] = {"male": "l", "female": "p", None: "j"}
_LIST: Final[dict[VoterList | None, str]] = {
    "list_fixed": "dpt",
    "list_moved": "dptb",
    "list_unlisted": "dpk",
    None: "total",
}
_BALLOTS: Final[dict[BallotPart | None, str]] = {
    "received": "diterima",
    "used": "digunakan",
    "spoiled": "rusak",
    "unused": "sisa",
}
_VOTES: Final = {Role("valid"): "suara_sah", Role("invalid"): "suara_tidak_sah", Role("cast"): "suara_total"}


def column(box: Box) -> str:
    """The column that holds a box: `suara_1` for the votes of the first selection."""
    if isinstance(box, int):
        return f"suara_{box}"
    if box.name == "registered":
        return f"pemilih_dpt_{_SEX[box.sex]}"
    if box.name == "voted":
        return f"pengguna_{_LIST[box.voter_list]}_{_SEX[box.sex]}"
    if box.name == "ballots":
        return f"surat_suara_{_BALLOTS[box.part]}"
    if box.name == "disabled":
        return f"disabilitas_{_SEX[box.sex]}"
    return _VOTES[box]


def boxes_of(kind: SheetKind, selections: int) -> tuple[Box, ...]:
    """The boxes of a sheet kind in the order of the sample's files: the votes, then the form's fields."""
    return (*range(1, selections + 1), *(field.role for field in kind.fields))


def boxes_of_crowd(selections: int) -> tuple[Box, ...]:
    """The boxes that the crowd reads: the votes and their sums."""
    return (*range(1, selections + 1), *_VOTES)


def name(box: Box, kind: SheetKind, selections: tuple[str, ...]) -> str:
    """The public name of a box, as bukti.toml has it: a selection's id or a field."""
    if isinstance(box, int):
        return selections[box - 1]
    field = kind.field(box)
    if field is None:
        raise KeyError(str(box))
    return field.name
