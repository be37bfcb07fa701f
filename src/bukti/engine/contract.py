"""A step's output is held to its table's contract before it is stored."""

from __future__ import annotations

from bukti.engine.database import Connection, fetch
from bukti.vocabulary.contract import SQL_TYPES, Table


class ContractBroken(Exception):
    """A step wrote something its table does not allow: a fault of the program, never of the office's data."""


def hold(connection: Connection, table: Table, relation: str) -> None:
    """Names, order and types are as declared, the key is unique, nothing is NULL that may not be.

    Raises ContractBroken saying what differs.
    """
    found = [(row[0], row[1]) for row in fetch(connection, f"describe select * from {relation}")]
    declared = [(c.name, SQL_TYPES[c.type]) for c in table.columns]
    if found != declared:
        differ = [f"{f} where {d} is declared" for f, d in zip(found, declared, strict=False) if f != d]
        raise ContractBroken(f"{table.name}: {differ or (len(found), len(declared))}")
    nulls = [f"count(*) filter (where {c.name} is null)" for c in table.columns if not c.null]
    row = fetch(connection, f"select {', '.join(nulls)} from {relation}")[0]
    empty = [c.name for c, n in zip([c for c in table.columns if not c.null], row, strict=True) if n]
    if empty:
        raise ContractBroken(f"{table.name}: NULL in {empty}")
    key = ", ".join(table.key)
    twice = fetch(connection, f"select {key} from {relation} group by {key} having count(*) > 1 limit 3")
    if twice:
        raise ContractBroken(f"{table.name}: key ({key}) stands twice: {twice}")
