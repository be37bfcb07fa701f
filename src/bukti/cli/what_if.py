"""`bukti what-if`: what a result would be, in tables built beside; the facts of the workspace stay as they are."""

from __future__ import annotations

from pathlib import Path

import click

from bukti.cli import workspace
from bukti.cli.commands import command as named
from bukti.cli.language import say

FILE = click.Path(exists=True, dir_okay=False, path_type=Path)


@named("what-if")
@click.argument("files", nargs=-1, type=FILE)
@click.option("--contest", metavar="ID")
@click.option("--void", multiple=True, metavar="UNIT")
@click.option("--re-vote", multiple=True, nargs=2, metavar="UNIT VOTES")
@click.option("--set", "figures", multiple=True, nargs=2, metavar="UNIT FIELD=NEW")
@click.option("--accept", multiple=True, metavar="FINDING")
@click.option("--json", "as_json", is_flag=True)
def command(
    files: tuple[Path, ...],
    contest: str | None,
    void: tuple[str, ...],
    re_vote: tuple[tuple[str, str], ...],
    figures: tuple[tuple[str, str], ...],
    accept: tuple[str, ...],
    as_json: bool,
) -> None:
    """Both results side by side, in words or as JSON."""
    from datetime import datetime

    from bukti.cli.progress import Progress
    from bukti.cli.what_if_words import tell
    from bukti.publish.supposed import Suppositions, what_if

    votes = tuple((unit, tuple(_count(n, "--re-vote", text) for n in text.split(":"))) for unit, text in re_vote)
    fields = tuple((unit, *_figure(text)) for unit, text in figures)
    supposed = Suppositions(contest, void, votes, fields, accept, files)
    if supposed.none:
        raise click.UsageError(say("cli.what-if.nothing"))
    at = workspace()
    with Progress() as progress:
        found = what_if(at, supposed, datetime.now().astimezone(), progress)
    tell(found, as_json)


def _figure(text: str) -> tuple[str, int]:
    """FIELD=NEW."""
    field, mark, new = text.partition("=")
    if not (field and mark):
        raise click.BadParameter(say("cli.what-if.no-figure", found=text), param_hint="--set")
    return field, _count(new, "--set", text)


def _count(text: str, option: str, whole: str) -> int:
    from bukti.intake.numbers import read_count

    value = read_count(text.strip(), None).value
    if value is None:
        raise click.BadParameter(say("cli.what-if.no-figure", found=whole), param_hint=option)
    return value
