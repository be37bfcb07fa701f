"""What the pages of the small town say, and how they are written."""

from __future__ import annotations

import re
from importlib import resources
from pathlib import Path

import pytest
from tests.site.marks import marks
from tests.site.small import BRACES, CODE, PICTURE, small_town

from bukti.engine.database import fetch
from bukti.locale import messages
from bukti.publish.addresses import addresses_of, relative
from bukti.publish.build import Built, build
from bukti.publish.pages import colours, findings
from bukti.publish.preview import KNOWN
from bukti.publish.site import write_preview

VILLAGE = "president/kota-kecil/utara/suka-maju/index.html"


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory) -> Built:
    return build(small_town(tmp_path_factory.mktemp("own") / "workspace"))


def text(town: Path, page: str) -> str:
    return marks(town / page).text


def files(folder: Path) -> dict[str, bytes]:
    return {p.relative_to(folder).as_posix(): p.read_bytes() for p in folder.rglob("*") if p.is_file()}


def test_the_village_tells_which_station_explains_the_gap(town: Path) -> None:
    told = text(town, f"en/{VILLAGE}")
    assert "The plenary states 90 and 40 votes more than 3 polling stations add up to" in told
    assert "TPS 002: Office is all zero; Volunteers read 90 and 40." in told
    assert "Pleno mencatat 90 dan 40 suara lebih banyak daripada jumlah 3 TPS" in text(town, f"id/{VILLAGE}")


def test_a_station_with_something_to_tell_has_a_section_and_any_other_a_row(town: Path) -> None:
    tags = marks(town / "en" / VILLAGE).tags
    where = {a["id"]: tag for tag, a in tags if (a.get("id") or "").startswith("tps-")}
    assert where == {"tps-001": "tr", "tps-002": "div", "tps-003": "div"}


def test_a_section_shows_every_reading_and_where_it_was_read(town: Path) -> None:
    page = (town / "en" / VILLAGE).read_text(encoding="utf-8")
    section = page[page.index('id="tps-002"') : page.index('id="tps-003"')]
    plain = " ".join(re.sub("<[^>]+>", " ", section).split())
    assert "01 Satu 0 90" in plain
    assert "02 Tiga 0 40" in plain
    assert "stations.csv row 3" in plain
    assert "18 Apr 2019 09:00 WIB" in plain
    assert "c1" in plain


def test_a_cell_that_is_no_number_is_shown_as_written(town: Path) -> None:
    units = (town / "en/president/kota-kecil").rglob("index.html")
    (village,) = (p for p in units if "dua puluh" in p.read_text(encoding="utf-8"))
    assert "“dua puluh”" in marks(village).text


def test_a_rule_that_is_broken_is_told_with_its_numbers(town: Path) -> None:
    assert "80 + 60 = 140, the sheet says 150" in text(town, f"en/{VILLAGE}")


def test_what_is_missing_is_counted_and_never_zero(town: Path) -> None:
    told = text(town, "en/president/index.html")
    assert "4 of 6 polling stations have vote figures" not in told
    assert "held: impossible 1" in told
    assert "missing 1" in told
    assert "not certain yet" in told


def test_a_name_that_looks_like_code_is_shown_as_text(town: Path) -> None:
    pages = [p for p in town.rglob("*.html") if "onerror" in p.read_text(encoding="utf-8")]
    assert pages
    for page in pages:
        assert not [t for t, _ in marks(page).tags if t == "img"]
    assert CODE.casefold() in text(town, "en/president/kota-kecil/utara/index.html").casefold()
    assert BRACES.casefold() in text(town, "en/president/kota-kecil/utara/index.html").casefold()
    assert not [p for p in town.rglob("*.html") if ">49<" in p.read_text(encoding="utf-8")]


def test_a_photo_is_a_link_and_is_not_shown(town: Path) -> None:
    links = [a for t, a in marks(town / "en" / VILLAGE).tags if t == "a" and a.get("href") == PICTURE]
    assert links == []  # the only photo belongs to a station with nothing to tell: its row leads to the file


def test_every_figure_of_a_table_of_units_is_a_link(town: Path) -> None:
    page = (town / "en/president/kota-kecil/utara/index.html").read_text(encoding="utf-8")
    table = page[page.index('class="children"') : page.index("</table>", page.index('class="children"'))]
    figures = re.findall(r"<td>(.*?)</td>", table)
    assert figures
    assert [f for f in figures if not f.startswith("<a ")] == []


