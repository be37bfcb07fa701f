"""One writer at a time: a second one is told who holds the workspace."""

from __future__ import annotations

import fcntl
import json
import os
import socket
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TextIO

from bukti.vocabulary.problems import Place, refuse

NAME = ".lock"
LOOKS = 20
BOOT_ID = Path("/proc/sys/kernel/random/boot_id")


def boot() -> str:
    """The boot of this machine, so that what was left from before a restart can be told; empty where it says none."""
    return BOOT_ID.read_text().strip() if BOOT_ID.exists() else ""


@contextmanager
def held(folder: Path) -> Iterator[None]:
    """The workspace is ours alone. Raises Refusal naming the process that has it.

    The kernel drops the lock when its holder dies, so a killed build leaves none behind.
    """
    path = folder / NAME
    with path.open("a+") as file:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            raise refuse("EV-LOCKED", Place(str(folder)), _holder(file)) from None
        if not path.exists() or path.stat().st_ino != os.fstat(file.fileno()).st_ino:  # its holder just let go
            raise refuse("EV-LOCKED", Place(str(folder)), "?")
        file.truncate(0)
        json.dump({"pid": os.getpid(), "host": socket.gethostname(), "boot": boot()}, file)
        file.flush()
        try:
            yield
        finally:
            path.unlink(missing_ok=True)


def _holder(file: TextIO) -> str:
    """Who holds it; a holder that has only just come has not said so yet."""
    for _ in range(LOOKS):
        file.seek(0)
        try:
            who = json.loads(file.read())
        except ValueError:
            time.sleep(0.01)
        else:
            return f"pid {who['pid']}, {who['host']}"
    return "?"
