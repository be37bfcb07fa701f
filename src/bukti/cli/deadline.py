"""`bukti deadline`: when a time limit of the law ends, with every day on the way; or the list of all limits."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from bukti.cli.columns import aligned
from bukti.cli.commands import command as named
from bukti.cli.language import language, say
from bukti.cli.telling import number

if TYPE_CHECKING:
    from bukti.outcome.deadlines import DeadlineRule


@named("deadline")
@click.argument("limit", required=False)
@click.argument("since", required=False)
def command(limit: str | None, since: str | None) -> None:
    """Needs no workspace: days and holidays come with the program."""
    from bukti.cli.deadline_words import moment, told
    from bukti.outcome.deadlines import deadline, rule
    from bukti.vocabulary.problems import refuse

    if limit is None:
        _list()
        return
    found = rule(limit)
    if since is None:
        raise refuse("OC-SINCE-WHEN", found=limit, expected=found.after)
    for line in told(deadline(found, moment(since)), language()):
        click.echo(line)


def _list() -> None:
    from bukti.outcome.deadlines import rules

    rows = [(r.id, length(r), r.title.tell(language())) for r in rules().values()]
    head = [say(f"cli.deadline.head.{name}") for name in ("limit", "length", "title")]
    for line in aligned(head, rows, ()):
        click.echo(line)


def length(limit: DeadlineRule) -> str:
    """How long the limit is, and whether the day of the event counts."""
    said = say(f"deadline.length.{limit.unit}", n=number(limit.amount))
    return said if limit.unit == "hour" else f"{said}, {say(f'deadline.start.{limit.start}')}"
