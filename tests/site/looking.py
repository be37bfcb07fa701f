"""Looking at a page in a real browser as people would: on a phone and a desk, in a light and a dark room."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from playwright.sync_api import Browser, BrowserContext, Page
from tests.needs import ROOT, need_tool

WIDTHS = {390: 844, 1280: 900}
KINDS = [
    *("home", "contest", "district", "village", "findings", "rule", "severity", "differences", "levels", "changes"),
    *("outcome", "could-change", "gaps", "unusual", "left-out"),
    *("method", "sources", "data", "about", "screen", "search", "embed"),
    *("embed-result", "embed-progress", "embed-map"),
]
SCREENSHOTS = ROOT / "artefacts" / "site"
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
# What can be right in one theme and wrong in the other.
COLOURS = ["color-contrast", "link-in-text-block"]
AXE = """async only => (await axe.run(document, {runOnly: only, resultTypes: ["violations"]})).violations.map(
    v => v.id + ": " + v.nodes.slice(0, 3).map(n => n.target.join(" ") + " " + n.any.map(a => a.message)).join("; "))"""


def axe() -> str:
    """The source of axe-core."""
    path = ROOT / "node_modules" / "axe-core" / "axe.min.js"
    if not path.is_file():
        need_tool("axe-core")
    return path.read_text(encoding="utf-8")


def context(browser: Browser, width: int, **more: Any) -> BrowserContext:
    """A window of this width that lets the checker in, past the page's own policy."""
    size: Any = {"width": width, "height": WIDTHS[width]}
    return browser.new_context(viewport=size, reduced_motion="reduce", bypass_csp=True, **more)


def overflow(page: Page) -> int:
    """By how many pixels the page is wider than its window."""
    found: int = page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
    return found


def faults(
    browser: Browser, address: str, rules: dict[tuple[int, str], list[str]], pictures: Path
) -> dict[str, list[str]]:
    """What is wrong with a page for each width and theme that `rules` names; `pictures` is the stem of its pictures."""
    source = axe()
    pictures.parent.mkdir(parents=True, exist_ok=True)
    found: dict[str, list[str]] = {}
    with context(browser, min(WIDTHS)) as opened:
        page = opened.new_page()
        page.goto(address)
        page.evaluate(source)
        page.evaluate("document.querySelectorAll('details').forEach(d => d.open = true)")
        for width in sorted({w for w, _ in rules}):
            page.set_viewport_size({"width": width, "height": WIDTHS[width]})
            for theme in [t for w, t in rules if w == width]:
                page.emulate_media(color_scheme=theme)  # type: ignore[arg-type]
                found[f"{width} {theme}"] = page.evaluate(AXE, rules[width, theme])
                page.screenshot(path=pictures.with_name(f"{pictures.name}-{width}-{theme}.png"))
            found[f"{width} overflow"] = [f"{overflow(page)} px"] if overflow(page) else []
    return {where: what for where, what in found.items() if what}
