"""The pages in a real browser: from a file as from a server, with no script and no other host."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest
from playwright.sync_api import Browser
from tests.site.conftest import kinds_of
from tests.site.looking import context

pytestmark = pytest.mark.browser


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
        page.click(".ways .button")
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
        cells = "[...document.querySelectorAll('table.stations :is(th, td)')]"
        edges = page.evaluate(f"{cells}.map(c => c.getBoundingClientRect().right)")
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
