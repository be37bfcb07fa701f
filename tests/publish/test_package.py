"""The Data Package describes every delimited file so that a reader not written here finds nothing wrong with it."""

from __future__ import annotations

import json
import shutil
from pathlib import Path
from typing import Any

import pytest
from frictionless import Package, system

from bukti.evidence.workspace import Workspace


@pytest.fixture(scope="module")
def data(published_town: Workspace) -> Path:
    return published_town.site / "1" / "data"


@pytest.fixture(scope="module")
def descriptor(data: Path) -> dict[str, Any]:
    found: dict[str, Any] = json.loads((data / "datapackage.json").read_text(encoding="utf-8"))
    return found


def told(data: Path) -> list[tuple[str, str]]:
    """Resource and kind of each error that the validator finds."""
    with system.use_context(trusted=True):
        report = Package(str(data / "datapackage.json")).validate()
    return sorted({(task.name, error.type) for task in report.tasks for error in task.errors}) + [
        ("", error.type) for error in report.errors
    ]


def test_a_validator_not_written_here_finds_nothing_wrong_with_the_package(data: Path) -> None:
    assert told(data) == []


def test_every_delimited_file_is_in_the_package(data: Path, descriptor: dict[str, Any]) -> None:
    files = {p.relative_to(data).as_posix() for p in data.rglob("*.csv")}
    assert {r["path"] for r in descriptor["resources"]} == files


def test_columns_have_types_words_and_keys(descriptor: dict[str, Any]) -> None:
    resources = {r["name"]: r for r in descriptor["resources"]}
    tally = {f["name"]: f for f in resources["president.tally"]["schema"]["fields"]}
    assert (tally["unit_id"]["type"], tally["pair-1"]["type"]) == ("string", "integer")
    assert tally["pair-1"]["title"] == "suara sah untuk pilihan pair-1"
    assert "pair-1" in tally["pair-1_held"]["description"]
    keys = {name: r["schema"].get("primaryKey") for name, r in resources.items()}
    assert keys["president.tally"] == ["unit_id", "basis"]
    assert keys["president.readings"] == ["sheet_id", "unit_id", "series"]
    assert keys["units"] == ["unit_id"]
    standing = {f["name"]: f for f in resources["president.readings"]["schema"]["fields"]}["standing"]
    assert (standing["type"], standing["trueValues"]) == ("boolean", ["1"])


@pytest.mark.parametrize(
    ("file", "old", "new", "kinds"),
    [
        ("president/tally.csv", b"town:1,", b"town:2,", {"hash-count"}),
        ("president/tally.csv", b",counted,", b",counted,x", {"hash-count", "byte-count", "type-error"}),
        ("units.csv", b"town:112,", b"town:111,", {"hash-count", "primary-key"}),
    ],
)
def test_a_file_that_was_changed_is_named(
    data: Path, tmp_path: Path, file: str, old: bytes, new: bytes, kinds: set[str]
) -> None:
    copy = Path(shutil.copytree(data, tmp_path / "data"))
    content = (copy / file).read_bytes()
    assert old in content
    (copy / file).write_bytes(content.replace(old, new, 1))
    name = file.removesuffix(".csv").replace("/", ".")
    found = told(copy)
    assert {resource for resource, _ in found} == {name}
    assert {kind for _, kind in found} >= {"hash-count"}
    assert {kind for _, kind in found} == kinds


def test_a_column_that_the_file_lacks_is_an_error(data: Path, tmp_path: Path) -> None:
    copy = Path(shutil.copytree(data, tmp_path / "data"))
    text = (copy / "datapackage.json").read_text(encoding="utf-8")
    (copy / "datapackage.json").write_text(text.replace('"name":"pair-1"', '"name":"pair-9"'), encoding="utf-8")
    assert ("president.tally", "incorrect-label") in told(copy)
