"""The page about the data names every file and every column that a publication holds, and its recipe runs."""

from __future__ import annotations

import csv
import html
import json
import re
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from tests.site.marks import marks
from tests.site.small import small_town

from bukti.evidence.workspace import Workspace
from bukti.locale import messages
from bukti.publish.build import build
from bukti.publish.exports import write_all
from bukti.publish.opened import Opened
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


def linked(page: Path, folder: Path) -> set[str]:
    """The files below a folder that a page links to, by their paths from there."""
    found = (Path(page.parent, link.partition("#")[0]).resolve() for link in marks(page).links)
    return {p.relative_to(folder.resolve()).as_posix() for p in found if p.is_relative_to(folder.resolve())}


def test_every_file_of_data_is_linked_and_each_link_leads_to_a_file(published: Path, page: Path) -> None:
    data = published / "data"
    found = linked(page, data)
    other = "en" if page.parts[-3] == "id" else "id"
    there = {p.relative_to(data).as_posix() for p in data.rglob("*") if p.is_file()}
    single = {path for path in there if "/units/" in path} - {"president/units/kota-kecil.json"}
    assert found == there - single - {f"publications-{other}.atom"}
    feeds = {f"{kind}.atom" for kind in ("changes", "findings", "decisions")}
    assert linked(page, published / page.parts[-3] / "president") >= feeds


def test_every_column_of_every_csv_file_is_told_in_its_order(published: Path, page: Path) -> None:
    told = {
        name: re.findall(r"<dt><code>(.*?)</code></dt>", section)
        for name, section in re.findall(r'<details id="([\w-]+)">(.*?)</details>', page.read_text("utf-8"), re.DOTALL)
    }
    selections = {r["selection"] for r in rows(published / "data" / "president" / "selections.csv")}
    votes = {f"{s}{end}" for s in selections for end in ("", "_unknown", "_held")}
    files = [
        *(published / "data" / "president").glob("*.csv"),
        *(published / "data" / f"{n}.csv" for n in ("units", "sources", "contests")),
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


def test_the_python_and_the_formula_of_each_file_run_and_count_alike(published: Path, page: Path) -> None:
    text = page.read_text("utf-8")
    told = re.findall(r'<code class="formula">(.*?)</code></p>\s*<pre [^>]*><code>(.*?)</code>', text, re.DOTALL)
    kinds = {p.stem for p in published.glob("data/president/*.csv")} | {"units", "sources", "contests"}
    assert len(told) == len(kinds)
    counted = 0
    for formula, python in ((html.unescape(f), html.unescape(p)) for f, p in told):
        found = re.fullmatch(r'=COUNTIF\(([A-Z]+):\1;"(.*)"\)', formula)
        file = re.search(r'open\("(.*?)"', python)
        assert found, formula
        assert file, python
        with (published / file[1]).open(encoding="utf-8", newline="") as lines:
            head, *cells = csv.reader(lines)
        at = 0
        for letter in found[1]:
            at = at * 26 + ord(letter) - ord("A") + 1
        said = sum(row[at - 1] == found[2] for row in (head, *cells))
        run = subprocess.run(
            [sys.executable, "-I", "-c", python], cwd=published, capture_output=True, text=True, check=True
        )
        answer = re.search(rf"'{re.escape(found[2])}': ([0-9]+)", run.stdout)
        assert (int(answer[1]) if answer else 0) == said, (formula, run.stdout)
        assert f'row["{head[at - 1]}"]' in python
        counted += said
    assert counted > len(kinds)


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


def of_search_engines(page: Path) -> dict[str, Any]:
    (found,) = re.findall(r'<script type="application/ld\+json">(.*?)</script>', page.read_text("utf-8"), re.DOTALL)
    said: dict[str, Any] = json.loads(found)
    return said


def test_the_page_tells_search_engines_what_is_there_and_where(page: Path) -> None:
    said = of_search_engines(page)
    assert (said["@context"], said["@type"], said["temporalCoverage"]) == (
        "https://schema.org",
        "Dataset",
        "2019-04-17",
    )
    assert "license" not in said, "none is declared"
    forms = {d["name"]: d["encodingFormat"] for d in said["distribution"]}
    assert (forms["president/tally.csv"], forms["president/tally.parquet"]) == (
        "text/csv", "application/vnd.apache.parquet",
    )  # fmt: skip
    for one in said["distribution"]:
        assert (page.parent / one["contentUrl"]).is_file(), one


def test_a_name_cannot_end_what_search_engines_read_and_an_address_makes_it_whole(town: Workspace) -> None:
    text = town.configuration.read_text(encoding="utf-8").replace(
        "A small town's election", "</script><script>alert(1)"
    )
    town.configuration.write_text(text + '\n[public]\naddress = "https://kpu.example.org/"\n', encoding="utf-8")
    write_preview(build(town))
    page = town.preview / "en" / "data" / "index.html"
    said = of_search_engines(page)
    assert said["name"] == "</script><script>alert(1)"
    assert "<script>" not in page.read_text("utf-8")
    addresses = {d["name"]: d["contentUrl"] for d in said["distribution"]}
    assert addresses["units.csv"] == "https://kpu.example.org/data/units.csv"
    assert addresses["en/president/changes.atom"] == "https://kpu.example.org/en/president/changes.atom"
    assert said["url"] == "https://kpu.example.org/en/data/index.html"


def test_of_many_contests_each_has_a_page_with_all_its_files(tmp_path: Path) -> None:
    workspace = small_town(tmp_path / "many")
    text = workspace.configuration.read_text(encoding="utf-8")
    contest = text[text.index("[[contest]]") : text.index("[units]")]
    source = text[text.index("[[source]]") : text.index('[[source]]\nid = "recap"')]
    for n in range(2, 8):
        text += contest.replace('"president"', f'"president-{n}"')
        text += source.replace('"president"', f'"president-{n}"').replace('"stations"', f'"stations-{n}"')
    workspace.configuration.write_text(text, encoding="utf-8")
    found = build(workspace)
    folder = write_preview(found).folder
    write_all(Opened(found, changed=False), folder / "data")
    main = marks(folder / "en" / "data" / "index.html").links
    assert {f"president-{n}/index.html" for n in range(2, 8)} | {"president/index.html"} <= {*main}
    there = {p.relative_to(folder / "data").as_posix() for p in (folder / "data" / "president-7").rglob("*")}
    files = {path for path in there if "." in path and "/units/" not in path}
    page = folder / "en" / "data" / "president-7" / "index.html"
    assert linked(page, folder / "data") == files | {"president-7/units/kota-kecil.json"}
    assert len(files) > 10
    missing = [link for link in marks(page).links if not (page.parent / link.partition("#")[0]).exists()]
    assert missing == []
