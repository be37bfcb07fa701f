"""`bukti match`: names that no unit has, with the units whose names are like them; a person chooses."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import TYPE_CHECKING

import click

from bukti.cli import workspace
from bukti.cli.commands import command as named
from bukti.cli.language import say
from bukti.cli.progress import Progress
from bukti.cli.telling import number, problems

if TYPE_CHECKING:
    from bukti.evidence.workspace import Workspace
    from bukti.intake.named import Unmatched
    from bukti.intake.naming import Named

Picked = list[tuple["Unmatched", "Named"]]


@named("match")
@click.option("--accept", is_flag=True)
@click.option("--write", "written", multiple=True, metavar="NAME=CODE")
@click.option("--by")
@click.option("--reason")
@click.option("--json", "as_json", is_flag=True)
def command(accept: bool, written: tuple[str, ...], by: str | None, reason: str | None, as_json: bool) -> int:
    """Nothing is matched without a person's choice. The exit code says whether names are left."""
    from bukti.cli.match_words import facts, listed
    from bukti.publish.matching import chosen, open_names

    at = workspace()
    with Progress() as progress:
        progress(say("cli.match.doing"))
        found = open_names(at)
    problems(found.wrong)
    if as_json:
        click.echo(json.dumps([facts(u) for u in found.unmatched], ensure_ascii=False, indent=2))
        return 2 if found.unmatched or found.wrong else 0
    picked: Picked = chosen(found, written)
    done = {u for u, _ in picked}
    for unmatched in (u for u in found.unmatched if u not in done):
        for line in listed(unmatched):
            click.echo(line)
        if accept and (unit := _asked(unmatched, found.unit)):
            picked.append((unmatched, unit))
    left = len(found.unmatched) - len(picked)
    if picked:
        _write(at, picked, by, reason)
    click.echo(say("cli.match.left", n=number(left)) if left else say("cli.match.none"), err=bool(left))
    return 2 if left or found.wrong else 0


def _asked(unmatched: Unmatched, unit: Callable[[Unmatched, str], Named]) -> Named | None:
    """The unit that the person at the terminal chose, by its number in the list or its code; none where skipped."""
    from bukti.vocabulary.problems import Refusal

    while True:
        answer = click.prompt(say("cli.match.choose"), default="", show_default=False, err=True).strip()
        if not answer:
            return None
        if near := {str(n): u for n, u in enumerate(unmatched.near, 1)}.get(answer):
            return near
        try:
            return unit(unmatched, answer)
        except Refusal as refusal:
            problems(refusal.problems)


def _write(at: Workspace, picked: Picked, by: str | None, reason: str | None) -> None:
    from bukti.publish.matching import accept

    by = by or click.prompt(say("cli.match.ask-by"), err=True)
    reason = reason or click.prompt(say("cli.match.ask-reason"), err=True)
    accept(at, picked, by, reason)
    click.echo(say("cli.match.done", n=number(len(picked)), file=at.configuration.name))
