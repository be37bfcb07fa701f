"""`bukti serve`: the preview, or what is published, on this machine only."""

from __future__ import annotations

from contextlib import suppress

import click

from bukti.cli import workspace
from bukti.cli.commands import command as named
from bukti.cli.language import say


@named("serve")
@click.option("--port", type=click.IntRange(0, 65535), default=8000, show_default=True)
@click.option("--published", is_flag=True)
def command(port: int, published: bool) -> None:
    """The pages are served until Ctrl-C."""
    from bukti.cli.server import server
    from bukti.evidence import lock
    from bukti.publish.addresses import PAGE
    from bukti.publish.preview import finish
    from bukti.vocabulary.problems import Place, Refusal, refuse

    at = workspace()
    with suppress(Refusal), lock.held(at.root):  # where a build holds it, that build puts its pages in place
        finish(at.build)
    folder = at.site / "current" if published else at.preview
    if not (folder / PAGE).is_file():
        raise refuse("CLI-NOT-PUBLISHED" if published else "CLI-NO-PREVIEW", Place(str(folder)))
    try:
        with server(folder, port) as running:
            taken = int(running.server_address[1])
            if port not in (0, taken):
                click.echo(say("cli.serve.taken", port=port, taken=taken))
            click.echo(say("cli.serve.ready", address=f"http://127.0.0.1:{taken}/"))
            running.serve_forever()
    except KeyboardInterrupt:
        click.echo("\n" + say("cli.serve.stopped"))