def test_the_same_evidence_gives_the_same_bytes(town: Path, built: Built) -> None:
    write_preview(built)
    assert files(built.terms.workspace.preview) == files(town)


def test_a_second_run_writes_nothing_and_a_stale_page_goes_with_the_next_new_site(built: Built) -> None:
    write_preview(built)
    stale = built.terms.workspace.preview / "id" / "president" / "gone" / "index.html"
    stale.parent.mkdir()
    stale.write_text("gone")
    again = write_preview(built)
    assert (again.written, again.removed) == (0, 0)
    (built.terms.workspace.build / KNOWN).unlink()
    again = write_preview(built)
    assert (again.written, again.removed) == (0, 1)
    assert not stale.parent.exists()


def test_the_first_page_of_a_part_that_was_lost_is_written_again(built: Built) -> None:
    write_preview(built)
    page = built.terms.workspace.preview / "en/president/kota-kecil/index.html"
    before = page.read_bytes()
    page.unlink()
    assert write_preview(built).written == 1
    assert page.read_bytes() == before


def test_any_page_that_was_lost_is_written_again_where_its_part_is_made_anew(built: Built) -> None:
    write_preview(built)
    page = built.terms.workspace.preview / "en" / VILLAGE
    before = page.read_bytes()
    page.unlink()
    (built.terms.workspace.preview / "id/president/kota-kecil/index.html").unlink()
    assert write_preview(built).written == 2
    assert page.read_bytes() == before


def test_many_contests_are_a_list_and_each_has_its_own_pages(tmp_path: Path) -> None:
    workspace = small_town(tmp_path / "workspace")
    text = workspace.configuration.read_text(encoding="utf-8")
    start, end = text.index("[[contest]]"), text.index("[units]")
    others = [text[start:end].replace('"president"', f'"mayor-{n}"').replace("Presiden", "Wali") for n in range(6)]
    workspace.configuration.write_text(text[:end] + "".join(others) + text[end:], encoding="utf-8")
    write_preview(build(workspace))
    page = marks(workspace.preview / "en/index.html")
    assert [a.get("class") for t, a in page.tags if t == "ul"] == ["wide contests"]
    assert "President Satu leads" in page.text
    assert (workspace.preview / "en/mayor-5" / VILLAGE.partition("/")[2]).is_file()


def test_a_file_with_new_votes_of_one_village_writes_its_page_and_those_above(tmp_path: Path) -> None:
    workspace = small_town(tmp_path / "workspace")
    write_preview(build(workspace))
    before = files(workspace.preview)
    stations = workspace.root / "sources" / "stations.csv"
    stations.write_text(stations.read_text(encoding="utf-8").replace("111,3,110,120,80", "111,3,110,120,79"))
    write_preview(build(workspace))
    after = files(workspace.preview)
    changed = {name.partition("/")[2] for name in after if after[name] != before.get(name)}
    villages = {name for name in changed if name.count("/") == 4}
    assert VILLAGE in villages
    assert {"index.html", "president/index.html", "president/kota-kecil/index.html", "sources/index.html"} <= changed


def test_a_new_file_of_one_village_leaves_the_pages_of_others_as_they_lie(tmp_path: Path) -> None:
    workspace = small_town(tmp_path / "workspace")
    whole = workspace.root / "sources" / "stations.csv"
    head, *rows = whole.read_text(encoding="utf-8").splitlines(keepends=True)
    whole.unlink()
    for village in ("111", "112"):
        own = "".join(row for row in rows if row.startswith(f"{village},"))
        whole.with_name(f"stations-{village}.csv").write_text(head + own, encoding="utf-8")
    declared = workspace.root / "bukti.toml"
    text = declared.read_text(encoding="utf-8").replace('path = "stations.csv"', 'path = "stations-*.csv"')
    declared.write_text(text, encoding="utf-8")
    write_preview(build(workspace))
    pages = [p for p in workspace.preview.rglob("index.html") if p.is_file()]
    lay = {p.relative_to(workspace.preview).as_posix(): (p.stat().st_ino, p.stat().st_mtime_ns) for p in pages}
    first = whole.with_name("stations-111.csv")
    first.write_text(first.read_text(encoding="utf-8").replace("111,1,110,120,100,50", "111,1,110,120,99,51"))
    write_preview(build(workspace))
    lies = {p.relative_to(workspace.preview).as_posix(): (p.stat().st_ino, p.stat().st_mtime_ns) for p in pages}
    villages = {name.partition("/")[2] for name in lay if name.count("/") == 5}
    written = {name.partition("/")[2] for name in lay if lies[name] != lay[name]}
    assert len(villages) == 3
    assert written & villages == {VILLAGE}
    assert {"index.html", "president/index.html", "president/kota-kecil/index.html"} <= written


