"""`bukti unusual`: what is unusual among the stations, with the tests that only staff see."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from bukti.cli import workspace
from bukti.cli.commands import command as named
from bukti.cli.language import language, say
from bukti.cli.telling import number

if TYPE_CHECKING:
    from bukti.evidence.ballots import Contest
    from bukti.publish.labels import Labels
    from bukti.publish.opened import Opened

MOST = 20


@named("unusual")
@click.argument("contest", required=False)
def command(contest: str | None) -> None:
    """Each test of each contest, its lines with the ids that decisions name."""
    from bukti.publish.lookup import contest_named
    from bukti.publish.opened import opened

    with opened(workspace()) as asked:
        if asked.changed:
            click.echo(say("cli.changed-since"), err=True)
        for one in [contest_named(asked, contest)] if contest else asked.terms.configuration.contest:
            _print(asked, one)


def _print(asked: Opened, contest: Contest) -> None:
    from bukti.forensics.table import answers, unusual
    from bukti.publish.labels import Labels
    from bukti.publish.unusual_words import Words

    built = asked.built
    found = unusual(built.store, built.connection, asked.terms, contest)
    decided = answers(built.store, built.connection, contest.id)
    labels = Labels(asked.terms, language())
    words = Words(labels, contest, found, decided)
    click.echo(labels.titles(contest.title))
    names = _names(asked)
    for report in found.reports:
        told = words.told(report)
        click.echo(f"\n{told.test}  {told.title}")
        for text in (told.what, told.tested, told.why_not, told.chance, told.found, *told.beside):
            if text:
                click.echo(f"    {text}")
        click.echo(f"    {say('cli.unusual.else', told=told.otherwise)}")
        for line in told.lines[:MOST]:
            where = " = ".join(_where(labels, names, unit) for unit in line.units)
            click.echo("  - " + say("cli.unusual.line", where=where, says=line.says, id=line.finding_id))
            for answer in line.answers:
                click.echo(f"      {answer}")
        if len(told.lines) > MOST:
            click.echo("    " + say("cli.unusual.more", n=number(len(told.lines) - MOST), test=told.test))


def _names(asked: Opened) -> dict[str, str]:
    """The names of all units above stations."""
    asked.show(["unit"])
    return {r["unit_id"]: r["name"] for r in asked.rows("select unit_id, name from unit where level <> 'station'")}


def _where(labels: Labels, names: dict[str, str], unit_id: str) -> str:
    """A station with its village's name, or a unit's name."""
    unit, _, station = unit_id.partition("/")
    name = labels.unit(names.get(unit, unit), "village")
    return f"{labels.unit(station, 'station')}, {name}" if station else name
