"""The page of an audit: read by everyone, sound HTML, its links and files there, the same words in both languages."""

from __future__ import annotations

import os
from pathlib import Path

import pytest
from playwright.sync_api import Browser
from tests.audit.offices import agreeing, planned, seeded, town, typed, votes_of
from tests.publish.office import publish_at
from tests.site.conftest import serving
from tests.site.looking import COLOURS, SCREENSHOTS, STANDARDS, faults
from tests.site.marks import marks
from tests.site.test_html import unsound
from tests.site.test_links import dangling
from tests.site.test_words import words

from bukti.locale import LANGUAGES

FOLDER = Path(__file__).parent
FEW = {(390, "light"): STANDARDS, (1280, "dark"): COLOURS}
EVERYWHERE = {(390, "light"): STANDARDS, (390, "dark"): COLOURS, (1280, "light"): STANDARDS, (1280, "dark"): COLOURS}
TICKET = "a879c2fe3831"


@pytest.fixture(scope="module")
def audited(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The town of forty stations after an earlier plan and an audit in which one paper differs; published."""
    workspace = town(tmp_path_factory.mktemp("audited") / "workspace")
    planned(workspace, limit=10)
    seeded(workspace)
    papers = agreeing(workspace)
    turned = {unit: (votes_of()[unit][1], votes_of()[unit][0]) for unit in [*papers][:2]}
    typed(workspace, {**papers, **turned})
    publish_at(workspace, "06")
    return workspace.site / "current"


def page(folder: Path, language: str = "en") -> Path:
    return folder / language / "president" / "audit" / "index.html"


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_page_of_an_audit_says_what_it_said(audited: Path, language: str) -> None:
    said = words(page(audited, language)).replace(manifest(audited), "<manifest>")
    kept = FOLDER / f"audit.{language}.txt"
    if os.environ.get("UPDATE_GOLDEN") == "1":
        kept.write_text(said, encoding="utf-8")
    assert said == kept.read_text(encoding="utf-8")


def manifest(folder: Path) -> str:
    """The first digits of the manifest of the publication that was audited, which change with every page."""
    text = words(page(folder))
    return next(line for line in text.splitlines() if line.startswith("1 · ")).removeprefix("1 · ").removesuffix("…")


def test_its_first_sentence_says_what_it_shows_and_what_it_does_not(audited: Path) -> None:
    told = marks(page(audited)).text
    assert told.index("typing and adding up chose the winner") < told.index(
        "says nothing about how ballots were counted"
    )
    assert told.index("says nothing about") < told.index("P is ")


def test_every_draw_stands_there_with_its_ticket_and_p_and_a_chart_with_the_limit(audited: Path) -> None:
    text = page(audited).read_text(encoding="utf-8")
    assert TICKET in text
    assert text.count("<polyline") == 2
    assert 'points="0,247.0 1000,247.0"' in text  # 5 % of 260 above the foot


def test_the_links_and_files_of_an_audit_are_there(audited: Path) -> None:
    assert dangling(audited) == []
    names = {p.name for p in (audited / "audit" / "president-2").iterdir()}
    assert names == {"facts", "stations.csv", "draws.csv", "entries.csv", "arlo-manifest.csv", "arlo-tallies.csv"}


def test_every_page_of_the_contest_leads_to_the_audit(audited: Path) -> None:
    links = marks(audited / "en" / "president" / "index.html").links
    assert "audit/index.html" in links


@pytest.mark.npm
def test_the_page_of_an_audit_is_sound_html(audited: Path, tmp_path: Path) -> None:
    assert unsound([page(audited, language) for language in LANGUAGES], tmp_path) == ""


@pytest.mark.browser
@pytest.mark.parametrize("rules", [FEW, pytest.param(EVERYWHERE, marks=pytest.mark.wide)], ids=["few", "everywhere"])
def test_the_page_of_an_audit_is_accessible_and_fits(
    browser: Browser, audited: Path, rules: dict[tuple[int, str], list[str]]
) -> None:
    with serving(audited) as address:
        assert faults(browser, f"{address}id/president/audit/index.html", rules, SCREENSHOTS / "audit") == {}
