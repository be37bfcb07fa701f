"""`bukti publish`: what was built last is what the public sees, numbered and signed."""

from __future__ import annotations

import json
from dataclasses import asdict
from pathlib import Path

import click

from bukti.cli import workspace
from bukti.cli.commands import command as named
from bukti.cli.language import say
from bukti.cli.progress import Progress
from bukti.cli.telling import notices, number


@named("publish")
@click.option("--json", "as_json", is_flag=True)
@click.option("--cosignature", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option("--witness", metavar="VKEY")
def command(as_json: bool, cosignature: Path | None, witness: str | None) -> None:
    """Where nothing changed, nothing is published."""
    from bukti.cli.passphrase import asking
    from bukti.publish.publication import publish

    at = workspace()
    if cosignature and witness:
        from bukti.publish.cosigned import take

        taken = take(at, cosignature.read_bytes(), witness)
        click.echo(say("cli.publish.cosigned", number=number(taken), witness=witness))
        return
    if cosignature or witness:
        raise click.UsageError(say("cli.publish.both"))
    passphrase = asking()
    with Progress() as progress:
        published = publish(at, passphrase, progress=lambda doing: progress(say("cli.publish.doing", doing=doing)))
    if as_json:
        click.echo(json.dumps(asdict(published), ensure_ascii=False, indent=2))
        return
    notices(published.notices)
    message = "cli.publish.done" if published.new else "cli.publish.nothing"
    click.echo(say(message, number=number(published.number)))
    click.echo(say("cli.publish.log", size=number(published.size), root=published.root, vkey=published.vkey))
    click.echo(say("cli.publish.look", folder=at.site / "current"))
