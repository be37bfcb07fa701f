"""Every kind of page in Indonesian can be read by everyone, at both widths and in both themes."""

from __future__ import annotations

from pathlib import Path

import pytest
from playwright.sync_api import Browser
from tests.site.conftest import kinds_of
from tests.site.looking import COLOURS, KINDS, SCREENSHOTS, STANDARDS, faults

pytestmark = pytest.mark.browser

EVERYWHERE = {(390, "light"): STANDARDS, (390, "dark"): COLOURS, (1280, "light"): STANDARDS, (1280, "dark"): COLOURS}


@pytest.mark.parametrize("kind", KINDS)
def test_a_page_is_accessible_and_fits(browser: Browser, site: Path, served: str, kind: str) -> None:
    assert faults(browser, served + kinds_of(site, "id").pages[kind], EVERYWHERE, SCREENSHOTS / kind) == {}
