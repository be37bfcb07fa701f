"""Lighthouse, which is not ours, finds the pages readable for everyone, soundly made and easy to find."""

from __future__ import annotations

import json
import os
import subprocess
import threading
from collections.abc import Collection, Iterator
from pathlib import Path
from typing import Any

import pytest
from tests.needs import need_tool
from tests.site.conftest import kinds_of

from bukti.cli.server import server

LEAST = 0.98
KINDS = (
    "contest",
    pytest.param("home", marks=pytest.mark.soak),
    pytest.param("village", marks=pytest.mark.soak),
)
"""A page of all charts and maps, one of few parts, one of tables and sections; each takes some ten seconds."""
CHROME = "--headless=new --no-sandbox --disable-gpu --disable-quic --no-first-run --disable-background-networking"
LEFT_ASIDE = {"hreflang"}
"""Wants whole addresses, which pages have where an office has declared the site's: the sample has not."""


@pytest.fixture(scope="module")
def address(site: Path) -> Iterator[str]:
    """The pages from our own server, with the headers that the samples of servers say, at the root of a host."""
    with server(site, 0) as running:
        threading.Thread(target=running.serve_forever, daemon=True).start()
        yield f"http://127.0.0.1:{running.server_address[1]}/"
        running.shutdown()


def report(url: str, to: Path) -> dict[str, Any]:
    """What Lighthouse says of a page on a phone. It asks no other host, and tells nobody."""
    tool, browser = need_tool("lighthouse"), need_tool("chromium")
    categories = "--only-categories=accessibility,best-practices,seo"
    command = [tool, url, "--quiet", categories, "--output=json", f"--output-path={to}", f"--chrome-flags={CHROME}"]
    ran = subprocess.run(
        [*command, "--no-enable-error-reporting"],
        capture_output=True,
        text=True,
        check=False,
        timeout=240,
        env={**os.environ, "CHROME_PATH": browser},
    )
    assert ran.returncode == 0, ran.stderr[-2000:]
    found: dict[str, Any] = json.loads(to.read_text(encoding="utf-8"))
    return found


def score(found: dict[str, Any], category: str, without: Collection[str] = ()) -> float:
    """A category's score from its audits by their weights, as Lighthouse counts it, some left aside."""
    audits = [(a["weight"], found["audits"][a["id"]]["score"]) for a in found["categories"][category]["auditRefs"]
              if a["id"] not in without]  # fmt: skip
    known = [(weight, score) for weight, score in audits if weight and score is not None]
    return float(sum(weight * score for weight, score in known) / sum(weight for weight, _ in known))


@pytest.mark.wide
@pytest.mark.npm
@pytest.mark.browser
@pytest.mark.parametrize("kind", KINDS)
def test_a_page_is_readable_for_everyone_soundly_made_and_easy_to_find(
    kind: str, site: Path, address: str, tmp_path: Path
) -> None:
    found = report(address + kinds_of(site, "en").pages[kind], tmp_path / "report.json")
    scores = {name: category["score"] for name, category in found["categories"].items()}
    wrong = [name for name, audit in found["audits"].items() if audit["score"] not in (1, None)]
    assert scores["accessibility"] >= LEAST, wrong
    assert scores["best-practices"] >= LEAST, wrong
    assert score(found, "seo", LEFT_ASIDE) >= LEAST, wrong
    assert abs(score(found, "accessibility") - scores["accessibility"]) < 0.01  # our sum is theirs
