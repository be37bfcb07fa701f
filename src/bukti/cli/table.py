"""`bukti table`: a built table as it is, or the list of all."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from bukti.cli import workspace
from bukti.cli.columns import aligned
from bukti.cli.commands import command as named
from bukti.cli.language import say
from bukti.cli.telling import number
from bukti.cli.writing import FORMS

if TYPE_CHECKING:
    from bukti.publish.opened import Opened


@named("table")
@click.argument("name", required=False)
@click.option("--format", "form", type=click.Choice(FORMS), default="table", show_default=True)
@click.option("--limit", type=click.IntRange(min=0))
def command(name: str | None, form: str, limit: int | None) -> None:
    """Rows in the order of the table's key."""
    from bukti.publish.opened import opened
    from bukti.vocabulary.problems import refuse
    from bukti.vocabulary.roles import nearest

    with opened(workspace()) as asked:
        if asked.changed:
            click.echo(say("cli.changed-since"), err=True)
        if name is None:
            _list(asked)
        elif name not in asked.terms.contracts:
            raise refuse("TABLE-UNKNOWN", found=name, expected=nearest(name, sorted(asked.terms.contracts)))
        else:
            _print(asked, name, form, limit)


def _list(asked: Opened) -> None:
    rows = [(t, number(asked.count(t)), row_of(t)) for t in sorted(asked.terms.contracts)]
    head = [say(f"cli.table.head.{name}") for name in ("name", "rows", "row")]
    for line in aligned(head, rows, (1,)):
        click.echo(line)


def _print(asked: Opened, name: str, form: str, limit: int | None) -> None:
    from bukti.cli.writing import SHOWN, written

    most = SHOWN if limit is None and form == "table" else limit
    columns, rows = asked.table(name, most)
    contract = asked.terms.contracts[name]
    written(form, columns, rows, [at for at, column in enumerate(contract.columns) if column.type == "integer"])
    there = asked.count(name)
    if form == "table" and most is not None and most < there:
        click.echo(say("cli.table.more", n=number(most), of=number(there)), err=True)


def row_of(table: str) -> str:
    """The meaning of one row of a table."""
    for head in ("reading_", "extract_", "observation_"):
        if table.startswith(head) and table != "extract_cell":
            return say(f"cli.table.row.{head[:-1]}", kind=table.removeprefix(head).replace("_", "-"))
    return say(f"cli.table.row.{table}")
