"""What takes longer than two seconds says on the error stream what it is doing."""

from __future__ import annotations

import sys
import threading
import time
from types import TracebackType
from typing import Final, Self

from bukti.cli.language import language, say
from bukti.cli.telling import number
from bukti.locale import messages

QUIET: Final = 2.0


class Progress:
    """Call it with what begins; it speaks once it has taken two seconds, on a terminal in one line that it wipes."""

    def __init__(self) -> None:
        self._doing = ""
        self._told = ""
        self._started = time.monotonic()
        self._done = threading.Event()
        self._thread = threading.Thread(target=self._watch, args=(language(),), daemon=True)

    def __call__(self, doing: str) -> None:
        self._doing = doing

    def __enter__(self) -> Self:
        self._thread.start()
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        self._done.set()
        self._thread.join()
        if self._told and sys.stderr.isatty():
            print("\r\x1b[K", end="", file=sys.stderr, flush=True)  # noqa: T201

    @property
    def seconds(self) -> float:
        return time.monotonic() - self._started

    def _watch(self, spoken: str) -> None:
        sentence = messages(spoken)["cli.progress"]  # type: ignore[arg-type]
