"""A small table to try the engine on, and a store for it."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from bukti.engine.database import Connection, columns_sql, create
from bukti.engine.store import Store
from bukti.vocabulary.columns import PARTITION
from bukti.vocabulary.contract import Table, code, flag, integer, text

COUNTS = Table(
    "counts",
    "one count",
    (PARTITION, code("id", ""), integer("votes", "", null=True), text("said", "", null=True), flag("known", "")),
    ("partition", "id"),
)
SUMS = Table("sums", "one sum", (PARTITION, code("id", ""), integer("votes", "", null=True)), ("partition", "id"))
WHOLE = Table("whole", "one word", (code("id", ""), text("word", "")), ("id",), partitioned=False)
Row = tuple[Any, ...]


def store_in(folder: Path) -> Store:
    return Store(folder, {t.name: t for t in (COUNTS, SUMS, WHOLE)})


def put(store: Store, connection: Connection, rows: Sequence[Row], batch: str = "", key: str = "k") -> None:
    """The rows are the content of their partitions of `counts`."""
    create(connection, "given", columns_sql(COUNTS), rows)
    store.put(connection, "counts", "given", {row[0]: key for row in rows}, batch)
    connection.execute("drop table given")


def text_digest(table: Table, rows: Sequence[Row]) -> str:
    """The digest of a partition as its text form is described, in plain Python."""
    places = [table.names.index(k) for k in table.key]
    lines = ["\t".join(f"{c.name}:{c.type}" for c in table.columns)]
    for row in sorted(rows, key=lambda row: [str(row[p]).encode() for p in places]):
        lines.append("\t".join(_written(c.type, value) for c, value in zip(table.columns, row, strict=True)))
    return hashlib.sha256("".join(f"{line}\n" for line in lines).encode()).hexdigest()


def _written(kind: str, value: object) -> str:
    if value is None:
        return r"\N"
    if isinstance(value, bool):
        return "true" if value else "false"
    if kind != "text":
        return str(value)
    escapes = {"\\": r"\\", "\t": r"\t", "\n": r"\n", "\r": r"\r"}
    return "".join(escapes.get(c, c) for c in str(value))
