"""`bukti verify`: a workspace checked from its facts."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from bukti.cli import REFUSED, workspace
from bukti.cli.commands import command as named
from bukti.cli.language import say
from bukti.cli.progress import Progress
from bukti.cli.telling import problems

if TYPE_CHECKING:
    from bukti.evidence.workspace import Workspace


@named("verify")
def command() -> int:
    """Everything wrong is told; the exit code is 2 where anything is."""
    return REFUSED if of_facts(workspace()) else 0


def of_facts(at: Workspace) -> bool:
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
