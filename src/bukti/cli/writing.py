"""A table's rows on the output: exactly as CSV or JSON, or for the eye in aligned columns."""

from __future__ import annotations

import csv
import json
import sys
from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING, Any

import click

from bukti.cli.columns import aligned, short

if TYPE_CHECKING:
    from bukti.vocabulary.contract import Table

Rows = Iterable[Sequence[Any]]


def as_csv(columns: Sequence[str], rows: Rows) -> None:
    """RFC 4180 with plain line ends: what is not known is blank, flags are true and false."""
    writer = csv.writer(sys.stdout, lineterminator="\n")
    writer.writerow(columns)
    writer.writerows([_text(value) for value in row] for row in rows)


def as_json(columns: Sequence[str], rows: Rows) -> None:
    """A list of objects, one a line: what is not known is null."""
    mark = "["
    for row in rows:
        click.echo(mark + "\n" + json.dumps(dict(zip(columns, row, strict=True)), ensure_ascii=False), nl=False)
        mark = ","
    click.echo("[]" if mark == "[" else "\n]")


def as_text(columns: Sequence[str], rows: Rows, contract: Table, widest: int) -> None:
    """Columns beside each other, long texts cut."""
    numbers = [at for at, column in enumerate(contract.columns) if column.type == "integer"]
    shown = [[short(_text(value).replace("\n", " "), widest) for value in row] for row in rows]
    for line in aligned(columns, shown, numbers):
        click.echo(line)


def _text(value: Any) -> str:
    if isinstance(value, bool):
        return "true" if value else "false"
    return "" if value is None else str(value)
