"""A step's output is held to its table's contract before it is stored."""

from __future__ import annotations

from collections.abc import Sequence

from bukti.engine.database import Connection, fetch
from bukti.engine.digest import twice_sql
from bukti.vocabulary.contract import SQL_TYPES, Table


class ContractBroken(Exception):
    """A step wrote something its table does not allow: a fault of the program, never of the office's data."""


def hold(connection: Connection, table: Table, ordered: str, beside: Sequence[str] = ()) -> int:
    """How many rows there are, whose names, order and types are as declared, the key unique, none NULL that may not be.

    `ordered` is a table whose rows lie in key order; columns named in `beside` are none of the contract's. Raises
    ContractBroken saying what differs.
    """
    described = fetch(connection, f"describe {ordered}")
    found = [(name, kind) for name, kind, *_ in described if name not in beside]
    declared = [(c.name, SQL_TYPES[c.type]) for c in table.columns]
    if found != declared:
        differ = [f"{f} where {d} is declared" for f, d in zip(found, declared, strict=False) if f != d]
        raise ContractBroken(f"{table.name}: {differ or (len(found), len(declared))}")
    required = [c.name for c in table.columns if not c.null]
    known = ", ".join(f"count({name})" for name in required)
    counted: tuple[int, ...] = fetch(connection, f"select count(*), {known} from {ordered}")[0]
    rows = counted[0]
    if not rows:
        return 0
    empty = [name for name, count in zip(required, counted[1:], strict=True) if count != rows]
    if empty:
        raise ContractBroken(f"{table.name}: NULL in {empty}")
    key = ", ".join(table.key)
    twice = fetch(connection, f"{twice_sql(table.key, ordered, key)} limit 3")
    if twice:
        raise ContractBroken(f"{table.name}: key ({key}) stands twice: {twice}")
    return rows
