"""What the scripts of pages do, in a real browser under the pages' own policy: nothing of it is needed to read."""

from __future__ import annotations

import gzip
import json
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, BrowserContext, Page
from tests.publish.office import bring, opened_town, publish_at
from tests.site.conftest import serving
from tests.site.looking import overflow
from tests.site.small import BRACES, CODE, small_town

from bukti.evidence.workspace import Workspace
from bukti.publish.build import build
from bukti.publish.pages.search_index import FOLDER, bones, fold, near, place, starts
from bukti.publish.site import write_preview

pytestmark = pytest.mark.browser

DISTRICT = "president/kota-kecil/utara/index.html"
VILLAGE = "president/kota-kecil/utara/suka-maju/index.html"
WATCH = """globalThis.broken = [];
document.addEventListener("securitypolicyviolation", (e) => broken.push(e.violatedDirective + " " + e.blockedURI));"""


@pytest.fixture(scope="module")
def office(tmp_path_factory: pytest.TempPathFactory) -> Workspace:
    """The small town with its first publication."""
    workspace = opened_town(tmp_path_factory.mktemp("town") / "workspace")
    publish_at(workspace, "01")
    return workspace


@pytest.fixture(scope="module")
def address(office: Workspace) -> Iterator[str]:
    """Where the publication that the public sees is served: a subfolder."""
    with serving(office.site / "current") as found:
        yield found


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


@pytest.mark.parametrize(
    "text",
    [
        "suka maju",
        "SUKAMAJU",
        "soeka madjoe",
        "sukka maju",
        "suka mayu",
        "suke maju",
        "maju",
        "sukamajh",
        "maju kota kecil",
    ],
)
def test_a_village_is_found_as_people_spell_it(page: Page, address: str, text: str) -> None:
    page.goto(f"{address}en/index.html")
    assert ask(page, text)[0].startswith("Suka Maju\nvillage · Utara, Kota Kecil")


def test_a_station_and_a_code_lead_to_their_place(page: Page, address: str) -> None:
    page.goto(f"{address}en/index.html")
    for text in ("TPS 2 suka maju", "maju 2", "suka maju utara tps 002", "111/2"):
        assert ask(page, text)[0].startswith("TPS 002, Suka Maju"), text
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


def test_a_filter_stands_in_the_address_and_tells_how_many_rows_are_left(browser: Browser, site: Path) -> None:
    with serving(site) as root, browser.new_context() as opened:
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


def test_numbers_sort_as_the_page_s_language_writes_them(browser: Browser, site: Path) -> None:
    with serving(site) as root, browser.new_context() as opened:
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


def test_a_page_at_double_size_and_without_scripts_loses_nothing(browser: Browser, address: str) -> None:
    # 200 % zoom of a window 1280 wide is one of 640; of a phone, one of 195 would be beyond what WCAG asks (320).
    for width in (640, 320):
        for scripts in (True, False):
            size = {"width": width, "height": 450}
            with browser.new_context(viewport=size, java_script_enabled=scripts) as opened:  # type: ignore[arg-type]
                page = opened.new_page()
                for file in (f"en/{DISTRICT}", "id/search/index.html"):
                    page.goto(address + file)
                    assert overflow(page) <= 0 if scripts else True, (width, file)
                    assert page.locator("a.find").is_visible()
                page.locator("a.find").click()
                if scripts:
                    assert page.locator("dialog input").is_visible()
                    assert overflow(page) <= 0
                else:
                    assert page.url.endswith("search/index.html")


def test_nothing_moves_where_people_asked_for_less_motion(page: Page, address: str) -> None:
    page.goto(f"{address}en/{DISTRICT}")
    page.keyboard.press("/")
    moving = "[...document.querySelectorAll('*')].filter(e => getComputedStyle(e).transitionDuration !== '0s').length"
    assert page.evaluate(moving) == 0
    assert page.evaluate("document.getAnimations().length") == 0


def test_what_a_page_sends_as_script_is_small(site: Path) -> None:
    for language in ("id", "en"):
        sent = [gzip.compress((site / "assets" / f).read_bytes()) for f in (f"bukti-{language}.js", "check.js")]
        assert sum(map(len, sent)) < 15_000
    styles = gzip.compress((site / "assets" / "behave.css").read_bytes())
    assert len(styles) < 3_000


def test_new_figures_wait_until_they_are_asked_for(browser: Browser, tmp_path: Path) -> None:
    workspace = opened_town(tmp_path / "workspace")
    publish_at(workspace, "01")
    with serving(workspace.site / "current") as root, browser.new_context(service_workers="block") as opened:
        page = opened.new_page()
        page.clock.install()
        page.goto(f"{root}en/{DISTRICT}")
        page.wait_for_load_state("networkidle")
        before = page.locator("main").inner_text()
        bring(workspace)
        publish_at(workspace, "02")
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
        assert page.locator("table[data-sort] thead button").count() > 0


