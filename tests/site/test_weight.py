"""No page is heavy on a slow connection, and a village of many stations is told on several pages."""

from __future__ import annotations

import gzip
import re
import shutil
from pathlib import Path

import pytest
from playwright.sync_api import Browser
from tests.cli.running import bukti
from tests.site.conftest import kinds_of, serving
from tests.site.looking import STANDARDS, context, faults
from tests.site.marks import marks
from tests.site.small import CONFIGURATION
from tests.site.test_html import unsound
from tests.site.test_links import dangling
from tests.site.test_links import pages as pages_of

from bukti.evidence.workspace import Workspace
from bukti.publish.build import build
from bukti.publish.site import write_preview

MOST = 60_000
"""What a page and all that it loads may weigh, compressed as the samples of servers do."""
VILLAGES = {"111": ("EMPAT PULUH", range(1, 41)), "112": ("ENAM PULUH", range(1, 61)),
            "113": ("RATUSAN", [*range(1, 131), 901])}  # fmt: skip
LOADED = {"stylesheet", "icon", "manifest", "preload", "modulepreload"}
RATUSAN = "president/kota-kecil/utara/ratusan"


def rows(differ: bool) -> str:
    """The stations: where they differ, every one has two readings that are not alike, and so a section."""
    lines = ["village,tps,men,women,o1,o2,ov,oi,oc,c1,c2,cv,ci,cc,photo"]
    for village, (_, numbers) in VILLAGES.items():
        for n in numbers:
            apart = n % 7 + 1 if differ or village != "113" else 0
            office, crowd = (100, 50, 150, 3, 153), (100 - apart, 50 + apart, 150, 3, 153)
            lines.append(",".join(map(str, (village, n, 110, 120, *office, *crowd, ""))))
    return "\n".join(lines) + "\n"


@pytest.fixture(scope="module")
def large(tmp_path_factory: pytest.TempPathFactory) -> Workspace:
    """A place whose villages have 40, 60 and 131 stations, each of which has something to be told."""
    folder = tmp_path_factory.mktemp("large") / "workspace"
    (folder / "sources").mkdir(parents=True)
    head = CONFIGURATION.partition('[[source]]\nid = "recap"')[0]
    (folder / "bukti.toml").write_text(head, encoding="utf-8")
    units = ["id,name,parent,level,stations,voters", "1,KOTA KECIL,,kab,231,53130", "11,UTARA,1,kec,231,53130"]
    units += [f"{u},{name},11,kel,{len(n)},{230 * len(n)}" for u, (name, n) in VILLAGES.items()]
    (folder / "sources" / "units.csv").write_text("\n".join(units) + "\n", encoding="utf-8")
    (folder / "sources" / "stations.csv").write_text(rows(differ=True), encoding="utf-8")
    workspace = Workspace(folder)
    write_preview(build(workspace))
    return workspace


def weight(page: Path) -> int:
    """The bytes on the way for a page with every file that it asks for by itself."""
    asked = {page.resolve()}
    for tag, said in marks(page).tags:
        is_loaded = tag in ("script", "img", "iframe") or (tag == "link" and LOADED & set((said["rel"] or "").split()))
        link = said.get("src") or said.get("href") if is_loaded else None
        asked |= {(page.parent / link).resolve()} if link else set()
    return sum(len(gzip.compress(file.read_bytes(), 6)) for file in asked)


@pytest.mark.parametrize("language", ["id", "en"])
def test_each_kind_of_page_weighs_at_most_60_kb_with_all_it_loads(site: Path, town: Path, language: str) -> None:
    weights = {p: weight(folder / p) for folder in (site, town) for p in kinds_of(folder, language).pages.values()}
    assert {page: n for page, n in weights.items() if n > MOST} == {}
    assert min(weights.values()) > 5_000  # the styles and scripts were weighed too


