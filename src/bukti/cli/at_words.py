"""`bukti build --at`: the tables of an earlier time, their digests beside those that were recorded then."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import click

from bukti.cli.columns import aligned
from bukti.cli.language import say
from bukti.cli.progress import Progress
from bukti.cli.telling import notices, number

if TYPE_CHECKING:
    from bukti.evidence.workspace import Workspace
    from bukti.publish.past import Then


def rebuild(
    workspace: Workspace, at: str, into: Path | None, threads: int | None, memory: str | None, as_json: bool
) -> None:
    """The earlier tables are built and told. Raises Refusal where they are not those that were published."""
    from bukti.publish.past import build_at
    from bukti.vocabulary.problems import Place, refuse

    with Progress() as progress:
        then = build_at(workspace, at, into, threads, memory, progress)
    if as_json:
        click.echo(json.dumps(_facts(then), indent=2))
    else:
        notices(then.notices)
        for line in _lines(then):
            click.echo(line)
    if then.differing:
        raise refuse("EV-AT-DIFFERS", Place(str(then.folder)), ", ".join(then.differing), then.moment.name)


def _facts(then: Then) -> dict[str, object]:
    recorded = then.moment.software
    return {
        "at": then.moment.name,
        "facts": then.moment.facts,
        "folder": str(then.folder),
        "software": list(then.software),
        "recorded_software": list(recorded) if recorded else None,
        "tables": {d.table: {"digest": d.here, "recorded": d.recorded or None} for d in then.digests},
        "differing": then.differing,
    }


def _lines(then: Then) -> Iterator[str]:
    yield say("cli.build.at.built", at=then.moment.name, facts=number(then.moment.facts), folder=then.folder)
    version, digest = then.software
    recorded = then.moment.software
    if recorded is not None:
        yield say("cli.build.at.software", version=recorded[0], digest=recorded[1])
    if recorded is None or recorded[1] != digest:
        message = "cli.build.at.here" if recorded is None else "cli.build.at.other-software"
        yield say(message, version=version, digest=digest)
    yield ""
    head = [say("cli.build.at.table"), "sha256", say("cli.build.at.recorded")]
    yield from aligned(head, [[d.table, d.here or "–", _word(d.here, d.recorded)] for d in then.digests])


def _word(here: str, recorded: str) -> str:
    """The recorded digest where it differs, else a word."""
    if not recorded:
        return say("cli.build.at.none")
    return say("cli.build.at.same") if here == recorded else recorded
