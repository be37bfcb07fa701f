"""The figures of a set of 2024: one station a row, with voters and users by list and sex."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from tests.real.cells import (
    STATION_CAP,
    Counts,
    Votes,
    all_known,
    broken,
    known,
    over_cap,
    parts_add_up,
    read_rows,
    total,
)

PAIRS_2024 = ("suara_1", "suara_2", "suara_3")
COLUMNS = ("j", "l", "p")
LISTS_2024 = ("pengguna_dpt", "pengguna_dptb", "pengguna_dpk")
GROUPS_2024 = ("pemilih_dpt", *LISTS_2024, "pengguna_total")
ADMINISTRATION_2024 = (
    *(f"{group}_{column}" for group in GROUPS_2024 for column in COLUMNS),
    *("suara_sah", "suara_tidak_sah", "suara_total"),
)
FIELDS_2024 = (*PAIRS_2024, *ADMINISTRATION_2024)


@dataclass(frozen=True)
class Presidential2024:
    """All figures of one 2024 set; `broken` counts sheets by identity and column."""

    stations: int
    with_votes: int
    with_votes_partly: int
    with_administration: int
    with_administration_partly: int
    with_both: int
    sums: dict[str, int]
    broken: dict[str, int]
    held: tuple[str, ...]
    sums_without_held: dict[str, int]


def identities_2024() -> dict[str, tuple[tuple[str, ...], Callable[[Votes], bool]]]:
    """Every identity of the sheet is named with its column, its fields and what holds between them."""
    identities: dict[str, tuple[tuple[str, ...], Callable[[Votes], bool]]] = {
        "pairs-valid": ((*PAIRS_2024, "suara_sah"), parts_add_up),
        "valid-invalid-cast": (("suara_sah", "suara_tidak_sah", "suara_total"), parts_add_up),
        "cast-users": (("suara_total", "pengguna_total_j"), parts_add_up),
        "registered-over-300": (("pemilih_dpt_j",), lambda v: v[0] <= 300),
    }
    for column in COLUMNS:
        users = (*(f"{name}_{column}" for name in LISTS_2024), f"pengguna_total_{column}")
        identities[f"users-parts:{column}"] = (users, parts_add_up)
        on_list = (f"pengguna_dpt_{column}", f"pemilih_dpt_{column}")
        identities[f"list-users-list:{column}"] = (on_list, lambda v: v[0] <= v[1])
    for group in GROUPS_2024:
        identities[f"sex:{group}"] = ((f"{group}_l", f"{group}_p", f"{group}_j"), parts_add_up)
    return identities


def broken_2024(sheets: Mapping[str, Counts]) -> dict[str, int]:
    """Sheets are counted for each identity and column, and once for any column where there are several."""
    hits = {name: broken(sheets, *identity) for name, identity in identities_2024().items()}
    for name in ("users-parts", "list-users-list", "sex"):
        hits[f"{name}:any"] = set().union(*(found for key, found in hits.items() if key.startswith(f"{name}:")))
    return {name: len(found) for name, found in hits.items()}


def presidential_2024(stations_csv: Path, regency: str = "", cap: int = STATION_CAP) -> Presidential2024:
    """Every figure of the 2024 set, or of one regency of it, is counted from its station file."""
    rows = [row for row in read_rows(stations_csv) if regency in ("", row["kab_kode"])]
    sheets: dict[str, Counts] = {row["kode_tps"]: {name: known(row[name]) for name in FIELDS_2024} for row in rows}
    held = [code for code, sheet in sheets.items() if over_cap(sheet, PAIRS_2024, "suara_total", cap)]
    kept = [sheet for code, sheet in sheets.items() if code not in held]
    votes = {code for code, sheet in sheets.items() if all_known(sheet, PAIRS_2024) is not None}
    stated = {code for code, sheet in sheets.items() if all_known(sheet, ADMINISTRATION_2024) is not None}
    return Presidential2024(
        stations=len(rows),
        with_votes=len(votes),
        with_votes_partly=partly(sheets.values(), PAIRS_2024),
        with_administration=len(stated),
        with_administration_partly=partly(sheets.values(), ADMINISTRATION_2024),
        with_both=len(votes & stated),
        sums={name: total(sheets.values(), name) for name in FIELDS_2024},
        broken=broken_2024(sheets),
        held=tuple(held),
        sums_without_held={name: total(kept, name) for name in FIELDS_2024},
    )


def partly(sheets: Iterable[Counts], names: Sequence[str]) -> int:
    """A sheet has a group of fields partly where it knows some but not all of them."""
    return sum(0 < sum(sheet[name] is not None for name in names) < len(names) for sheet in sheets)
