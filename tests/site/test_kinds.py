"""What the pages about all of a contest say: findings chosen by plain links, levels, the hall, the office."""

from __future__ import annotations

import re
from fractions import Fraction
from pathlib import Path

import pytest
import zxingcpp
from playwright.sync_api import Browser
from tests.site.conftest import serving
from tests.site.looking import context
from tests.site.marks import marks
from tests.site.small import CONFIGURATION, small_town

from bukti.disputes.caps import Cap, station_cap
from bukti.evidence.workspace import Workspace
from bukti.publish.build import build, check
from bukti.publish.pages.here import site_of
from bukti.publish.pages.qr import code
from bukti.publish.pages.stations import behind
from bukti.publish.site import write_preview

ADDRESS = "https://hasil.example/pemilu/2019/"
PUBLIC = f"""
[public]
address = "{ADDRESS}"
about = {{ indonesian = "Kantor kecil ini menghitung.", english = "This small office counts." }}
contact = {{ indonesian = "Jalan Satu nomor 1", english = "1 First Street" }}
"""


@pytest.fixture(scope="module")
def declared(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The small town, which says who it is and where its site lies."""
    workspace = small_town(tmp_path_factory.mktemp("declared") / "workspace")
    (workspace.root / "bukti.toml").write_text(CONFIGURATION + PUBLIC, encoding="utf-8")
    write_preview(build(workspace))
    return workspace.preview


def rows(page: Path) -> list[tuple[str, str, str]]:
    tags = marks(page).tags
    return [(a["data-rule"] or "", a["data-severity"] or "", a["data-unit"] or "") for t, a in tags if "data-rule" in a]


def plain(page: Path, start: str, end: str) -> str:
    text = page.read_text(encoding="utf-8")
    return " ".join(re.sub("<[^>]+>", " ", text[text.index(start) : text.index(end, text.index(start))]).split())


def test_findings_are_chosen_by_severity_through_plain_links(town: Path) -> None:
    folder = town / "en" / "president" / "findings"
    links = marks(folder / "index.html").links
    for severity in ("hold", "error"):
        assert f"{severity}/index.html" in links
        found = rows(folder / severity / "index.html")
        assert found
        assert {s for _, s, _ in found} == {severity}
    # 112/001 states 581 cast, more than a station of Pemilu can hold: the one sheet that is held.
    assert {unit for _, _, unit in rows(folder / "hold" / "index.html")} == {"town:112/001"}


def test_every_finding_of_a_rule_says_its_rule_severity_and_unit(town: Path) -> None:
    for page in (town / "en" / "president" / "findings").glob("*-*/index.html"):
        assert {rule.lower() for rule, _, _ in rows(page)} == {page.parent.name}


def test_findings_are_counted_by_place(town: Path) -> None:
    told = plain(town / "en" / "president" / "findings" / "index.html", 'id="places"', "</section>")
    assert "Utara 1" in told


def test_a_level_stands_beside_the_sum_of_the_one_below_cell_by_cell(town: Path) -> None:
    # The town's plenary states 760 and 250, as does that of its one district. Its stations know 100, 0, 80 and 70 votes
    # for 01, and 50, 0 and 60 for 02; the sheet that is held is in no sum.
    told = plain(town / "en" / "president" / "levels" / "index.html", 'id="s-kota-kecil"', "</table>")
    assert "Difference declared − plenaries below Difference declared − counted" in told
    assert "01 Satu 760 760 250 = +510" in told
    assert "02 Tiga 250 250 110 = +140" in told


def test_the_screen_says_three_facts_and_no_figure_is_a_link(town: Path) -> None:
    page = town / "id" / "screen" / "president" / "index.html"
    tags = marks(page).tags
    assert [t for t, _ in tags].count("section") == 3
    assert [t for t, _ in tags if t in ("a", "button", "input")] == []
    assert "Pratinjau" in marks(page).text


@pytest.mark.browser
def test_the_screen_shows_one_fact_at_a_time_or_all_where_motion_is_not_wanted(browser: Browser, town: Path) -> None:
    seen = "[...document.querySelectorAll('section')].filter(s => getComputedStyle(s).visibility === 'visible').length"
    opaque = "[...document.querySelectorAll('section')].filter(s => getComputedStyle(s).opacity === '1').length"
    with serving(town) as address:
        with browser.new_context(java_script_enabled=True, viewport={"width": 1280, "height": 720}) as opened:
            page = opened.new_page()
            page.goto(f"{address}id/screen/president/index.html")
            assert page.evaluate(opaque) == 1
            assert page.locator("#clock").inner_text() != ""
        with context(browser, 1280) as still:
            page = still.new_page()
            page.goto(f"{address}id/screen/president/index.html")
            assert (page.evaluate(opaque), page.evaluate(seen)) == (3, 3)


def test_a_declared_address_gives_the_screen_a_code_that_leads_there(declared: Path) -> None:
    tags = marks(declared / "id" / "screen" / "president" / "index.html").tags
    assert [a["aria-label"] for t, a in tags if t == "svg" and a.get("class") == "qr"] == [ADDRESS]


def test_the_code_read_back_is_the_address() -> None:
    size, path = code(ADDRESS)
    runs = [(int(x), int(y), int(n)) for x, y, n in re.findall(r"M(\d+) (\d+)h(\d+)v1", path)]
    dark = {(x + i, y) for x, y, n in runs for i in range(n)}
    side = size * 4
    picture = [bytes(0 if (c // 4, r // 4) in dark else 255 for c in range(side)) for r in range(side)]
    [found] = zxingcpp.read_barcodes(memoryview(b"".join(picture)).cast("B", shape=[side, side]))
    assert found.text == ADDRESS


def test_the_office_says_only_what_it_declared(declared: Path, town: Path) -> None:
    told = marks(declared / "en" / "about" / "index.html").text
    assert "This small office counts." in told
    assert "1 First Street" in told
    assert "Contact" not in marks(town / "en" / "about" / "index.html").text
    assert "has not declared who publishes" in marks(town / "en" / "about" / "index.html").text


def test_the_page_for_lost_readers_leads_to_the_declared_place(declared: Path) -> None:
    links = marks(declared / "404.html").links
    assert {"/pemilu/2019/id/index.html", "/pemilu/2019/en/index.html"} <= {*links}
    assert [link for link in links if not link.startswith("/pemilu/2019/")] == []


def test_a_page_prints_its_own_address(declared: Path, town: Path) -> None:
    file = "id/president/kota-kecil/index.html"
    assert f'<p class="print">{ADDRESS}{file}</p>' in (declared / file).read_text(encoding="utf-8")
    assert 'class="print"' not in (town / file).read_text(encoding="utf-8")


def test_what_open_stations_can_hold_is_bounded_by_voters_or_by_the_cap() -> None:
    def cap(received: int | None, voters: int | None) -> Cap | None:
        return station_cap(received, voters, Fraction(2), 500)

    def station(states: str, voters: int | None, received: int | None = None) -> tuple[object, ...]:
        return ("v/001", False, False, states, None, None, (None, None, voters), received)

    # 230 voters and 2 % of reserve, rounded up: 235. Not known: the cap. Held: the cap, whatever its sheet says of
    # voters. All zero: 101 and 3. Known in part, and 240 ballots received: those. One that fits is not open.
    some = [station("missing", 230), station("missing", None), station("held", 40)]
    some += [station("zeros", 101), station("fits", 300), station("two", 300)]
    some += [station("partial", 200, 240)]
    found = behind(some, cap)
    assert (found.rows, found.voters, found.unknown, found.of_zeros) == (5, 571, 1, 101)
    assert found.most == 235 + 500 + 500 + 104 + 240
    assert (found.by_received, found.by_registered, found.unbounded) == (1, 2, 0)


def test_the_bound_of_a_station_is_that_of_its_law(tmp_path: Path) -> None:
    site = site_of(build(small_town(tmp_path / "town")))
    # UU 7/2017: at most 500 a station, and 2 % of the voters as reserve, rounded up: 230 and 5, 490 and 10.
    # No voters at all are no bound: a station of moved voters has no list of its own.
    assert [cap.votes for n in (230, 490, 491, None, 0) if (cap := site.cap(None, n))] == [235, 500, 500, 500, 500]


def test_the_town_tells_what_is_missing_and_how_large_it_is(town: Path) -> None:
    # Open are 111/002 (all zero, 230 voters), 112/001 (held, 230), 112/002 (one vote unread) and 113/001 (no row).
    told = marks(town / "en" / "president" / "index.html").text
    assert "4 polling stations (1 all zero, 1 held: impossible, 1 read in part, 1 missing)." in told
    assert "who leads the count is not certain yet" in told


def test_a_contest_may_not_take_the_name_of_a_folder(tmp_path: Path) -> None:
    workspace = Workspace(small_town(tmp_path / "town").root)
    text = CONFIGURATION.replace('"president"', '"screen"', 1).replace('contest = "president"', 'contest = "screen"')
    (workspace.root / "bukti.toml").write_text(text, encoding="utf-8")
    wrong, _ = check(workspace)
    assert wrong != []
