"""`bukti verify`: a workspace checked from its facts, or a published folder from its signature down to every sum."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from bukti.cli import REFUSED, workspace
from bukti.cli.commands import command as named
from bukti.cli.language import language, say
from bukti.cli.progress import Progress
from bukti.cli.telling import problems

if TYPE_CHECKING:
    from bukti.evidence.workspace import Workspace


@named("verify")
@click.argument("place", required=False)
@click.option("--key", metavar="VKEY")
@click.option("--memory", type=click.Path(file_okay=False, path_type=Path))
def command(place: str | None, key: str | None, memory: Path | None) -> int:
    """Everything wrong is told; the exit code is 2 where anything is."""
    from bukti.evidence.workspace import CONFIGURATION, Workspace
    from bukti.publish import verify as stranger

    at = None if place else workspace()
    if place and (Path(place) / CONFIGURATION).is_file():
        at = Workspace(Path(place).resolve())
    wrong = at is not None and _of_facts(at)
    shown = place if at is None else str(at.site / "current")
    if at is not None and not (at.site / "current").is_dir():
        click.echo(say("cli.verify.unpublished"))
        return REFUSED if wrong else 0
    given = [str(shown), "--lang", language(), *(["--key", key] if key else [])]
    code = stranger.main([*given, *(["--memory", str(memory)] if memory else [])])
    return REFUSED if wrong or code else 0


def _of_facts(at: Workspace) -> bool:
    """Whether something of a workspace's facts is wrong; every check says how it ended."""
    from bukti.publish.verified import CHECKS
    from bukti.vocabulary.problems import refusals

    wrong = False
    facts = at.journal.facts()
    with Progress() as progress:
        for name, check in CHECKS.items():
            progress(say(f"cli.verify.{name}"))
            found = list(check(at, facts))
            problems(found)
            failed = bool(refusals(found))
            click.echo(f"{say('cli.verify.wrong' if failed else 'cli.verify.right')}  {say(f'cli.verify.{name}')}")
            wrong = wrong or failed
    return wrong
