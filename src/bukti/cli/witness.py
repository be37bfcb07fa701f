"""`bukti witness`: a log checked against what it was, and cosigned."""

from __future__ import annotations

import time
from pathlib import Path
from typing import TYPE_CHECKING

import click

from bukti.cli.commands import command as named
from bukti.cli.language import say
from bukti.cli.telling import number

if TYPE_CHECKING:
    from bukti.cli.witness_folder import WitnessFolder
    from bukti.ledger.cosignature import Cosigner


@named("witness")
@click.argument("log", required=False)
@click.option("--key")
@click.option("--name")
@click.option("--folder", type=click.Path(file_okay=False, path_type=Path), default=Path("witness"))
@click.option("--port", type=click.IntRange(0, 65535))
def command(log: str | None, key: str | None, name: str | None, folder: Path, port: int | None) -> None:
    """The cosignature of the log's checkpoint goes to the output, and what was seen to the error stream."""
    from bukti.cli.witness_folder import WitnessFolder
    from bukti.evidence.lock import held

    mine = WitnessFolder(folder)
    mine.prepare()
    with held(folder):
        cosigner = mine.cosigner(name)
        if key:
            mine.know(key)
        click.echo(say("cli.witness.own", vkey=cosigner.vkey), err=True)
        if log:
            click.echo(_cosigned(log, mine, cosigner), nl=False)
        if port is not None:
            _serve(mine, cosigner, port)


def _cosigned(log: str, mine: WitnessFolder, cosigner: Cosigner) -> str:
    """The signature line. Raises Refusal where the log is not whole, not signed, or not grown from what it was."""
    from bukti.cli.log_files import files_of
    from bukti.ledger.unsound import Unsound
    from bukti.ledger.witness import add_checkpoint, ask, signed_by
    from bukti.vocabulary.problems import Place, refuse

    read, logs = files_of(log), mine.logs()
    try:
        origin = signed_by(read)
        before = mine.last(origin)
        wanted, hashes = ask(read, logs, before, cosigner)
        answer = add_checkpoint(wanted.body, logs, mine.last, mine.keep, cosigner, int(time.time()))
    except Unsound as fault:
        raise refuse(fault.reason, Place("/".join(filter(None, (log, fault.path)))), fault.detail) from None
    if answer.status != 200:
        at = mine.keep_contradiction(origin, before or b"", wanted.note, hashes)
        raise refuse("LG-TWO-BOOKS", Place(log), number(len(hashes)), str(at))
    told = "cli.witness.grown" if wanted.old else "cli.witness.first"
    click.echo(say(told, origin=origin, n=number(len(hashes)), old=number(wanted.old)), err=True)
    return answer.body.decode()


def _serve(mine: WitnessFolder, cosigner: Cosigner, port: int) -> None:
    from bukti.cli.witness_server import PATH, server

    with server(mine, cosigner, port) as running:
        address = f"http://127.0.0.1:{running.server_address[1]}{PATH}"
        click.echo(say("cli.witness.ready", address=address, n=number(len(mine.logs()))), err=True)
        try:
            running.serve_forever()
        except KeyboardInterrupt:
            click.echo("\n" + say("cli.serve.stopped"), err=True)