def test_every_page_of_a_place_of_large_villages_weighs_at_most_60_kb(large: Workspace) -> None:
    weights = {p.relative_to(large.preview).as_posix(): weight(p) for p in pages_of(large.preview)}
    assert {page: n for page, n in weights.items() if n > MOST} == {}


def test_a_village_of_60_stations_is_one_page_and_of_more_is_split_by_number(large: Workspace) -> None:
    for language in ("id", "en"):
        start = large.preview / language / "president/kota-kecil/utara"
        assert [p.name for p in (start / "enam-puluh").iterdir()] == ["index.html"]
        own = {p.name for p in (start / "ratusan").iterdir()}
        assert own == {"index.html", "1-60", "61-120", "121-180", "901-960"}
        whole = marks(start / "ratusan/index.html")
        assert {f"tps-{n:03}" for n in VILLAGES["113"][1]} <= set(whole.ids)
        assert [a for _, a in whole.tags if a.get("class") == "station"] == []
        told = {i for part in own - {"index.html"} for i in marks(start / "ratusan" / part / "index.html").ids}
        assert {f"tps-{n:03}" for n in VILLAGES["113"][1]} <= told
        assert "61-120/index.html#tps-061" in whole.links


def test_a_stations_one_address_is_its_row_on_the_villages_page(large: Workspace) -> None:
    for page in large.preview.rglob("*.html"):
        for link in marks(page).links:
            if "ratusan" in link and "#tps-" in link:
                assert re.search(r"ratusan/index\.html#tps-\d{3}$", link), (page, link)
    found = bukti("why", "ratusan/61-120/#tps-061", "pair-1", at=large.root)
    assert found.out.splitlines()[1].endswith(f"{RATUSAN}#tps-061")
    assert bukti("why", f"{RATUSAN}#tps-061", "pair-1", at=large.root).out == found.out


@pytest.mark.wide
def test_the_split_pages_are_linked_sound_and_readable_by_everyone(
    browser: Browser, large: Workspace, tmp_path: Path
) -> None:
    assert dangling(large.preview) == []
    pages = [large.preview / language / RATUSAN / "121-180/index.html" for language in ("id", "en")]
    assert unsound(pages, tmp_path) == ""
    with serving(large.preview) as address:
        rules = {(390, "light"): STANDARDS}
        assert faults(browser, f"{address}en/{RATUSAN}/121-180/index.html", rules, tmp_path / "part") == {}


def test_a_village_of_40_stations_opens_without_javascript(browser: Browser, large: Workspace) -> None:
    with serving(large.preview) as address, context(browser, 390, java_script_enabled=False) as opened:
        page = opened.new_page()
        page.goto(f"{address}id/president/kota-kecil/utara/empat-puluh/index.html")
        assert page.locator("table.stations tbody tr").count() == 40
        assert page.locator("table.stations tbody tr").last.is_visible()
        last = page.locator("details", has=page.locator("#tps-040"))
        if last.get_attribute("open") is None:
            last.locator("summary").first.click()
        assert page.locator("#tps-040 table").first.is_visible()


def test_the_measure_weighs_what_a_page_loads(tmp_path: Path) -> None:
    (tmp_path / "a.css").write_bytes(b"x")
    (tmp_path / "a.html").write_text('<link rel="stylesheet" href="a.css"><link rel="next" href="b"><a href="b">b</a>')
    alone = len(gzip.compress((tmp_path / "a.html").read_bytes(), 6))
    assert weight(tmp_path / "a.html") == alone + len(gzip.compress(b"x", 6))


def test_pages_of_stations_of_which_nothing_is_told_any_more_are_gone(large: Workspace) -> None:
    (large.inbox / "stations.csv").write_text(rows(differ=False), encoding="utf-8")
    shutil.rmtree(large.evidence)  # as if the first file had never come: no earlier readings are left to be told of
    write_preview(build(large))
    # Station 901 stands in no unit table: that is still told.
    assert {p.name for p in (large.preview / "id" / RATUSAN).iterdir()} == {"index.html", "901-960"}
