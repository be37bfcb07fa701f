"""The button that checks a page's figures, in a real browser under the strict policy of the pages."""

from __future__ import annotations

import functools
import http.server
import shutil
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page
from tests.publish.office import opened_town, publish_at
from tests.site.looking import context

pytestmark = pytest.mark.browser


@pytest.fixture(scope="module")
def once(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The small town, published: to be copied."""
    workspace = opened_town(tmp_path_factory.mktemp("town") / "workspace")
    publish_at(workspace, "01")
    return workspace.site / "1"


@pytest.fixture
def published(once: Path, tmp_path: Path) -> Path:
    return Path(shutil.copytree(once, tmp_path / "served" / "1"))


class _Quiet(http.server.SimpleHTTPRequestHandler):
    def log_message(self, format: str, *args: object) -> None:
        pass


@pytest.fixture
def address(published: Path) -> Iterator[str]:
    handler = functools.partial(_Quiet, directory=str(published.parent))
    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), handler)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield f"http://127.0.0.1:{server.server_address[1]}/{published.name}/"
    server.shutdown()
    server.server_close()


def checked(page: Page) -> list[str]:
    """What the button says, line after line."""
    page.click(".check button")
    page.wait_for_selector(".check li.right, .check li.wrong")
    return page.locator(".check li").all_inner_texts()


def with_button(folder: Path, language: str) -> list[str]:
    found = [p for p in sorted((folder / language).rglob("*.html")) if 'class="check"' in p.read_text(encoding="utf-8")]
    return [p.relative_to(folder).as_posix() for p in found]


def test_each_page_with_figures_is_checked_in_the_browser(browser: Browser, published: Path, address: str) -> None:
    told: list[str] = []
    asked: list[str] = []
    failed: list[str] = []
    pages = with_button(published, "en")
    assert len(pages) > 2
    with context(browser, 390) as opened:
        page = opened.new_page()
        page.on("console", lambda message: told.append(message.text))
        page.on("request", lambda request: asked.append(request.url))
        page.on("response", lambda answer: failed.append(answer.url) if answer.status >= 400 else None)
        for name in [*pages, with_button(published, "id")[0]]:
            page.goto(address + name)
            said = checked(page)
            assert said[-1].startswith(("Right: ", "Benar: ")), (name, said)
    icon = {url for url in asked if url.endswith("/favicon.ico")}  # the browser asks for it by itself
    assert {*failed} <= icon
    assert [text for text in told if not text.startswith("Failed to load resource")] == []
    assert [url for url in asked if not url.startswith(address) and url not in icon] == []


def test_a_figure_that_was_changed_on_the_page_is_wrong(browser: Browser, published: Path, address: str) -> None:
    name = with_button(published, "en")[-1]
    file = published / name
    text = file.read_text(encoding="utf-8")
    at = text.index('data-votes="') + len('data-votes="')
    number = text.index("=", at) + 1
    file.write_text(text[:number] + "9" + text[number:], encoding="utf-8")
    with context(browser, 1280) as opened:
        page = opened.new_page()
        page.goto(address + name)
        assert checked(page)[-1].startswith("WRONG: this page prints 9")


def test_readings_that_were_changed_are_wrong(browser: Browser, published: Path, address: str) -> None:
    (readings,) = published.glob("data/*/readings.csv")
    content = readings.read_bytes()
    readings.unlink()
    readings.write_bytes(content[:-2] + b"7\n")
    with context(browser, 1280) as opened:
        page = opened.new_page()
        page.goto(address + with_button(published, "en")[0])
        assert checked(page)[-1] == f"WRONG: {readings.relative_to(published)} is not the file that was published."


def test_a_preview_and_a_copy_on_a_stick_offer_no_check(browser: Browser, published: Path, town: Path) -> None:
    for folder in (published, town):
        with context(browser, 1280) as opened:
            page = opened.new_page()
            page.goto((folder / with_button(folder, "id")[0]).as_uri())
            assert page.locator(".check").count() == 1
            assert not page.locator(".check").is_visible()
