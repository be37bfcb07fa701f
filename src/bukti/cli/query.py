"""`bukti query`: what the built tables answer to one select."""

from __future__ import annotations

import itertools

import click

from bukti.cli import workspace
from bukti.cli.commands import command as named
from bukti.cli.language import say
from bukti.cli.telling import number
from bukti.cli.writing import FORMS, SHOWN, written


@named("query")
@click.argument("sql")
@click.option("--format", "form", type=click.Choice(FORMS), default="table", show_default=True)
@click.option("--limit", type=click.IntRange(min=0))
def command(sql: str, form: str, limit: int | None) -> None:
    """Rows in the order that the question asks for; nothing is changed."""
    from bukti.publish.asking import ask
    from bukti.publish.opened import opened
    from bukti.vocabulary.problems import refuse

    with opened(workspace()) as asked:
        if asked.changed:
            click.echo(say("cli.changed-since"), err=True)
        answer = ask(asked, sql)
        twice = sorted({c for c in answer.columns if answer.columns.count(c) > 1})
        if twice and form == "json":
            raise refuse("QUERY-NAMED-TWICE", found=", ".join(twice))
        most = SHOWN if limit is None and form == "table" else limit
        written(form, answer.columns, itertools.islice(answer.rows, most), answer.numbers)
        if next(answer.rows, None) is not None:
            click.echo(say("cli.query.more", n=number(most or 0)), err=True)
