"""One picture of all pictures that the tests took of pages, for a person to look at: run it after the tests.

    python -m tests.site.contact_sheet

Writes `artefacts/contact-sheet.png`; `artefacts/contact-sheet.html` leads from each picture to its whole.
"""

from __future__ import annotations

import html
import sys
from pathlib import Path

from playwright.sync_api import sync_playwright
from tests.needs import need_tool
from tests.site.looking import FLAGS, SCREENSHOTS

STYLE = """body{margin:16px;font:13px sans-serif;background:#fff;color:#000;display:grid;gap:16px;
grid-template-columns:repeat(8,1fr)}a{color:inherit}figure{margin:0}
img{width:100%;height:260px;object-fit:cover;object-position:left top;border:1px solid #bbb}.wide{grid-column:span 2}"""


def figure(name: str) -> str:
    """A picture with its name below, wide where its page was."""
    shown = html.escape(name)
    kind = ' class="wide"' if "-1280-" in name else ""
    return f'<figure{kind}><a href="site/{shown}"><img src="site/{shown}" alt=""></a>{shown}</figure>'


def main() -> int:
    pictures = sorted(SCREENSHOTS.glob("*.png"))
    if not pictures:
        sys.stderr.write("No pictures in artefacts/site/: run the tests of tests/site first.\n")
        return 2
    figures = "".join(figure(picture.name) for picture in pictures)
    sheet = SCREENSHOTS.parent / "contact-sheet.html"
    sheet.write_text(f"<!doctype html><title>Pages</title><style>{STYLE}</style>{figures}", encoding="utf-8")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=need_tool("chromium"), args=FLAGS)
        page = browser.new_page(viewport={"width": 1600, "height": 900})
        page.goto(Path(sheet).as_uri())
        page.screenshot(path=sheet.with_suffix(".png"), full_page=True)
        browser.close()
    sys.stdout.write(f"artefacts/contact-sheet.png: {len(pictures)} pictures\n")
    return 0


if __name__ == "__main__":
    sys.exit(main())
