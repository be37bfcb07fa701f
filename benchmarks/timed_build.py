"""One build of a workspace, and how much of its CPU time went into digests of content.

usage: timed_build.py WORKSPACE [--site] [--memory SIZE]

Prints JSON: `cpu`, seconds of the whole process, user and system; `digests`, those of them in the digest step; `rows`
and `bytes` of their text form.
"""

from __future__ import annotations

import argparse
import json
import resource
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import bukti.engine.digest
from bukti.evidence.workspace import Workspace
from bukti.publish.build import build


class Timed:
    """A function that sums the CPU time of its calls."""

    def __init__(self, function: Callable[..., Any]) -> None:
        self.function, self.seconds = function, 0.0

    def __call__(self, *given: Any, **named: Any) -> Any:
        start = time.process_time()
        try:
            return self.function(*given, **named)
        finally:
            self.seconds += time.process_time() - start


def main() -> None:
    args = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    args.add_argument("workspace", type=Path)
    args.add_argument("--site", action="store_true")
    args.add_argument("--memory")
    a = args.parse_args()
    digests = Timed(bukti.engine.digest.content_digests)
    bukti.engine.digest.content_digests = digests  # type: ignore[assignment]
    built = build(Workspace(a.workspace), memory=a.memory)
    if a.site:
        from bukti.publish.site import write_preview

        write_preview(built)
    used = resource.getrusage(resource.RUSAGE_SELF)
    print(json.dumps({"cpu": used.ru_utime + used.ru_stime, "digests": digests.seconds, "peak": used.ru_maxrss / 1024}))


if __name__ == "__main__":
    main()
