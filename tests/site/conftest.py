"""The sites that the tests look at: that of the sample election, and that of a small town made by hand."""

from __future__ import annotations

import functools
import http.server
import shutil
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import pytest
from playwright.sync_api import Browser, sync_playwright
from tests.needs import need_tool
from tests.site.looking import FLAGS
from tests.site.small import small_town

from bukti.evidence.workspace import Workspace
from bukti.publish.build import build
from bukti.publish.site import write_preview


@pytest.fixture(scope="session")
def site(built_sample: Workspace, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The sample election's pages, written once: to be read, never changed."""
    folder = tmp_path_factory.mktemp("site") / "workspace"
    workspace = Workspace(Path(shutil.copytree(built_sample.root, folder)))
    write_preview(build(workspace))
    return workspace.preview


@pytest.fixture(scope="session")
def town(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The small town's pages, written once: to be read, never changed."""
    workspace = small_town(tmp_path_factory.mktemp("town") / "workspace")
    write_preview(build(workspace))
    return workspace.preview


APART = (
    *("about", "changes", "data", "decisions", "differences", "disputes", "embed", "findings", "left-out", "levels"),
    *("method", "screen", "could-it-change", "gaps", "outcome", "search", "sources", "unusual"),
)
"""Folders that are no unit's."""


@dataclass(frozen=True)
class Kinds:
    """One page of each kind, from the site's root, in one language."""

    folder: Path
    pages: dict[str, str]


def kinds_of(folder: Path, language: str) -> Kinds:
    """One page of each kind: of several, one with rather more in it than most."""
    start = folder / language

    def full(depth: int) -> str:
        units = list(start.glob("/".join("*" * depth) + "/index.html"))
        inner = [p for p in units if not {*p.relative_to(start).parts[:2]} & {*APART}]
        return sorted(inner, key=lambda p: (p.stat().st_size, p))[len(inner) * 3 // 4].relative_to(folder).as_posix()

    contest = next(p for p in sorted(start.iterdir()) if p.is_dir() and p.name not in APART).name
    rules = sorted((start / contest / "findings").glob("*/index.html"), key=lambda p: (p.stat().st_size, p))
    pages = {
        "home": f"{language}/index.html",
        "contest": f"{language}/{contest}/index.html",
        "unit": full(2),
        "district": full(3),
        "village": full(4),
        "findings": f"{language}/{contest}/findings/index.html",
        "rule": rules[len(rules) // 2].relative_to(folder).as_posix(),
        "differences": f"{language}/{contest}/differences/index.html",
        "method": f"{language}/method/index.html",
        "sources": f"{language}/sources/index.html",
        "data": f"{language}/data/index.html",
        "search": f"{language}/search/index.html",
        "about": f"{language}/about/index.html",
        "unusual": f"{language}/{contest}/unusual/index.html",
        "left-out": f"{language}/left-out/index.html",
        "levels": f"{language}/{contest}/levels/index.html",
        "could-change": f"{language}/{contest}/could-it-change/index.html",
        "gaps": f"{language}/gaps/index.html",
        "outcome": f"{language}/{contest}/outcome/index.html",
        "severity": f"{language}/{contest}/findings/error/index.html",
        "changes": f"{language}/{contest}/changes/index.html",
        "screen": f"{language}/screen/{contest}/index.html",
        "embed": f"{language}/embed/index.html",
        **{f"embed-{kind}": f"embed/{language}/{contest}/{kind}/index.html" for kind in ("result", "progress", "map")},
    }
    return Kinds(folder, pages)


class _Quiet(http.server.SimpleHTTPRequestHandler):
    def log_message(self, format: str, *args: object) -> None:
        pass


@contextmanager
def serving(folder: Path) -> Iterator[str]:
    """The address of a plain file server over a folder's pages, one folder up so that they lie in a subfolder."""
    handler = functools.partial(_Quiet, directory=str(folder.parent))
    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), handler)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield f"http://127.0.0.1:{server.server_address[1]}/{folder.name}/"
    server.shutdown()


@pytest.fixture(scope="session")
def served(site: Path) -> Iterator[str]:
    """The address of the sample's pages."""
    with serving(site) as address:
        yield address


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    """The machine's own Chromium."""
    path = need_tool("chromium")
    with sync_playwright() as playwright:
        started = playwright.chromium.launch(executable_path=path, args=FLAGS)
        yield started
        started.close()
