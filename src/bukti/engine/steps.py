"""A step: the one writer of a table, with everything that its output depends on."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any

import duckdb

Row = tuple[Any, ...]
Work = Callable[[duckdb.DuckDBPyConnection], Iterable[Row]]


@dataclass(frozen=True)
class Shared:
    """Rows that several steps read and nobody else: computed once a portion, in memory, and never stored.

    `sql` may read `asked` and the tables of `reads`.
    """

    name: str
    reads: tuple[str, ...]
    sql: str


@dataclass(frozen=True)
class Step:
    """One table's rows for the partitions asked for, from the same partitions of what it reads.

    `rows` is SQL, or work in Python, whose `version` is a digest of its code and of what else it depends on. `above`
    gives the rows above regencies: there the step sees every partition of a contest, and its own rows further down as
    `below`. Both may read `asked`, the partitions to be written, in a column `partition`. `stages` are named selects
    that are computed first, each once, for `rows` to read. `stand_in` is a table of `reads` whose rows are these
    already wherever a partition has one slot of it without repetition: nothing is computed there. `shares` are what
    it reads beside tables. `instead` names a table and a step of the same table that is run in its place wherever a
    partition has rows of that table; such a step has no `above`.
    """

    writes: str
    reads: tuple[str, ...]
    rows: str | Work
    above: str | Work = ""
    version: str = ""
    stages: tuple[tuple[str, str], ...] = ()
    stand_in: str = ""
    shares: tuple[Shared, ...] = ()
    instead: tuple[str, Step] | None = None

    @property
    def inputs(self) -> tuple[str, ...]:
        """Every table that the output depends on, also by what is shared."""
        return tuple(dict.fromkeys((*self.reads, *(t for shared in self.shares for t in shared.reads))))

    @property
    def identity(self) -> str:
        """Digest of everything but the input tables."""
        texts = [r if isinstance(r, str) else r.__qualname__ for r in (self.rows, self.above)]
        stages = [text for stage in self.stages for text in stage]
        stages += [text for shared in self.shares for text in (shared.name, shared.sql)]
        return hashlib.sha256(
            "\0".join((self.writes, *self.inputs, *stages, *texts, self.version)).encode()
        ).hexdigest()
