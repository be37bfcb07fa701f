"""The command line: what people type comes in, words and tables go out; every command is a file of its own.

Exit codes: 0 done; 1 a fault of the program; 2 refused, with every reason told and nothing changed; 3 the machine did
not allow it (disk full, no permission, no memory); 130 interrupted.
"""

from __future__ import annotations

import contextlib
import os
import sys
import traceback
from collections.abc import Sequence
from typing import TYPE_CHECKING, NoReturn

import click

import bukti
from bukti.cli.click_words import speak
from bukti.cli.commands import Commands, ReaderGone, shared
from bukti.cli.language import choose, say
from bukti.vocabulary.problems import Refusal

if TYPE_CHECKING:
    from bukti.evidence.workspace import Workspace

FAULT, REFUSED, NOT_ALLOWED, INTERRUPTED = 1, 2, 3, 130


@click.group("bukti", cls=Commands)
@click.version_option(bukti.__version__, prog_name="bukti")
@shared
def commands() -> None:
    """All of Bukti."""


def main(arguments: Sequence[str] | None = None) -> NoReturn:
    """One command has run and the process ends with its exit code."""
    given = list(sys.argv[1:] if arguments is None else arguments)
    choose(given)
    speak()
    sys.exit(run(given))


def run(arguments: Sequence[str]) -> int:
    """The exit code of one command; what went wrong is told in words on the error stream."""
    try:
        code = commands.main(list(arguments), prog_name="bukti", standalone_mode=False)
    except click.ClickException as error:
        error.show()
        return error.exit_code
    except Refusal as refusal:
        from bukti.cli.telling import problems

        problems(refusal.problems)
        return REFUSED
    except click.Abort:
        return INTERRUPTED
    except ReaderGone:
        _close_output()
        return 0
    except OSError as error:
        click.echo(_no_room(error) or _not_allowed(error), err=True)
        return NOT_ALLOWED
    except MemoryError:
        click.echo(say("cli.no-memory"), err=True)
        return NOT_ALLOWED
    except Exception:
        click.echo(f"{traceback.format_exc()}\n{say('cli.fault', version=bukti.__version__)}", err=True)
        return FAULT
    return code if isinstance(code, int) else 0


def _not_allowed(error: OSError) -> str:
    return say("cli.not-allowed", path=error.filename or "", reason=error.strerror or str(error))


def _no_room(error: OSError) -> str:
    """What is told of a full disk: where, how much was to be written there, how much is free; else nothing."""
    import errno
    import shutil
    from pathlib import Path

    from bukti.cli.telling import number

    if error.errno not in (errno.ENOSPC, errno.EDQUOT):
        return ""
    path = Path(str(error.filename or "."))
    there = next(p for p in (path, *path.parents, Path()) if p.exists())
    needed = getattr(error, "needed", 0)
    free = number(shutil.disk_usage(there).free)
    return say("cli.no-room", path=path, needed=number(needed) if needed else f"> {free}", free=free)


def _close_output() -> None:
    """What is still to be flushed goes nowhere, so that the end of the process is quiet."""
    with contextlib.suppress(OSError):
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())


def workspace() -> Workspace:
    """The workspace asked for, else the one the current folder lies in. Raises Refusal where there is none."""
    from pathlib import Path

    from bukti.evidence.workspace import Workspace, find
    from bukti.vocabulary.problems import Place, refuse

    asked: Path | None = click.get_current_context().find_root().obj
    if asked is None:
        return find(Path.cwd())
    found = Workspace(asked.resolve())
    if not found.configuration.is_file():
        raise refuse("EV-NO-WORKSPACE", Place(str(asked)))
    return found


__all__ = ["main", "run", "workspace"]
