"""`bukti rehearse`: a whole night with made-up sheets, and what was caught of the errors that hide in them."""

from __future__ import annotations

from collections import defaultdict
from fractions import Fraction
from pathlib import Path
from typing import TYPE_CHECKING

import click

from bukti.cli.build import pages
from bukti.cli.commands import command as named
from bukti.cli.language import language, say
from bukti.cli.progress import Progress
from bukti.cli.telling import number

if TYPE_CHECKING:
    from bukti.evidence.workspace import Workspace

SHARE = Fraction(2, 100)
LATE = "stations-*.csv"


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


def night(workspace: Workspace, progress: Progress) -> tuple[float, bool]:
    """Seconds of the two builds of the night, and whether a third, from the evidence alone, gave the same tables."""
    from bukti.evidence.format import discard_tables
    from bukti.publish.build import build

    *_, late = sorted(workspace.inbox.glob(LATE))
    waiting = workspace.root / late.name
    late.rename(waiting)
    build(workspace, progress=progress, then=lambda made: pages(made, progress)).connection.close()
    waiting.rename(late)
    built = build(workspace, progress=progress, then=lambda made: pages(made, progress))
    seconds = progress.seconds
    tables = {name: built.store.table_digest(name) for name in built.store.contracts}
    built.connection.close()
    discard_tables(workspace)
    anew = build(workspace, progress=progress, then=lambda made: pages(made, progress))
    anew.connection.close()
    return seconds, tables == {name: anew.store.table_digest(name) for name in anew.store.contracts}


def fired(workspace: Workspace) -> dict[tuple[str, str], frozenset[str]]:
    """The rules that fired on each sheet, with those on readings that a later export has put right."""
    from bukti.publish.opened import opened

    found: dict[tuple[str, str], set[str]] = defaultdict(set)
    with opened(workspace) as asked:
        asked.show(["finding", "finding_checks"])
        every = "select rule, unit_id, series from finding union select rule, unit_id, series from finding_checks"
        for row in asked.rows(f"select * from ({every}) f where unit_id like '%/%'"):
            station = row["unit_id"].partition(":")[2].replace("/", "")
            found[(station, row["series"])].add(row["rule"])
    return {sheet: frozenset(rules) for sheet, rules in found.items()}
