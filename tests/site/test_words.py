"""Each kind of page of the small town as the words a reader meets, a line for each block and each row of a table.

After a change that is meant: `UPDATE_GOLDEN=1 pytest tests/site/test_words.py`, then read the difference.
"""

from __future__ import annotations

import os
from html.parser import HTMLParser
from pathlib import Path

import pytest
from tests.site.conftest import kinds_of
from tests.site.looking import KINDS

from bukti.locale import LANGUAGES

FOLDER = Path(__file__).parent
UNSAID = {"script", "style", "svg", "head"}
LINES = {
    *("address", "article", "dd", "div", "dl", "dt", "figcaption", "figure", "footer", "h1", "h2", "h3", "h4"),
    *("header", "li", "main", "nav", "ol", "p", "pre", "section", "summary", "table", "tr", "ul"),
}
EMPTY = {"br", "hr", "img", "input", "link", "meta", "path", "rect", "circle", "line", "use", "polyline"}


class Words(HTMLParser):
    """The words of a page in their order."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.lines = [""]
        self.unsaid: list[str] = []

    def handle_starttag(self, tag: str, _: list[tuple[str, str | None]]) -> None:
        if self.unsaid:
            self.unsaid += [] if tag in EMPTY else [tag]
        elif tag in UNSAID:
            self.unsaid.append(tag)
        elif tag in ("td", "th"):
            self.lines[-1] += " | " if self.lines[-1] else ""
        elif tag in LINES:
            self.lines.append("")

    def handle_endtag(self, tag: str) -> None:
        if self.unsaid and tag not in EMPTY:
            while self.unsaid.pop() != tag:
                pass
        elif tag in LINES:
            self.lines.append("")

    def handle_data(self, data: str) -> None:
        if not self.unsaid:
            self.lines[-1] += data


def words(page: Path) -> str:
    """The words of a page's file, each line with something in it."""
    parser = Words()
    parser.feed(page.read_text(encoding="utf-8"))
    said = (" ".join(line.split()) for line in parser.lines)
    return "".join(f"{line}\n" for line in said if line)


def test_words_are_those_of_the_page_line_by_line(tmp_path: Path) -> None:
    page = tmp_path / "page.html"
    page.write_text(
        "<head><title>No</title></head><h1>One <b>two</b></h1><svg><g><text>no</text></g></svg>"
        "<table><tr><th>a<td>1 &amp; 2</tr></table><script>no</script><p>three<br>four"
    )
    assert words(page) == "One two\na | 1 & 2\nthreefour\n"


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("kind", KINDS)
def test_a_page_says_what_it_said(town: Path, kind: str, language: str) -> None:
    said = words(town / kinds_of(town, language).pages[kind])
    kept = FOLDER / f"{kind}.{language}.txt"
    if os.environ.get("UPDATE_GOLDEN") == "1":
        kept.write_text(said, encoding="utf-8")
    assert said == kept.read_text(encoding="utf-8")
