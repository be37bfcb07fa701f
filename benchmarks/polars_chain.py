"""The job of lean_chain.py, written with Polars as an analyst who knows it well would.

usage: polars_chain.py INPUT OUTPUT

The inputs, the rules and the tables that come out are those of lean_chain.py; `agree.py` holds them to be the same.
"""

from __future__ import annotations

from collections.abc import Iterator
from itertools import pairwise
from pathlib import Path

import polars as pl
from job import LEVELS, TEXTS, VOTES, digests_of, fields_of, known_rules, run, stations_of

KEY = ["kel_id", "tps"]


def read(file: Path) -> tuple[pl.DataFrame, pl.DataFrame]:
    """A file's stations, and its cells that are no whole number with the line they stand in."""
    header = file.open(encoding="utf-8").readline().strip().split(",")
    types = {n: pl.String if n in TEXTS else pl.Int32 for n in header}
    none = pl.DataFrame(schema={"column": pl.String, "line": pl.String})
    try:
        return pl.read_csv(file, schema=types), none
    except pl.exceptions.ComputeError:
        text = pl.read_csv(file, infer_schema=False)
    ints = [n for n, t in types.items() if t == pl.Int32]
    read = text.with_columns(pl.col(ints).cast(pl.Int32, strict=False))
    line = pl.concat_str(pl.all().fill_null(""), separator=",").alias("line")
    bad = pl.concat(
        text.filter(pl.col(n).is_not_null() & read[n].is_null()).select(pl.lit(n).alias("column"), line) for n in ints
    )
    return read, bad


def chain(inputs: Path, output: Path) -> Iterator[str]:
    source = pl.DataFrame(digests_of(inputs), schema=["file", "bytes", "sha256"], orient="row")
    yield "hash"

    parts = [read(file) for file in stations_of(inputs)]
    station = pl.concat([p for p, _ in parts])
    bad = pl.concat([b for _, b in parts])
    fields = fields_of(station.columns)
    ints = ["dpt_l", "dpt_p", *fields]
    by_source = {
        s: station.select(
            pl.lit(s).alias("source"), *KEY, "dpt_l", "dpt_p", *(pl.col(f"{s}_{f}").alias(f) for f in fields)
        ).filter(pl.any_horizontal(pl.col(fields).is_not_null()))
        for s in ("kpu", "kp")
    }
    sheet = pl.concat(by_source.values())
    yield "read"

    columns = {n: pl.col(n) for n in ints}
    checks = []
    for name, left, relation, right in known_rules(ints):
        a, b = (pl.lit(eval(text, {}, columns), dtype=pl.Int32) if text.isdigit() else eval(text, {}, columns)
                for text in (left, right))  # fmt: skip
        broken = a != b if relation == "=" else a > b
        checks.append((name, broken, a, b))
    zero = pl.lit(0, dtype=pl.Int32)
    checks.append(("all-zero", sum(pl.col(v) for v in VOTES) + pl.col("jum") == 0, zero, pl.lit(None, dtype=pl.Int32)))
    lazy = sheet.lazy()
    found = pl.collect_all(
        lazy.filter(broken).select(
            pl.lit(name).alias("rule"), "source", *KEY, a.alias("observed"), b.alias("expected"),
            pl.lit(None, dtype=pl.String).alias("written"),
        )
        for name, broken, a, b in checks
    )  # fmt: skip
    odd = bad.select(pl.lit("not-a-number").alias("rule"), pl.col("column").alias("source"),
                     pl.col("line").alias("written"))  # fmt: skip
    finding = pl.concat([*found, odd], how="diagonal")
    yield "check"

    areas = pl.read_csv(inputs / "wilayah_kpu2019.csv", columns=["id", "depth", "parent"])
    parent = areas.select("id", "parent")
    unit = (
        areas.filter(pl.col("depth") == 4)
        .select(kel="id", kec="parent")
        .join(parent, left_on="kec", right_on="id")
        .rename({"parent": "kab"})
        .join(parent, left_on="kab", right_on="id")
        .rename({"parent": "prov"})
        .with_columns(pl.lit(0, dtype=pl.Int64).alias("nat"))
    )
    crowd_only = by_source["kp"].join(by_source["kpu"], on=KEY, how="anti")
    no_sheet = station.select(KEY).join(sheet, on=KEY, how="anti")
    standing = pl.concat([by_source["kpu"], crowd_only, no_sheet], how="diagonal")
    sums = [
        pl.len().cast(pl.Int64).alias("stations"),
        pl.col("source").count().cast(pl.Int64).alias("sheets"),
        *(pl.col(n).cast(pl.Int64).sum() for n in ints),
        *(pl.col(n).count().cast(pl.Int64).alias(f"{n}_known") for n in ints),
    ]
    below = standing.group_by("kel_id").agg(sums).rename({"kel_id": "kel"}).join(unit, on="kel")
    numbers = ["stations", "sheets", *ints, *(f"{n}_known" for n in ints)]
    levels = [below]
    for lower, upper in pairwise(LEVELS):
        above = LEVELS[LEVELS.index(upper) + 1 :]
        levels.append(levels[-1].group_by(upper).agg(pl.col(numbers).sum(), pl.col(above).first()))
        levels[-2] = levels[-2].select(
            pl.lit(lower).alias("level"), pl.col(lower).cast(pl.Int64).alias("unit_id"), *numbers
        )
    levels[-1] = levels[-1].select(
        pl.lit("nat").alias("level"), pl.col("nat").cast(pl.Int64).alias("unit_id"), *numbers
    )
    tally = pl.concat(levels).with_columns(
        pl.when(pl.col(f"{n}_known") > 0).then(pl.col(n)).alias(n) for n in ints
    )  # a sum of nothing is not known
    yield "sum"

    pair = by_source["kpu"].lazy().join(by_source["kp"].lazy(), on=KEY, suffix="_b")
    differing = pair.filter(pl.any_horizontal(pl.col(f) != pl.col(f"{f}_b") for f in fields)).collect().lazy()
    stations = pl.collect_all(
        differing.filter(pl.col(f) != pl.col(f"{f}_b")).select(
            pl.lit("station").alias("level"), pl.col("kel_id").cast(pl.Int64).alias("unit_id"), "tps",
            pl.lit(f).alias("field"), pl.col(f).cast(pl.Int64).alias("a"), pl.col(f"{f}_b").cast(pl.Int64).alias("b"),
        )
        for f in fields
    )  # fmt: skip
    recap = pl.read_csv(inputs / "rekap_levels.csv", columns=["level", "id", *(f"rekap_{v}" for v in VOTES)])
    both = tally.join(recap, left_on=["level", "unit_id"], right_on=["level", "id"])
    levels_differ = [
        both.filter(pl.col(v) != pl.col(f"rekap_{v}")).select(
            "level", "unit_id", pl.lit(None, dtype=pl.Int32).alias("tps"), pl.lit(v).alias("field"),
            pl.col(v).alias("a"), pl.col(f"rekap_{v}").alias("b"),
        )
        for v in VOTES
    ]  # fmt: skip
    difference = pl.concat([*stations, *levels_differ])
    yield "compare"

    output.mkdir(parents=True, exist_ok=True)
    tables = {"source": source, "sheet": sheet, "finding": finding, "tally": tally, "difference": difference}
    for name, table in tables.items():
        order = ["source", *KEY] if name == "sheet" else table.columns
        table.sort(order).write_parquet(output / f"{name}.parquet", compression="zstd")
    yield "write"


if __name__ == "__main__":
    run(chain, __doc__)
