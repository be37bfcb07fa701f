"""The column names of the sample's files, for each box of a sheet, in the manner of the files that offices have."""

from __future__ import annotations

from typing import Final

from bukti.sample.sheets import BOXES, CROWD, Box
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

_LEAN_BALLOTS: Final[dict[BallotPart | None, str]] = {
    "received": "received",
    "used": "used",
    "spoiled": "spoiled",
    "unused": "unused",
}
_LEAN_VOTES: Final = {Role("valid"): "sah", Role("invalid"): "tSah", Role("cast"): "jum"}


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


def lean_column(box: Box) -> str:
    """The column of the lean layout that holds a box that both series type, less the mark of the series."""
    if isinstance(box, int):
        return f"pas{box}"
    if box.name == "voted":
        named = _LIST[box.voter_list] if box.voter_list or not box.sex else ""
        return "_".join(part for part in ("users", named, _SEX[box.sex] if box.sex else "") if part)
    if box.name == "ballots":
        return _LEAN_BALLOTS[box.part]
    return _LEAN_VOTES[box]


SHARED: Final[dict[Box, str]] = {Role("registered", sex="male"): "dpt_l", Role("registered", sex="female"): "dpt_p"}
"""The columns of the lean layout that belong to both series of a row."""

LEAN: Final[dict[Box, str]] = {box: lean_column(box) for box in BOXES if box in CROWD}
"""The columns that the lean layout has once for each series."""


def name(box: Box, kind: SheetKind, selections: tuple[str, ...]) -> str:
    """The public name of a box, as bukti.toml has it: a selection's id or a field."""
    if isinstance(box, int):
        return selections[box - 1]
    field = kind.field(box)
    if field is None:
        raise KeyError(str(box))
    return field.name
