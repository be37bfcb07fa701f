"""The job of lean_chain.py, written with pandas as an analyst who knows it well would.

usage: pandas_chain.py INPUT OUTPUT

The inputs, the rules and the tables that come out are those of lean_chain.py; `agree.py` holds them to be the same.
Counts are floats while they are worked on, where NaN is what is not known (every sum of a nation is exact in a float),
and whole numbers again when they are written.
"""

from __future__ import annotations

from collections.abc import Iterator
from itertools import pairwise
from pathlib import Path

import pandas as pd
from job import LEVELS, TEXTS, VOTES, digests_of, fields_of, known_rules, run, stations_of

KEY = ["kel_id", "tps"]


def read(file: Path) -> tuple[pd.DataFrame, pd.DataFrame]:
    """A file's stations, and its cells that are no whole number with the line they stand in."""
    frame = pd.read_csv(file, engine="pyarrow")
    ints = [n for n in frame.columns if n not in TEXTS]
    bad = []
    for name in [n for n in ints if not pd.api.types.is_numeric_dtype(frame[n])]:
        cells = pd.to_numeric(frame[name], errors="coerce")
        odd = frame[name].notna() & cells.isna()
        bad.append(pd.DataFrame({"source": name, "row": frame.index[odd]}))
        frame[name] = cells
    if not bad:
        return frame, pd.DataFrame({"source": [], "written": []}, dtype="str")
    lines = pd.Series(file.read_text(encoding="utf-8").splitlines()[1:])
    found = pd.concat(bad)
    return frame, pd.DataFrame({"source": found["source"], "written": lines[found["row"]].array})


def chain(inputs: Path, output: Path) -> Iterator[str]:
    source = pd.DataFrame(digests_of(inputs), columns=["file", "bytes", "sha256"])
    yield "hash"

    parts = [read(file) for file in stations_of(inputs)]
    station = pd.concat([p for p, _ in parts], ignore_index=True)
    bad = pd.concat([b for _, b in parts], ignore_index=True)
    fields = fields_of(list(station.columns))
    ints = ["dpt_l", "dpt_p", *fields]
    by_source = {}
    for s in ("kpu", "kp"):
        own = station[[*KEY, "dpt_l", "dpt_p", *(f"{s}_{f}" for f in fields)]].set_axis([*KEY, *ints], axis=1)
        own = own[own[fields].notna().any(axis=1)]
        own.insert(0, "source", s)
        by_source[s] = own
    sheet = pd.concat(by_source.values(), ignore_index=True)
    yield "read"

    columns = {n: sheet[n] for n in ints}
    found = []

    def told(rule: str, broken: pd.Series, observed: pd.Series | float, expected: pd.Series | float) -> None:
        own = sheet.loc[broken, ["source", *KEY]]
        own.insert(0, "rule", rule)
        own["observed"] = observed[broken] if isinstance(observed, pd.Series) else observed
        own["expected"] = expected[broken] if isinstance(expected, pd.Series) else expected
        found.append(own)

    for name, left, relation, right in known_rules(ints):
        a, b = eval(left, {}, columns), eval(right, {}, columns)
        gap = a - b
        told(name, (gap.abs() if relation == "=" else gap) > 0, a, b)
    told("all-zero", sum(sheet[v] for v in VOTES) + sheet["jum"] == 0, 0, float("nan"))
    finding = pd.concat([*found, bad.assign(rule="not-a-number")], ignore_index=True)
    yield "check"

    areas = pd.read_csv(inputs / "wilayah_kpu2019.csv", usecols=["id", "depth", "parent"])
    parent = areas.set_index("id")["parent"]
    unit = areas.loc[areas["depth"] == 4, ["id", "parent"]].set_axis(["kel", "kec"], axis=1)
    unit["kab"] = unit["kec"].map(parent)
    unit["prov"] = unit["kab"].map(parent)
    unit["nat"] = 0
    kpu_keys, crowd_keys, all_keys = (
        pd.MultiIndex.from_frame(frame[KEY]) for frame in (by_source["kpu"], by_source["kp"], station)
    )
    crowd_only = by_source["kp"][~crowd_keys.isin(kpu_keys)]
    no_sheet = station.loc[~(all_keys.isin(kpu_keys) | all_keys.isin(crowd_keys)), KEY]
    standing = pd.concat([by_source["kpu"], crowd_only, no_sheet], ignore_index=True)
    grouped = standing.groupby("kel_id")
    below = grouped[ints].sum().join(grouped[ints].count().add_suffix("_known"))
    below.insert(0, "sheets", grouped["source"].count())
    below.insert(0, "stations", grouped.size())
    below = unit.merge(below, left_on="kel", right_index=True)
    numbers = [c for c in below.columns if c not in LEVELS]
    levels = [below]
    for _, upper in pairwise(LEVELS):
        above = LEVELS[LEVELS.index(upper) + 1 :]
        own = levels[-1].groupby(upper, as_index=False)
        levels.append(own.agg(dict.fromkeys(numbers, "sum") | dict.fromkeys(above, "first")))
    tally = pd.concat(
        [
            frame[[level, *numbers]].rename(columns={level: "unit_id"}).assign(level=level)
            for level, frame in zip(LEVELS, levels, strict=True)
        ],
        ignore_index=True,
    )
    for name in ints:  # a sum of nothing is not known
        tally[name] = tally[name].where(tally[f"{name}_known"] > 0)
    yield "sum"

    pair = by_source["kpu"].merge(by_source["kp"], on=KEY, suffixes=("", "_b"))
    differing = []
    for field in fields:
        a, b = pair[field], pair[f"{field}_b"]
        rows = (a - b).abs() > 0
        differing.append(
            pd.DataFrame(
                {
                    "level": "station",
                    "unit_id": pair.loc[rows, "kel_id"],
                    "tps": pair.loc[rows, "tps"],
                    "field": field,
                    "a": a[rows],
                    "b": b[rows],
                }
            )
        )
    recap = pd.read_csv(inputs / "rekap_levels.csv").rename(columns={"id": "unit_id"})
    both = tally.merge(recap, on=["level", "unit_id"])
    for vote in VOTES:
        rows = (both[vote] - both[f"rekap_{vote}"]).abs() > 0
        own = both.loc[rows, ["level", "unit_id", vote, f"rekap_{vote}"]].set_axis(
            ["level", "unit_id", "a", "b"], axis=1
        )
        differing.append(own.assign(field=vote))
    difference = pd.concat(differing, ignore_index=True)
    yield "compare"

    output.mkdir(parents=True, exist_ok=True)
    tables = {"source": source, "sheet": sheet, "finding": finding, "tally": tally, "difference": difference}
    for name, table in tables.items():
        order = ["source", *KEY] if name == "sheet" else list(table.columns)
        floats = dict.fromkeys(table.select_dtypes("float").columns, "Int64")
        whole = table.sort_values(order, ignore_index=True).astype(floats)
        whole.to_parquet(output / f"{name}.parquet", compression="zstd", index=False)
    yield "write"


if __name__ == "__main__":
    run(chain, __doc__)
