"""How soon a page is seen on a phone: what Lighthouse measures of the sample election's pages.

usage: page_speed.py [--stations N] [--runs N]

The pages come from our own server on this machine. For each, Lighthouse's performance score (100 at most) and the
moment at which the largest thing on the page is painted, in two ways: `phone` is Lighthouse's own model of a slow
mobile network and a processor a quarter as fast; `wire` holds the loopback itself to 10 Mbit/s with 40 ms there and
back, the processor as it is. The median of the runs is printed.
"""

from __future__ import annotations

import argparse
import json
import os
import shutil
import statistics
import subprocess
import sys
import tempfile
import threading
from pathlib import Path
from typing import Any

from bukti.cli.server import server
from bukti.evidence.workspace import Workspace
from bukti.publish.build import build
from bukti.publish.site import write_preview
from bukti.sample import make

TOOL = Path(__file__).parents[1] / "node_modules" / ".bin" / "lighthouse"
CHROME = "--headless=new --no-sandbox --disable-gpu --disable-quic --no-first-run --disable-background-networking"
WAYS = {
    "phone": ["--throttling-method=simulate"],
    "wire": [
        *("--throttling-method=devtools", "--throttling.requestLatencyMs=40", "--throttling.cpuSlowdownMultiplier=1"),
        *("--throttling.downloadThroughputKbps=10240", "--throttling.uploadThroughputKbps=10240"),
    ],
}
SCORE, PAINTED = 98, 1000


def report(address: str, way: str, to: Path) -> tuple[float, float]:
    """The score, and the milliseconds until the largest thing is painted."""
    command = [str(TOOL), address, "--quiet", "--only-categories=performance", "--output=json", f"--output-path={to}"]
    subprocess.run(
        [*command, *WAYS[way], f"--chrome-flags={CHROME}", "--no-enable-error-reporting"],
        check=True,
        env={**os.environ, "CHROME_PATH": shutil.which("chromium") or ""},
    )
    found: dict[str, Any] = json.loads(to.read_text(encoding="utf-8"))
    score = found["categories"]["performance"]["score"]
    return score * 100, found["audits"]["largest-contentful-paint"]["numericValue"]


def pages(site: Path) -> dict[str, str]:
    """The first page, that of a contest with its maps, and the village that weighs most."""
    contest = next(p for p in sorted(site.glob("id/*/index.html")) if (p.parent / "levels").is_dir()).parent
    villages = sorted(contest.glob("*/*/*/index.html"), key=lambda p: (p.stat().st_size, p))
    found = {"home": site / "id/index.html", "contest": contest / "index.html", "village": villages[-1]}
    return {kind: path.relative_to(site).as_posix() for kind, path in found.items()}


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--stations", type=int, default=400)
    parser.add_argument("--runs", type=int, default=3)
    given = parser.parse_args()
    if not TOOL.exists() or not shutil.which("chromium"):
        sys.exit("Lighthouse or Chromium is not here: install chromium, then run make npm-tools.")
    with tempfile.TemporaryDirectory() as scratch:
        workspace = Workspace(Path(scratch) / "workspace")
        make(workspace.root, given.stations)
        write_preview(build(workspace))
        with server(workspace.preview, 0) as running:
            threading.Thread(target=running.serve_forever, daemon=True).start()
            root = f"http://127.0.0.1:{running.server_address[1]}/"
            print(f"{'page':10} {'way':6} {'score':>6} {'painted':>9}   (at least {SCORE}; at most {PAINTED} ms)")
            for kind, page in pages(workspace.preview).items():
                for way in WAYS:
                    runs = [report(root + page, way, Path(scratch) / "report.json") for _ in range(given.runs)]
                    score, painted = (statistics.median(column) for column in zip(*runs, strict=True))
                    print(f"{kind:10} {way:6} {score:6.0f} {painted:6.0f} ms", flush=True)
            running.shutdown()


if __name__ == "__main__":
    main()
