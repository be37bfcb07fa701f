"""What the scripts of pages do, in a real browser under the pages' own policy: nothing of it is needed to read."""

from __future__ import annotations

import gzip
import json
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, BrowserContext, Page
from tests.publish.office import bring, opened_town, publish_at
from tests.site.conftest import serving
from tests.site.looking import overflow
from tests.site.small import BRACES, CODE

from bukti.evidence.workspace import Workspace
from bukti.publish.pages.search_index import bones, fold, near, place, starts

pytestmark = pytest.mark.browser

DISTRICT = "president/kota-kecil/utara/index.html"
VILLAGE = "president/kota-kecil/utara/suka-maju/index.html"
WATCH = """globalThis.broken = [];
document.addEventListener("securitypolicyviolation", (e) => broken.push(e.violatedDirective + " " + e.blockedURI));"""


@dataclass
class Public:
    """What the public sees: one publication after another of the small town, under one address."""

    workspace: Workspace
    current: Path
    address: str

    def shows(self, number: int) -> None:
        """The address leads to the publication of this number."""
        self.current.unlink(missing_ok=True)
        self.current.symlink_to(self.workspace.site / str(number))


@pytest.fixture(scope="module")
def public(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Public]:
    """The small town with two publications; between them came the sheet of its last station. Served is the first."""
    folder = tmp_path_factory.mktemp("town")
    workspace = opened_town(folder / "workspace")
    publish_at(workspace, "01")
    bring(workspace)
    publish_at(workspace, "02")
    with serving(folder / "kota") as address:
        found = Public(workspace, folder / "kota", address)
        found.shows(1)
        yield found


@pytest.fixture
def address(public: Public) -> str:
    """Where the first publication is served: a subfolder."""
    public.shows(1)
    return public.address


@pytest.fixture
def window(browser: Browser) -> Iterator[BrowserContext]:
    with browser.new_context(viewport={"width": 390, "height": 844}, reduced_motion="reduce") as opened:
        opened.add_init_script(WATCH)
        yield opened


@pytest.fixture
def page(window: BrowserContext) -> Iterator[Page]:
    """A page that fails the test where a script broke, the policy was broken or a dialog was opened."""
    opened = window.new_page()
    wrong: list[str] = []
    opened.on("pageerror", lambda error: wrong.append(str(error)))
    opened.on("dialog", lambda dialog: wrong.append(dialog.message))
    yield opened
    assert wrong == []
    assert opened.evaluate("globalThis.broken ?? []") == []


def until(page: Page, told: str, arg: Any = None) -> None:
    """Waits until it is true on the page. Playwright's own way to wait is stopped by the page's policy."""
    for _ in range(100):
        if page.evaluate(told, arg):
            return
        time.sleep(0.05)
    raise AssertionError(told)


def ask(page: Page, text: str) -> list[str]:
    """What the search finds for a text, as it is shown."""
    if not page.locator("dialog[open]").count():
        page.keyboard.press("/")
    page.fill("dialog input", "")
    until(page, "document.querySelectorAll('[role=option]').length === 0")
    page.fill("dialog input", text)
    until(page, "!/Type the name/.test(document.querySelector('dialog [role=status]').textContent)")
    return page.locator("[role=option]").all_inner_texts()


def test_a_village_is_found_as_people_spell_it(page: Page, address: str) -> None:
    page.goto(f"{address}en/index.html")
    spelt = ("suka maju", "SUKAMAJU", "soeka madjoe", "sukka maju", "suka mayu", "suke maju", "maju", "sukamajh")
    for text in (*spelt, "maju kota kecil"):
        assert ask(page, text)[0].startswith("Suka Maju\nvillage · Utara, Kota Kecil"), text


def test_a_station_and_a_code_lead_to_their_place(page: Page, address: str) -> None:
    page.goto(f"{address}en/index.html")
    for text in ("TPS 2 suka maju", "maju 2", "suka maju utara tps 002", "111/2"):
        assert ask(page, text)[0] == "TPS 002, Suka Maju\nUtara, Kota Kecil", text
        page.keyboard.press("Enter")
        page.wait_for_url(f"{address}en/{VILLAGE}#tps-002")
    assert "there are only 3 polling stations here" in ask(page, "suka maju 4")[0]


