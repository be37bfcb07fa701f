"""`bukti rehearse`: a whole night with made-up sheets, and what was caught of the errors that hide in them."""

from __future__ import annotations

from fractions import Fraction
from pathlib import Path

import click

from bukti.cli.commands import command as named
from bukti.cli.language import language, say
from bukti.cli.night import fired, night
from bukti.cli.progress import Progress
from bukti.cli.telling import number

SHARE = Fraction(2, 100)


@named("rehearse")
@click.argument("folder", type=click.Path(file_okay=False, path_type=Path))
@click.option("--stations", type=click.IntRange(min=1), default=600, show_default=True)
@click.option("--seed", type=int, default=1, show_default=True)
def command(folder: Path, stations: int, seed: int) -> int:
    """The reports lie in the folder; the exit code is 1 where something was missed that arithmetic can see."""
    from bukti.cli.rehearse_words import Night, report
    from bukti.evidence.workspace import Workspace
    from bukti.locale import LANGUAGES
    from bukti.sample import make
    from bukti.sample.places import FEWEST, MOST
    from bukti.sample.rehearsal import caught
    from bukti.vocabulary.problems import Place, refuse

    try:
        make(folder, stations, seed, share=SHARE)
    except FileExistsError:
        raise refuse("CLI-FOLDER-IN-USE", Place(str(folder))) from None
    except ValueError:
        known = f"{number(FEWEST)} – {number(MOST)}"
        raise refuse("CLI-NO-SUCH-SAMPLE", found=number(stations), expected=known) from None
    workspace = Workspace(folder.resolve())
    with Progress() as progress:
        seconds, again = night(workspace, progress)
    night_of = Night(stations, seed, seconds, again, caught(folder / "truth.csv", fired(workspace)))
    for one in LANGUAGES:
        (folder / f"rehearsal.{one}.md").write_text(report(night_of, one), encoding="utf-8")
    click.echo(report(night_of, language()))
    click.echo(say("cli.rehearse.done", folder=folder))
    return 0 if night_of.went_well else 1
