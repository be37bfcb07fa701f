"""`bukti upgrade`: a workspace of an older format brought to this program's; facts stay as they are."""

from __future__ import annotations

import click

from bukti.cli import workspace
from bukti.cli.build import pages
from bukti.cli.built_words import tell
from bukti.cli.commands import command as named
from bukti.cli.language import say
from bukti.cli.progress import Progress


@named("upgrade")
def command() -> None:
    """What a build would refuse is refused here too, before anything is removed."""
    from bukti.evidence.format import FORMAT
    from bukti.publish.upgrade import upgrade

    at = workspace()
    with Progress() as progress:
        before, built = upgrade(at, progress, lambda made: pages(made, progress))
    if built is None:
        click.echo(say("cli.upgrade.current", number=FORMAT))
        return
    click.echo(say("cli.upgrade.done", before=before, number=FORMAT))
    tell(built, progress.seconds, as_json=False)
