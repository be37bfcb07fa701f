"""Whether the chains did the same job: the tables that each wrote hold the same rows.

usage: agree.py OUTPUT OUTPUT...

The folders are those that the chains wrote from the same inputs. Names every table that is not as the first folder has
it, with how many rows are in one only; exits with 1 where there is one.
"""

from __future__ import annotations

import sys
from pathlib import Path

import duckdb
from job import TABLES


def rows_apart(one: Path, other: Path, con: duckdb.DuckDBPyConnection) -> int:
    """How many rows stand in one of two Parquet files and not as often in the other; columns are taken by name."""
    columns = sorted(name for (name, *_) in con.execute(f"describe from '{one}'").fetchall())
    texts = ", ".join(f"cast({name} as varchar)" for name in columns)
    each = [f"select {texts} from '{file}'" for file in (one, other)]
    counts = [con.execute(f"select count(*) from ({a} except all {b})").fetchall()[0][0] for a, b in (each, each[::-1])]
    return sum(counts)


def main() -> None:
    first, *others = map(Path, sys.argv[1:])
    con, apart = duckdb.connect(), False
    for table in TABLES:
        (rows,) = con.execute(f"select count(*) from '{first / table}.parquet'").fetchall()[0]
        print(f"{table:10} {rows:>9,} rows")
        for other in others:
            differ = rows_apart(first / f"{table}.parquet", other / f"{table}.parquet", con)
            if differ:
                apart = True
                print(f"{table:10} {differ:>9,} rows are in one only: {first}, {other}")
    sys.exit(apart)


if __name__ == "__main__":
    main()