def test_the_search_is_walked_by_keyboard(page: Page, address: str) -> None:
    page.goto(f"{address}en/{DISTRICT}")
    page.keyboard.press("Tab")
    page.keyboard.press("Tab")
    while page.evaluate("document.activeElement.className") != "find":
        page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    box = page.get_by_role("combobox", name="Find a village, district, polling station (TPS) or code")
    assert box.is_visible()
    assert box.evaluate("e => e === document.activeElement")
    page.keyboard.type("ut")
    page.wait_for_selector("[role=option]")
    assert box.get_attribute("aria-expanded") == "true"
    first = box.get_attribute("aria-activedescendant")
    page.keyboard.press("ArrowDown")
    page.keyboard.press("ArrowUp")
    assert box.get_attribute("aria-activedescendant") == first
    assert page.locator(f"#{first}").get_attribute("aria-selected") == "true"
    page.keyboard.press("Escape")
    page.keyboard.press("Escape")
    assert not box.is_visible()
    assert page.evaluate("document.activeElement.className") == "find"


def test_names_that_look_like_code_stay_text_in_search_and_tables(page: Page, address: str) -> None:
    page.goto(f"{address}en/{DISTRICT}?units.q=onerror")
    assert page.locator("table.children tbody tr:visible").count() <= 3
    page.locator("table.children thead button").first.click()
    assert CODE.casefold() in ask(page, "img src")[0].casefold()
    assert ask(page, BRACES)[0].casefold().startswith(BRACES.casefold())
    ask(page, CODE)
    page.goto(f"{address}en/index.html?q=%3Cimg src=x onerror=alert(1)%3E")
    page.wait_for_selector("dialog[open]")
    page.wait_for_timeout(300)
    assert page.locator("img, iframe, object").count() == 0


def test_text_is_never_read_as_code(page: Page, address: str) -> None:
    page.goto(f"{address}en/index.html")
    refused = page.evaluate("""() => {
        const made = document.createElement("p");
        const tries = [() => (made.innerHTML = "<b>x</b>"), () => trustedTypes.createPolicy("other", {})];
        return tries.map((one) => { try { one(); return "done"; } catch (e) { return e.name; } });
    }""")
    assert refused == ["TypeError", "TypeError"]
    page.evaluate("globalThis.broken = []")


def test_a_table_sorts_by_numbers_and_says_so_in_its_address(page: Page, address: str) -> None:
    page.goto(f"{address}en/{VILLAGE}")
    table = page.locator("table.stations")
    column = table.locator("thead button").nth(1)
    column.focus()
    page.keyboard.press("Enter")
    assert table.locator("tbody tr td:nth-child(2)").all_inner_texts() == ["100", "80", "0"]
    assert table.locator("thead th").nth(1).get_attribute("aria-sort") == "descending"
    assert page.url.endswith("?stations=-2")
    page.reload()
    assert table.locator("tbody tr td:nth-child(2)").all_inner_texts() == ["100", "80", "0"]
    column.click()
    assert table.locator("tbody tr td:nth-child(2)").all_inner_texts() == ["0", "80", "100"]
    column.click()
    assert table.locator("tbody th").all_inner_texts()[0].startswith("TPS 001")
    assert page.url.endswith("index.html")


def test_a_figure_is_quoted_with_link_and_publication(browser: Browser, address: str) -> None:
    with browser.new_context(permissions=["clipboard-read", "clipboard-write"]) as opened:
        page = opened.new_page()
        page.goto(f"{address}en/{VILLAGE}")
        page.click(".cite summary")
        page.get_by_role("button", name="Copy the quotation").first.click()
        until(page, "/copied/.test(document.querySelector('.cite').textContent)")
        told = page.evaluate("navigator.clipboard.readText()")
    assert told.startswith(["President, Suka Maju: Satu 270 votes", " <b>dan</b> Empat 150 votes"][0])
    assert told.endswith(f", publication 1. {address}en/{VILLAGE}")


