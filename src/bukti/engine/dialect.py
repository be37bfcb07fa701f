"""The few places where engines differ: everything else is the common subset of SQL."""

from __future__ import annotations

from collections.abc import Sequence


def joined(expression: str, separator: str, order: str) -> str:
    """Text of a group's values in order, with a separator between them."""
    return f"string_agg({expression}, '{separator}' order by {order})"


def one_line(expression: str) -> str:
    """Letters and digits only, of any script, in small letters: for comparing names, never for keys."""
    return rf"regexp_replace(lower({expression}), '[^\p{{L}}\p{{N}}]', '', 'g')"


def hashed(*parts: str) -> str:
    """The first 24 hexadecimal digits of the SHA-256 over the parts between separators; a part that is NULL is empty.

    `concat` skips NULL here, and is several times faster than a chain of `||` over many parts.
    """
    return f"substr(sha256(concat({', chr(31), '.join(parts)})), 1, 24)"


def delimited_rows(path: str, delimiter: str, columns: Sequence[str]) -> str:
    """The rows of a plain delimited file below its first line, every cell as text, NULL where blank; `place` numbers
    them in file order from 1.

    Nothing is sniffed. A row of another width is left out, so the caller counts the rows.
    """
    typed = ", ".join(f"'{column}': 'varchar'" for column in columns)
    options = "auto_detect = false, header = false, skip = 1, quote = '', escape = '', encoding = 'utf-8'"
    rows = (
        f"read_csv({_text(path)}, columns = {{{typed}}}, delim = {_text(delimiter)}, {options}, ignore_errors = true)"
    )
    return f"(select row_number() over () as place, * from {rows})"


def _text(value: str) -> str:
    return "'" + value.replace("'", "''") + "'"
