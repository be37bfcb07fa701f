"""`bukti check`: everything that is wrong, told at once; nothing is changed."""

from __future__ import annotations

import json
from dataclasses import asdict

import click

from bukti.cli import workspace
from bukti.cli.commands import command as named
from bukti.cli.language import say
from bukti.cli.progress import Progress
from bukti.cli.telling import notices, number, problems


@named("check")
@click.option("--json", "as_json", is_flag=True)
def command(as_json: bool) -> int:
    """The exit code says whether `bukti build` would refuse."""
    from bukti.publish.build import check

    at = workspace()
    with Progress() as progress:
        progress(say("cli.check.doing"))
        wrong, noticed = check(at)
    if as_json:
        facts = {"problems": [asdict(p) for p in wrong], "notices": [asdict(p) for p in noticed]}
        click.echo(json.dumps(facts, ensure_ascii=False, indent=2))
        return 2 if wrong else 0
    problems(wrong)
    notices(noticed)
    if wrong:
        click.echo(say("cli.check.wrong", n=number(len(wrong))), err=True)
        return 2
    click.echo(say("cli.check.notices", n=number(len(noticed))) if noticed else say("cli.check.fine"))
    return 0
