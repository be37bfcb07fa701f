"""The page about the data names every file and every column that a publication holds, and its recipe runs."""

from __future__ import annotations

import csv
import html
import re
import subprocess
import sys
from pathlib import Path

import pytest
from tests.site.marks import marks

from bukti.evidence.workspace import Workspace
from bukti.locale import messages
from bukti.publish.build import build
from bukti.publish.site import write_preview


@pytest.fixture(scope="module")
def published(published_town: Workspace) -> Path:
    return published_town.site / "1"


@pytest.fixture(scope="module", params=["id", "en"])
def page(request: pytest.FixtureRequest, published: Path) -> Path:
    language: str = request.param
    return published / language / "data" / "index.html"


def rows(file: Path) -> list[dict[str, str]]:
    with file.open(encoding="utf-8", newline="") as text:
        return list(csv.DictReader(text, strict=True))


def test_every_link_to_a_file_of_data_leads_to_it_and_no_csv_file_lacks_one(published: Path, page: Path) -> None:
    links = {link for link in marks(page).links if link.startswith("../../data/") and link.endswith(".csv")}
    linked = {Path(page.parent, link).resolve() for link in links}
    assert linked == {file.resolve() for file in (published / "data").rglob("*.csv")}


def test_every_column_of_every_csv_file_is_told_in_its_order(published: Path, page: Path) -> None:
    told = {
        name: re.findall(r"<dt><code>(.*?)</code></dt>", section)
        for name, section in re.findall(r'<details id="([\w-]+)">(.*?)</details>', page.read_text("utf-8"), re.DOTALL)
    }
    selections = {r["selection"] for r in rows(published / "data" / "president" / "selections.csv")}
    votes = {f"{s}{end}" for s in selections for end in ("", "_unknown", "_held")}
    files = [
        *(published / "data" / "president").glob("*.csv"),
        *(published / "data" / f"{n}.csv" for n in ("units", "sources")),
    ]
    assert {f.stem for f in files} == told.keys()
    for file in files:
        with file.open(encoding="utf-8", newline="") as text:
            head = next(csv.reader(text))
        assert told[file.stem] == [column for column in head if column not in votes], file


def test_every_column_is_told_in_words_and_not_by_its_own_name(page: Path) -> None:
    told = re.findall(r"<dt><code>(.*?)</code></dt>\s*<dd>(.*?)</dd>", page.read_text("utf-8"), re.DOTALL)
    assert len(told) > 100
    bare = messages(page.parts[-3])["pages.data.field"]
    assert [name for name, words in told if words == bare.format(field=name)] == []


def test_the_python_on_the_page_runs_on_a_publication_and_prints_its_figures(published: Path, page: Path) -> None:
    found = re.search(r'<pre [^>]*id="snippet"[^>]*><code>(.*?)</code>', page.read_text("utf-8"), re.DOTALL)
    assert found
    run = subprocess.run(
        [sys.executable, "-I", "-c", html.unescape(found[1])], cwd=published, capture_output=True, text=True, check=True
    )
    units = {r["unit_id"]: r["name"] for r in rows(published / "data" / "units.csv")}
    selections = [r["selection"] for r in rows(published / "data" / "president" / "selections.csv")]
    expected = [
        " ".join(
            [r["level"], units[r["unit_id"]], r["stations_in"], r["stations_expected"]]
            + [r[s] or "None" for s in selections]
        )
        for r in rows(published / "data" / "president" / "tally.csv")
        if r["basis"] == "counted"
    ]
    assert expected
    assert run.stdout.splitlines() == expected


def test_the_spreadsheet_recipe_adds_up_to_the_row_above_where_an_empty_cell_adds_nothing(published: Path) -> None:
    tally = [r for r in rows(published / "data" / "president" / "tally.csv") if r["basis"] == "counted"]
    districts = [r["pair-1"] for r in tally if r["level"] == "district"]
    (above,) = (r["pair-1"] for r in tally if r["level"] == "regency")
    assert sum(int(cell) for cell in districts if cell) == int(above)


def test_a_licence_that_is_declared_is_printed_and_one_that_is_not_is_not_made_up(town: Workspace) -> None:
    page = town.preview / "en" / "data" / "index.html"
    assert "The office has declared no licence" in page.read_text("utf-8")
    text = town.configuration.read_text(encoding="utf-8")
    public = '\n[public]\naddress = "https://kpu.example.org/"\nlicence = "CC BY 4.0 & more"\n'
    town.configuration.write_text(text + public, encoding="utf-8")
    write_preview(build(town))
    said = page.read_text("utf-8")
    assert "The licence of these data: CC BY 4.0 &amp; more." in said
    assert "https://kpu.example.org/" in said
    assert "declared no licence" not in said