def test_new_figures_wait_until_they_are_asked_for(browser: Browser, public: Public, address: str) -> None:
    wrong: list[str] = []
    with browser.new_context(service_workers="block") as opened:
        page = opened.new_page()
        page.on("pageerror", lambda error: wrong.append(str(error)))
        page.clock.install()
        page.goto(f"{address}en/{DISTRICT}")
        page.wait_for_load_state("networkidle")
        page.locator(".map label").nth(1).click()
        before = page.locator("main").inner_text()
        public.shows(2)
        page.clock.run_for(31_000)
        page.wait_for_selector(".live button")
        assert page.locator(".live").inner_text() == "One new station, load"
        assert page.locator("main").inner_text() == before
        page.evaluate("globalThis.mark = 1")
        page.click(".live button")
        until(page, "!document.querySelector('.live button')")
        assert page.evaluate("globalThis.mark") == 1  # the page was not loaded again
        assert page.locator("main").inner_text() != before
        assert "publication 2" in page.locator("footer .publication").inner_text()
        # What came in is set up as what stood here: tables sort, the map says its areas, a figure can be checked.
        assert page.locator("table[data-sort] thead button").count() > 0
        assert page.locator(".map .tip").count() == 1
        assert page.locator(".map a[aria-label]").count() == page.locator(".map svg a").count() > 0
        assert page.locator(".map input").nth(1).is_checked()
        page.locator(".map svg a:visible").first.hover()
        assert page.locator(".map .tip").is_visible()
        page.click(".check button")
        page.wait_for_selector(".check li.right")
    assert wrong == []


def test_read_pages_stay_without_a_connection_and_say_of_which_publication_they_are(
    browser: Browser, public: Public, tmp_path: Path
) -> None:
    other: list[str] = []
    saved = "async f => (await (await caches.open((await caches.keys()).sort().at(-1))).match(f)) !== undefined"
    mine = Public(public.workspace, tmp_path / "kota", "")
    mine.shows(1)
    with browser.new_context() as opened:
        page = opened.new_page()
        page.on("request", lambda request: other.append(request.url))
        with serving(mine.current) as root:
            page.goto(f"{root}en/{DISTRICT}")
            page.evaluate("navigator.serviceWorker.ready.then(() => undefined)")
            until(page, "navigator.serviceWorker.controller !== null")
            page.goto(f"{root}en/{VILLAGE}")
            until(page, saved, f"{root}en/{VILLAGE}")
            mine.shows(2)
            page.goto(f"{root}en/president/index.html")
            until(page, saved, f"{root}en/president/index.html")
            assert page.locator(".saved").count() == 0
        page.reload()  # nobody serves any more
        assert "saved copy of publication 2, 18 Apr 2099 09:00 WIB" in page.locator(".saved").inner_text()
        assert page.evaluate("getComputedStyle(document.body).backgroundColor") != "rgba(0, 0, 0, 0)"
        page.goto(f"{root}en/{VILLAGE}")
        told = page.locator(".saved").inner_text()
        assert "saved copy of publication 1, 18 Apr 2099 08:00 WIB" in told
        assert "a newer publication, number 2" in told
        page.goto(f"{root}en/method/index.html")
        assert "the page that you asked for is not saved" in page.locator(".saved").inner_text()
    assert [url for url in other if not url.startswith(root)] == []


def test_an_embedded_page_is_small_and_leads_to_the_whole_window(
    browser: Browser, public: Public, address: str
) -> None:
    folder = public.workspace.site / "1"
    found = sorted(p.relative_to(folder).as_posix() for p in (folder / "embed").rglob("*.html"))
    kinds = ("map", "progress", "result")
    assert found == [f"embed/{language}/president/{kind}/index.html" for language in ("en", "id") for kind in kinds]
    with browser.new_context(viewport={"width": 320, "height": 400}) as opened:
        page = opened.new_page()
        asked: list[str] = []
        page.on("request", lambda request: asked.append(request.url))
        for file in found:
            page.goto(address + file)
            targets = page.evaluate("[...document.querySelectorAll('a')].map((a) => a.getAttribute('target'))")
            assert targets == ["_top"] * len(targets) != []
            assert overflow(page) <= 0
            assert "1" in page.locator("b.publication").inner_text()
            assert page.locator("script").count() == 0
        page.locator("a").last.click()
        assert page.url == f"{address}id/president/index.html"
    assert [url for url in asked if not url.startswith(address)] == []
    weight = sum(len(gzip.compress((folder / f).read_bytes())) for f in (found[0], "assets/site.css", "assets/map.css"))
    assert weight < 20_000


