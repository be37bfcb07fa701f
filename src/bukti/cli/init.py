"""`bukti init`: files looked at, and a first bukti.toml with every guess marked."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from bukti.cli.commands import command as named
from bukti.cli.inbox import copy_to, left, name_of
from bukti.cli.language import say
from bukti.cli.telling import number, problems

if TYPE_CHECKING:
    from bukti.intake.guessing import Guess
    from bukti.vocabulary.problems import Problem


@named("init")
@click.argument("files", nargs=-1, required=True, type=click.Path(exists=True, path_type=Path))
def command(files: tuple[Path, ...]) -> None:
    """Nothing is overwritten, and nothing is written where a file cannot be read."""
    from bukti.cli.first import First, open_places
    from bukti.evidence.workspace import CONFIGURATION, Workspace
    from bukti.intake.guessing import guess
    from bukti.intake.looking import look
    from bukti.vocabulary.problems import Place, Refusal, refuse

    at = Workspace((click.get_current_context().find_root().obj or Path.cwd()).resolve())
    if at.configuration.exists():
        raise refuse("CLI-CONFIGURATION-EXISTS", Place(str(at.configuration)))
    wrong: list[Problem] = []
    guesses: list[Guess] = []
    for file in files:
        name = name_of(at, file)
        try:
            there = at.inbox / name
            if there.exists() and not there.samefile(file):
                raise refuse("CLI-OTHER-FILE", Place(str(there)), str(file))
            guesses.append(guess(look(file, name)))
        except Refusal as refusal:
            wrong += refusal.problems
    if wrong:
        raise Refusal(wrong)
    first = "\n".join(First(guesses).lines()).rstrip() + "\n"
    for file in files:
        copy_to(file, at.inbox / name_of(at, file))
    at.configuration.write_text(first, encoding="utf-8")
    for one in guesses:
        click.echo(_seen(one))
    click.echo(say("cli.init.written", file=CONFIGURATION, n=number(first.count("  # "))))
    for line in open_places(first):
        click.echo(say("cli.init.left", line=number(line), file=CONFIGURATION), err=True)
    problems(left(at))
    click.echo(say("cli.init.next"))


def _seen(one: Guess) -> str:
    """What a file looks like, in one line."""
    seen = one.seen
    values = {
        "encoding": seen.encoding,
        "delimiter": repr(seen.delimiter),
        "tab": seen.tab or "",
        "row": seen.header_row,
    }
    layout = say(f"cli.init.{seen.reader}", **values)
    kinds = [say("cli.init.units")] if one.is_units else []
    kinds += [say("cli.init.stations" if one.unit.of_stations else "cli.init.results")] if one.has_results else []
    count = number(len(seen.columns))
    return say("cli.init.saw", file=seen.name, layout=layout, columns=count, kinds=" + ".join(kinds))
