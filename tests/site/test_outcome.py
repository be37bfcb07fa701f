"""The page that says what a result means: of a mayor, of a council, and of what an office has not declared."""

from __future__ import annotations

from pathlib import Path

import pytest
from playwright.sync_api import Browser
from tests.publish.offices import MAYOR, council, mayor
from tests.site.conftest import serving
from tests.site.looking import COLOURS, SCREENSHOTS, STANDARDS, faults
from tests.site.marks import marks
from tests.site.test_html import unsound
from tests.site.test_links import dangling
from tests.site.test_words import words

from bukti.publish.build import build
from bukti.publish.site import write_preview

PAGE = Path("ppwp", "outcome", "index.html")


@pytest.fixture(scope="module")
def seats(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The council's site, written once."""
    workspace = council(tmp_path_factory.mktemp("council") / "workspace")
    write_preview(build(workspace))
    return workspace.preview


@pytest.fixture(scope="module")
def city(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The mayor's site, written once."""
    workspace = mayor(tmp_path_factory.mktemp("mayor") / "workspace")
    write_preview(build(workspace))
    return workspace.preview


@pytest.fixture(scope="module")
def silent(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A site whose office has declared the office and nothing else, from stations alone."""
    told = "\n".join(line for line in MAYOR.splitlines() if not line.startswith(("population", "announced")))
    workspace = mayor(tmp_path_factory.mktemp("silent") / "workspace", told=told, plenary="")
    write_preview(build(workspace))
    return workspace.preview


def said(site: Path, language: str) -> list[str]:
    return words(site / language / PAGE).splitlines()


def test_a_declared_mayor_is_elected_with_rule_gap_and_threshold(city: Path) -> None:
    told = said(city, "en")
    assert "By the rule of this office Pair 1 is elected, 200 votes ahead." in told
    assert "2.0 % of 10,000 valid votes is 200; the Court prints it as 200." in told
    assert (
        "The gap between the first and the second, 200 votes, is within that limit: the condition of the gap is met."
        in told
    )
    assert any(line.startswith("The gap lies within one vote of the limit") for line in told)
    assert "02 Pair 2 | 4,900 | 49.0 % | 200 | within" in told
    assert "Pasangan 1" not in told
    assert "Menurut aturan jabatan ini Pair 1 terpilih, unggul 200 suara." in said(city, "id")


def test_the_deadline_is_counted_day_by_day(city: Path) -> None:
    told = said(city, "id")
    at = told.index("Kamis, 5 Des 2024 hari ke-1")
    assert told[at : at + 5] == [
        "Kamis, 5 Des 2024 hari ke-1",
        "Jumat, 6 Des 2024 hari ke-2",
        "Sabtu, 7 Des 2024 akhir pekan",
        "Minggu, 8 Des 2024 akhir pekan",
        "Senin, 9 Des 2024 hari ke-3",
    ]
    assert any("Hari terakhir: Senin, 9 Des 2024, pukul 24.00 WIB." in line for line in told)


def test_law_that_no_one_checked_says_so(city: Path, seats: Path) -> None:
    for site in (city, seats):
        assert any("not yet checked against the text of the law" in line for line in said(site, "en"))
        assert not any("· checked against" in line for line in said(site, "en"))


def test_provisional_figures_are_called_so_and_what_is_missing_says_how_to_declare_it(silent: Path) -> None:
    told = said(silent, "en")
    assert any("On these provisional figures Pair 1 fulfils what is asked to be elected" in line for line in told)
    assert any(line.startswith("provisional From 1,500 valid votes that are in") for line in told)
    assert 'population = { people = …, source = "…" }' in told
    assert "announced = 2024-12-05T19:30:00+07:00" in told
    assert not any("is elected" in line for line in told)


def test_a_contest_without_an_office_says_how_to_declare_it(town: Path) -> None:
    told = words(town / "en" / "president" / "outcome" / "index.html")
    assert "Which office is contested is not stated" in told
    assert 'office = "regent-or-mayor"' in told


def test_the_ladder_shows_each_seat_and_the_next_three_with_what_they_lack(seats: Path) -> None:
    told = said(seats, "en")
    at = told.index("1 Pair 1 280 : 1 = 280")
    assert told[at : at + 10] == [
        "1 Pair 1 280 : 1 = 280",
        "2 Pair 2 150 : 1 = 150",
        "3 Pair 3 100 : 1 = 100",
        "4 Pair 1 280 : 3 = 93.33",
        "5 Pair 4 60 : 1 = 60",
        "6 Pair 1 280 : 5 = 56",
        "7 Pair 2 150 : 3 = 50",
        "– Pair 1 280 : 7 = 40 71 votes short of the last seat",
        "– Pair 3 100 : 3 = 33.33 51 votes short of the last seat",
        "– Pair 1 280 : 9 = 31.11 171 votes short of the last seat",
    ]
    assert any(
        "16 votes moved from Pair 2 to Pair 5 would move a seat; or 21 votes more for Pair 5" in line for line in told
    )


def test_a_tie_names_its_claimants_and_missing_stations_open_a_range(seats: Path) -> None:
    told = said(seats, "en")
    assert "Seat 3 has no holder yet: the quotients of Pair 2, Pair 3 are equal, and votes alone do not decide." in told
    assert (
        "Seat 2: the quotients of Pair 1, Pair 2, Pair 3 are equal; Pair 1 gets it, having more votes in the area."
        in told
    )
    assert "Pair 1 | 2 | 0 | 3" in told
    assert any("at most 500 votes can still come from there" in line for line in told)


def test_a_council_of_another_size_than_the_laws_is_worth_a_look(seats: Path) -> None:
    assert any("the law gives 20 seats" in line and "worth a look" in line for line in said(seats, "en"))


def test_the_home_of_a_contest_leads_to_what_its_result_means(city: Path) -> None:
    assert "outcome/index.html" in marks(city / "en" / "ppwp" / "index.html").links


@pytest.mark.parametrize("name", ["city", "seats", "silent"])
def test_the_page_is_sound_and_its_links_lead_somewhere(
    name: str, request: pytest.FixtureRequest, tmp_path: Path
) -> None:
    site: Path = request.getfixturevalue(name)
    assert [line for line in dangling(site) if "/outcome/" in line] == []
    assert unsound([site / language / PAGE for language in ("id", "en")], tmp_path) == ""


@pytest.mark.browser
@pytest.mark.parametrize("name", ["city", "seats"])
def test_the_page_is_accessible_and_fits(name: str, request: pytest.FixtureRequest, browser: Browser) -> None:
    site: Path = request.getfixturevalue(name)
    looks = {(390, "light"): STANDARDS, (1280, "dark"): COLOURS}
    with serving(site) as address:
        assert faults(browser, f"{address}id/{PAGE.as_posix()}", looks, SCREENSHOTS / f"outcome-{name}") == {}
