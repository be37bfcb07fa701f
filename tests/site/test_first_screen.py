"""On a phone the first screen answers: who leads, how much is counted, what is missing, what disagrees."""

from __future__ import annotations

import pytest
from playwright.sync_api import Browser
from tests.site.looking import WIDTHS, context

ANSWERS = {
    "who leads, by how much": "h1",
    "on which basis": ".basis .chip",
    "every bar": ".bars li",
    "how much is counted": ".first li:nth-child(1)",
    "what is missing, how large": ".first li:nth-child(2)",
    "as of when": ".first li:nth-child(3)",
    "what disagrees": ".first li:nth-child(4)",
    "where to check": ".first li:nth-child(5)",
}


@pytest.mark.browser
@pytest.mark.parametrize("page", ["id/index.html", "en/index.html"])
def test_the_first_screen_of_a_phone_answers_the_first_questions(browser: Browser, served: str, page: str) -> None:
    with context(browser, 390) as opened:
        shown = opened.new_page()
        shown.goto(served + page)
        bottom = {
            what: max(
                where["y"] + where["height"] for found in shown.locator(css).all() if (where := found.bounding_box())
            )
            for what, css in ANSWERS.items()
        }
        assert {what: at for what, at in bottom.items() if at > WIDTHS[390]} == {}
        assert "TPS" in shown.locator(".first").inner_text() or "station" in shown.locator(".first").inner_text()
