"""Codes that a row spells in several columns: `{province}.{regency}`, or the first signs of one: `{regency:2}`."""

from __future__ import annotations

import re
from collections.abc import Mapping

from bukti.evidence.ballots import ColumnName, Model

PART = re.compile(r"\{([^{}:]+)(?::([1-9]))?\}")


def is_pattern(text: str) -> bool:
    """Whether the text is made of columns, and no column's name itself."""
    return PART.search(text) is not None


def columns_in(text: str) -> tuple[str, ...]:
    """The columns that a code is made of, once each; a text that is no pattern is a column's name."""
    return tuple(dict.fromkeys(column for column, _ in PART.findall(text))) or (text,)


def spelled(text: str, record: Mapping[str, str]) -> str:
    """The code that a row of these cells spells; empty where one of its columns is blank."""
    if not is_pattern(text):
        return record[text].strip()
    if not all(record[column].strip() for column in columns_in(text)):
        return ""
    return PART.sub(lambda part: record[part[1]].strip()[: int(part[2] or 0) or None], text)


def fits(text: str, code: str) -> bool:
    """Whether some row could spell this code."""
    fixed = [re.escape(part) for part in PART.sub("\0", text).split("\0")]
    return re.fullmatch(".+".join(fixed), code) is not None


class Part(Model):
    """A part of a cell: what the one group of `pattern` takes, then each text of `replace` written as the other.

    The pattern is a regular expression and has to fit the whole cell; a cell that it does not fit is refused. Without
    one the part is the whole cell.
    """

    column: ColumnName
    pattern: str | None = None
    replace: dict[str, str] = {}
