"""What a page says of itself to others: its line in lists, its card where its link is shared, the list of all pages."""

from __future__ import annotations

import json
import re
import sys
from pathlib import Path

import pytest
from tests.needs import ROOT
from tests.publish.office import CHEAP, ORIGIN, PHRASE, at, bring, publish_at, stranger
from tests.site.marks import marks
from tests.site.small import CODE, CONFIGURATION, small_town

from bukti.evidence.workspace import Workspace
from bukti.publish.build import build, check
from bukti.publish.opening import open_log
from bukti.publish.site import write_preview
from bukti.vocabulary.problems import Refusal

SOURCE = ROOT / "src" / "bukti" / "publish"
ADDRESS = "https://hasil.example/kota/"
PUBLIC = f'\n[public]\naddress = "{ADDRESS}"\ncards = true\n'
TOWN = "president/kota-kecil"
VILLAGE = f"{TOWN}/utara/suka-maju"
PNG = b"\x89PNG\r\n\x1a\n"


def sharing(folder: Path) -> Workspace:
    workspace = small_town(folder)
    (workspace.root / "bukti.toml").write_text(CONFIGURATION + PUBLIC, encoding="utf-8")
    return workspace


@pytest.fixture(scope="module")
def shared(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The small town's preview, with cards: to be read, never changed."""
    workspace = sharing(tmp_path_factory.mktemp("shared") / "workspace")
    write_preview(build(workspace))
    return workspace.preview


def metas(page: Path) -> dict[str, str]:
    tags = [a for t, a in marks(page).tags if t == "meta"]
    return {a.get("name") or a.get("property") or "": a.get("content") or "" for a in tags}


def size(card: bytes) -> tuple[int, int]:
    """Width and height as the header of a PNG states them."""
    assert card[:8] == PNG
    assert card[12:16] == b"IHDR"
    return int.from_bytes(card[16:20], "big"), int.from_bytes(card[20:24], "big")


def words(card: Path) -> dict[str, object]:
    """The words inside a card: the only text chunk, JSON after its keyword and five zero bytes."""
    content = card.read_bytes()
    start = content.index(b"iTXtbukti card\0\0\0\0\0")
    length = int.from_bytes(content[start - 4 : start], "big")
    found: dict[str, object] = json.loads(content[start + 4 : start + 4 + length][15:])
    return found


def test_each_page_says_itself_in_one_line_of_its_language(town: Path) -> None:
    for language in ("id", "en"):
        for page in (town / language).rglob("*.html"):
            if page.relative_to(town).parts[1] not in ("screen",):
                assert len(metas(page)["description"]) > 20, page
    told = "President, Kota Kecil – Satu leads by 510 votes: 760 to 250. 3 of 6 polling stations are in."
    for file in ("", "president/", f"{TOWN}/"):
        assert metas(town / "en" / file / "index.html")["description"] == told
    assert metas(town / "id" / VILLAGE / "index.html")["description"] == (
        "Presiden, Suka Maju – Satu unggul 120 suara: 270 lawan 150. 3 dari 3 TPS sudah masuk."
    )


def test_names_that_look_like_code_stay_text_in_what_a_page_says_of_itself(shared: Path) -> None:
    [page] = [p for p in (shared / "en" / TOWN / "utara").glob("*/index.html") if "img" in p.parent.name]
    assert CODE.casefold() in metas(page)["description"].casefold()
    assert "<img" not in page.read_text(encoding="utf-8")
    assert str(words(page.with_name("card.png"))["unit"]).casefold() == CODE.casefold()


def test_absolute_links_name_the_page_and_the_other_language(shared: Path) -> None:
    links = [a for t, a in marks(shared / "id" / VILLAGE / "index.html").tags if t == "link"]
    alternates = {a["hreflang"]: a["href"] for a in links if a.get("hreflang")}
    assert alternates == {n: f"{ADDRESS}{n}/{VILLAGE}/index.html" for n in ("id", "en")}
    assert [a["href"] for a in links if a["rel"] == "canonical"] == [alternates["id"]]


def test_the_list_of_pages_is_that_of_the_pages_there_are(shared: Path, town: Path) -> None:
    assert (shared / "robots.txt").read_text() == f"User-agent: *\nAllow: /\nSitemap: {ADDRESS}sitemap.xml\n"
    files = re.findall(f"<loc>{ADDRESS}(.*)</loc>", (shared / "sitemap.xml").read_text())
    assert files == ["sitemap/pages.xml", "sitemap/units-1.xml"]
    listed = [f for file in files for f in re.findall(f"<loc>{ADDRESS}(.*)</loc>", (shared / file).read_text())]
    assert len(listed) == len({*listed})
    apart = re.compile("(id|en)/screen/")
    there = [p.relative_to(shared).as_posix() for n in ("id", "en") for p in (shared / n).rglob("*.html")]
    only_published = {f"{n}/verify/index.html" for n in ("id", "en")}
    assert {*listed} - only_published == {file for file in there if not apart.match(file)}
    assert (town / "robots.txt").read_text() == "User-agent: *\nAllow: /\n"
    assert not (town / "sitemap.xml").exists()


def test_each_unit_has_a_card_in_each_language_and_its_page_names_it(shared: Path) -> None:
    for language in ("id", "en"):
        for page in (shared / language / "president").rglob("index.html"):
            told = metas(page)
            card = shared / told["og:image"].removeprefix(ADDRESS)
            own = "kota-kecil" in page.parts
            assert card == (page.parent if own else shared / language / TOWN) / "card.png"
            assert size(card.read_bytes()) == (1200, 630)
            assert (told["og:image:width"], told["og:image:height"]) == ("1200", "630")
            assert (told["og:image:alt"] == told["og:description"] == told["description"]) or not own
            assert told["twitter:card"] == "summary_large_image"
        assert metas(shared / language / "index.html")["og:image"] == f"{ADDRESS}{language}/{TOWN}/card.png"


def test_a_card_says_who_leads_what_is_in_what_is_missing_and_as_of_when(shared: Path) -> None:
    said = words(shared / "en" / TOWN / "card.png")
    assert (said["contest"], said["unit"], said["above"]) == ("President", "Kota Kecil", "")
    assert (said["head"], said["word"]) == ("Satu leads by 510 votes", "declared")
    bars = [(b["place"], b["name"], b["votes"], b["share"]) for b in said["bars"]]  # type: ignore[attr-defined]
    assert bars == [("01", "Satu", "760", "75.2 %"), ("02", "Tiga", "250", "24.8 %")]  # of 1,010
    assert "1,010" in str(said["of"])
    # Not in: 111/002 (all zero), 112/001 (held), 112/002 (one vote unread), 113/001 (no row).
    assert "4 polling stations (1 all zero, 1 held: impossible, 1 read in part, 1 missing)" in str(said["open"])
    assert said["as_of"] == "As of: 18 Apr 2019 09:00 WIB; 1 other file states no moment"
    assert said["publication"] == "preview, not published"
    assert words(shared / "id" / VILLAGE / "card.png")["above"] == "Utara, Kota Kecil"


def test_a_card_is_drawn_again_only_where_its_words_change(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    workspace = sharing(tmp_path / "workspace")
    open_log_of(workspace)
    before = {p: p.stat().st_ino for p in workspace.preview.rglob("card.png")}
    publish_at(workspace, "01")
    bring(workspace)
    write_preview(build(workspace))
    turned = {p for p, inode in before.items() if p.stat().st_ino != inode}
    # What came in is 113/001: its village, the district and the town; the other villages keep their cards.
    assert {p.parent.name for p in before} - {p.parent.name for p in turned} == {"suka-maju", slug_of(workspace)}
    publish_at(workspace, "02")
    first, second = (workspace.site / n / "en" / TOWN for n in ("1", "2"))
    assert words(first / "card.png")["publication"] == "publication 1"
    assert words(second / "card.png")["publication"] == "publication 2"
    same = [folder / "utara" / "suka-maju" / "card.png" for folder in (first, second)]
    assert same[0].samefile(same[1])
    assert words(same[1])["publication"] == "publication 1"
    assert stranger(workspace.site / "2", tmp_path / "memory") == 0
    # All pages are made anew, yet no card: the typesetter would stop the build.
    (workspace.build / "preview.json").unlink()
    monkeypatch.setattr("typst.compile", None)
    write_preview(build(workspace))


def open_log_of(workspace: Workspace) -> None:
    write_preview(build(workspace))
    open_log(workspace, ORIGIN, PHRASE, now=at("00"), cost=CHEAP)


def slug_of(workspace: Workspace) -> str:
    """The folder of the village whose name looks like code."""
    return next(p.name for p in (workspace.preview / "en" / TOWN / "utara").iterdir() if "img" in p.name)


def test_every_state_of_a_station_has_a_colour_on_cards_as_on_pages(town: Path) -> None:
    states = {*re.findall(r"\.s-([a-z]+)", (town / "assets" / "site.css").read_text(encoding="utf-8"))}
    [line] = re.findall(r"^#let meter = \((.*)\)$", (SOURCE / "card.typ").read_text(encoding="utf-8"), re.M)
    assert {*re.findall(r'"?([a-z]+)"?: ', line)} == states


def test_cards_without_an_address_or_without_the_typesetter_are_refused(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    workspace = small_town(tmp_path / "workspace")
    toml = workspace.root / "bukti.toml"
    toml.write_text(CONFIGURATION + "\n[public]\ncards = true\n", encoding="utf-8")
    wrong, _ = check(workspace)
    assert [(p.place.file, p.place.field) for p in wrong] == [("bukti.toml", "public.address")]
    toml.write_text(CONFIGURATION + PUBLIC, encoding="utf-8")
    monkeypatch.setitem(sys.modules, "typst", None)
    with pytest.raises(Refusal) as refused:
        build(workspace)
    assert [(p.code, p.place.file, p.place.field) for p in refused.value.problems] == [
        ("CF-CARDS-EXTRA", "bukti.toml", "cards")
    ]
