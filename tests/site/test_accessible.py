"""Every kind of page can be read by everyone: in both languages, at both widths and in both themes."""

from __future__ import annotations

from pathlib import Path

import pytest
from playwright.sync_api import Browser
from tests.site.conftest import kinds_of
from tests.site.looking import COLOURS, KINDS, SCREENSHOTS, STANDARDS, faults

pytestmark = pytest.mark.browser

FEW = {(390, "light"): STANDARDS, (1280, "dark"): COLOURS}
EVERYWHERE = {(390, "light"): STANDARDS, (390, "dark"): COLOURS, (1280, "light"): STANDARDS, (1280, "dark"): COLOURS}
# The marks of a page are the same in both languages, only the words are longer or shorter: each theme once.
ENGLISH = {(390, "light"): STANDARDS, (1280, "dark"): STANDARDS}


@pytest.mark.parametrize("kind", KINDS)
def test_a_page_is_accessible_and_fits(browser: Browser, site: Path, served: str, kind: str) -> None:
    assert faults(browser, served + kinds_of(site, "id").pages[kind], FEW, SCREENSHOTS / kind) == {}


@pytest.mark.wide
@pytest.mark.parametrize("kind", KINDS)
def test_a_page_is_accessible_and_fits_everywhere(browser: Browser, site: Path, served: str, kind: str) -> None:
    assert faults(browser, served + kinds_of(site, "id").pages[kind], EVERYWHERE, SCREENSHOTS / kind) == {}


@pytest.mark.wide
@pytest.mark.parametrize("kind", KINDS)
def test_an_english_page_is_accessible_and_fits(browser: Browser, site: Path, served: str, kind: str) -> None:
    assert faults(browser, served + kinds_of(site, "en").pages[kind], ENGLISH, SCREENSHOTS / f"english-{kind}") == {}
