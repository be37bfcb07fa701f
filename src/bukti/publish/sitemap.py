"""What search engines ask for: `robots.txt`, and where the site's address is declared the lists of all its pages.

The lists name pages by absolute addresses (sitemaps.org, protocol 0.9: at most 50,000 a file), in both languages. They
state no moment of change: a page itself says since which publication it reads so.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Final
from xml.sax.saxutils import escape

from bukti.locale import LANGUAGES
from bukti.publish.addresses import PAGE
from bukti.publish.pages.search_index import Entry

ROBOTS: Final = "robots.txt"
INDEX: Final = "sitemap.xml"
OF_PAGES: Final = "sitemap/pages.xml"
MOST: Final = 50_000
SHARED: Final = ("", "method/", "left-out/", "sources/", "data/", "about/", "search/", "embed/", "gaps/", "verify/")
"""Folders of a language whose page is no contest's; `verify/` is there once something was published."""
OF_CONTEST: Final = ("outcome", "could-it-change", "differences", "levels", "findings", "unusual", "changes")
_SPACE: Final = "http://www.sitemaps.org/schemas/sitemap/0.9"


def robots(address: str) -> str:
    """`robots.txt`: everything may be read. It names the list of pages where the address is declared."""
    return "User-agent: *\nAllow: /\n" + (f"Sitemap: {address}{INDEX}\n" if address else "")


def of_units(address: str, entries: Sequence[Entry]) -> dict[str, str]:
    """The index of all lists, and the lists of the units' pages, by their files."""
    found = [
        f"{language}/{contest}/{entry.path}/{PAGE}"
        for entry in entries
        for contest in entry.contests
        for language in LANGUAGES
    ]
    files = {
        f"sitemap/units-{n}.xml": _listed(address, found[start : start + MOST])
        for n, start in enumerate(range(0, len(found), MOST), 1)
    }
    index = _xml("sitemapindex", "sitemap", (f"{address}{file}" for file in (OF_PAGES, *files)))
    return {INDEX: index, **files}


def of_pages(address: str, contests: Mapping[str, Iterable[str]]) -> str:
    """The list of the pages that are no unit's; `contests` has what folders each has beside those of all."""
    found = [f"{folder}{PAGE}" for folder in SHARED]
    for contest, folders in contests.items():
        found += [f"{contest}/{PAGE}", *(f"{contest}/{folder}/{PAGE}" for folder in (*OF_CONTEST, *sorted(folders)))]
    return _listed(address, [f"{language}/{file}" for language in LANGUAGES for file in found])


def _listed(address: str, files: Iterable[str]) -> str:
    return _xml("urlset", "url", (f"{address}{file}" for file in files))


def _xml(whole: str, one: str, addresses: Iterable[str]) -> str:
    lines = "".join(f"<{one}><loc>{escape(a)}</loc></{one}>\n" for a in addresses)
    return f'<?xml version="1.0" encoding="UTF-8"?>\n<{whole} xmlns="{_SPACE}">\n{lines}</{whole}>\n'


__all__ = ["INDEX", "OF_PAGES", "ROBOTS", "of_pages", "of_units", "robots"]
