"""`bukti picture`: an office's own scan, with names and signatures blackened, for the site."""

from __future__ import annotations

from pathlib import Path

import click

from bukti.cli import workspace
from bukti.cli.commands import command as named
from bukti.cli.language import say
from bukti.cli.telling import notices, number

PERCENT = click.IntRange(0, 100)


@named("picture")
@click.argument("scan", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option("--hide", "hidden", type=(PERCENT, PERCENT, PERCENT, PERCENT), multiple=True, metavar="L T R B")
@click.option("--nothing-to-hide", is_flag=True)
@click.option("--unit")
@click.option("--contest", metavar="ID")
@click.option("--page", type=click.IntRange(1, 99), default=1, show_default=True)
@click.option("--look", "look", metavar="COPY.jpg", type=click.Path(dir_okay=False, path_type=Path))
def command(
    scan: Path,
    hidden: tuple[tuple[int, int, int, int], ...],
    nothing_to_hide: bool,
    unit: str | None,
    contest: str | None,
    page: int,
    look: Path | None,
) -> None:
    """Either a copy to look at, or one that is filed with its original."""
    from bukti.evidence import durable, pictures
    from bukti.intake.pictures import copied
    from bukti.publish.lookup import Units, contest_named
    from bukti.publish.opened import opened
    from bukti.publish.signing import clock
    from bukti.vocabulary.problems import Place, refuse

    if bool(hidden) == nothing_to_hide:
        raise refuse("PICTURE-NOTHING-HIDDEN", Place(scan.name))
    if (look is None) == (unit is None):
        raise refuse("PICTURE-LOOK-OR-FILE", Place(scan.name))
    at = workspace()
    copy = copied(scan, hidden)
    if look is not None:
        if look.exists():
            raise refuse("PICTURE-THERE", Place(str(look)))
        durable.write(look, copy.content)
        notices(copy.notices)
        click.echo(say("cli.picture.look.done", file=look, n=number(len(hidden))))
        return
    with opened(at) as asked:
        found, on_page = Units(asked).find(str(unit))
        chosen = contest_named(asked, contest or on_page)
    filed, is_new = pictures.file(at, chosen.id, found.unit_id, page, scan.read_bytes(), copy.content, clock())
    notices(copy.notices)
    values = {"unit": found.path, "page": number(page), "file": filed.file}
    click.echo(say("cli.picture.filed" if is_new else "cli.picture.known", **values))
