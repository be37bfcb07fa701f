"""The sample's pages walked by keyboard, read by name, seen at double size; its tables sorted, filtered, searched."""

from __future__ import annotations

import gzip
import json
import re
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, Page
from tests.site.conftest import kinds_of
from tests.site.looking import KINDS, overflow

from bukti.publish.pages.search_index import FOLDER

pytestmark = pytest.mark.browser

SHOWN = """const shown = (e) => [e, e.nextElementSibling, e.firstElementChild].filter(Boolean).map((one) => {
    const s = getComputedStyle(one);
    const outline = s.outlineStyle !== "none" && parseFloat(s.outlineWidth) >= 2 ? s.outlineColor : "";
    return [outline, s.boxShadow, s.stroke, s.stroke !== "none" && s.strokeWidth, s.left].join();
}).join("|");"""
"""How an element that has the focus can look other than one that has not: itself, its label, the shape in it."""
STOPS = (
    "globalThis.stops = (() => {"
    + SHOWN
    + """
    globalThis.shown = shown;
    const all = [...document.querySelectorAll("a[href],button,input,select,summary,[tabindex='0']")];
    const radio = (e) => e.type !== "radio" || e.checked;
    const seen = (e) => e.checkVisibility({ visibilityProperty: true }) && e.getClientRects().length > 0;
    return all.filter((e) => !e.disabled && radio(e) && seen(e)).map((e) => [e, shown(e)]);
})(); stops.length"""
)
STEP = """(() => {
    const e = document.activeElement;
    const at = stops.findIndex(([one]) => one === e);
    if (at < 0) return [at, e.tagName + "." + e.className, true, true];
    const box = e.getBoundingClientRect();
    const inside = box.bottom > 0 && box.top < innerHeight && box.right > 0 && box.left < innerWidth;
    return [at, e.tagName + " " + (e.textContent || e.id).trim().slice(0, 40), shown(e) !== stops[at][1], inside];
})()"""


def walked(page: Page) -> list[str]:
    """What is wrong on the way by Tab through a page: every stop once, in its order, seen, in the window; then out."""
    n = page.evaluate(STOPS)
    wrong = []
    for at in range(n):
        page.keyboard.press("Tab")
        found, name, seen, inside = page.evaluate(STEP)
        wrong += [f"{name} is stop {found}, not {at}"] if found != at else []
        wrong += [] if seen else [f"{name}: its focus cannot be seen"]
        wrong += [] if inside else [f"{name}: it is out of the window"]
    page.keyboard.press("Tab")
    left, name, *_ = page.evaluate(STEP)
    return wrong + ([f"after the last comes {name}"] if left > 0 else [])


def test_pages_are_walked_by_keyboard_in_their_order_and_out_again(browser: Browser, site: Path, served: str) -> None:
    pages = kinds_of(site, "id").pages
    with browser.new_context(viewport={"width": 390, "height": 844}, reduced_motion="reduce") as opened:
        page = opened.new_page()
        for kind in ("home", "contest", "severity", "search"):
            page.goto(served + pages[kind])
            if kind == "severity":
                assert page.locator(".filters :is(input, select)").count() > 1
            assert walked(page)[:5] == [], kind


def test_a_filter_is_reached_set_and_left_by_keyboard(browser: Browser, site: Path, served: str) -> None:
    with browser.new_context(viewport={"width": 1280, "height": 900}) as opened:
        page = opened.new_page()
        page.goto(served + kinds_of(site, "en").pages["severity"])
        rows = page.locator("table.list tbody tr:visible")
        before = rows.count()
        for _ in range(200):
            page.keyboard.press("Tab")
            if page.evaluate("document.activeElement.matches('.filters input')"):
                break
        page.keyboard.type("TPS 001")
        assert 0 < rows.count() < before
        page.keyboard.press("Tab")
        assert page.evaluate("document.activeElement.matches('.filters select')")
        for _ in range(20):
            page.keyboard.press("Tab")
            if page.evaluate("document.activeElement.matches('button.sort')"):
                break
        page.keyboard.press("Space")
        assert page.locator("table.list thead [aria-sort=ascending]").count() == 1
        address = page.url
        page.goto("about:blank")
        page.goto(address)
        assert 0 < rows.count() < before
        assert page.locator("table.list thead [aria-sort=ascending]").count() == 1
        assert page.locator(".filters input").first.input_value() == "TPS 001"


def test_every_row_that_can_be_sent_to_someone_has_a_place_of_its_own(site: Path) -> None:
    pages = kinds_of(site, "en").pages
    for kind in ("contest", "severity", "rule", "differences", "changes"):
        text = (site / pages[kind]).read_text(encoding="utf-8")
        tables = re.findall(r"<table[^>]*data-sort.*?<tbody>(.*?)</tbody>", text, re.DOTALL)
        assert tables or kind == "changes", kind
        for body in tables:
            assert len(re.findall(r"<tr\b", body)) == len(re.findall(r'<tr id="[a-z]-', body)) > 0, kind