def test_read_pages_stay_without_a_connection_and_say_of_which_publication_they_are(
    browser: Browser, tmp_path: Path
) -> None:
    workspace = opened_town(tmp_path / "workspace")
    publish_at(workspace, "01")
    other: list[str] = []
    saved = "async f => (await (await caches.open((await caches.keys()).sort().at(-1))).match(f)) !== undefined"
    with browser.new_context() as opened:
        page = opened.new_page()
        page.on("request", lambda request: other.append(request.url))
        with serving(workspace.site / "current") as root:
            page.goto(f"{root}en/{DISTRICT}")
            page.evaluate("navigator.serviceWorker.ready.then(() => undefined)")
            until(page, "navigator.serviceWorker.controller !== null")
            page.goto(f"{root}en/{VILLAGE}")
            until(page, saved, f"{root}en/{VILLAGE}")
            bring(workspace)
            publish_at(workspace, "02")
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


def test_an_embedded_page_is_small_and_leads_to_the_whole_window(browser: Browser, office: Workspace) -> None:
    folder = office.site / "current"
    found = sorted(p.relative_to(folder).as_posix() for p in (folder / "embed").rglob("*.html"))
    assert found == [
        f"embed/{language}/president/{kind}/index.html" for language in ("en", "id") for kind in ("progress", "result")
    ]
    with serving(folder) as root, browser.new_context(viewport={"width": 320, "height": 400}) as opened:
        page = opened.new_page()
        asked: list[str] = []
        page.on("request", lambda request: asked.append(request.url))
        for file in found:
            page.goto(root + file)
            links = page.locator("a")
            assert links.evaluate_all("all => all.map(a => a.target)") == ["_top"] * links.count() != []
            assert overflow(page) <= 0
            assert "1" in page.locator("b.publication").inner_text()
            assert page.locator("script").count() == 0
        page.locator("a").click()
        assert page.url == f"{root}id/president/index.html"
    assert [url for url in asked if not url.startswith(root)] == []
    weight = sum(len(gzip.compress((folder / f).read_bytes())) for f in (found[-1], "assets/site.css"))
    assert weight < 20_000


def test_a_page_says_its_public_address_where_one_is_declared(tmp_path: Path) -> None:
    workspace = small_town(tmp_path / "workspace")
    file = workspace.root / "bukti.toml"
    with file.open("a", encoding="utf-8") as more:
        more.write('\n[public]\naddress = "https://example.org/kota/"\n')
    write_preview(build(workspace))
    text = (workspace.preview / "id" / VILLAGE).read_text(encoding="utf-8")
    assert f'<link rel="canonical" href="https://example.org/kota/id/{VILLAGE}">' in text
    assert f'<span class="address">https://example.org/kota/id/{VILLAGE}</span>' in text


def test_the_latest_figures_stand_in_one_small_file(office: Workspace, town: Path) -> None:
    known = json.loads((office.site / "1" / "latest.json").read_text(encoding="utf-8"))
    assert (known["publication"], known["time"]) == (1, "2099-04-18T01:00:00Z")
    (top,) = known["contests"]["president"]
    assert top["stations"]["expected"] == 6
    assert (top["basis"], top["votes"]) == ("declared", {"pair-1": 760, "pair-2": 250})
    assert top["address"] == "president/kota-kecil"
    assert json.loads((town / "latest.json").read_text(encoding="utf-8"))["publication"] is None


def test_a_preview_is_not_kept(browser: Browser, town: Path) -> None:
    with serving(town) as root, browser.new_context() as opened:
        page = opened.new_page()
        page.goto(f"{root}en/index.html")
        page.wait_for_load_state("networkidle")
        assert page.evaluate("navigator.serviceWorker.getRegistrations().then((found) => found.length)") == 0


def test_the_browser_and_the_index_agree_on_every_name(browser: Browser, site: Path) -> None:
    files = int(json.loads((site / FOLDER / "index.json").read_text())["files"])
    names = [k for n in range(files) for k in json.loads((site / FOLDER / f"{n}.json").read_text())]
    names = [k[1:] for k in names if k.startswith("=")]
    assert len(names) > 30
    with serving(site) as root, browser.new_context() as opened:
        page = opened.new_page()
        page.goto(f"{root}en/index.html")
        ask_all = "async names => Promise.all(names.map(async n => (await bukti.search(n)).length))"
        assert [n for n, found in zip(names, page.evaluate(ask_all, names), strict=True) if not found] == []
        fewer = [n[:2] + n[3:] for n in names if n[1] != n[3]]
        assert [n for n, found in zip(fewer, page.evaluate(ask_all, fewer), strict=True) if not found] == []


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
