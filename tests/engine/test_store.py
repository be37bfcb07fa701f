"""Digests are of content; the store shows exactly what its catalogue names."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.engine.tables import COUNTS, WHOLE, Row, put, store_in, text_digest

from bukti.engine.database import Connection, connect, fetch
from bukti.engine.digest import empty_digest, header, table_digest
from bukti.ledger.merkle import leaf_hash, node_hash

ODD = "a\\b\tc\nd\re\\N"
ROWS: list[Row] = [
    ("c/a", "1", 5, "plain", True),
    ("c/a", "2", None, None, False),
    ("c/a", "10", -1, ODD, True),
    ("c/b", "1", 2**62, "", True),
]


@pytest.fixture
def connection() -> Iterator[Connection]:
    with connect() as open_connection:
        yield open_connection


def of(rows: list[Row], partition: str) -> list[Row]:
    return [row for row in rows if row[0] == partition]


def shown(connection: Connection, order: str = "partition, id") -> list[Row]:
    return fetch(connection, f"select * from counts order by {order}")


def test_a_digest_is_the_hash_of_the_text_form(connection: Connection, tmp_path: Path) -> None:
    store = store_in(tmp_path)
    put(store, connection, ROWS)
    assert store.partitions("counts") == {p: text_digest(COUNTS, of(ROWS, p)) for p in ("c/a", "c/b")}


def test_the_text_form_is_as_written_down(connection: Connection, tmp_path: Path) -> None:
    """The same by hand, so that whoever recomputes it needs no code of ours."""
    import hashlib

    store = store_in(tmp_path)
    put(store, connection, [("c/a", "2", None, ODD, False), ("c/a", "1", 7, None, True)])
    by_hand = (
        "partition:code\tid:code\tvotes:integer\tsaid:text\tknown:flag\n"
        "c/a\t1\t7\t\\N\ttrue\n"
        "c/a\t2\t\\N\ta\\\\b\\tc\\nd\\re\\\\N\tfalse\n"
    )
    assert store.partitions("counts") == {"c/a": hashlib.sha256(by_hand.encode()).hexdigest()}


cells = st.tuples(
    st.sampled_from(["c/a", "c/b"]),
    st.text("abc012-", min_size=1, max_size=3),
    st.none() | st.integers(-(2**63), 2**63 - 1),
    st.none() | st.text(max_size=6).filter(lambda t: "\0" not in t and t.isprintable()) | st.just(ODD),
    st.booleans(),
)


@settings(max_examples=30, deadline=None)
@given(rows=st.lists(cells, min_size=1, max_size=30, unique_by=lambda row: row[:2]))
def test_any_rows_have_the_digest_of_their_text_form(rows: list[Row], tmp_path_factory: pytest.TempPathFactory) -> None:
    store = store_in(tmp_path_factory.mktemp("store"))
    with connect() as connection:
        put(store, connection, rows)
    assert store.partitions("counts") == {p: text_digest(COUNTS, of(rows, p)) for p in {row[0] for row in rows}}


@pytest.mark.parametrize("threads", [1, 2, 4, 8])
def test_a_long_partition_has_one_digest_with_any_number_of_threads(tmp_path: Path, threads: int) -> None:
    rows: list[Row] = [("c/a", f"{n * 7919 % 9973:05d}", n, f"row {n}", n % 2 == 0) for n in range(9973)]
    store = store_in(tmp_path)
    with connect(threads=threads) as connection:
        put(store, connection, rows)
    assert store.partitions("counts") == {"c/a": text_digest(COUNTS, rows)}


def test_a_table_digest_is_the_root_over_its_partitions_by_name() -> None:
    first, second = leaf_hash(b"c/a\tff"), leaf_hash(b"c/b\tee")
    assert table_digest({"c/b": "ee", "c/a": "ff"}) == node_hash(first, second).hex()


def test_a_partition_without_rows_has_the_digest_of_its_header(connection: Connection, tmp_path: Path) -> None:
    store = store_in(tmp_path)
    connection.execute("create table given as select * from (select '' as partition, '' as id, 1::bigint as votes, "
                       "'' as said, true as known) where false")  # fmt: skip
    store.put(connection, "counts", "given", {"c/a": "k"})
    assert store.slots["counts"]["c/a"].digest == empty_digest(COUNTS) == text_digest(COUNTS, [])
    assert store.is_built("counts", "c/a", "k")
    assert store.partitions("counts") == {}
    assert header(COUNTS) == b"partition:code\tid:code\tvotes:integer\tsaid:text\tknown:flag\n"


def test_a_saved_catalogue_is_found_again(connection: Connection, tmp_path: Path) -> None:
    store = store_in(tmp_path)
    put(store, connection, ROWS)
    store.save()
    again = store_in(tmp_path)
    assert again.slots == store.slots
    again.show(connection, "counts")
    assert shown(connection) == sorted(ROWS, key=lambda row: row[:2])


def test_a_partition_computed_anew_is_shown_from_its_new_file_only(connection: Connection, tmp_path: Path) -> None:
    store = store_in(tmp_path)
    put(store, connection, ROWS)
    put(store, connection, [("c/b", "1", 9, "new", True)], key="k2")
    store.show(connection, "counts")
    assert shown(connection)[-1] == ("c/b", "1", 9, "new", True)
    assert len(shown(connection)) == 4
    store.drop("counts", ["c/b"])
    store.show(connection, "counts")
    assert shown(connection) == [("c/b", "1", 9, "new", True)]


def test_only_the_partitions_asked_for_are_shown(connection: Connection, tmp_path: Path) -> None:
    store = store_in(tmp_path)
    put(store, connection, ROWS)
    store.show(connection, "counts", ["c/b"])
    assert {row[0] for row in shown(connection)} == {"c/b"}
    store.show(connection, "counts", [])
    assert shown(connection) == []


def test_batches_of_one_partition_stand_side_by_side(connection: Connection, tmp_path: Path) -> None:
    store = store_in(tmp_path)
    put(store, connection, of(ROWS, "c/a"), batch="one")
    put(store, connection, [("c/a", "3", 1, None, True)], batch="two")
    store.show(connection, "counts", ["c/a"])
    assert [row[1] for row in shown(connection)] == ["1", "10", "2", "3"]
    before = store.partitions("counts")
    store.drop("counts", ["c/a|two"])
    store.show(connection, "counts")
    assert [row[1] for row in shown(connection)] == ["3"]
    assert store.partitions("counts") != before


def test_the_digest_of_a_partition_does_not_depend_on_the_order_of_its_batches(
    connection: Connection, tmp_path: Path
) -> None:
    stores = [store_in(tmp_path / name) for name in "ab"]
    for store, order in zip(stores, (("one", "two"), ("two", "one")), strict=True):
        for batch in order:
            put(store, connection, [("c/a", batch, 1, None, True)], batch=batch)
    assert stores[0].partitions("counts") == stores[1].partitions("counts")


def test_what_changed_is_remembered_by_content(connection: Connection, tmp_path: Path) -> None:
    store = store_in(tmp_path)
    put(store, connection, ROWS)
    assert store.changed == {("counts", "c/a"), ("counts", "c/b")}
    store.changed.clear()
    put(store, connection, ROWS, key="another input, the same rows")
    assert store.changed == set()


def test_tidying_takes_the_files_that_nothing_names_and_no_others(connection: Connection, tmp_path: Path) -> None:
    store = store_in(tmp_path)
    put(store, connection, ROWS)
    put(store, connection, of(ROWS, "c/b"), key="k2")
    store.put_rows(connection, "whole", [("x", "y")], "k")
    beside = tmp_path / "tables" / "counts" / "note.txt"
    beside.write_text("not ours")
    stray = tmp_path / "tables" / "counts" / "stray.parquet"
    stray.write_bytes(b"")
    named = {tmp_path / built.file for slots in store.slots.values() for built in slots.values()}
    store.tidy()
    assert set(tmp_path.rglob("*.parquet")) == named
    assert len(named) == 3
    assert beside.exists()
    store.drop("counts", ["c/b"])
    store.tidy()
    assert len(list(tmp_path.rglob("*.parquet"))) == 2


def test_a_whole_table_is_written_only_where_its_input_changed(connection: Connection, tmp_path: Path) -> None:
    store = store_in(tmp_path)
    store.put_rows(connection, "whole", [("x", "y")], "k")
    (file,) = tmp_path.rglob("*.parquet")
    stamp = file.stat().st_mtime_ns
    store.put_rows(connection, "whole", [("z", "not read")], "k")
    assert file.stat().st_mtime_ns == stamp
    assert store.partitions("whole") == {"": text_digest(WHOLE, [("x", "y")])}
