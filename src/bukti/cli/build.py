"""`bukti build`: tables and preview brought up to date, then what came out in words."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from bukti.cli import workspace
from bukti.cli.built_words import tell
from bukti.cli.commands import command as named
from bukti.cli.language import say
from bukti.cli.progress import Progress

if TYPE_CHECKING:
    from bukti.publish.build import Built


@named("build")
@click.option("--no-site", is_flag=True)
@click.option("--threads", type=click.IntRange(min=1))
@click.option("--memory", metavar="SIZE")
@click.option("--json", "as_json", is_flag=True)
@click.option("--at", "then", metavar="NUMBER|TIME")
@click.option("--into", type=click.Path(path_type=Path), metavar="FOLDER")
def command(
    no_site: bool, threads: int | None, memory: str | None, as_json: bool, then: str | None, into: Path | None
) -> None:
    """Everything new is taken in; a refusal changes nothing."""
    from bukti.publish.build import build

    at = workspace()
    if then is not None:
        from bukti.cli.at_words import rebuild

        rebuild(at, then, into, threads, _size(memory), as_json)
        return
    if into is not None:
        raise click.UsageError(say("cli.build.into-without-at"))
    with Progress() as progress:
        built = build(at, threads, _size(memory), progress, lambda made: None if no_site else pages(made, progress))
    tell(built, progress.seconds, as_json)


def pages(built: Built, progress: Progress) -> None:
    """The preview shows what was built."""
    from bukti.publish.site import write_preview

    write_preview(built, lambda contest: progress(say("cli.build.pages", contest=contest)))


def _size(memory: str | None) -> str | None:
    """A size such as 2GB, or a usage error."""
    import re

    if memory is not None and not re.fullmatch(r"\d+(\.\d+)?\s*[KMGT]i?B", memory, re.IGNORECASE):
        raise click.BadParameter(say("cli.build.no-size", found=memory), param_hint="--memory")
    return memory
