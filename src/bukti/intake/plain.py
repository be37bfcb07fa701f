"""Delimited files that can be cut at their delimiters and line ends alone: the engine reads them many rows at a time.

Nothing is decided here that the reader decides otherwise: a file in which anything is unusual (a quote, a blank line,
a byte that is no text, a row of another width, a row that may be a sum or a second header) is left to the reader.
"""

from __future__ import annotations

import codecs
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from bukti.engine.database import Connection, EngineError, fetch, literal
from bukti.engine.dialect import delimited_rows
from bukti.intake.readers import READERS
from bukti.intake.readers.shape import TOTAL
from bukti.intake.rows import Options
from bukti.vocabulary.problems import Problem, Refusal

CHUNK: Final = 1 << 22
HEAD_LINES: Final = 32
SAME_BY_BOTH: Final = frozenset({"column-extra"})


@dataclass(frozen=True)
class Plain:
    """A plain file: its columns, how many rows stand under the header, what is to be noticed about its columns."""

    path: Path
    delimiter: str
    columns: tuple[str, ...]
    rows: int
    notices: tuple[Problem, ...]

    def cell(self, column: str) -> str:
        """SQL: the text of a column as the engine reads it, NULL where it is blank or the file lacks the column."""
        return f"x{self.columns.index(column)}" if column in self.columns else "cast(null as varchar)"

    @property
    def relation(self) -> str:
        """SQL: the rows as columns x0, x1, … of text, and their place in the file from 1."""
        return delimited_rows(str(self.path), self.delimiter, [f"x{i}" for i in range(len(self.columns))])

    def strange(self, keys: Sequence[str]) -> str:
        """SQL condition: the row may be a sum of others, the header again, or one that names nothing."""
        first = f"x0 is null or trim(x0) = {literal(self.columns[0])}"
        return " or ".join([first, *(_not_a_code(self.cell(key)) for key in keys)])


def _not_a_code(cell: str) -> str:
    """SQL condition: the text is not sure to be read as one that names a unit."""
    letters = rf"regexp_matches({cell}, '^[A-Za-z0-9]') and not regexp_matches({cell}, '^{TOTAL.pattern}', 'i')"
    return f"not coalesce(({cell} >= '0' and {cell} < ':') or ({letters}), false)"


def plain(path: Path, name: str, options: Options) -> Plain | None:
    """The file as a plain one; None where a byte of it or an option of it asks for the reader."""
    if options.encoding.lower() not in ("utf-8", "utf8") or options.header_row != 1 or options.skip_rows:
        return None
    if options.header_rows != 1 or options.ragged != "refuse":
        return None
    try:
        lines = _lines(path, options.quote.encode())
        if not lines:
            return None
        extract = READERS["delimited"](_head(path), name, options)
    except (OSError, Refusal):
        return None
    if not all(n.code in SAME_BY_BOTH for n in extract.notices):
        return None
    return Plain(path, options.delimiter, extract.columns, lines - 1, tuple(extract.notices))


def _lines(path: Path, quote: bytes) -> int:
    """How many lines the file has; 0 where a byte of it is unusual."""
    lines, before = 0, b"\n"
    decoder = codecs.getincrementaldecoder("utf-8")("strict")
    with path.open("rb") as stream:
        while chunk := stream.read(CHUNK):
            joint = before[-1:] + chunk[:1]
            if joint == b"\n\n" or b"\n\n" in chunk or b"\r" in chunk or b"\0" in chunk or (quote and quote in chunk):
                return 0
            if not chunk.isascii() or decoder.getstate()[0]:
                try:
                    decoder.decode(chunk)
                except UnicodeDecodeError:
                    return 0
            lines += chunk.count(b"\n")
            before = chunk
    return lines if before.endswith(b"\n") and not decoder.getstate()[0] else 0


def _head(path: Path) -> bytes:
    with path.open("rb") as stream:
        return b"".join(line for line, _ in zip(stream, range(HEAD_LINES), strict=False))


def taken(connection: Connection, file: Plain, insert: str, table: str, first: int) -> bool:
    """True where every row of the file was inserted; else nothing of it was. `first` is the number of its first row."""
    try:
        connection.execute(insert)
        rows, strange = fetch(
            connection, f"select count(*), count(*) filter (where strange) from {table} where n >= {first}"
        )[0]
    except EngineError:
        rows, strange = -1, 0
    if rows == file.rows and not strange:
        return True
    connection.execute(f"delete from {table} where n >= {first}")
    return False
