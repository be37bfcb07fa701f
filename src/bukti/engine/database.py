"""The one owner of the embedded engine: how a connection is set up and how rows go in and out."""

from __future__ import annotations

import errno
import json
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import duckdb

from bukti.vocabulary.contract import SQL_TYPES, Table

Connection = duckdb.DuckDBPyConnection
VERSION = duckdb.__version__
EngineError = duckdb.Error
NotAllowed = duckdb.PermissionException
UNSOUND = "common_subplan"
"""Parts of the optimizer that gave wrong rows: this one, in 2.0.1, in a union of chains of joins on one table."""
NUMBERS = {"TINYINT", "SMALLINT", "INTEGER", "BIGINT", "HUGEINT", "UBIGINT", "UINTEGER", "FLOAT", "DOUBLE", "DECIMAL"}


def connect(scratch: Path | None = None, threads: int | None = None, memory: str | None = None) -> Connection:
    """A connection in memory that fetches nothing from the network and spills into `scratch`.

    `memory` is a size such as '512MB'; `threads` changes speed, never content.
    """
    settings: dict[str, Any] = {"autoinstall_known_extensions": False, "autoload_known_extensions": False}
    if threads:
        settings["threads"] = threads
    if memory:
        settings["memory_limit"] = memory
    if scratch:
        settings["temp_directory"] = str(scratch)
    connection = duckdb.connect(config=settings)
    connection.execute("set timezone = 'UTC'")
    connection.execute(f"set disabled_optimizers = '{UNSOUND}'")
    return connection


def lock(connection: Connection, files: Iterable[Path]) -> None:
    """The connection reads these files and no other, fetches nothing, sees no variable of Python, and stays so."""
    allowed = ", ".join(literal(str(file)) for file in files)
    connection.execute("set python_enable_replacements = false")
    connection.execute(f"set allowed_paths = [{allowed}]")
    connection.execute("set enable_external_access = false")
    connection.execute("set lock_configuration = true")


def is_one_select(connection: Connection, sql: str) -> bool:
    """Whether a text is one statement, which only reads. Raises EngineError where it is no SQL."""
    return [s.type for s in connection.extract_statements(sql)] == [duckdb.StatementType.SELECT]


def tables_named(connection: Connection, sql: str) -> set[str]:
    """The tables that one select reads, as it writes them; what it names itself, after `with`, is none."""
    [(text,)] = fetch(connection, "select json_serialize_sql(?::varchar)", [sql])
    parts = list(_parts(json.loads(text)))
    own = {named["key"] for part in parts for named in part.get("cte_map", {}).get("map", ())}
    return {".".join(p["qualified_name"]["path"]) for p in parts if p.get("type") == "BASE_TABLE"} - own


def _parts(tree: object) -> Iterator[dict[str, Any]]:
    """Every object of a parsed statement."""
    if isinstance(tree, dict):
        yield tree
    for inside in tree.values() if isinstance(tree, dict) else tree if isinstance(tree, list) else ():
        yield from _parts(inside)


def number_columns(cursor: Connection) -> tuple[int, ...]:
    """The places of a result's columns that hold numbers."""
    types = [str(d[1]).partition("(")[0] for d in cursor.description or ()]
    return tuple(at for at, name in enumerate(types) if name in NUMBERS)


@contextmanager
def limits_told(folder: Path) -> Iterator[None]:
    """What the machine did not allow is an OSError that names the folder or a file in it, or a MemoryError."""
    try:
        yield
    except duckdb.OutOfMemoryException as error:
        raise MemoryError(str(error)) from error
    except OSError as error:
        error.filename = error.filename or str(folder)
        raise
    except duckdb.IOException as error:
        full = any(words in str(error) for words in ("No space left", "quota exceeded"))
        text = str(error).removeprefix("IO Error: ").partition("\n")[0]
        raise OSError(errno.ENOSPC if full else errno.EIO, text, str(folder)) from error


def fetch(connection: Connection, sql: str, parameters: Sequence[Any] = ()) -> list[tuple[Any, ...]]:
    """All rows, so that no unfinished result blocks the connection."""
    return connection.execute(sql, list(parameters)).fetchall()


def records(connection: Connection, sql: str, parameters: Sequence[Any] = ()) -> list[dict[str, Any]]:
    """All rows as mappings from column to value."""
    cursor = connection.execute(sql, list(parameters))
    names = [d[0] for d in cursor.description or ()]
    return [dict(zip(names, row, strict=True)) for row in cursor.fetchall()]


def columns_sql(table: Table) -> str:
    """The contract's columns with their types, for `create table`."""
    return ", ".join(f"{c.name} {SQL_TYPES[c.type]}" for c in table.columns)


def create(connection: Connection, name: str, columns: str, rows: Iterable[Sequence[Any]]) -> None:
    """A temporary table holds exactly the rows; `columns` are names with types."""
    connection.execute(f"create or replace temp table {name} ({columns})")
    with connection.appender(name) as appender:
        for row in rows:
            appender.append_row(*row)


def literal(value: str) -> str:
    """The text as an SQL literal."""
    return "'" + value.replace("'", "''") + "'"


def identifier(name: str) -> str:
    """The name as an SQL identifier."""
    return '"' + name.replace('"', '""') + '"'
