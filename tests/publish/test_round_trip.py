"""What is published comes back: a workspace made of the published CSV files alone arrives at the same tallies."""

from __future__ import annotations

import csv
from collections.abc import Callable
from pathlib import Path

import pytest
from tests.site.small import CONFIGURATION

from bukti.evidence.workspace import Workspace
from bukti.publish.build import build
from bukti.publish.exports import write_all
from bukti.publish.opened import Opened

SERIES = ("office", "crowd", "plenary")
FIELDS = ("registered_male", "registered_female", "valid", "invalid", "cast_total", "pair-1", "pair-2")
HEAD = CONFIGURATION[: CONFIGURATION.index("[units]")] + "".join(
    f"\n[[series]]{part}"
    for part in CONFIGURATION[CONFIGURATION.index("[[series]]") : CONFIGURATION.index("[[source]]")].split("[[series]]")
    if part.strip()
)
UNITS = """
[units]
path = "units.csv"
scheme = "town"
code = "code"
name = "name"
parent = "parent"
level = { column = "level", values = { regency = "regency", district = "district", village = "village" } }
stations = { expected = "stations_expected" }
registered = ["registered"]
"""
SOURCE = """
[[source]]
id = "{kind}-{series}"
path = "readings.csv"
contest = "president"
sheet = "{kind}"
where = {{ kind = "{kind}", series = "{series}" }}
unit = {unit}

[[source.reading]]
series = "{series}"
columns = {{ {columns} }}
"""


def rows(file: Path) -> list[dict[str, str]]:
    with file.open(encoding="utf-8", newline="") as text:
        return list(csv.DictReader(text, strict=True))


def with_codes(rows: list[dict[str, str]]) -> list[dict[str, str]]:
    """The rows with the ids of units taken apart: town:111/002 is station 002 of the unit 111."""
    found = []
    for row in rows:
        code, _, station = row["unit_id"].partition(":")[2].partition("/")
        parent = row.get("parent_id", "").partition(":")[2]
        found.append({**row, "code": code, "station": station, "parent": parent})
    return found


def write(file: Path, rows: list[dict[str, str]]) -> None:
    with file.open("w", encoding="utf-8", newline="") as text:
        writer = csv.DictWriter(text, list(rows[0]), lineterminator="\n")
        writer.writeheader()
        writer.writerows(rows)


def again(data: Path, folder: Path, change: Callable[[dict[str, str]], None] = lambda _: None) -> Path:
    """What a second workspace publishes that was brought nothing but what the first one published."""
    (folder / "sources").mkdir(parents=True)
    readings = with_codes(rows(data / "president" / "readings.csv"))
    for row in readings:
        change(row)
    write(folder / "sources" / "readings.csv", readings)
    units = [u for u in with_codes(rows(data / "units.csv")) if u["level"] != "station"]
    write(folder / "sources" / "units.csv", units)
    text = HEAD + UNITS
    for kind, series in sorted({(r["kind"], r["series"]) for r in readings}):
        unit = '{ village = "code", station = "station" }' if kind == "c1" else '{ code = "code" }'
        known = [f for f in FIELDS if kind == "c1" or f.startswith("pair-")]
        columns = ", ".join(f'{field} = "{field}"' for field in known)
        text += SOURCE.format(kind=kind, series=series, unit=unit, columns=columns)
    (folder / "bukti.toml").write_text(text, encoding="utf-8")
    built = build(Workspace(folder))
    write_all(Opened(built, changed=False), folder / "published")
    built.connection.close()
    return folder / "published"


@pytest.fixture(scope="module")
def data(published_town: Workspace) -> Path:
    return published_town.site / "1" / "data"


def test_the_published_readings_read_by_our_own_readers_give_the_same_tallies(data: Path, tmp_path: Path) -> None:
    found = again(data, tmp_path / "again")
    for name in ("tally.csv", "tally-tidy.csv", "differences.csv", "selections.csv"):
        assert (found / "president" / name).read_bytes() == (data / "president" / name).read_bytes(), name
    assert len(rows(found / "president" / "tally.csv")) > 10
    assert (found / "units.csv").read_bytes() == (data / "units.csv").read_bytes()


def test_one_vote_more_in_what_was_published_is_one_vote_more_in_the_sum(data: Path, tmp_path: Path) -> None:
    def one_more(row: dict[str, str]) -> None:
        if (row["unit_id"], row["series"]) == ("town:111/003", "office"):
            row["pair-1"] = str(int(row["pair-1"]) + 1)

    found = again(data, tmp_path / "again", one_more)
    of = {(r["unit_id"], r["basis"]): r["pair-1"] for r in rows(found / "president" / "tally.csv")}
    assert of["town:1", "counted"] == str(250 + 1)
    assert of["town:1", "declared"] == "760"
