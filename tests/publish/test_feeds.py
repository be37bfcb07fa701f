"""Feeds of publications, findings and decisions hold what RFC 4287 demands, and lead to where each thing is told."""

from __future__ import annotations

import re
import shutil
from pathlib import Path
from xml.etree import ElementTree

import pytest
from tests.publish.office import ORIGIN, built, publish_at
from tests.recap.deciding import decide
from tests.site.marks import marks

from bukti.evidence.workspace import Workspace

ATOM = "{http://www.w3.org/2005/Atom}"
DATE = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?Z")
ADDRESS = "https://kpu.example.org/hasil/"


@pytest.fixture(scope="module")
def decided(published_twice: Workspace, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The town, where a figure was corrected and a station is void, at an address, published for the third time."""
    place = tmp_path_factory.mktemp("decided") / "workspace"
    workspace = Workspace(Path(shutil.copytree(published_twice.root, place, symlinks=True)))
    text = workspace.configuration.read_text(encoding="utf-8")
    workspace.configuration.write_text(f'{text}\n[public]\naddress = "{ADDRESS}"\n', encoding="utf-8")
    decide(workspace, "a-figure", "set-field", units=["111/001"], series="office", set=[("pair-1", 100, 99)])
    decide(workspace, "a-station", "void-unit", units=["111/002"], reason="court")
    built(workspace)
    publish_at(workspace, "05")
    return workspace.site / "current"


def entries(file: Path) -> list[dict[str, str]]:
    """Every entry of a feed: id, title, updated, content and link."""
    found = []
    for entry in ElementTree.parse(file).getroot().findall(f"{ATOM}entry"):
        said = {name: entry.findtext(f"{ATOM}{name}") or "" for name in ("id", "title", "updated", "content")}
        link = entry.find(f"{ATOM}link")
        assert link is not None
        found.append({**said, "link": link.get("href") or ""})
    return found


def feeds(folder: Path) -> list[Path]:
    return sorted(folder.rglob("*.atom"))


def test_a_site_has_four_kinds_of_feeds_in_both_languages(decided: Path) -> None:
    said = {file.relative_to(decided).as_posix() for file in feeds(decided)}
    of_contest = {f"{la}/president/{kind}.atom" for la in ("id", "en") for kind in ("changes", "findings", "decisions")}
    assert said == of_contest | {"data/publications-id.atom", "data/publications-en.atom"}


def test_every_feed_has_what_rfc_4287_demands(decided: Path) -> None:
    for file in feeds(decided):
        root = ElementTree.parse(file).getroot()
        assert root.tag == f"{ATOM}feed"
        assert root.findtext(f"{ATOM}author/{ATOM}name")
        for element in (root, *root.findall(f"{ATOM}entry")):
            assert element.findtext(f"{ATOM}title"), file
            assert re.fullmatch(r"urn:uuid:[0-9a-f-]{36}", element.findtext(f"{ATOM}id") or "")
            assert DATE.fullmatch(element.findtext(f"{ATOM}updated") or ""), file
        own = entries(file)
        assert root.findtext(f"{ATOM}updated") == max((e["updated"] for e in own), default="2019-04-17T00:00:00Z")
        assert len({e["id"] for e in own}) == len(own)
        rels = {x.get("rel"): x.get("href") for x in root.findall(f"{ATOM}link")}
        assert (file.parent / str(rels["self"])).is_file()
        assert (file.parent / str(rels["alternate"])).is_file()


def test_every_entry_leads_to_a_place_that_is_there(decided: Path) -> None:
    for file in feeds(decided):
        for entry in entries(file):
            page, _, mark = entry["link"].partition("#")
            assert (file.parent / page).is_file(), entry
            assert not mark or mark in marks(file.parent / page).ids, entry


def test_feeds_name_their_own_address_where_the_office_declares_one(decided: Path, published_town: Workspace) -> None:
    base = "{http://www.w3.org/XML/1998/namespace}base"
    for file in feeds(decided):
        path = file.relative_to(decided).as_posix()
        assert ElementTree.parse(file).getroot().get(base) == ADDRESS + path
    assert {ElementTree.parse(f).getroot().get(base) for f in feeds(published_town.site / "1")} == {None}


def test_the_feed_of_publications_has_each_with_what_it_counts_the_newest_first(decided: Path) -> None:
    found = entries(decided / "data" / "publications-en.atom")
    assert [e["title"].split(",")[0] for e in found] == [f"Publication number {n}" for n in (3, 2, 1)]
    assert [e["updated"] for e in found] == [f"2099-04-18T{hour}:00:00Z" for hour in ("05", "02", "01")]
    assert found[2]["content"] == "President: 3 of 6 stations are in, 1 are held back, 2 are missing."
    assert ORIGIN not in found[2]["id"]


def test_an_entry_keeps_its_id_in_the_next_publication_and_in_the_other_language(
    decided: Path, published_town: Workspace
) -> None:
    first = published_town.site / "1"
    for name in ("data/publications-en.atom", "en/president/findings.atom"):
        before, after = ({e["id"] for e in entries(folder / name)} for folder in (first, decided))
        assert before & after, name
    for kind in ("changes", "findings", "decisions"):
        both = [
            [e["id"] for e in entries(decided / language / "president" / f"{kind}.atom")] for language in ("id", "en")
        ]
        assert both[0] == both[1]


def test_findings_say_where_what_and_what_to_do(published_town: Workspace) -> None:
    found = entries(published_town.site / "1" / "en" / "president" / "findings.atom")
    held = [e for e in found if "town" not in e["title"] and "C-4" in e["title"]]
    assert held, [e["title"] for e in found]
    assert all(e["content"] for e in found)
    stated = [e["updated"] for e in found]
    assert stated == sorted(stated, reverse=True)
    assert "2019-04-18T02:00:00Z" in {s.replace(".000", "") for s in stated}, "09:00 in Jakarta, as the file states"


def test_decisions_say_what_they_change(decided: Path, published_town: Workspace) -> None:
    found = entries(decided / "en" / "president" / "decisions.atom")
    assert len(found) == 2
    assert any("100" in e["content"] and "99" in e["content"] for e in found)
    assert entries(published_town.site / "1" / "en" / "president" / "decisions.atom") == []


def test_pages_name_their_feeds(decided: Path) -> None:
    def named(page: str) -> list[str]:
        tags = marks(decided / page).tags
        return [str(a["href"]) for t, a in tags if t == "link" and a.get("type") == "application/atom+xml"]

    assert named("en/index.html") == ["../data/publications-en.atom"]
    assert named("en/president/index.html") == ["changes.atom", "findings.atom", "decisions.atom"]
    assert named("id/president/decisions/index.html") == ["../decisions.atom"]
    assert named("id/president/findings/index.html") == ["../findings.atom"]
