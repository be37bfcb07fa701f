"""What a table does not allow is refused before it is stored."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from tests.engine.tables import COUNTS, put, store_in

from bukti.engine.contract import ContractBroken, hold
from bukti.engine.database import Connection, connect, fetch

GOOD = "'c/a' as partition, 'x' as id, cast(1 as bigint) as votes, 'words' as said, true as known"
BROKEN = {
    "a sum as the engine makes it": (GOOD.replace("cast(1 as bigint)", "sum(1)"), "HUGEINT"),
    "an ordinary integer": (GOOD.replace("cast(1 as bigint)", "1"), "INTEGER"),
    "a fraction": (GOOD.replace("cast(1 as bigint)", "1.5"), "DECIMAL"),
    "text for a number": (GOOD.replace("cast(1 as bigint)", "'1'"), "VARCHAR"),
    "columns in another order": (
        "'x' as id, 'c/a' as partition, cast(1 as bigint) as votes, 'words' as said, true as known",
        "'id'",
    ),
    "another name": (GOOD.replace("as votes", "as ballots"), "ballots"),
    "a column too many": (f"{GOOD}, 1 as more", "5"),
    "a column too few": (GOOD.replace(", true as known", ""), "5"),
    "not known where it must be": (GOOD.replace("'x' as id", "cast(null as varchar) as id"), "NULL in"),
    "a flag not known": (GOOD.replace("true as known", "cast(null as boolean) as known"), "NULL in"),
    "a key twice": (f"{GOOD} union all select {GOOD.replace('(1 ', '(2 ')}", "stands twice"),
}


@pytest.fixture
def connection() -> Iterator[Connection]:
    with connect() as open_connection:
        yield open_connection


def test_what_the_contract_says_is_held(connection: Connection) -> None:
    connection.execute(f"create table given as select {GOOD}")
    hold(connection, COUNTS, "given")


@pytest.mark.parametrize("name", BROKEN)
def test_a_broken_contract_is_refused_and_says_how(connection: Connection, name: str) -> None:
    select, says = BROKEN[name]
    connection.execute(f"create table given as select {select}")
    with pytest.raises(ContractBroken, match=says):
        hold(connection, COUNTS, "given")


@pytest.mark.parametrize("name", BROKEN)
def test_nothing_of_a_broken_table_is_stored(connection: Connection, tmp_path: Path, name: str) -> None:
    store = store_in(tmp_path)
    connection.execute(f"create table given as select {BROKEN[name][0]}")
    with pytest.raises(ContractBroken):
        store.put(connection, "counts", "given", {"c/a": "k"})
    assert store.slots.get("counts", {}) == {}
    assert list(tmp_path.rglob("*.parquet")) == []


def test_rows_of_a_partition_that_was_not_asked_for_are_refused(connection: Connection, tmp_path: Path) -> None:
    connection.execute(f"create table given as select {GOOD}")
    with pytest.raises(AssertionError, match="outside the partitions"):
        store_in(tmp_path).put(connection, "counts", "given", {"c/b": "k"})


def test_files_hold_the_types_of_the_contract_and_lie_in_key_order(connection: Connection, tmp_path: Path) -> None:
    put(store_in(tmp_path), connection, [("c/a", f"{n * 7 % 100:03d}", n, None, True) for n in range(100)])
    (file,) = tmp_path.rglob("*.parquet")
    types = fetch(connection, f"select name, type from parquet_schema('{file}') where type is not null")
    assert types == [
        ("partition", "BYTE_ARRAY"), ("id", "BYTE_ARRAY"), ("votes", "INT64"), ("said", "BYTE_ARRAY"),
        ("known", "BOOLEAN"),
    ]  # fmt: skip
    ids = [row[0] for row in fetch(connection, f"select id from read_parquet('{file}')")]
    assert ids == sorted(ids)
