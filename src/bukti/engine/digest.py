"""Digests of content: equal rows give equal digests, whatever file, engine version or thread count wrote them."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping, Sequence

from bukti.engine.database import Connection
from bukti.ledger import merkle
from bukti.vocabulary.contract import Column, Table

BLOCK = 2_048


def line_sql(table: Table) -> str:
    """A row in the fixed text form: values in column order between tabs, \\N for not known.

    In free text \\, tab and line ends are escaped; codes hold none of them.
    """
    return f"concat_ws(chr(9), {', '.join(_value_sql(column) for column in table.columns)})"


def _value_sql(column: Column) -> str:
    written = column.name
    if column.type == "integer":
        written = f"cast({written} as varchar)"
    elif column.type == "flag":
        written = f"case when {written} then 'true' else 'false' end"
    elif column.type == "text":
        for character, escape in (("92", r"'\\'"), ("9", r"'\t'"), ("10", r"'\n'"), ("13", r"'\r'")):
            written = f"replace({written}, chr({character}), {escape})"
    return rf"coalesce({written}, '\N')" if column.null else written


def content_digests(connection: Connection, table: Table, ordered: str) -> dict[str, tuple[str, int]]:
    """Per partition the SHA-256 (hex) over header and rows in key order, and the number of rows.

    `ordered` is a table whose rows lie in key order. A table without partitions has the one partition ''.
    """
    partition = "partition" if table.partitioned else "''"
    cursor = connection.execute(f"""
        select {partition}, count(*), string_agg({line_sql(table)}, chr(10) order by rowid)
        from {ordered} group by {partition}, rowid // {BLOCK} order by min(rowid)""")
    running: dict[str, tuple[hashlib._Hash, int]] = {}
    while block := cursor.fetchmany(1):
        name, rows, lines = block[0]
        digest, count = running.get(name) or (hashlib.sha256(header(table)), 0)
        digest.update(lines.encode() + b"\n")
        running[name] = (digest, count + rows)
    return {name: (digest.hexdigest(), count) for name, (digest, count) in running.items()}


def twice_sql(columns: Sequence[str], ordered: str, wanted: str) -> str:
    """SQL for the rows that say the same in the columns as the row before; `ordered` is a table in their order.

    A window without an order sees a table's rows as they lie in it, which is several times cheaper than sorting them.
    """
    key = ", ".join(columns)
    before = ", ".join(f"lag({name}) over () as {name}_before" for name in columns)
    same = " and ".join(f"{name} = {name}_before" for name in columns)
    return f"select {wanted} from (select {key}, {before} from {ordered}) beside where {same}"


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