NAMELESS = re.compile(r"- (link|button|combobox|searchbox|textbox|spinbutton|radio|checkbox|navigation|dialog)(?! \")")


def test_at_double_size_nothing_is_cut_and_every_control_has_a_name(browser: Browser, site: Path, served: str) -> None:
    # 200 % zoom of a window 1280 wide is one of 640 with twice as many pixels to each.
    size: Any = {"width": 640, "height": 450}
    with browser.new_context(viewport=size, device_scale_factor=2) as opened:
        page = opened.new_page()
        for kind in KINDS:
            page.goto(served + kinds_of(site, "id").pages[kind])
            assert overflow(page) <= 0, kind
            told = page.locator("body").aria_snapshot()
            assert [line for line in told.splitlines() if NAMELESS.search(line)] == [], kind
        page.goto(served + "id/index.html")
        page.locator("a.find").click()
        assert page.locator("dialog input").is_visible()
        assert overflow(page) <= 0
        assert not NAMELESS.search(page.locator("dialog").aria_snapshot())


def test_in_the_narrowest_window_the_search_is_reached_with_and_without_scripts(browser: Browser, served: str) -> None:
    for scripts in (True, False):
        size: Any = {"width": 320, "height": 450}  # what WCAG 1.4.10 asks
        with browser.new_context(viewport=size, java_script_enabled=scripts) as opened:
            page = opened.new_page()
            page.goto(served + "id/president/index.html")
            assert not scripts or overflow(page) <= 0
            page.locator("a.find").click()
            assert page.locator("dialog input").is_visible() if scripts else page.url.endswith("search/index.html")


def test_nothing_moves_where_people_asked_for_less_motion(browser: Browser, served: str) -> None:
    with browser.new_context(reduced_motion="reduce") as opened:
        page = opened.new_page()
        for file in ("id/president/index.html", "id/screen/president/index.html"):
            page.goto(served + file)
            if "screen" not in file:
                page.keyboard.press("/")
            moving = "[...document.querySelectorAll('*')].filter(e => getComputedStyle(e).transitionDuration !== '0s')"
            assert page.evaluate(f"{moving}.length") == 0
            assert page.evaluate("document.getAnimations().length") == 0


def test_a_filter_stands_in_the_address_and_tells_how_many_rows_are_left(browser: Browser, served: str) -> None:
    root = served
    with browser.new_context() as opened:
        page = opened.new_page()
        page.goto(f"{root}en/president/index.html")
        rows = page.locator("table.children tbody tr")
        name = rows.nth(1).locator("bdi").inner_text()
        page.fill(".filters input", name)
        assert page.locator("table.children tbody tr:visible").count() == 1
        assert page.locator(".filters [role=status]").inner_text() == f"1 of {rows.count()} rows are shown"
        page.reload()
        assert page.locator("table.children tbody tr:visible").count() == 1
        page.goto(f"{root}en/president/differences/index.html")
        shown = page.locator("section .argument tbody tr:visible").count()
        page.locator(".filters input[type=number]").first.fill("50")
        assert 0 < page.locator("section .argument tbody tr:visible").count() < shown


def test_numbers_sort_as_the_page_s_language_writes_them(browser: Browser, served: str) -> None:
    root = served
    with browser.new_context() as opened:
        page = opened.new_page()
        orders = []
        for language in ("id", "en"):
            page.goto(f"{root}{language}/president/index.html")
            heads = page.locator("table.children thead button")
            heads.last.click()
            orders.append(page.locator("table.children tbody bdi").all_inner_texts())
        assert orders[0] == orders[1]
        cells = page.locator("table.children tbody tr td:nth-last-child(2)").all_inner_texts()
        values = [int(text.replace(",", "")) for text in cells]
        assert values == sorted(values, reverse=True)
        assert max(values) > 999


def test_what_a_page_sends_as_script_is_small(site: Path) -> None:
    for language in ("id", "en"):
        sent = [gzip.compress((site / "assets" / f).read_bytes()) for f in (f"bukti-{language}.js", "check.js")]
        assert sum(map(len, sent)) < 15_000
    styles = gzip.compress((site / "assets" / "behave.css").read_bytes())
    assert len(styles) < 3_000


def test_the_browser_and_the_index_agree_on_every_name(browser: Browser, site: Path, served: str) -> None:
    files = int(json.loads((site / FOLDER / "index.json").read_text())["files"])
    names = [k for n in range(files) for k in json.loads((site / FOLDER / f"{n}.json").read_text())]
    names = [k[1:] for k in names if k.startswith("=")]
    assert len(names) > 30
    with browser.new_context() as opened:
        page = opened.new_page()
        page.goto(f"{served}en/index.html")
        ask_all = "async names => Promise.all(names.map(async n => (await bukti.search(n)).length))"
        assert [n for n, found in zip(names, page.evaluate(ask_all, names), strict=True) if not found] == []
        fewer = [n[:2] + n[3:] for n in names if n[1] != n[3]]
        assert [n for n, found in zip(fewer, page.evaluate(ask_all, fewer), strict=True) if not found] == []
