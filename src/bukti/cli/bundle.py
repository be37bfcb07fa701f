"""`bukti bundle`: everything the tables say about a case, as a folder and a paper for the court."""

from __future__ import annotations

from pathlib import Path

import click

from bukti.cli import workspace
from bukti.cli.commands import command as named
from bukti.cli.language import say


@named("bundle")
@click.argument("case")
@click.option("--seal", is_flag=True)
@click.option("--to", "folder", metavar="FOLDER", type=click.Path(file_okay=False, path_type=Path))
def command(case: str, seal: bool, folder: Path | None) -> None:
    """The bundle lies in its folder; what is on record is never replaced."""
    from bukti.publish import fresh
    from bukti.publish.bundles.bundle import bundle
    from bukti.publish.bundles.sealing import put
    from bukti.publish.opened import opened

    at = workspace()
    fresh.require(at)
    with opened(at) as asked:
        if asked.changed:
            click.echo(say("cli.changed-since"), err=True)
        files = bundle(asked, case)
    made = put(at, case, files, seal, folder)
    click.echo(say("cli.bundle.done", folder=made.folder, files=str(len(files)), digest=made.digest))
    if made.index is not None:
        click.echo(say("cli.bundle.sealed", index=str(made.index)))
    else:
        click.echo(say("cli.bundle.recorded" if made.recorded else "cli.bundle.draft"))
