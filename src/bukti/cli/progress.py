"""What takes longer than two seconds says on the error stream what it is doing."""

from __future__ import annotations

import sys
import threading
import time
from types import TracebackType
from typing import Final, Self

import click

from bukti.cli.language import say
from bukti.cli.telling import number

QUIET: Final = 2.0
WIPE: Final = "\r\x1b[K"


class Progress:
    """Call it with what begins; once it took two seconds it speaks, on a terminal in one line that it wipes again."""

    def __init__(self) -> None:
        self._doing = ""
        self._told = ""
        self._started = time.monotonic()
        self._done = threading.Event()
        self._sentence = say("cli.progress", seconds="{seconds}", doing="{doing}")
        self._terminal = sys.stderr.isatty()
        self._thread = threading.Thread(target=self._watch, daemon=True)

    def __call__(self, doing: str) -> None:
        self._doing = doing

    def __enter__(self) -> Self:
        self._thread.start()
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        self._done.set()
        self._thread.join()
        if self._told and self._terminal:
            click.echo(WIPE, nl=False, err=True)

    @property
    def seconds(self) -> float:
        return time.monotonic() - self._started

    def _watch(self) -> None:
        wait = QUIET
        while not self._done.wait(wait):
            wait = 0.5 if self._terminal else QUIET
            line = self._sentence.format(seconds=int(self.seconds), doing=self._doing)
            if self._terminal:
                click.echo(WIPE + line, nl=False, err=True)
            elif self._doing != self._told:
                click.echo(line, err=True)
            self._told = self._doing


def spoken(seconds: float) -> str:
    """A duration to a tenth of a second."""
    mark = say("cli.decimal-mark")
    return f"{number(int(seconds))}{mark}{int(seconds * 10) % 10}"
