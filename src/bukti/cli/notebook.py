"""`bukti notebook`: a first notebook over the built tables."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Final

import click

from bukti.cli import workspace
from bukti.cli.commands import command as named
from bukti.cli.language import language, say

NAME: Final = "notebook.py"


@named("notebook")
@click.argument("to", metavar="DIR-or-FILE.py", type=click.Path(path_type=Path))
def command(to: Path) -> None:
    """A file that was not there before; nothing is overwritten."""
    from bukti.evidence import durable
    from bukti.publish.notebook import notebook
    from bukti.publish.opened import opened
    from bukti.vocabulary.problems import Place, refuse

    at = workspace()
    file = to / NAME if to.is_dir() else to
    if file.suffix != ".py":
        raise refuse("NOTEBOOK-NOT-PY", Place(str(file)), expected=str(file / NAME))
    if file.exists():
        raise refuse("NOTEBOOK-THERE", Place(str(file)))
    if not file.parent.is_dir():
        raise refuse("NOTEBOOK-NO-FOLDER", Place(str(file.parent)))
    with opened(at) as asked:
        if asked.changed:
            click.echo(say("cli.changed-since"), err=True)
        text = notebook(asked, Path(os.path.relpath(at.root, file.parent.resolve())).as_posix(), language())
    durable.write_if_changed(file, text.encode())
    click.echo(say("cli.notebook.done", file=file))
