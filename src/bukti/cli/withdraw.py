"""`bukti withdraw`: an earlier publication leaves the site; that it did, and why, is put on record."""

from __future__ import annotations

import click

from bukti.cli import workspace
from bukti.cli.commands import command as named
from bukti.cli.language import say
from bukti.cli.telling import number

REASONS = ("personal-data", "court-order", "wrong-files")


@named("withdraw")
@click.argument("publication", type=click.IntRange(1))
@click.option("--reason", required=True, type=click.Choice(REASONS))
def command(publication: int, reason: str) -> None:
    """No free text: what goes into the ledger stays there for ever."""
    from bukti.publish.withdrawal import withdraw

    done = withdraw(workspace(), publication, reason)
    click.echo(say("cli.withdraw.done", number=number(done.number), index=number(done.index)))
    if done.shared:
        click.echo(say("cli.withdraw.shared", n=number(done.shared)))
