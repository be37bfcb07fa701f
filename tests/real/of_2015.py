"""The figures of a mayor's election of 2015: stations with plain counts, villages and districts with damaged ones."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from tests.real.cells import COUNT, Row, broken, parts_add_up, read_rows, total

COLUMNS = {
    "registered": "pemilih",
    "users": "pengguna_hak_pilih",
    "pair-1": "perolehan_suara_1",
    "pair-2": "perolehan_suara_2",
    "valid": "suara_sah",
    "invalid": "suara_tidak_sah",
    "cast": "total_suara",
}
GROUPED = re.compile(r"[1-9][0-9]{0,2}([.][0-9]{3})+")


@dataclass(frozen=True)
class Damaged:
    """A file whose dots separate thousands: its numeric cells, those that lost zeros, what each may have been.

    `proposed` and `sums` are by unit and column: the digits with zeros added to three, and the counts that are sound.
    """

    rows: int
    cells: int
    lost: int
    proposed: dict[tuple[str, str], str]
    sums: dict[str, int]


@dataclass(frozen=True)
class Mayor2015:
    """All figures of the set."""

    stations: int
    sums: dict[str, int]
    pairs_not_valid: int
    valid_invalid_not_cast: int
    cast_not_users: int
    users_over_registered: int
    registered_over_800: int
    villages: Damaged
    districts: Damaged


def mayor_2015(folder: Path) -> Mayor2015:
    """The set in the folder is counted."""
    rows = read_rows(folder / "tps.csv")
    sheets = {str(at): {name: plain(row[column]) for name, column in COLUMNS.items()} for at, row in enumerate(rows)}

    def breaking(*names: str) -> int:
        return len(broken(sheets, names, parts_add_up))

    return Mayor2015(
        stations=len(rows),
        sums={name: total(sheets.values(), name) for name in COLUMNS},
        pairs_not_valid=breaking("pair-1", "pair-2", "valid"),
        valid_invalid_not_cast=breaking("valid", "invalid", "cast"),
        cast_not_users=breaking("cast", "users"),
        users_over_registered=len(broken(sheets, ("users", "registered"), lambda v: v[0] <= v[1])),
        registered_over_800=sum((sheet["registered"] or 0) > 800 for sheet in sheets.values()),
        villages=damaged(read_rows(folder / "kelurahan_messy_numbers.csv"), village_of),
        districts=damaged(read_rows(folder / "kecamatan_messy_numbers.csv"), lambda row: row["kecamatan/_text"]),
    )


def plain(cell: str) -> int | None:
    """A count without any separator."""
    return int(cell) if COUNT.fullmatch(cell) else None


def village_of(row: Row) -> str:
    """District and village: one name of a village stands twice."""
    return f"{row['resource'].rpartition('/')[2].replace('_', ' ').upper()}/{row['kelurahan']}"


def damaged(rows: list[dict[str, str]], unit: Callable[[Row], str]) -> Damaged:
    """Every numeric cell of the rows is sound, or has lost zeros."""
    cells = {(unit(row), name): row[column] for row in rows for name, column in COLUMNS.items()}
    sound = {key: int(cell.replace(".", "")) for key, cell in cells.items() if plain(cell) is not None or
             GROUPED.fullmatch(cell)}  # fmt: skip
    lost = {key: cell for key, cell in cells.items() if key not in sound}
    assert len(cells) == len(rows) * len(COLUMNS)
    return Damaged(
        rows=len(rows),
        cells=len(cells),
        lost=len(lost),
        proposed={key: "".join([*(p := cell.split("."))[:-1], p[-1].ljust(3, "0")]) for key, cell in lost.items()},
        sums={name: sum(v for (_, column), v in sound.items() if column == name) for name in COLUMNS},
    )