def test_the_line_to_copy_shows_the_small_page_inside_another(browser: Browser, address: str, tmp_path: Path) -> None:
    with browser.new_context(permissions=["clipboard-read", "clipboard-write"]) as opened:
        page = opened.new_page()
        page.goto(f"{address}en/embed/index.html")
        page.get_by_role("button", name="Copy this line").first.click()
        until(page, "/Copied/.test(document.querySelector('.cite').textContent)")
        line = page.evaluate("navigator.clipboard.readText()")
        assert line.startswith('<iframe src="https://…/embed/en/president/result/index.html" title="President: Result"')
        (tmp_path / "news").mkdir()
        (tmp_path / "news" / "a.html").write_text(line.replace("https://…/", address), encoding="utf-8")
        with serving(tmp_path / "news") as theirs:
            page.goto(f"{theirs}a.html")
            inside = page.frame_locator("iframe")
            assert inside.locator(".bars b").first.inner_text() == "760"
            assert page.frames[1].evaluate("document.documentElement.scrollHeight - innerHeight") <= 0
            inside.locator("a").click()
            page.wait_for_url(f"{address}en/president/index.html")  # the whole window


def test_a_link_to_a_row_keeps_the_filter_and_leads_to_the_row(page: Page, address: str) -> None:
    page.goto(f"{address}en/president/kota-kecil/utara/index.html?units=-2")
    mark = page.locator("table.children tbody .mark").last
    row = mark.locator("xpath=ancestor::tr").get_attribute("id")
    mark.focus()
    assert mark.evaluate("e => getComputedStyle(e).opacity") == "1"
    page.keyboard.press("Enter")
    assert page.url.endswith(f"?units=-2#{row}")
    page.reload()
    target = page.locator("tr:target")
    assert target.get_attribute("id") == row
    assert target.evaluate("e => e.getBoundingClientRect().top < innerHeight")
    assert target.evaluate("e => e === e.parentElement.rows[e.parentElement.rows.length - 1]")  # sorted as it was


def test_the_latest_figures_stand_in_one_small_file(public: Public) -> None:
    known = json.loads((public.workspace.site / "1" / "latest.json").read_text(encoding="utf-8"))
    assert (known["publication"], known["time"]) == (1, "2099-04-18T01:00:00Z")
    (top,) = known["contests"]["president"]
    assert top["stations"]["expected"] == 6
    assert (top["basis"], top["votes"]) == ("declared", {"pair-1": 760, "pair-2": 250})
    assert top["address"] == "president/kota-kecil"
    preview = public.workspace.preview
    assert json.loads((preview / "latest.json").read_text(encoding="utf-8"))["publication"] is None


def test_a_preview_is_not_kept(browser: Browser, public: Public) -> None:
    with serving(public.workspace.preview) as root, browser.new_context() as opened:
        page = opened.new_page()
        page.goto(f"{root}en/index.html")
        page.wait_for_load_state("networkidle")
        assert page.evaluate("navigator.serviceWorker.getRegistrations().then((found) => found.length)") == 0


@pytest.mark.parametrize(
    ("one", "other"),
    [("Poerwodadi", "Purwodadi"), ("Djogja", "Jogja"), ("Yogyakarta", "Jogjakarta"), ("Tjilatjap", "Cilacap"),
     ("Kalli", "Kali"), ("Soekasarie", "Sukasarie"), ("Nusa–Dua", "nusa dua"), ("Sjahbandar", "Syahbandar")],
)  # fmt: skip
def test_old_and_new_spellings_fold_into_one(one: str, other: str) -> None:
    assert fold(one) == fold(other)


@pytest.mark.parametrize("typed", ["pandean lampr", "pendean lamper", "padnean", "andean", "pamdean", "bandean"])
def test_a_word_with_a_wrong_letter_has_a_key_in_common_with_the_name(typed: str) -> None:
    name = {key for start in starts(fold("Pandean Lamper")) for key in near(start)}
    assert name & set(near(bones(fold(typed).replace(" ", ""))))


def test_a_key_has_its_place_by_a_published_digest() -> None:
    assert place("", 1 << 32) == 0x811C9DC5  # the offset basis of FNV-1a
    assert place("a", 1 << 32) == 0xE40C292C
    assert place("foobar", 1 << 32) == 0xBF9CF968
