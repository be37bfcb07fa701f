"""An own small layer between the program and the disk: it counts, fails and stops as it is told.

Within a process every call by which facts reach the disk goes through `os` and `pathlib`; there they are struck.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, Final, Literal

import pytest

Fault = Literal["killed before", "killed after", "failed", "failed but stored"]
FAULTS: Final[tuple[Fault, ...]] = ("killed before", "killed after", "failed", "failed but stored")
WRITERS: Final = ("replace", "rename", "unlink", "mkdir", "rmdir")


class Killed(BaseException):
    """Nothing of the process happens after this."""


class Disk:
    """Counts the calls that change the disk and does one fault at one of them; after a kill nothing more is done."""

    def __init__(self, at: int = -1, fault: Fault = "failed") -> None:
        self.at, self.fault = at, fault
        self.calls: list[str] = []
        self.dead = False

    def strike(self, name: str, real: Callable[[], Any]) -> Any:
        if self.dead:
            raise Killed
        self.calls.append(name)
        if len(self.calls) - 1 != self.at:
            return real()
        stored = self.fault in ("killed after", "failed but stored")
        if stored:
            real()
        if self.fault.startswith("killed"):
            self.dead = True
            raise Killed
        raise OSError(5, "Input/output error")


class _File:
    """A file open for writing, whose writes are calls of the disk; what was not flushed is lost in a kill."""

    def __init__(self, disk: Disk, file: Any) -> None:
        self._disk, self._file, self._buffer = disk, file, b""

    def write(self, data: bytes) -> int:
        self._buffer += data
        return len(data)

    def flush(self) -> None:
        if self._buffer:
            data, self._buffer = self._buffer, b""
            self._disk.strike("write", lambda: self._file.write(data))
            self._file.flush()

    def fileno(self) -> int:
        return int(self._file.fileno())

    def __enter__(self) -> _File:
        return self

    def __exit__(self, *_: object) -> None:
        try:
            if not self._disk.dead:
                self.flush()
        finally:
            self._file.close()


@contextmanager
def through(disk: Disk) -> Iterator[Disk]:
    """All that changes the disk goes through this one."""
    open_, sync, made, of_descriptor = Path.open, os.fsync, os.open, os.fdopen

    def opened(path: Path, mode: str = "r", *more: Any, **named: Any) -> Any:
        if not set(mode) & {"w", "x"}:
            return open_(path, mode, *more, **named)
        return _File(disk, disk.strike("create", lambda: open_(path, mode, *more, **named)))

    def created(path: Any, flags: int, *more: Any, **named: Any) -> int:
        if not flags & os.O_CREAT:
            return made(path, flags, *more, **named)
        return int(disk.strike("create", lambda: made(path, flags, *more, **named)))

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(Path, "open", opened)
        patch.setattr(os, "open", created)
        patch.setattr(os, "fdopen", lambda *more, **named: _File(disk, of_descriptor(*more, **named)))
        patch.setattr(os, "fsync", lambda descriptor: disk.strike("sync", lambda: sync(descriptor)))
        for name in WRITERS:
            patch.setattr(Path, name, _struck(disk, name, getattr(Path, name)))
        yield disk


def _struck(disk: Disk, name: str, real: Callable[..., Any]) -> Callable[..., Any]:
    def called(path: Path, *more: Any, **named: Any) -> Any:
        return disk.strike(name, lambda: real(path, *more, **named))

    return called
