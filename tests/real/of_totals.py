"""Running totals and long tables of the real sets, counted in plain Python; nothing here imports the project."""

from __future__ import annotations

import json
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from tests.real.cells import known, read_rows

Fall = tuple[str, str, str]


@dataclass(frozen=True)
class Answer:
    """One of Sirekap's answers about a regency: its own moment, the chart, and what its parts add up to."""

    at: str
    chart: tuple[int, ...]
    stations: tuple[int, int]
    parts: tuple[int, ...]
    parts_stations: tuple[int, int]


def answer(file: Path) -> Answer:
    """The figures of one JSON file, pairs by their ids."""
    found = json.loads(file.read_text(encoding="utf-8"))
    chart: dict[str, Any] = found["tungsura"]["chart"]
    table: list[dict[str, Any]] = list(found["tungsura"]["table"].values())
    pairs = sorted(key for key in chart if key.isdigit())
    return Answer(
        found["ts"],
        tuple(chart[p] for p in pairs),
        (chart["progres"]["progres"], chart["progres"]["total"]),
        tuple(sum(row[p] for row in table) for p in pairs),
        (sum(row["progres"]["progres"] for row in table), sum(row["progres"]["total"] for row in table)),
    )


@dataclass(frozen=True)
class Regional:
    """The nation-wide file of 2024: its contests, its districts, and the sums of each contest."""

    contests: dict[str, int]
    districts: int
    blank: int
    sums: dict[str, tuple[int, ...]]
    stations: dict[str, tuple[int, int]]


def regional(folder: Path) -> Regional:
    """The file by contest; pairs in the order of their numbers."""
    order: dict[str, list[str]] = {}
    for kind, file in (("governor", "paslon_pkwkp.json"), ("regent", "paslon_pkwkk.json")):
        for unit, pairs in json.loads((folder / file).read_text(encoding="utf-8")).items():
            order[f"{kind}-{unit}"] = sorted(pairs, key=lambda p: pairs[p]["nomor_urut"])
    votes: defaultdict[str, defaultdict[str, int]] = defaultdict(lambda: defaultdict(int))
    stations: dict[tuple[str, str], tuple[int, int]] = {}
    rows = read_rows(folder / "suara_per_kecamatan_nasional.csv")
    for row in rows:
        contest = f"governor-{row['kode_kab'][:2]}" if row["jenis"] == "pkwkp" else f"regent-{row['kode_kab']}"
        votes[contest][row["id_paslon"]] += known(row["suara"]) or 0
        stations[contest, row["kode_kec"]] = (known(row["tps_masuk"]) or 0, known(row["tps_total"]) or 0)
    totals: defaultdict[str, list[tuple[int, int]]] = defaultdict(list)
    for (contest, _), counted in stations.items():
        totals[contest].append(counted)
    return Regional(
        {kind: sum(c.startswith(kind) for c in order) for kind in ("governor", "regent")},
        len(stations),
        sum(row["suara"] == "" for row in rows),
        {contest: tuple(votes[contest][pair] for pair in pairs) for contest, pairs in order.items()},
        {contest: (sum(i for i, _ in some), sum(t for _, t in some)) for contest, some in totals.items()},
    )


def blank_columns(folder: Path) -> Counter[int]:
    """How often the blank column bears each number; it is not always the last."""
    pairs = [
        pair
        for file in ("paslon_pkwkp.json", "paslon_pkwkk.json")
        for unit in json.loads((folder / file).read_text(encoding="utf-8")).values()
        for pair in unit.values()
    ]
    return Counter(pair["nomor_urut"] for pair in pairs if pair["nama"].startswith("KOLOM KOSONG"))


def falls(file: Path) -> list[Fall]:
    """Province, moment and pair of every figure below the last one known before it."""
    last: dict[tuple[str, str], int] = {}
    found = []
    for row in sorted(read_rows(file), key=lambda r: r["commit_time"]):
        key, votes = (row["kode_wilayah"], row["paslon"]), known(row["suara"])
        if votes is None:
            continue
        if votes < last.get(key, 0):
            found.append((row["kode_wilayah"], row["commit_time"], row["paslon"]))
        last[key] = votes
    return found


Key = tuple[str, str, str]


def stated_twice(file: Path) -> dict[Key, list[tuple[int, str]]]:
    """Rows and values of each key (province, area, category) that the file states more than once."""
    said: defaultdict[Key, list[tuple[int, str]]] = defaultdict(list)
    for number, row in enumerate(read_rows(file), 2):
        said[row["province_id"], row["wilayah_id"], row["category_id"]].append((number, row["value"]))
    return {key: some for key, some in said.items() if len(some) > 1}


def strayed(file: Path, parents: Path) -> set[tuple[str, str]]:
    """Province and area of rows that put an area under another province than the table of areas."""
    known_parents = {row["id"]: row["provinsi_id"] for row in read_rows(parents)}
    return {
        (row["province_id"], row["wilayah_id"])
        for row in read_rows(file)
        if known_parents[row["wilayah_id"]] != row["province_id"]
    }


def columns(file: Path, names: Iterable[str]) -> Mapping[str, int]:
    """The sum of each column of a file."""
    rows = read_rows(file)
    return {name: sum(known(row[name]) or 0 for row in rows) for name in names}
