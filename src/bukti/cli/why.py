"""`bukti why`: where one figure comes from, down to its cell."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import click

from bukti.cli import workspace
from bukti.cli.commands import command as named
from bukti.cli.language import language, say

if TYPE_CHECKING:
    from bukti.publish.why import Asking


@named("why")
@click.argument("unit")
@click.argument("field")
@click.option("--contest", metavar="ID")
@click.option("--basis", metavar="BASIS")
@click.option("--deep", is_flag=True)
@click.option("--json", "as_json", is_flag=True)
def command(unit: str, field: str, contest: str | None, basis: str | None, deep: bool, as_json: bool) -> None:
    """Facts of one figure, in words or as JSON."""
    from bukti.publish.lookup import Units, column_named, contest_named
    from bukti.publish.opened import opened
    from bukti.publish.why import Asking

    with opened(workspace()) as asked:
        if asked.changed:
            click.echo(say("cli.changed-since"), err=True)
        units = Units(asked)
        found, on_page = units.find(unit)
        chosen = contest_named(asked, contest or on_page)
        column = column_named(asked, chosen, field)
        asking = Asking(asked, units, chosen, found, column)
        if found.level == "station" and basis:
            raise click.UsageError(say("cli.why.no-basis-here"))
        if as_json:
            click.echo(json.dumps(_facts(asking, basis, deep), ensure_ascii=False, indent=2))
        else:
            for line in _words(asking, basis, deep):
                click.echo(line)


def _facts(asking: Asking, basis: str | None, deep: bool) -> dict[str, Any]:
    from dataclasses import asdict

    from bukti.publish.why import of_unit, public_name
    from bukti.publish.why_station import of_station

    answer = of_station(asking) if asking.unit.level == "station" else of_unit(asking, basis, deep)
    return {"field": public_name(asking.terms, asking.contest, asking.column), **asdict(answer)}


def _words(asking: Asking, basis: str | None, deep: bool) -> list[str]:
    from bukti.cli.why_words import Words
    from bukti.publish.labels import Labels
    from bukti.publish.why import of_unit
    from bukti.publish.why_station import of_station

    words = Words(Labels(asking.terms, language()), asking)
    if asking.unit.level == "station":
        return list(words.of_station(of_station(asking)))
    return list(words.of_unit(of_unit(asking, basis, deep)))
