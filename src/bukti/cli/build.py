"""`bukti build`: tables and preview brought up to date, then what came out in words."""

from __future__ import annotations

import json
from dataclasses import asdict
from typing import TYPE_CHECKING

import click

from bukti.cli import workspace
from bukti.cli.commands import command as named
from bukti.cli.language import language, say
from bukti.cli.progress import Progress, spoken
from bukti.cli.telling import notices, number

if TYPE_CHECKING:
    from bukti.publish.build import Built


@named("build")
@click.option("--no-site", is_flag=True)
@click.option("--threads", type=click.IntRange(min=1))
@click.option("--memory", metavar="SIZE")
@click.option("--json", "as_json", is_flag=True)
def command(no_site: bool, threads: int | None, memory: str | None, as_json: bool) -> None:
    """Everything new is taken in; a refusal changes nothing."""
    from bukti.publish.build import build

    at = workspace()
    with Progress() as progress:
        built = build(at, threads, _size(memory), progress, lambda made: None if no_site else pages(made, progress))
    tell(built, progress.seconds, as_json)


def pages(built: Built, progress: Progress) -> None:
    """The preview shows what was built."""
    from bukti.publish.site import write_preview

    write_preview(built, lambda contest: progress(say("cli.build.pages", contest=contest)))


def _size(memory: str | None) -> str | None:
    """A size such as 2GB, or a usage error."""
    import re

    if memory is not None and not re.fullmatch(r"\d+(\.\d+)?\s*[KMGT]i?B", memory, re.IGNORECASE):
        raise click.BadParameter(say("cli.build.no-size", found=memory), param_hint="--memory")
    return memory


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
