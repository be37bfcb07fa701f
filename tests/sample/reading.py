"""Reading a sample's files with nothing of the program: plain csv, and the identities of the form by hand."""

from __future__ import annotations

import csv
import tomllib
from pathlib import Path

EXPORTS = ("stations-2024-02-15.csv", "stations-2024-02-20.csv")
FIRST, LATER = EXPORTS
CROWD = "crowd.csv"
Row = dict[str, str]


def rows_of(path: Path) -> list[Row]:
    with path.open(encoding="utf-8", newline="") as stream:
        return list(csv.DictReader(stream))


def files_of(folder: Path) -> dict[str, bytes]:
    return {str(p.relative_to(folder)): p.read_bytes() for p in sorted(folder.rglob("*")) if p.is_file()}


def by_station(folder: Path, file: str) -> dict[str, Row]:
    """The rows of a station file by the station's code of 13 digits."""
    rows = rows_of(folder / "sources" / file)
    found = {row.get("kode_tps") or row["kode_kel"] + row["tps"]: row for row in rows}
    assert len(found) == len(rows)
    return found


def columns_of(folder: Path, source: str, series: int = 0) -> dict[str, str]:
    """Field or selection -> column, as bukti.toml declares it."""
    declared = tomllib.loads((folder / "bukti.toml").read_text(encoding="utf-8"))
    entry = next(s for s in declared["source"] if s["id"] == source)
    columns: dict[str, str] = entry["reading"][series]["columns"]
    return columns


def number(row: Row, column: str) -> int:
    """A cell as a whole number."""
    assert row[column].isdigit(), row
    return int(row[column])


def consistent(row: Row) -> bool:
    """Every identity of the form, written out by hand."""
    n = {name: int(text) for name, text in row.items() if text.isdigit()}
    lists = ("dpt", "dptb", "dpk")
    return all(
        (
            n["pemilih_dpt_j"] == n["pemilih_dpt_l"] + n["pemilih_dpt_p"],
            *(n[f"pengguna_{x}_j"] == n[f"pengguna_{x}_l"] + n[f"pengguna_{x}_p"] for x in (*lists, "total")),
            *(n[f"pengguna_total_{s}"] == sum(n[f"pengguna_{x}_{s}"] for x in lists) for s in "lpj"),
            *(n[f"pengguna_dpt_{s}"] <= n[f"pemilih_dpt_{s}"] for s in "lpj"),
            n["disabilitas_j"] == n["disabilitas_l"] + n["disabilitas_p"],
            *(n[f"disabilitas_{s}"] <= n[f"pengguna_total_{s}"] for s in "lpj"),
            n["surat_suara_diterima"] == n["surat_suara_digunakan"] + n["surat_suara_rusak"] + n["surat_suara_sisa"],
            n["surat_suara_digunakan"] == n["suara_total"],
            n["pengguna_total_j"] == n["suara_total"],
            n["suara_total"] == n["suara_sah"] + n["suara_tidak_sah"],
            n["suara_sah"] == n["suara_1"] + n["suara_2"],
            n["pengguna_total_j"] <= n["surat_suara_diterima"],
        )
    )
