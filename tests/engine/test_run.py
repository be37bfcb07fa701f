"""A step runs where its inputs changed, once over all partitions that need it, and not otherwise."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from pathlib import Path

import pytest
from tests.engine.tables import Row, put, store_in

from bukti.engine.database import Connection, connect, fetch
from bukti.engine.run import run
from bukti.engine.steps import Step
from bukti.engine.store import Store

PARTITIONS = ["c/a", "c/b", "c/above"]
A, B = ("c/a", "x", 3, None, True), ("c/b", "y", 4, None, True)


@dataclass
class Ran:
    """A step in Python over `counts` that remembers for which partitions it was asked."""

    asked: list[list[str]] = field(default_factory=list)

    def rows(self, connection: Connection) -> Iterator[Row]:
        self.asked.append([row[0] for row in fetch(connection, "select partition from asked order by 1")])
        yield from fetch(connection, "select partition, id, votes from counts")

    def above(self, connection: Connection) -> Iterator[Row]:
        self.asked.append([row[0] for row in fetch(connection, "select partition from asked order by 1")])
        (total,) = fetch(connection, "select cast(sum(votes) as bigint) from below")
        yield ("c/above", "total", total[0])

    @property
    def step(self) -> Step:
        return Step("sums", ("counts",), rows=self.rows, above=self.above, version="1")

    def taken(self) -> list[list[str]]:
        found, self.asked = self.asked, []
        return found


@pytest.fixture
def connection() -> Iterator[Connection]:
    with connect() as open_connection:
        yield open_connection


@pytest.fixture
def store(tmp_path: Path, connection: Connection) -> Store:
    made = store_in(tmp_path)
    put(made, connection, [A, B])
    return made


def sums(store: Store, connection: Connection) -> list[Row]:
    store.show(connection, "sums")
    return fetch(connection, "select * from sums order by partition, id")


def test_a_step_runs_once_over_all_stale_partitions_and_once_above(store: Store, connection: Connection) -> None:
    ran = Ran()
    assert run(store, connection, ran.step, PARTITIONS)
    assert ran.taken() == [["c/a", "c/b"], ["c/above"]]
    assert sums(store, connection) == [("c/a", "x", 3), ("c/above", "total", 7), ("c/b", "y", 4)]


def test_where_nothing_changed_nothing_runs_and_nothing_is_written(store: Store, connection: Connection) -> None:
    ran = Ran()
    run(store, connection, ran.step, PARTITIONS)
    ran.taken()
    catalogue = store.folder / "catalogue.json"
    stamp = catalogue.stat().st_mtime_ns
    assert not run(store, connection, ran.step, PARTITIONS)
    assert ran.taken() == []
    assert catalogue.stat().st_mtime_ns == stamp


def test_a_changed_partition_runs_alone_and_what_is_above_it_again(store: Store, connection: Connection) -> None:
    ran = Ran()
    run(store, connection, ran.step, PARTITIONS)
    ran.taken()
    put(store, connection, [(*B[:2], 40, *B[3:])], key="changed")
    assert run(store, connection, ran.step, PARTITIONS)
    assert ran.taken() == [["c/b"], ["c/above"]]
    assert sums(store, connection) == [("c/a", "x", 3), ("c/above", "total", 43), ("c/b", "y", 40)]


def test_an_input_written_anew_with_the_same_content_runs_nothing(store: Store, connection: Connection) -> None:
    ran = Ran()
    run(store, connection, ran.step, PARTITIONS)
    ran.taken()
    put(store, connection, [A, B], key="another key")
    assert not run(store, connection, ran.step, PARTITIONS)


def test_a_change_below_that_leaves_the_step_s_rows_as_they_were_stops_there(
    store: Store, connection: Connection
) -> None:
    ran = Ran()
    run(store, connection, ran.step, PARTITIONS)
    before = store.slots["sums"]["c/above"].digest
    put(store, connection, [(*A[:3], "words that no sum reads", True)], key="changed")
    run(store, connection, ran.step, PARTITIONS)
    assert store.slots["sums"]["c/above"].digest == before


def test_another_version_of_the_code_runs_everywhere(store: Store, connection: Connection) -> None:
    ran = Ran()
    run(store, connection, ran.step, PARTITIONS)
    ran.taken()
    assert run(store, connection, replace(ran.step, version="2"), PARTITIONS)
    assert ran.taken() == [["c/a", "c/b"], ["c/above"]]


def test_a_partition_that_is_no_more_is_dropped(store: Store, connection: Connection) -> None:
    ran = Ran()
    run(store, connection, ran.step, PARTITIONS)
    run(store, connection, ran.step, ["c/a", "c/above"])
    assert sums(store, connection) == [("c/a", "x", 3), ("c/above", "total", 3)]


def test_a_step_without_a_text_of_its_own_above_runs_there_as_everywhere(store: Store, connection: Connection) -> None:
    step = Step("sums", ("counts",), rows="select partition, id, votes from counts")
    put(store, connection, [("c/above", "z", 1, None, True)])
    assert run(store, connection, step, PARTITIONS)
    assert sums(store, connection) == [("c/a", "x", 3), ("c/above", "z", 1), ("c/b", "y", 4)]


def test_stages_are_there_for_the_rows_and_gone_afterwards(store: Store, connection: Connection) -> None:
    stages = (("first", "select partition, id, votes from counts"), ("second", "select * from first where votes > 3"))
    step = Step("sums", ("counts",), rows="select * from second", stages=stages)
    assert run(store, connection, step, PARTITIONS)
    assert sums(store, connection) == [("c/b", "y", 4)]
    connection.execute("drop view sums")
    assert fetch(connection, "select table_name from information_schema.tables") == []


@pytest.mark.parametrize(
    "other",
    [
        {"rows": "select partition, id, votes + 0 as votes from counts"},
        {"version": "2"},
        {"above": "select partition, id, votes from below"},
        {"stages": (("first", "select 1 as one"),)},
        {"reads": ("counts", "whole")},
        {"writes": "counts"},
    ],
    ids=lambda other: next(iter(other)),
)
def test_everything_that_a_step_says_is_part_of_its_identity(other: dict[str, str]) -> None:
    step = Step("sums", ("counts",), rows="select partition, id, votes from counts")
    assert replace(step, **other).identity != step.identity  # type: ignore[arg-type]
