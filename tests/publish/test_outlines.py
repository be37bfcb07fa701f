"""Published outlines are those of the files of boundaries, with the results beside them; we can read them back."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from tests.intake.test_outlines import GOOD, all_but, area, built, collection
from tests.recap.small import Result

from bukti.engine.database import fetch
from bukti.publish.exports import write_all
from bukti.publish.exports.outlines import _degrees
from bukti.publish.opened import Opened

RINGS = "select unit_id, part, ring, points from outline order by unit_id, part, ring"


def exported(found: Result, folder: Path) -> Path:
    write_all(Opened(found.built, changed=False), folder)
    return folder / "ppwp"


def features(file: Path) -> dict[str, dict[str, Any]]:
    return {f["properties"]["code"]: f for f in json.loads(file.read_text(encoding="utf-8"))["features"]}


def rings(found: Result) -> list[tuple[Any, ...]]:
    found.built.store.show(found.built.connection, "outline")
    return fetch(found.built.connection, RINGS)


@pytest.fixture(scope="module")
def gap(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """What is published of a small election whose village Cempaka has no outline."""
    folder = tmp_path_factory.mktemp("gap")
    return exported(built(folder / "workspace", all_but("c")), folder / "data")


def test_only_levels_with_outlines_have_a_file(gap: Path, tmp_path: Path) -> None:
    assert [f.name for f in gap.glob("*.geojson")] == ["outlines-village.geojson"]
    none = exported(built(tmp_path / "workspace", all_but("c"), ""), tmp_path / "data")
    assert list(none.glob("*.geojson")) == []


def test_a_unit_bears_its_votes_on_each_basis_and_a_gap_stays_one(gap: Path) -> None:
    found = features(gap / "outlines-village.geojson")
    a, c = found["a"], found["c"]
    assert (a["properties"]["counted_pair-1"], a["properties"]["counted_pair-2"]) == (10 + 8, 5 + 7)
    assert (a["properties"]["stations_in"], a["properties"]["declared_pair-1"]) == (2, None)
    assert a["geometry"]["type"] == "MultiPolygon"
    assert (c["geometry"], c["properties"]["name"], c["properties"]["counted_pair-1"]) == (None, "Cempaka", 9 + 3)
    assert a["id"] == a["properties"]["unit_id"]


def test_our_own_reader_reads_the_same_outlines_back(tmp_path: Path) -> None:
    first = built(tmp_path / "first", collection(*(area(c, ring) for c, ring in GOOD.items())))
    file = exported(first, tmp_path / "data") / "outlines-village.geojson"
    again = built(tmp_path / "again", file.read_text(encoding="utf-8"))
    assert rings(again) == rings(first) != []


def test_degrees_are_written_exactly() -> None:
    written = [_degrees(str(n)) for n in (0, 1, -1, -7_000_000, 110_123_456, -6_900_000, 999_999)]
    assert written == ["0", "0.000001", "-0.000001", "-7", "110.123456", "-6.9", "0.999999"]
