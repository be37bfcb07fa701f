"""`bukti office`: the pages where the office's people work, on this machine; and who they are."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from bukti.cli import workspace
from bukti.cli.commands import command as named
from bukti.cli.language import language, say

if TYPE_CHECKING:
    from bukti.evidence.workspace import Workspace


@named("office")
@click.option("--port", type=click.IntRange(0, 65535), default=8001, show_default=True)
@click.option("--demo", is_flag=True)
@click.option("--add", metavar="NAME")
@click.option("--role")
def command(port: int, demo: bool, add: str | None, role: str | None) -> None:
    """The office answers until Ctrl-C."""
    at = workspace()
    _begin(at, demo)
    if add is not None:
        _add(add, role)
        return
    from bukti.office.serving import server

    running = server(port)
    taken = int(running.effective_port)
    if port not in (0, taken):
        click.echo(say("cli.serve.taken", port=port, taken=taken))
    address = f"http://127.0.0.1:{taken}/{language()}/"
    if demo:
        from bukti.office.people.demo import made

        click.echo(say("cli.office.demo-at", address=f"{address}demo/{made()}/"))
    click.echo(say("cli.office.ready", address=address))
    try:
        running.run()
    except KeyboardInterrupt:
        pass
    finally:
        running.close()
    click.echo("\n" + say("cli.office.stopped"))


def _begin(at: Workspace, demo: bool) -> None:
    """The office of the workspace is ready. Raises Refusal where what it needs is not installed."""
    from importlib.util import find_spec

    from bukti.vocabulary.problems import refuse

    if not find_spec("django"):
        raise refuse("OFFICE-NOT-INSTALLED", found="django", expected="pip install 'bukti[office]'")
    from bukti.office.serving import ready
    from bukti.office.settings import office_of

    ready(office_of(at, demo))


def _add(name: str, role: str | None) -> None:
    """An account made by whoever holds this machine, with a password that is told once."""
    from bukti.office.people.accounts import add

    username, password = add(name, role)
    click.echo(say("cli.office.added", username=username, password=password))
