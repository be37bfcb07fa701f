"""The few places where engines differ: everything else is the common subset of SQL."""

from __future__ import annotations


def joined(expression: str, separator: str, order: str) -> str:
    """Text of a group's values in order, with a separator between them."""
    return f"string_agg({expression}, '{separator}' order by {order})"


def one_line(expression: str) -> str:
    """Letters and digits only, of any script, in small letters: for comparing names, never for keys."""
    return rf"regexp_replace(lower({expression}), '[^\p{{L}}\p{{N}}]', '', 'g')"


def hashed(*parts: str) -> str:
    """The first 24 hexadecimal digits of the SHA-256 over the parts, each not NULL."""
    return f"substr(sha256({' || chr(31) || '.join(parts)}), 1, 24)"
