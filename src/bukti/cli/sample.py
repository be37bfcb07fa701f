"""`bukti sample`: a made-up election to practise on."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from bukti.cli.commands import command as named
from bukti.cli.language import say
from bukti.cli.telling import number

if TYPE_CHECKING:
    from bukti.sample.files import Layout


@named("sample")
@click.argument("folder", type=click.Path(file_okay=False, path_type=Path))
@click.option("--stations", type=click.IntRange(min=1), default=600, show_default=True)
@click.option("--seed", type=int, default=1, show_default=True)
@click.option("--layout", type=click.Choice(("workspace", "lean")), default="workspace", show_default=True)
def command(folder: Path, stations: int, seed: int, layout: Layout) -> None:
    """The folder holds a made-up election."""
    from bukti.sample import make
    from bukti.sample.places import FEWEST, MOST
    from bukti.vocabulary.problems import Place, refuse

    try:
        make(folder, stations, seed, layout)
    except FileExistsError:
        raise refuse("CLI-FOLDER-IN-USE", Place(str(folder))) from None
    except ValueError:
        known = f"{number(FEWEST)} – {number(MOST)}"
        raise refuse("CLI-NO-SUCH-SAMPLE", found=number(stations), expected=known) from None
    click.echo(say("cli.sample.done", folder=folder, n=number(stations)))
