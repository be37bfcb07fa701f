"""A figure on a page leads to its cell by what stands on the pages alone: link, file, digest, row, column."""

from __future__ import annotations

import posixpath
import shutil
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest
from tests.thread.cells import Evidence, count
from tests.thread.page import Mark, columns_in, number, page

from bukti.evidence.workspace import Workspace
from bukti.publish.build import build
from bukti.publish.site import write_preview


@dataclass(frozen=True)
class Site:
    """The preview of a workspace, and the evidence it leads to."""

    folder: Path
    evidence: Evidence

    def villages(self, language: str) -> list[Path]:
        """The pages that show stations."""
        files = sorted((self.folder / language).rglob("index.html"))
        return [f for f in files if page(f).all("table", "stations")]

    def file_behind(self, start: Path, link: str) -> Mark:
        """The section of the page of files that a link from another page leads to."""
        target, _, name = link.partition("#")
        file = posixpath.normpath(posixpath.join(start.parent.as_posix(), target))
        return page(Path(file)).by_id(name)


@pytest.fixture(scope="module")
def site(built_sample: Workspace, tmp_path_factory: pytest.TempPathFactory) -> Site:
    root = Path(shutil.copytree(built_sample.root, tmp_path_factory.mktemp("pages") / "workspace"))
    workspace = Workspace(root)
    write_preview(build(workspace))
    return Site(workspace.preview, Evidence(root))


def digest(section: Mark) -> str:
    return section.one("p", "digest").one("code").text


def figures(site: Site, file: Path) -> Iterator[tuple[str, int | None, str]]:
    """For each vote in the table of stations: which station, the figure, the text of the cell it leads to."""
    table = page(file).one("table", "stations")
    for row in table.one("tbody").all("tr"):
        station = row.one("th").text
        links = row.one("td", "where").all("a")
        if not links:
            continue
        section = site.file_behind(file, links[0].attributes["href"])
        cells = site.evidence.rows(digest(section))[number(links[0].text.split()[-1]) or 0]
        by_label = columns_in(" ".join(p.text.partition(":")[2] for p in section.one("details").all("p")))
        votes = table.one("thead").all("abbr")
        for heading, cell in zip(votes, row.all("td"), strict=False):
            label = heading.attributes["title"].replace("<bdi>", "").replace("</bdi>", "")
            yield station, number(cell.text), cells[by_label[label]]


@pytest.mark.parametrize("language", ["en", "id"])
def test_every_vote_in_a_table_of_stations_is_the_cell_its_row_leads_to(language: str, site: Site) -> None:
    checked = 0
    for file in site.villages(language):
        for station, shown, text in figures(site, file):
            assert shown == count(text), (file, station, shown, text)
            checked += shown is not None
    assert checked > 700


def places(section: Mark) -> list[tuple[str, str, int, dict[str, str], str]]:
    """Every place that a station's section names: series, reading, row, columns by label, digest."""
    found = []
    for place in section.one("ol", "places").all("dl"):
        reading, file, row, columns, _, sha256 = [d.one("dd") for d in place.all("div")]
        assert file.all("a")
        found.append(
            (
                reading.text,
                reading.one("code").text,
                number(row.text) or 0,
                columns_in(columns.without("summary").text),
                sha256.text,
            )
        )
    return found


@pytest.mark.parametrize("language", ["en", "id"])
def test_every_number_of_a_stations_section_is_the_cell_its_places_name(language: str, site: Site) -> None:
    sections = [(f, s) for f in site.villages(language) for s in page(f).all("div", "station") if s.all("ol", "places")]
    assert len(sections) > 20
    checked = 0
    for file, section in sections:
        table = section.one("table", "sheet")
        named = places(section)
        readings = list(dict.fromkeys(reading for _, reading, *_ in named))
        for row in table.one("tbody").all("tr"):
            label = row.one("th").text
            for reading, cell in zip(readings, row.all("td"), strict=False):
                for _, _, line, columns, sha256 in (n for n in named if n[1] == reading):
                    column = next((c for of, c in columns.items() if label.endswith(of)), None)
                    text = site.evidence.rows(sha256)[line][column] if column else ""
                    odd = cell.all("span", "odd")
                    shown = None if odd else number(cell.text)
                    assert shown == count(text), (file, section.attributes["id"], label, text)
                    assert not odd or odd[0].one("bdi").text == text.strip()
                    checked += shown is not None
    assert checked > 500


def test_the_files_that_pages_name_are_in_evidence_under_their_digest(site: Site) -> None:
    sections = page(site.folder / "en" / "sources" / "index.html").all("section", "file")
    assert len(sections) == 8
    for section in sections:
        assert site.evidence.content(digest(section))
