"""Parquet files for the public, made of the delimited files that they repeat."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

from bukti.engine.database import Connection, identifier, literal
from bukti.vocabulary.contract import SQL_TYPES, ColumnType

OPTIONS = "format parquet, compression zstd, row_group_size 20480"


def copy_as_parquet(connection: Connection, file: Path, columns: Iterable[tuple[str, ColumnType]], to: Path) -> None:
    """The Parquet file holds the rows of a delimited file of ours, in its order: counts as BIGINT, an empty cell NULL.

    Every cell is read as text; what is cast was written by us from a column of that type. One version of the engine
    gives the same bytes for the same rows; another may not.
    """
    declared = [*columns]
    texts = ", ".join(f"{literal(name)}: 'varchar'" for name, _ in declared)
    typed = ", ".join(_typed(identifier(name), kind) for name, kind in declared)
    options = "auto_detect = false, header = true, delim = ',', quote = '\"', escape = '\"', encoding = 'utf-8'"
    rows = f"read_csv({literal(str(file))}, columns = {{{texts}}}, {options}, nullstr = '')"
    connection.execute(f"copy (select {typed} from {rows}) to {literal(str(to))} ({OPTIONS})")


def _typed(column: str, kind: ColumnType) -> str:
    if kind == "flag":
        return f"{column} = '1' as {column}"
    return column if SQL_TYPES[kind] == "VARCHAR" else f"cast({column} as {SQL_TYPES[kind]}) as {column}"
