"""`bukti open`: a ledger begins, with an entry that names its key, this software and the profile."""

from __future__ import annotations

import click

from bukti.cli import workspace
from bukti.cli.commands import command as named
from bukti.cli.language import say


@named("open")
@click.option("--origin", required=True, metavar="NAME")
@click.option("--lost", is_flag=True)
def command(origin: str, lost: bool) -> None:
    """The new key is printed, for paper."""
    from bukti.cli.passphrase import for_new
    from bukti.publish.opening import open_log

    at = workspace()
    vkey = open_log(at, origin, for_new(), lost)
    click.echo(say("cli.open.done", origin=origin, folder=at.private))
    click.echo(f"\n  {vkey}\n")
    click.echo(say("cli.open.next"))
