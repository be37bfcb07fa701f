"""The chains of benchmarks/ and a build do the same job on the lean layout, to the last vote."""

from __future__ import annotations

import subprocess
import sys
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

import duckdb
import pytest
from tests.needs import ROOT, need_chains
from tests.sample.reading import Row, rows_of

from bukti.engine.database import fetch
from bukti.evidence.workspace import Workspace
from bukti.publish.build import build
from bukti.publish.opened import opened
from bukti.sample import make

BENCHMARKS = ROOT / "benchmarks"
LEVELS = {"kel": "village", "kec": "district", "kab": "regency", "prov": "province", "nat": "nation"}
Sums = dict[tuple[str, str], tuple[int | None, int | None]]
"""The votes of both pairs by level and unit."""


def chain(name: str, folder: Path, output: Path, python: Path | str = sys.executable) -> Path:
    subprocess.run([python, BENCHMARKS / f"{name}_chain.py", folder, output], check=True, capture_output=True)
    return output


@pytest.fixture(scope="module", params=[(900, 1), (5_200, 4)], ids=str)
def folder(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Path:
    stations, seed = request.param
    made: Path = tmp_path_factory.mktemp("lean") / "made"
    make(made, stations, seed, "lean")
    return made


@pytest.fixture(scope="module")
def lean(folder: Path) -> Path:
    return chain("lean", folder, folder.parent / "lean")


def tallies(output: Path) -> Sums:
    sql = f"select level, cast(unit_id as varchar), pas1, pas2 from '{output}/tally.parquet'"
    rows = duckdb.connect().execute(sql).fetchall()
    return {(level, unit): (first, second) for level, unit, first, second in rows}


def ancestors(units: dict[str, Row], village: str) -> Iterator[tuple[str, str]]:
    unit = village
    for level in LEVELS:
        yield level, unit
        unit = units[unit]["parent"]


def test_the_lean_chain_adds_up_what_stands_in_the_files(folder: Path, lean: Path) -> None:
    """By plain Python: the office's sheet where it has one, else the volunteers'; a cell that is no number is none."""
    units = {unit["id"]: unit for unit in rows_of(folder / "wilayah_kpu2019.csv")}
    sums: dict[str, Counter[tuple[str, str]]] = {"pas1": Counter(), "pas2": Counter()}
    villages = set()
    for file in (folder / "tps_by_province").iterdir():
        for row in rows_of(file):
            mark = "kpu_" if any(v for k, v in row.items() if k.startswith("kpu_")) else "kp_"
            villages.add(row["kel_id"])
            for vote, of_vote in sums.items():
                cell = row[mark + vote]
                for unit in ancestors(units, row["kel_id"]):
                    of_vote[unit] += int(cell) if cell.isdigit() else 0
    found = tallies(lean)
    assert {unit: tuple(votes[unit] for votes in sums.values()) for unit in found} == {
        unit: tuple(n or 0 for n in pair) for unit, pair in found.items()
    }
    assert {unit for level, unit in found if level == "kel"} == villages


def test_a_build_counts_the_same_votes_as_the_lean_chain_at_every_level(folder: Path, lean: Path) -> None:
    """What a build holds apart as impossible, the lean chain adds."""
    workspace = Workspace(folder)
    build(workspace).connection.close()
    with opened(workspace) as asked:
        asked.show(["tally"])
        rows = fetch(
            asked.built.connection,
            """select level, unit_id, coalesce(v01, 0) + v01_held, coalesce(v02, 0) + v02_held,
            stations_expected > stations_missing from tally where basis = 'counted'""",
        )
    words = {word: level for level, word in LEVELS.items()}
    counted = {(words[level], unit.removeprefix("sample:")): (a, b) for level, unit, a, b, there in rows if there}
    assert counted == {unit: tuple(n or 0 for n in pair) for unit, pair in tallies(lean).items()}


def test_the_chains_write_the_same_tables(folder: Path, lean: Path, tmp_path: Path) -> None:
    python = Path(need_chains())
    others = [chain(name, folder, tmp_path / name, python) for name in ("polars", "pandas")]
    agree = [sys.executable, str(BENCHMARKS / "agree.py")]
    ran = subprocess.run([*agree, lean, *others], capture_output=True, text=True)
    assert (ran.returncode, ran.stderr) == (0, ""), ran.stdout
    (others[0] / "sheet.parquet").write_bytes((others[0] / "tally.parquet").read_bytes())
    assert subprocess.run([*agree, lean, *others], capture_output=True).returncode != 0
