"""`bukti key`: the public key that this workspace signs with, or a new one in its place."""

from __future__ import annotations

import click

from bukti.cli import workspace
from bukti.cli.commands import command as named
from bukti.cli.language import say


@named("key")
@click.option("--rotate", is_flag=True)
def command(rotate: bool) -> None:
    """Public keys only are printed."""
    from bukti.cli.passphrase import NEW, for_new, of_key
    from bukti.publish import opening
    from bukti.publish.signing import ledger_of

    at = workspace()
    if rotate:
        ledger_of(at)
        new = opening.rotate(at, of_key, for_new(NEW))
        click.echo(say("cli.key.rotated", vkey=new))
        return
    ledger = ledger_of(at)
    click.echo(ledger.keys.vkey)
    if ledger.keys.waiting:
        click.echo(say("cli.key.waiting", vkey=ledger.keys.waiting))
