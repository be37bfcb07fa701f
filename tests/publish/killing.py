"""Publishes a workspace and kills itself before the n-th change of a name that is seen from outside.

Run as a program with the workspace, n, the moment and the passphrase.
"""

from __future__ import annotations

import os
import signal
import sys
from pathlib import Path

from bukti.evidence.durable import TEMPORARY
from bukti.evidence.workspace import Workspace
from bukti.publish.publication import PREPARED, publish

CHANGES = ("os.rename", "os.symlink")


def main(root: Path, last: int, moment: str, passphrase: str) -> None:
    seen = 0

    def before(event: str, given: tuple[object, ...]) -> None:
        nonlocal seen
        if event in CHANGES:
            where = Path(os.fsdecode(given[1])).relative_to(root)  # type: ignore[arg-type]
            inside = [p for p in where.parts[:-1] if p.startswith((TEMPORARY, PREPARED))]
            if not inside and not where.name.startswith(TEMPORARY) and where.parts[0] != "build":
                seen += 1
                if seen == last:
                    os.kill(os.getpid(), signal.SIGKILL)

    sys.addaudithook(before)
    publish(Workspace(root), lambda _: passphrase, moment)


if __name__ == "__main__":
    main(Path(sys.argv[1]), int(sys.argv[2]), sys.argv[3], sys.argv[4])
