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
class Step:
    """One table's rows for the partitions asked for, from the same partitions of what it reads.

    `rows` is SQL, or work in Python, whose `version` is a digest of its code and of what else it depends on. `above`
    gives the rows above regencies: there the step sees every partition of a contest, and its own rows further down as
    `below`. Both may read `asked`, the partitions to be written, in a column `partition`. `stages` are named selects
    that are computed first, each once, for `rows` to read. `each` names a table so large that partitions in which it
    has rows are computed one at a time.
    """

    writes: str
    reads: tuple[str, ...]
    rows: str | Work
    above: str | Work = ""
    version: str = ""
    stages: tuple[tuple[str, str], ...] = ()
    each: str = ""

    @property
    def identity(self) -> str:
        """Digest of everything but the input tables."""
        texts = [r if isinstance(r, str) else r.__qualname__ for r in (self.rows, self.above)]
        stages = [text for stage in self.stages for text in stage]
        return hashlib.sha256("\0".join((self.writes, *self.reads, *stages, *texts, self.version)).encode()).hexdigest()
