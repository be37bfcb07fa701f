"""Maps as readers meet them: every view without a script, nothing in the way of anyone, gaps named, links that lead."""

from __future__ import annotations

import gzip
import re
import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page
from tests.intake.test_outlines import GOOD, all_but, area, built, collection
from tests.site.conftest import kinds_of
from tests.site.looking import AXE, STANDARDS, axe, context, overflow

from bukti.evidence.workspace import Workspace
from bukti.publish.build import build
from bukti.publish.pages.charts.marks import per_cent, tenths
from bukti.publish.site import write_preview

AREA = re.compile(r'<a href="([^"]+)" class="([^"]*)"><title>([^<]+)</title><path d="[^"]+"/></a>')
SHOWN = """() => [...document.querySelectorAll(".drawing")].filter(d => d.checkVisibility())
    .map(d => d.getAttribute("aria-label"))"""
FILLS = """() => [...document.querySelectorAll(".drawing a > path, .drawing a > rect")]
    .filter(p => p.checkVisibility()).map(p => getComputedStyle(p).fill)"""


def preview(folder: Path, text: str) -> Path:
    found = built(folder, text)
    write_preview(found.built)
    return found.built.terms.workspace.preview


@pytest.fixture(scope="module")
def gap(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The pages of a small election whose village Cempaka has no outline."""
    return preview(tmp_path_factory.mktemp("gap"), all_but("c"))


def test_a_unit_without_outline_is_named_and_has_its_tile_and_its_row(gap: Path) -> None:
    page = (gap / "id/ppwp/kota-satu/index.html").read_text(encoding="utf-8")
    said = re.sub("<[^>]+>", "", page)
    assert "Tidak tergambar di peta karena berkas batasnya tidak ada: 1 desa/kelurahan (Cempaka)." in said
    assert [a[2].split(":")[0] for a in AREA.findall(page)] == ["Anggrek", "Bakung"]
    tiles = page.partition('aria-label="Satu petak satu wilayah: 3 desa/kelurahan"')[2].partition("</svg>")[0]
    assert tiles.count("<rect") == 3


def test_an_area_says_its_figures_and_leads_to_its_page(gap: Path) -> None:
    page = gap / "id/ppwp/kota-satu/index.html"
    target, classes, said = AREA.findall(page.read_text(encoding="utf-8"))[0]
    assert said == "Anggrek: Pair 1 unggul 6 suara (60,0 %); 2 dari 2 TPS masuk"  # 18 against 12
    assert classes.split()[:3] == ["a", "k-ppwp-01", "m3"]  # 20 points
    assert (page.parent / target).is_file()


def test_where_no_outlines_were_brought_tiles_say_that_they_stand_by_code(tmp_path: Path) -> None:
    found = built(tmp_path, all_but("c"), "")
    write_preview(found.built)
    page = (found.built.terms.workspace.preview / "id/ppwp/kota-satu/index.html").read_text(encoding="utf-8")
    assert "disusun menurut kode, bukan menurut letak" in page
    assert not AREA.findall(page)


def test_shares_are_rounded_half_up_in_integers() -> None:
    assert [per_cent(tenths(*f)) for f in ((1, 3), (2, 3), (1, 2000), (0, 7), (7, 7))] == [
        "33.3%", "66.7%", "0.1%", "0.0%", "100.0%",
    ]  # fmt: skip


def test_a_page_with_its_map_stays_under_60_kb_with_everything(site: Path) -> None:
    page = site / kinds_of(site, "id").pages["contest"]
    assert "<section" in page.read_text(encoding="utf-8")
    linked = set(re.findall(r'(?:href|src)="[./]*(assets/[^"]+\.(?:css|js))"', page.read_text(encoding="utf-8")))
    files = [page, *(site / name for name in linked)]
    assert sum(len(gzip.compress(f.read_bytes(), mtime=0)) for f in files) < 60_000


def test_two_builds_with_other_threads_write_the_same_maps(tmp_path: Path, site: Path) -> None:
    root = tmp_path / "again"
    shutil.copytree(site.parents[1], root, ignore=shutil.ignore_patterns("build"))
    workspace = Workspace(root)
    write_preview(build(workspace, threads=1))
    kept = {p.relative_to(site): p.read_bytes() for p in site.rglob("index.html")}
    made = {p.relative_to(workspace.preview): p.read_bytes() for p in workspace.preview.rglob("index.html")}
    assert made == kept


def test_a_changed_outline_changes_pages_with_maps_and_no_figure(tmp_path: Path) -> None:
    areas = [area(c, ring) for c, ring in GOOD.items()]
    before = preview(tmp_path, collection(*areas))
    kept = {p.relative_to(before): p.read_bytes() for p in before.rglob("index.html")}
    moved = [(x + (0.02 if y > -6.95 else 0), y) for x, y in GOOD["c"]]
    after = preview(tmp_path, collection(*areas[:2], area("c", moved)))
    changed = {p.relative_to(after).as_posix() for p in after.rglob("index.html")
               if kept[p.relative_to(after)] != p.read_bytes()}  # fmt: skip
    assert "id/ppwp/kota-satu/index.html" in changed
    assert not [page for page in changed if "anggrek" in page or "selatan/cempaka" in page]


# ---- in the browser


@pytest.fixture
def plain(browser: Browser) -> Iterator[Page]:
    """A page without scripts, as on an old phone or behind a strict filter."""
    with context(browser, 390, java_script_enabled=False) as opened:
        yield opened.new_page()


@pytest.mark.browser
def test_every_view_of_every_drawing_works_without_a_script(browser: Browser, site: Path, served: str) -> None:
    """Whatever is chosen, one drawing is seen, and no two views have the same colours."""
    address = served + kinds_of(site, "id").pages["contest"]
    with context(browser, 390) as opened:
        page = opened.new_page()
        page.route("**/*.js", lambda route: route.abort())
        page.goto(address)
        names = page.locator(".map fieldset >> nth=1").locator("label").count()
        assert names == 4
        seen = set()
        for drawing in range(1, names + 1):
            page.locator(f"label[for=map-d{drawing}]").click()
            shown = page.evaluate(SHOWN)
            assert len(shown) == 1
            seen.add(shown[0])
            looks = []
            for view in range(1, 5):
                page.locator(f"label[for=map-v{view}]").click()
                looks.append(tuple(page.evaluate(FILLS)))
                keys = page.locator(".map > div:visible")
                assert keys.count() == 1
            assert len(set(looks)) == 4
        assert len(seen) == 4


@pytest.mark.browser
def test_an_area_can_be_reached_and_opened_by_the_keyboard(plain: Page, site: Path, served: str) -> None:
    plain.goto(served + kinds_of(site, "id").pages["contest"])
    first = plain.locator(".g1 a").first
    first.focus()
    with plain.expect_navigation():
        plain.keyboard.press("Enter")
    assert plain.url.startswith(f"{served}id/president/kota-")


@pytest.mark.wide
@pytest.mark.browser
def test_maps_and_charts_are_accessible_in_every_view(browser: Browser, site: Path, served: str) -> None:
    with context(browser, 390) as opened:
        page = opened.new_page()
        for kind in ("contest", "district"):
            page.goto(served + kinds_of(site, "en").pages[kind])
            page.evaluate(axe())
            for drawing in range(1, page.locator(".map fieldset >> nth=1").locator("label").count() + 1):
                page.locator(f"label[for=map-d{drawing}]").click()
                assert page.evaluate(AXE, STANDARDS) == []
            assert overflow(page) == 0


@pytest.mark.browser
def test_the_script_tells_an_area_and_makes_the_map_larger(browser: Browser, site: Path, served: str) -> None:
    """The page's own policy stands here: no text becomes HTML, and nothing is asked of another host."""
    opened = browser.new_context(viewport={"width": 1280, "height": 900})
    with opened:
        page = opened.new_page()
        wrong: list[str] = []
        page.on("pageerror", lambda error: wrong.append(str(error)))
        page.goto(served + kinds_of(site, "id").pages["contest"])
        first = page.locator(".g1 a").first
        first.hover()
        assert page.locator(".tip").is_visible()
        assert page.locator(".tip").text_content() == first.get_attribute("aria-label")
        before = page.locator(".g1.drawing").get_attribute("viewBox") or ""
        page.locator(".zoom.g1 button").first.click()
        after = page.locator(".g1.drawing").get_attribute("viewBox") or ""
        assert float(after.split(" ")[2]) < float(before.split(" ")[2])
        page.locator(".zoom.g1 button").last.click()
        assert page.locator(".g1.drawing").get_attribute("viewBox") == before
        assert wrong == []
