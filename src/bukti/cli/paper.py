"""`bukti paper`: a plenary's recap as PDF, to be printed and signed."""

from __future__ import annotations

from pathlib import Path

import click

from bukti.cli import workspace
from bukti.cli.commands import command as named
from bukti.cli.language import language, say


@named("paper")
@click.argument("unit")
@click.option("--contest", metavar="ID")
@click.option("--to", "file", metavar="FILE.pdf", type=click.Path(dir_okay=False, path_type=Path))
def command(unit: str, contest: str | None, file: Path | None) -> None:
    """The paper of one unit is in a file; another file of that name is replaced only where it was named."""
    from bukti.evidence import durable
    from bukti.publish.lookup import Units, contest_named
    from bukti.publish.opened import opened
    from bukti.publish.papers.printing import paper
    from bukti.vocabulary.problems import Place, refuse

    with opened(workspace()) as asked:
        if asked.changed:
            click.echo(say("cli.changed-since"), err=True)
        found, on_page = Units(asked).find(unit)
        chosen = contest_named(asked, contest or on_page)
        content = paper(asked, chosen, found, language())
    target = file or Path(f"{chosen.id}-{found.path.replace('/', '-')}-{language()}.pdf")
    if target.suffix.lower() != ".pdf":
        raise refuse("CLI-NOT-PDF", Place(str(target)))
    if file is None and target.exists() and target.read_bytes() != content:
        raise refuse("CLI-PAPER-THERE", Place(str(target)))
    durable.write_if_changed(target, content)
    click.echo(say("cli.paper.done", file=target, unit=found.path))
