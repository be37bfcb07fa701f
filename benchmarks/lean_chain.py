"""The lean bound: station files -> sheets, findings, tallies, differences, in as few steps as DuckDB needs.

usage: lean_chain.py INPUT OUTPUT [--threads N] [--memory SIZE]

INPUT    tps_by_province/*.csv   a row per station: kel_id, tps, dpt_l, dpt_p, then each field twice, kpu_* and kp_*
         wilayah_kpu2019.csv     the units (id, depth, parent)
         rekap_levels.csv        the official recap (level, id, rekap_pas1, rekap_pas2)
         as `bukti sample INPUT --layout lean` writes them
OUTPUT   source, sheet, finding, tally, difference (.parquet)

It hashes every source, keeps every sheet of both sources, checks 6 identities and 4 limits (those whose fields the
files have), lets the KPU sheet stand where there is one and else the crowd's, sums five levels, and compares source
with source at every station and the sums with the official recap at every level. Two runs give the same bytes. It has
no versions, no locators, no ledger, no messages: what a full product adds to these costs is what it is measured by.
Prints seconds per step.
"""

from __future__ import annotations

import argparse
import pathlib
import time
from collections.abc import Iterator

import duckdb
from job import TABLES, TEXTS, VOTES, digests_of, fields_of, known_rules, stations_of


def chain(inp: pathlib.Path, out: pathlib.Path, con: duckdb.DuckDBPyConnection) -> Iterator[str]:
    con.execute("create table source (file text, bytes bigint, sha256 text)")
    con.executemany("insert into source values (?, ?, ?)", digests_of(inp))
    yield "hash"

    names = stations_of(inp)[0].open().readline().strip().split(",")
    fields = fields_of(names)
    ints = ["dpt_l", "dpt_p", *fields]
    types = {n: "varchar" if n in TEXTS else "int" for n in names}
    con.execute(f"""create table station as from read_csv('{inp}/tps_by_province/*.csv', columns={types},
        auto_detect=false, header=true, delim=',', quote='"', store_rejects=true)""")
    con.execute("""create table bad as select distinct s.file_path, e.column_name, e.csv_line
        from reject_errors e join reject_scans s using (scan_id, file_id)""")
    # The rows with cells that are no integers, as far as they go.
    for (path,) in con.execute("select distinct file_path from bad").fetchall():
        # A table: try_cast right above read_csv raises (duckdb issue 23818).
        con.execute(f"create or replace temp table raw as from read_csv('{path}', all_varchar=true)")
        odd = " or ".join(f"{n} is not null and try_cast({n} as int) is null" for n, t in types.items() if t == "int")
        con.execute(f"""insert into station
            select {", ".join(f"try_cast({n} as {t})" for n, t in types.items())} from raw where {odd}""")
    con.execute(
        "create table sheet as "
        + " union all ".join(
            f"""select '{s}' as source, kel_id, tps, dpt_l, dpt_p, {", ".join(f"{s}_{f} as {f}" for f in fields)}
            from station where coalesce({", ".join(f"{s}_{f}" for f in fields)}) is not null"""
            for s in ("kpu", "kp")
        )
    )
    yield "read"

    con.execute(
        "create table finding as "
        + " union all ".join(
            [
                f"""select '{name}' as rule, source, kel_id, tps, {a} as observed, {b} as expected, null as written
                from sheet where not ({a} {rel} {b})"""
                for name, a, rel, b in known_rules(ints)
            ]
            + [
                f"""select 'all-zero', source, kel_id, tps, 0, null, null
                from sheet where {" + ".join(VOTES)} + jum = 0""",
                "select 'not-a-number', column_name, null, null, null, null, csv_line from bad",
            ]
        )
    )
    yield "check"

    units = f"""read_csv('{inp / "wilayah_kpu2019.csv"}', quote='"')"""
    con.execute(f"""create table unit as
        select kel.id::int as kel_id, kec.id::int as kec_id, kab.id::int as kab_id, kab.parent::int as prov_id,
            0 as nat_id
        from {units} kel join {units} kec on kel.parent = kec.id
        join {units} kab on kec.parent = kab.id where kel.depth = 4""")
    # Expected, no sheet: the last part.
    con.execute("""create table standing as from sheet where source = 'kpu'
        union all from (from sheet where source = 'kp') anti join (from sheet where source = 'kpu') using (kel_id, tps)
        union all by name select kel_id, tps from station anti join sheet using (kel_id, tps)""")
    level = "1 + grouping(kel_id) + grouping(kec_id) + grouping(kab_id) + grouping(prov_id)"
    con.execute(f"""create table tally as
        select ['kel', 'kec', 'kab', 'prov', 'nat'][{level}] as level,
            coalesce(kel_id, kec_id, kab_id, prov_id, nat_id) as unit_id, count(*) as stations, count(source) as sheets,
            {", ".join(f"sum({f})::bigint as {f}, count({f}) as {f}_known" for f in ints)}
        from standing join unit using (kel_id)
        group by rollup (nat_id, prov_id, kab_id, kec_id, kel_id) having grouping(nat_id) = 0""")
    yield "sum"

    con.execute(f"""create temp table pair as
        select kel_id, tps, {", ".join(f"a.{f} as a_{f}, b.{f} as b_{f}" for f in fields)}
        from sheet a join sheet b using (kel_id, tps)
        where a.source = 'kpu' and b.source = 'kp' and ({" or ".join(f"a.{f} <> b.{f}" for f in fields)})""")
    con.execute(
        "create table difference as "
        + " union all ".join(
            [
                f"""select 'station' as level, kel_id as unit_id, tps, '{f}' as field, a_{f} as a, b_{f} as b
                from pair where a_{f} <> b_{f}"""
                for f in fields
            ]
            + [
                f"""select t.level, unit_id, null, '{v}', t.{v}, r.rekap_{v}
                from tally t join read_csv('{inp}/rekap_levels.csv', quote='"') r
                on r.level = t.level and r.id = t.unit_id where t.{v} <> r.rekap_{v}"""
                for v in VOTES
            ]
        )
    )
    yield "compare"

    out.mkdir(parents=True, exist_ok=True)
    for table in TABLES:
        order = "source, kel_id, tps" if table == "sheet" else "all"  # so that two runs give the same bytes
        con.execute(f"""copy (from {table} order by {order}) to '{out}/{table}.parquet'
            (format parquet, compression zstd)""")
    yield "write"


def main() -> None:
    args = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    args.add_argument("input", type=pathlib.Path)
    args.add_argument("output", type=pathlib.Path)
    args.add_argument("--threads", type=int)
    args.add_argument("--memory", help="DuckDB's memory limit, e.g. 2GB")
    a = args.parse_args()
    con = duckdb.connect(config={k: v for k, v in (("threads", a.threads), ("memory_limit", a.memory)) if v})
    start = (time.perf_counter(), time.process_time())
    for step in chain(a.input, a.output, con):
        now = (time.perf_counter(), time.process_time())
        print(f"{step:8} {now[0] - start[0]:7.2f} s wall {now[1] - start[1]:7.2f} s cpu", flush=True)
        start = now
    for table in TABLES:
        (rows,) = con.execute(f"select count(*) from {table}").fetchall()[0]
        print(f"{table:10} {rows:>9,} rows {(a.output / f'{table}.parquet').stat().st_size:>12,} bytes")


if __name__ == "__main__":
    main()
