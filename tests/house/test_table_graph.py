"""The table graph: one table, one writer; a step reads what it declares, and only what was written before it."""

from __future__ import annotations

import functools
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import duckdb
import pytest
import sqlglot
from docs.generate import BUILD_WRITES, general, terms_of
from sqlglot import exp

from bukti.engine.database import columns_sql, connect, create
from bukti.engine.steps import Step
from bukti.evidence.terms import Terms
from bukti.publish.build import all_steps
from bukti.vocabulary.contract import Table

EXAMPLES = sorted((Path(__file__).parents[2] / "examples").iterdir())
ENGINE_PROVIDES = frozenset({"asked", "below"})
"""What the engine gives every step beside the tables it declares: see `engine/run.py`."""


@dataclass(frozen=True)
class Graph:
    """The steps of one declaration, and the tables there are."""

    terms: Terms
    steps: list[Step]

    @property
    def contracts(self) -> dict[str, Table]:
        return self.terms.contracts

    @property
    def given(self) -> set[str]:
        """The tables that the build writes itself."""
        return {name for name in self.contracts if general(name) in BUILD_WRITES}


@pytest.fixture(scope="module", params=EXAMPLES, ids=lambda folder: folder.name)
def graph(request: pytest.FixtureRequest) -> Graph:
    terms = terms_of(request.param)
    return Graph(terms, all_steps(terms))


def each(steps: list[Step]) -> Iterator[Step]:
    """The steps, each with the one that is run in its place where something was decided."""
    for step in steps:
        yield from (step, *([step.instead[1]] if step.instead else []))


def texts(step: Step) -> Iterator[str]:
    """All SQL of a step, what it shares with others aside."""
    yield from (sql for _, sql in step.stages)
    yield from (rows for rows in (step.rows, step.above) if isinstance(rows, str) and rows)


@functools.cache
def tables_in(sql: str) -> set[str]:
    """The tables that an SQL text reads, its own CTEs aside where they are in sight."""
    tree = sqlglot.parse_one(sql, dialect="duckdb")
    named = {cte.alias for cte in tree.find_all(exp.CTE)}
    return {t.name for t in tree.find_all(exp.Table) if t.name} - named


def tables_read(step: Step) -> set[str]:
    """What the SQL of a step reads, its own stages aside."""
    stages = {name for name, _ in step.stages}
    return {table for sql in texts(step) for table in tables_in(sql)} - stages


def works(step: Step) -> bool:
    """Whether some of the step's rows are made in Python."""
    return any(callable(rows) for rows in (step.rows, step.above))


def run_on(graph: Graph, step: Step, present: set[str]) -> None:
    """The step's work in Python runs over empty tables, those named and no others."""
    contracts = graph.contracts
    with connect() as connection:
        columns = {name: columns_sql(contracts[name]) for name in present}
        provided = {"asked": "partition varchar", "below": columns_sql(contracts[step.writes])}
        for name, typed in {**columns, **provided}.items():
            create(connection, name, typed, [])
        asked = ", ".join(f"('{contest.id}/x')" for contest in graph.terms.configuration.contest)
        connection.execute(f"insert into asked values {asked}")
        for rows in (step.rows, step.above):
            if callable(rows):
                assert list(rows(connection)) == []


def test_the_parser_sees_every_table_and_no_cte() -> None:
    sql = "with a as (select * from b join c on true), d as (select * from a) select (select max(x) from e) from d"
    assert tables_in(sql) == {"b", "c", "e"}


def test_a_step_reads_exactly_what_it_declares(graph: Graph) -> None:
    for step in (s for s in each(graph.steps) if not works(s)):
        shares = {shared.name for shared in step.shares}
        read = tables_read(step) - ENGINE_PROVIDES
        assert read - shares == set(step.reads), step.writes
        through = read | {t for shared in step.shares for t in tables_in(shared.sql)}
        assert shares <= through, step.writes


def test_what_is_shared_reads_exactly_what_it_declares(graph: Graph) -> None:
    for step in graph.steps:
        before: set[str] = set()
        for shared in step.shares:
            read = tables_in(shared.sql) - ENGINE_PROVIDES
            assert read - before == set(shared.reads), shared.name
            before.add(shared.name)


def test_work_in_python_runs_on_what_it_declares_and_needs_all_of_it(graph: Graph) -> None:
    for step in (s for s in graph.steps if works(s)):
        assert not list(texts(step)), "a step is SQL or Python, not both"
        run_on(graph, step, set(step.reads))
        for one in step.reads:
            with pytest.raises(duckdb.CatalogException, match=one):
                run_on(graph, step, set(step.reads) - {one})


def test_a_table_has_one_writer(graph: Graph) -> None:
    written = [s.writes for s in graph.steps]
    assert sorted(written) == sorted(set(written))
    assert set(written) & graph.given == set()


def test_every_table_has_a_writer_and_every_writer_a_table(graph: Graph) -> None:
    unions = {name for name, table in graph.contracts.items() if table.union_of}
    assert {s.writes for s in graph.steps} | graph.given | unions == set(graph.contracts)


def test_no_step_reads_what_a_later_one_writes(graph: Graph) -> None:
    there = set(graph.given)
    for step in graph.steps:
        others = step.instead[1].inputs if step.instead else ()
        wanted = {t for name in (*step.inputs, *others) for t in graph.contracts[name].union_of or (name,)}
        assert wanted - there == set(), step.writes
        there.add(step.writes)


def test_a_step_declares_each_table_once_and_never_its_own(graph: Graph) -> None:
    for step in graph.steps:
        assert len(step.reads) == len(set(step.reads)), step.writes
        assert step.writes not in step.reads


def test_stages_do_not_take_the_names_of_tables(graph: Graph) -> None:
    taken = set(graph.contracts) | ENGINE_PROVIDES | {"fresh", "ordered"}
    for step in each(graph.steps):
        assert {name for name, _ in step.stages} & taken == set(), step.writes


def test_only_rows_above_read_the_rows_below(graph: Graph) -> None:
    for step in graph.steps:
        below = [sql for sql in texts(step) if "below" in tables_in(sql)]
        assert below in ([], [step.above]), step.writes


def test_work_in_python_has_a_version_that_tells_its_code_and_its_settings(graph: Graph) -> None:
    assert [s.writes for s in graph.steps if works(s) and not s.version] == []


def test_a_step_in_place_of_another_writes_its_table_everywhere_and_is_chosen_by_a_table_that_it_reads(
    graph: Graph,
) -> None:
    for step in (s for s in graph.steps if s.instead):
        assert step.instead
        table, other = step.instead
        assert (other.writes, other.above, step.above, other.instead) == (step.writes, "", "", None)
        assert table in other.reads
        assert table not in step.reads


def test_partitioned_tables_are_not_read_into_tables_without_partitions(graph: Graph) -> None:
    assert [s.writes for s in graph.steps if not graph.contracts[s.writes].partitioned] == []
