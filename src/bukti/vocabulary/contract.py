"""What a table promises: named, typed columns, and a unique key that orders its rows."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Literal

ColumnType = Literal["text", "code", "integer", "flag"]
SQL_TYPES: dict[ColumnType, str] = {"text": "VARCHAR", "code": "VARCHAR", "integer": "BIGINT", "flag": "BOOLEAN"}


@dataclass(frozen=True)
class Column:
    """A column: its name, type, whether it may be NULL (not known), and what it says."""

    name: str
    type: ColumnType
    says: str
    null: bool = False


@dataclass(frozen=True)
class Table:
    """A contract: the meaning of one row, the columns in order, the unique key that orders the rows.

    A table that names others in `union_of` has no writer: its rows are theirs.
    """

    name: str
    one_row: str
    columns: tuple[Column, ...]
    key: tuple[str, ...]
    partitioned: bool = True
    union_of: tuple[str, ...] = ()

    @property
    def names(self) -> tuple[str, ...]:
        return tuple(c.name for c in self.columns)

    @property
    def text(self) -> str:
        """The contract as one line of text, for digests."""
        columns = ",".join(f"{c.name}:{c.type}{'?' if c.null else ''}" for c in self.columns)
        return f"{self.name}({columns})key({','.join(self.key)})"


def text(name: str, says: str, null: bool = False) -> Column:
    return Column(name, "text", says, null)


def code(name: str, says: str, null: bool = False) -> Column:
    """Text that is an id or a word of a closed set: it holds no white space but single spaces, and no backslash."""
    return Column(name, "code", says, null)


def integer(name: str, says: str, null: bool = False) -> Column:
    return Column(name, "integer", says, null)


def flag(name: str, says: str) -> Column:
    return Column(name, "flag", says)


def counts(names: Iterable[str], says: str, suffix: str = "", null: bool = True) -> tuple[Column, ...]:
    return tuple(integer(name + suffix, says, null) for name in names)
