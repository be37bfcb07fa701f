"""`bukti archive FILE`: everything that must be kept of a workspace as one file, with its digest for the minutes."""

from __future__ import annotations

from pathlib import Path

import click

from bukti.cli import workspace
from bukti.cli.commands import command as named
from bukti.cli.language import say
from bukti.cli.telling import number


@named("archive")
@click.argument("file", type=click.Path(dir_okay=False, path_type=Path))
def command(file: Path) -> None:
    """Nothing is overwritten, and nothing written where evidence was altered."""
    from bukti.publish.archive import archive

    made = archive(workspace(), file)
    click.echo(say("cli.archive.done", file=made.path, files=number(made.files), bytes=number(made.bytes)))
    click.echo(f"{made.sha256}  {made.path.name}")
    click.echo(say("cli.archive.check" if made.published else "cli.archive.unpublished"))