def test_a_rule_that_fired_often_lists_some_findings_and_tells_how_many_are_left(
    built: Built, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(findings, "MOST", 1)
    workspace = small_town(tmp_path / "workspace")
    write_preview(build(workspace))
    built.store.show(built.connection, "finding")
    fired = fetch(built.connection, "select rule, count(*) from finding group by rule")
    rule, often = next((rule, n) for rule, n in fired if n > 2)
    page = marks(workspace.preview / "en/president/findings" / rule.lower() / "index.html")
    assert len([t for t, _ in page.tags if t == "tr"]) == 2
    assert f"{often - 1} more findings are on the pages of their places." in page.text
    assert "bukti table finding --format csv" in page.text


def test_addresses_and_units_are_two_ways_of_saying_one_thing(built: Built) -> None:
    addresses = addresses_of(built)
    assert addresses.slugs("town:111/002") == ("kota-kecil", "utara", "suka-maju", "002")
    assert addresses.unit(("kota-kecil", "utara", "suka-maju")) == "town:111"
    assert addresses.unit(("kota-kecil", "utara", "suka-maju", "tps-002")) == "town:111/002"
    assert addresses.unit(("nowhere",)) is None
    assert addresses.page("en", "president", "town:111/002") == f"en/{VILLAGE}#tps-002"
    assert relative("en/a/b/index.html", "en/a/index.html#x") == "../index.html#x"
    assert relative("en/a/index.html", "en/a/index.html#x") == "#x"
    assert relative("en/a/index.html", "id/a/b/index.html") == "../../id/a/b/index.html"


def test_the_style_sheets_that_a_page_loads_stay_small(town: Path) -> None:
    """A sheet that few pages want is their own: what counts is what one reader's page brings."""
    for page in town.rglob("*.html"):
        sheets = {(page.parent / link).resolve() for link in marks(page).links if link.endswith(".css")}
        assert sum(sheet.stat().st_size for sheet in sheets if sheet.is_file()) <= 20 * 1024, page


def test_colours_of_selections_stand_out_in_both_themes() -> None:
    for paper in colours.PAPERS.values():
        for colour in ("#ffff00", "#000000", "#ffffff", "#808080", *colours.FALLBACK):
            assert colours.contrast(colours.visible(colour, paper), paper) >= colours.LEAST


def test_contrast_is_that_of_wcag() -> None:
    assert round(colours.contrast("#000000", "#ffffff"), 2) == 21
    assert round(colours.contrast("#777777", "#ffffff"), 2) == 4.48


def test_templates_hold_no_words() -> None:
    folder = Path(str(resources.files("bukti.publish.pages")))
    allowed = {"Bukti", "sha256", "sha256sum"}
    for template in folder.glob("*.html"):
        plain = re.sub(
            r"\{%.*?%\}|\{\{.*?\}\}|<[^>]*>|&\w+;", " ", template.read_text(encoding="utf-8"), flags=re.DOTALL
        )
        assert set(re.findall(r"[A-Za-z]\w+", plain)) <= allowed, template.name


def test_every_sentence_of_the_catalogue_is_asked_for() -> None:
    folder = Path(str(resources.files("bukti.publish.pages")))
    files = [*folder.rglob("*"), folder.parent / "generation.py", *(folder.parent / "exports").glob("*.py")]
    asked = "\n".join(p.read_text(encoding="utf-8") for p in files if p.suffix in (".py", ".html"))
    said = {m.removeprefix("pages.") for m in messages("en") if m.startswith("pages.")}
    variant = {
        m for m in said for suffix in (".stated", ".totals") if m.endswith(suffix) and m.removesuffix(suffix) in said
    }
    known = {m.removesuffix(".one") for m in said - variant}
    wanted = [w.removeprefix("pages.") for w in re.findall(r"""["']([\w.{}\[\]()-]+)["']""", asked)]
    patterns = [re.compile(re.escape(w).replace(r"\{", "{").replace(r"\}", "}")) for w in wanted if "{" not in w]
    plain = {p.pattern.replace("\\", "") for p in patterns}
    heads = {w.partition("{")[0] for w in wanted if "{" in w} | {"state.", "favour.", "story.more.", "story.less."}
    assert {m for m in known if m not in plain and not any(h and m.startswith(h) for h in heads)} == set()
