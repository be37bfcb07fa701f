"""The pages in a real browser: readable by everyone, at both widths, in both themes, from a file as from a server."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, sync_playwright
from tests.needs import ROOT, need_tool
from tests.site.conftest import kinds_of

pytestmark = pytest.mark.browser

WIDTHS = {390: 844, 1280: 900}
FLAGS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]
STANDARDS = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
AXE = """async tags => (await axe.run(document, {runOnly: tags})).violations.map(
    v => v.id + ": " + v.nodes.slice(0, 3).map(n => n.target.join(" ") + " " + n.any.map(a => a.message)).join("; "))"""
KINDS = ["home", "contest", "unit", "district", "village", "findings", "rule", "differences", "method", "sources"]


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    path = need_tool("chromium")
    with sync_playwright() as playwright:
        started = playwright.chromium.launch(executable_path=path, args=FLAGS)
        yield started
        started.close()


@pytest.fixture(scope="module")
def axe() -> str:
    """The source of axe-core."""
    path = ROOT / "node_modules" / "axe-core" / "axe.min.js"
    if not path.is_file():
        need_tool("axe-core")
    return path.read_text(encoding="utf-8")


def context(browser: Browser, width: int, theme: Any = "light", **more: Any) -> BrowserContext:
    size: Any = {"width": width, "height": WIDTHS[width]}
    return browser.new_context(viewport=size, color_scheme=theme, reduced_motion="reduce", bypass_csp=True, **more)


def overflow(page: Page) -> int:
    found: int = page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
    return found


@pytest.mark.parametrize("language", ["id", "en"])
@pytest.mark.parametrize("kind", KINDS)
def test_a_page_is_accessible_and_fits_in_both_widths_and_themes(
    browser: Browser, site: Path, served: str, axe: str, kind: str, language: str
) -> None:
    address = served + kinds_of(site, language).pages[kind]
    folder = ROOT / "artefacts" / "site"
    folder.mkdir(parents=True, exist_ok=True)
    found = {}
    for width in WIDTHS:
        with context(browser, width) as opened:
            page = opened.new_page()
            page.goto(address)
            page.evaluate(axe)
            page.evaluate("document.querySelectorAll('details').forEach(d => d.open = true)")
            for theme in ("light", "dark"):
                page.emulate_media(color_scheme=theme)  # type: ignore[arg-type]
                found[f"{width} {theme}"] = page.evaluate(AXE, STANDARDS)
                if language == "id":
                    page.screenshot(path=folder / f"{kind}-{width}-{theme}.png")
            found[f"{width} overflow"] = [f"{overflow(page)} px"] if overflow(page) else []
    assert {where: what for where, what in found.items() if what} == {}


def test_nothing_is_asked_of_another_host_and_no_script_runs(browser: Browser, site: Path, served: str) -> None:
    asked, told = [], []
    with browser.new_context(java_script_enabled=False) as opened:
        page = opened.new_page()
        page.on("request", lambda request: asked.append(request.url))
        page.on("console", lambda message: told.append(message.text))
        for address in kinds_of(site, "id").pages.values():
            page.goto(served + address)
    assert [url for url in asked if not url.startswith(served)] == []
    assert told == []


def test_a_copy_opens_from_a_folder_on_a_stick(browser: Browser, site: Path, tmp_path: Path) -> None:
    copy = shutil.copytree(site, tmp_path / "deep" / "in a folder")
    with context(browser, 1280) as opened:
        page = opened.new_page()
        page.goto((copy / "id" / "index.html").as_uri())
        page.click(".contest .button")
        page.click("table.children tbody th a")
        page.click("table.children tbody th a")
        assert page.locator("table.stations").count() == 1
        assert page.evaluate("getComputedStyle(document.body).backgroundColor") != "rgba(0, 0, 0, 0)"
        page.click(".lang")
        assert page.locator("html").get_attribute("lang") == "en"
        assert page.locator("table.stations").count() == 1


def test_a_station_s_address_opens_its_section(browser: Browser, site: Path, served: str) -> None:
    village = kinds_of(site, "en").pages["village"]
    with context(browser, 390) as opened:
        page = opened.new_page()
        page.goto(served + village)
        closed = page.locator("details:not([open]) > .station").first.get_attribute("id")
        page.goto(f"{served}{village}#{closed}")
        assert page.locator(f"#{closed}").is_visible()


def test_a_row_of_stations_is_seen_whole_on_a_phone(browser: Browser, site: Path, served: str) -> None:
    with context(browser, 390) as opened:
        page = opened.new_page()
        page.goto(served + kinds_of(site, "id").pages["village"])
        edges = page.evaluate(
            "[...document.querySelectorAll('table.stations th, table.stations td')].map(c => c.getBoundingClientRect().right)"
        )
        assert max(edges) <= 390


def test_rows_can_be_tapped(browser: Browser, site: Path, served: str) -> None:
    with context(browser, 390) as opened:
        page = opened.new_page()
        page.goto(served + kinds_of(site, "id").pages["contest"])
        heights = page.evaluate("[...document.querySelectorAll('tbody tr')].map(r => r.getBoundingClientRect().height)")
        assert min(heights) >= 44


def test_a_page_prints_without_its_navigation(browser: Browser, site: Path, served: str) -> None:
    with context(browser, 1280) as opened:
        page = opened.new_page()
        page.goto(served + kinds_of(site, "id").pages["village"])
        page.emulate_media(media="print")
        assert not page.locator(".top nav").is_visible()
        assert page.locator("h1").is_visible()
