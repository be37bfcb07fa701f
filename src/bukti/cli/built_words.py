"""What came out of a build: in words, or as JSON."""

from __future__ import annotations

import json
from dataclasses import asdict
from typing import TYPE_CHECKING

import click

from bukti.cli.language import language, say
from bukti.cli.progress import spoken
from bukti.cli.telling import notices, number

if TYPE_CHECKING:
    from bukti.publish.build import Built


def tell(built: Built, seconds: float, as_json: bool) -> None:
    """What came out of a build is printed, in words or as JSON; its connection is closed."""
    from bukti.cli.summary_words import told
    from bukti.publish.addresses import PAGE
    from bukti.publish.labels import Labels
    from bukti.publish.opened import Opened
    from bukti.publish.summary import summary

    came_out = summary(Opened(built, False))
    built.connection.close()
    if as_json:
        taken = {"new_sources": built.new_sources, "notices": [asdict(p) for p in built.notices]}
        click.echo(json.dumps({**taken, **asdict(came_out)}, ensure_ascii=False, indent=2))
        return
    notices(built.notices)
    received = say("cli.build.received", n=number(built.new_sources))
    click.echo(f"{say('cli.build.done', seconds=spoken(seconds))} {received}\n")
    for line in told(came_out, Labels(built.terms, language())):
        click.echo(line)
    preview = built.terms.workspace.preview / PAGE
    contest = built.terms.configuration.contest[0]
    if tops := came_out.headlines[contest.id]:
        click.echo(say("cli.build.why", unit=tops[0].slug, field=contest.selection[0].id))
    if preview.is_file():
        click.echo(say("cli.build.look", preview=preview))
