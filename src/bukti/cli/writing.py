"""A table's rows on the output: exactly as CSV or JSON, or for the eye in aligned columns."""

from __future__ import annotations

import csv
import json
import sys
from collections.abc import Iterable, Sequence
from math import isfinite
from typing import Any, Final

import click

from bukti.cli.columns import aligned, short

Rows = Iterable[Sequence[Any]]
FORMS: Final = ("table", "csv", "json")
SHOWN: Final = 200
"""So many rows of a table for the eye, where nobody asks for more."""
WIDEST: Final = 48


def written(form: str, columns: Sequence[str], rows: Rows, numbers: Sequence[int]) -> None:
    """Rows in one of `FORMS`."""
    if form == "csv":
        as_csv(columns, rows)
    elif form == "json":
        as_json(columns, rows)
    else:
        as_text(columns, rows, numbers, WIDEST)


def as_csv(columns: Sequence[str], rows: Rows) -> None:
    """RFC 4180 with plain line ends: what is not known is blank, flags are true and false."""
    writer = csv.writer(sys.stdout, lineterminator="\n")
    writer.writerow(columns)
    writer.writerows([_text(value) for value in row] for row in rows)


def as_json(columns: Sequence[str], rows: Rows) -> None:
    """A list of objects, one a line: what is not known is null."""
    mark = "["
    for row in rows:
        told = {name: _plain(value) for name, value in zip(columns, row, strict=True)}
        click.echo(mark + "\n" + json.dumps(told, ensure_ascii=False), nl=False)
        mark = ","
    click.echo("[]" if mark == "[" else "\n]")


def as_text(columns: Sequence[str], rows: Rows, numbers: Sequence[int], widest: int) -> None:
    """Columns beside each other, long texts cut, the columns at these places set to the right."""
    shown = [[short(_text(value).replace("\n", " "), widest) for value in row] for row in rows]
    for line in aligned(columns, shown, numbers):
        click.echo(line)


def _plain(value: Any) -> Any:
    """A value as JSON has it: what JSON has no form for, such as a date, is text."""
    is_plain = value is None or isinstance(value, bool | int | str) or (isinstance(value, float) and isfinite(value))
    return value if is_plain else str(value)


def _text(value: Any) -> str:
    if isinstance(value, bool):
        return "true" if value else "false"
    return "" if value is None else str(value)
