"""Every link leads to a file and a place that are there; nothing comes from another host."""

from __future__ import annotations

import re
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from tests.site.marks import marks


@pytest.fixture(params=["site", "town"])
def folder(request: pytest.FixtureRequest) -> Path:
    found: Path = request.getfixturevalue(request.param)
    return found


LOST = "404.html"
JSON = "application/ld+json"
DESCRIPTION = re.compile(rf'<script type="{re.escape(JSON)}">\{{[^<>&]*\}}</script>')
"""What search engines read and no browser runs; no sign inside could end it."""


def pages(folder: Path) -> list[Path]:
    """All pages but the one that a server shows for any address with nothing under it: its links are checked apart."""
    return sorted(p for p in folder.rglob("*.html") if p.name != LOST)


def is_published_data(link: str) -> bool:
    """Whether a link leads to a file that only a publication holds: tests of publishing follow it there."""
    return re.match(r"(\.\./)+data/", link) is not None and not link.endswith(".html")


def dangling(folder: Path) -> list[str]:
    """The links inside that lead to no file or no place."""
    lost = []
    for page in pages(folder):
        for link in marks(page).links:
            if urlsplit(link).scheme or is_published_data(link):
                continue
            file, _, mark = link.partition("#")
            target = Path(page.parent, file).resolve() if file else page.resolve()
            if not target.is_file() or (mark and mark not in marks(target).ids):
                lost.append(f"{page.relative_to(folder)}: {link}")
    return lost


def test_every_link_and_fragment_resolves(folder: Path) -> None:
    assert dangling(folder) == []


def test_the_page_for_lost_readers_leads_on_from_any_depth(folder: Path) -> None:
    links = marks(folder / LOST).links
    assert links
    assert [link for link in links if not link.startswith("/") or not (folder / link[1:]).is_file()] == []


def test_every_link_inside_names_its_file(folder: Path) -> None:
    inside = {
        link.partition("#")[0]
        for page in pages(folder)
        for link in marks(page).links
        if not urlsplit(link).scheme and not is_published_data(link)
    }
    assert {link for link in inside if link and not link.endswith((".html", ".css", ".atom", ".js", ".ico"))} == set()
    assert {link for link in inside if link.startswith("/")} == set()


def test_only_photos_lead_outside_and_none_is_fetched(folder: Path) -> None:
    for page in pages(folder):
        for tag, attributes in marks(page).tags:
            address = attributes.get("href") or attributes.get("src") or ""
            if urlsplit(address).scheme:
                assert tag == "a", page
                assert "noreferrer" in (attributes.get("rel") or ""), page


def test_no_page_has_an_inline_style_or_an_embedded_picture(folder: Path) -> None:
    for page in pages(folder):
        found = [t for t, a in marks(page).tags if t in ("style", "img", "iframe", "object") or "style" in a]
        assert found == [], page


def test_the_only_scripts_are_our_files_and_none_is_inline(folder: Path) -> None:
    for page in pages(folder):
        tags = [a for t, a in marks(page).tags if t == "script" and a.get("type") != JSON]
        found = [Path(page.parent, a["src"] or "").resolve() for a in tags]
        language = page.relative_to(folder).parts[0]
        framed = language in ("id", "en") and page.relative_to(folder).parts[1] != "screen"
        own = [folder / "assets" / f"bukti-{language}.js"] if framed else []
        parts = {folder / "assets" / name for name in ("check.js", "map.js", "screen.js")}
        assert found[: len(own)] in (own, []), page
        assert {*found} - {*own} <= parts, page
        text = DESCRIPTION.sub("", page.read_text(encoding="utf-8"))
        assert "<script" not in text.replace("></script>", "").replace("<script src=", "")


def test_ids_are_unique_on_each_page(folder: Path) -> None:
    assert [p for p in pages(folder) if len(set(marks(p).ids)) != len(marks(p).ids)] == []


def test_each_page_leads_to_itself_in_the_other_language(folder: Path) -> None:
    for page in pages(folder):
        language = page.relative_to(folder).parts[0]
        if language in ("id", "en"):
            shown = "link" if page.relative_to(folder).parts[1] == "screen" else "a"
            links = [a["href"] or "" for t, a in marks(page).tags if t == shown and "hreflang" in a]
            other = folder / ("en" if language == "id" else "id") / page.relative_to(folder / language)
            assert [Path(page.parent, link).resolve() for link in links] == [other.resolve()]


def test_a_copy_in_another_place_has_the_same_links(folder: Path) -> None:
    absolute = str(folder.resolve())
    assert [p for p in pages(folder) if absolute in p.read_text(encoding="utf-8")] == []
