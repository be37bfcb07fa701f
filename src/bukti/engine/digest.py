"""Digests of content: equal rows give equal digests, whatever file, engine version or thread count wrote them."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping

from bukti.engine.database import Connection
from bukti.ledger import merkle
from bukti.vocabulary.contract import Column, Table

FETCH = 20_000


def line_sql(table: Table) -> str:
    """A row in the fixed text form: values in column order between tabs, \\N for not known, \\ tab newline escaped."""
    return " || chr(9) || ".join(_value_sql(column) for column in table.columns)


def _value_sql(column: Column) -> str:
    if column.type == "integer":
        written = f"cast({column.name} as varchar)"
    elif column.type == "flag":
        written = f"case when {column.name} then 'true' else 'false' end"
    else:
        escapes = [("chr(92)", r"'\\'"), ("chr(9)", r"'\t'"), ("chr(10)", r"'\n'"), ("chr(13)", r"'\r'")]
        written = column.name
        for character, escape in escapes:
            written = f"replace({written}, {character}, {escape})"
    return rf"coalesce({written}, '\N')" if column.null else written


def content_digests(connection: Connection, table: Table, relation: str) -> dict[str, tuple[str, int]]:
    """Per partition of the relation the SHA-256 (hex) over header and rows in key order, and the number of rows.

    A table without partitions has the one partition ''.
    """
    partition = "partition" if table.partitioned else "''"
    order = ", ".join(table.key)
    cursor = connection.execute(f"select {partition}, {line_sql(table)} from {relation} order by {order}")
    running: dict[str, tuple[hashlib._Hash, int]] = {}
    while rows := cursor.fetchmany(FETCH):
        for name, line in rows:
            digest, count = running.get(name) or (hashlib.sha256(header(table)), 0)
            digest.update(line.encode() + b"\n")
            running[name] = (digest, count + 1)
    return {name: (digest.hexdigest(), count) for name, (digest, count) in running.items()}


def header(table: Table) -> bytes:
    """The first line of a partition's text form."""
    return "\t".join(f"{c.name}:{c.type}" for c in table.columns).encode() + b"\n"


def empty_digest(table: Table) -> str:
    """The digest of a partition without rows."""
    return hashlib.sha256(header(table)).hexdigest()


def table_digest(partitions: Mapping[str, str]) -> str:
    """The Merkle root (hex) over the partitions' digests in order of their names."""
    leaves = [merkle.leaf_hash(f"{name}\t{digest}".encode()) for name, digest in sorted(partitions.items())]
    return merkle.root(leaves).hex()
