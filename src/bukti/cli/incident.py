"""`bukti incident`: an outage, a late batch or a gap is put on record, for the ledger and the pages."""

from __future__ import annotations

import click

from bukti.cli import workspace
from bukti.cli.commands import command as named
from bukti.cli.language import say

KINDS = ("outage", "late-batch", "gap")


@named("incident")
@click.argument("what", type=click.Choice(KINDS))
@click.option("--from", "begin", required=True, metavar="TIME")
@click.option("--to", "end", metavar="TIME")
def command(what: str, begin: str, end: str | None) -> None:
    """No free text: what goes into the ledger stays there for ever."""
    from bukti.publish.opening import state_incident

    fact = state_incident(workspace(), what, begin, end)
    click.echo(say("cli.incident.done", what=what, begin=fact["from"], end=fact["to"] or "…"))
