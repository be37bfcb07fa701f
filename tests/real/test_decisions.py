"""One station of a real election is corrected by a decision, and the sums above it move by that and nothing else."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest
from tests.real.examples import Builds
from tests.recap.deciding import decide
from tests.recap.small import Result, rebuilt

from bukti.evidence.workspace import Workspace

pytestmark = pytest.mark.real

CITY, VILLAGE, STATION = "kpu2019:41585", "kpu2019:41629", "kpu2019:41629/030"
"""Kota Semarang; Pandean Lamper; its station 030, all zero in KPU's entry, 193 and 47 for the volunteers."""
SUMS = "v01, v02, valid, stations_in, stations_flagged"


def sums(found: Result, unit: str, basis: str = "counted") -> tuple[int, ...]:
    return found.one(f"select {SUMS} from tally where unit_id = '{unit}' and basis = '{basis}'")


def test_a_corrected_station_moves_its_village_and_its_city_by_its_votes(examples: Builds, tmp_path: Path) -> None:
    before = examples("semarang-2019")
    workspace = Workspace(Path(shutil.copytree(before.built.terms.workspace.root, tmp_path / "w")))
    figures = [("pair-1", 0, 193), ("pair-2", 0, 47), ("valid", 0, 240), ("invalid", 0, 4), ("cast_total", 0, 244)]
    decide(workspace, "d1", "set-field", units=["41629/030"], set=figures)
    after = rebuilt(workspace)
    assert sums(before, CITY)[:2] == (779_685, 221_026)
    assert sums(after, CITY)[:2] == (779_878, 221_073)
    for unit in (VILLAGE, CITY):
        one, two = sums(before, unit), sums(after, unit)
        assert [b - a for a, b in zip(one, two, strict=True)] == [193, 47, 240, 0, -1]
    for basis in ("series:kpu", "series:crowd", "declared"):
        assert sums(after, CITY, basis) == sums(before, CITY, basis)
    stands = f"select series, why, state, flagged from standing where unit_id = '{STATION}'"
    assert before.one(stands) == ("kpu", "series", "in", True)
    assert after.one(stands) == ("decision", "decision", "in", False)
    others = f"select unit_id, reading_id from standing where unit_id <> '{STATION}' order by sheet_id, unit_id"
    assert after.rows(others) == before.rows(others)
