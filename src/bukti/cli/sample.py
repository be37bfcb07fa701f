"""`bukti sample`: a made-up election to practise on."""

from __future__ import annotations

from pathlib import Path

import click

from bukti.cli.commands import command as named
from bukti.cli.language import say
from bukti.cli.telling import number


@named("sample")
@click.argument("folder", type=click.Path(file_okay=False, path_type=Path))
@click.option("--stations", type=click.IntRange(min=1), default=600, show_default=True)
@click.option("--seed", type=int, default=1, show_default=True)
def command(folder: Path, stations: int, seed: int) -> None:
    """The folder holds the workspace of a made-up city."""
    from bukti.sample import make
    from bukti.sample.places import FEWEST, MOST
    from bukti.vocabulary.problems import Place, refuse

    try:
        make(folder, stations, seed)
    except FileExistsError:
        raise refuse("CLI-FOLDER-IN-USE", Place(str(folder))) from None
    except ValueError:
        known = f"{number(FEWEST)} – {number(MOST)}"
        raise refuse("CLI-NO-SUCH-CITY", found=number(stations), expected=known) from None
    click.echo(say("cli.sample.done", folder=folder, n=number(stations)))
