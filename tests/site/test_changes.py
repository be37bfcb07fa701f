"""What changed since, as page, history, feed and CSV: a small town whose office sends its stations again."""

from __future__ import annotations

import csv
import io
import json
import re
import subprocess
from hashlib import sha256
from pathlib import Path
from xml.etree import ElementTree

import pytest
from tests.cli.running import bukti
from tests.needs import need_tool
from tests.site.marks import marks
from tests.site.small import STATIONS, small_town
from tests.site.test_html import RULES

from bukti.evidence.workspace import Workspace
from bukti.publish.build import Built, build
from bukti.publish.changes import write_changes, write_totals
from bukti.publish.site import write_preview

ATOM = "{http://www.w3.org/2005/Atom}"
VILLAGE = "president/kota-kecil/utara/suka-maju/index.html"
# 111/001 no longer adds up; 111/002 is filled for the office's zeros; what the crowd read of 112/002 vanished.
LATER = (
    STATIONS.replace("111,1,110,120,100,50,150", "111,1,110,120,100,55,150")
    .replace("111,2,115,115,0,0,0,0,0", "111,2,115,115,90,40,130,2,132")
    .replace("91,70,20,90,1,91", "91,70,,90,1,91")
)
EARLIER = STATIONS.replace("111,1,110,120,100,50,150", "111,1,110,120,100,49,149")


def sent(workspace: Workspace, name: str, text: str, at: str) -> None:
    """Another file of the stations, which states this moment."""
    toml = workspace.configuration.read_text(encoding="utf-8")
    entry = toml[toml.index('[[source]]\nid = "stations"') : toml.index('[[source]]\nid = "recap"')]
    entry = entry.replace('"stations"', f'"{name}"').replace("stations.csv", f"{name}.csv")
    workspace.configuration.write_text(toml + entry.replace("2019-04-18T09:00:00+07:00", at), encoding="utf-8")
    (workspace.inbox / f"{name}.csv").write_text(text, encoding="utf-8")


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory) -> Built:
    workspace = small_town(tmp_path_factory.mktemp("changed") / "workspace")
    sent(workspace, "later", LATER, "2019-04-18T12:00:00+07:00")
    build(workspace)
    sent(workspace, "earlier", EARLIER, "2019-04-18T08:00:00+07:00")
    found = build(workspace)
    # the journal's clock stands in for a day on which the last file was received
    last = workspace.journal.files()[-1]
    facts = [json.loads(line) for line in last.read_text(encoding="utf-8").splitlines()]
    stamped = [json.dumps({**fact, "received_at": "2099-04-19T02:00:00Z"}) for fact in facts]
    last.write_text("\n".join(stamped) + "\n", encoding="utf-8")
    last.with_suffix(".sha256").write_text(f"{sha256(last.read_bytes()).hexdigest()}  {last.name}\n", encoding="utf-8")
    write_preview(found)
    return found


def page(built: Built, file: str) -> Path:
    return built.terms.workspace.preview / file


def told(built: Built, file: str) -> str:
    return marks(page(built, file)).text


def rows(built: Built, file: str, title: str) -> list[list[str]]:
    """The rows of the first table behind a heading, cell by cell as text."""
    html = page(built, file).read_text(encoding="utf-8")
    body = html[html.index(title) :].split("<tbody>")[1].split("</tbody>")[0]
    cells = [re.findall(r"<t[hd][^>]*>(.*?)</t[hd]>", row) for row in body.split("</tr>") if "<t" in row]
    return [[" ".join(re.sub("<[^>]+>", " ", cell).split()) for cell in row] for row in cells]


def test_the_page_counts_changes_by_moment_and_shows_old_and_new(built: Built) -> None:
    text = told(built, "en/president/changes/index.html")
    assert "9 numbers are stated otherwise than before." in text
    assert rows(built, "en/president/changes/index.html", "By moment") == [
        ["18 Apr 2019 12:00 WIB", "3", "7", "0", "6", "1"],  # sheets, numbers, filled, changed, vanished
        ["18 Apr 2019 09:00 WIB", "1", "2", "0", "2", "0"],
    ]
    assert "changed 02 Tiga: 50 → 55" in text
    assert "vanished 02 Tiga: 20 → not known" in text
    assert "berubah" in told(built, "id/president/changes/index.html")


def test_alarms_and_late_files_stand_at_the_head_of_the_page(built: Built) -> None:
    text = told(built, "en/president/changes/index.html")
    assert "A new reading broke an identity that had held once (X-302)" in text
    assert "A late file: earlier.csv was received on 19 Apr 2099 09:00 WIB" in text
    assert "states how things stood on 18 Apr 2019 08:00 WIB, when 18 Apr 2019 12:00 WIB had been stated" in text
    assert text.count("A late file") == 1


def test_a_paper_has_its_history_in_its_section_in_the_order_of_moments(built: Built) -> None:
    html = page(built, f"en/{VILLAGE}").read_text(encoding="utf-8")
    section = html[html.index('id="tps-001"') : html.index('id="tps-002"')]
    history = section[section.index("The history of this sheet") : section.index("The thread to the row")]
    plain = " ".join(re.sub("<[^>]+>", " ", history).split())
    assert plain == (
        "The history of this sheet 18 Apr 2019 08:00 WIB Office first stated 100 · 49 earlier.csv"
        " 18 Apr 2019 09:00 WIB Office changed 02 Tiga: 49 → 50 changed Valid votes: 149 → 150 stations.csv"
        " 18 Apr 2019 12:00 WIB Office changed 02 Tiga: 50 → 55 later.csv"
    )


def test_a_unit_shows_what_a_series_added_up_to_moment_after_moment(built: Built) -> None:
    html = page(built, f"en/{VILLAGE}").read_text(encoding="utf-8")
    assert html.count("<polyline") == 2, "two selections; the volunteers never changed"
    # 100 + 0 + 80, then with the 90 of 111/002; 49 + 0 + 60, 50 + 0 + 60, 55 + 40 + 60
    assert rows(built, f"en/{VILLAGE}", "Over time: Office") == [
        ["18 Apr 2019 12:00 WIB", "270", "155", "3", "3"],
        ["18 Apr 2019 09:00 WIB", "180", "110", "3", "3"],
        ["18 Apr 2019 08:00 WIB", "180", "109", "3", "3"],
    ]


def entries(built: Built, language: str) -> list[ElementTree.Element]:
    root = ElementTree.parse(page(built, f"{language}/president/changes.atom")).getroot()
    return root.findall(f"{ATOM}entry")


def test_the_feed_has_what_rfc_4287_demands(built: Built) -> None:
    root = ElementTree.parse(page(built, "en/president/changes.atom")).getroot()
    assert root.tag == f"{ATOM}feed"
    date = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?Z")
    for element in (root, *root.findall(f"{ATOM}entry")):
        for name in ("id", "title", "updated"):
            (one,) = element.findall(f"{ATOM}{name}")
            assert one.text
        assert re.fullmatch(r"urn:uuid:[0-9a-f-]{36}", element.findtext(f"{ATOM}id") or "")
        assert date.fullmatch(element.findtext(f"{ATOM}updated") or "")
        assert [x.get("href") for x in element.findall(f"{ATOM}link") if x.get("rel") == "alternate"]
    assert root.findtext(f"{ATOM}author/{ATOM}name")
    assert root.findtext(f"{ATOM}updated") == "2019-04-18T05:00:00.000Z", "the newest moment that is stated"
    ids = [e.findtext(f"{ATOM}id") for e in entries(built, "en")]
    assert len(ids) == len(set(ids)) == 9


def test_an_entry_leads_to_its_change_and_is_the_same_in_both_languages(built: Built) -> None:
    ids = marks(page(built, "en/president/changes/index.html")).ids
    for entry in entries(built, "en"):
        link = next(x for x in entry.findall(f"{ATOM}link"))
        file, _, mark = (link.get("href") or "").partition("#")
        assert file == "changes/index.html"
        assert mark in ids
    both = [[e.findtext(f"{ATOM}id") for e in entries(built, language)] for language in ("id", "en")]
    assert both[0] == both[1]
    assert "Tiga: 50 → 55 (changed)" in "".join(e.findtext(f"{ATOM}title") or "" for e in entries(built, "en"))


def test_a_name_that_looks_like_code_is_text_in_the_feed(built: Built) -> None:
    text = page(built, "en/president/changes.atom").read_text(encoding="utf-8")
    assert "<img" not in text
    assert "&lt;img" in text.casefold()


def test_the_csv_files_number_the_changes_and_name_selections(built: Built) -> None:
    out = io.StringIO()
    write_changes(built, "president", out)
    rows = list(csv.DictReader(io.StringIO(out.getvalue())))
    assert [r["sequence"] for r in rows] == [str(n) for n in range(1, 10)]
    assert rows == sorted(rows, key=lambda r: (r["as_of"], r["change_id"]))
    vanished = next(r for r in rows if r["kind"] == "vanished")
    assert (vanished["unit_id"], vanished["field"], vanished["old"], vanished["new"]) == (
        "town:112/002", "pair-2", "20", "")  # fmt: skip
    out = io.StringIO()
    write_totals(built, "president", out)
    rows = [r for r in csv.DictReader(io.StringIO(out.getvalue())) if r["unit_id"] == "town:111"]
    assert [(r["pair-1"], r["pair-2"]) for r in rows if r["series"] == "office"] == [
        ("180", "109"), ("180", "110"), ("270", "155")]  # fmt: skip


def test_bukti_why_tells_how_a_figure_changed(built: Built) -> None:
    said = bukti("why", f"president/{VILLAGE.removeprefix('president/').removesuffix('/index.html')}/tps-001", "pair-2",
                 at=built.terms.workspace.root)  # fmt: skip
    assert said.code == 0, said.err
    history = said.out[said.out.index("The history of this figure:") :].splitlines()
    assert history[1:3] == [
        "  18 Apr 2019 09:00 WIB: 49 → 50 (changed) · Office · stations.csv",
        "  18 Apr 2019 12:00 WIB: 50 → 55 (changed) · Office · later.csv",
    ]


@pytest.mark.npm
def test_the_page_of_changes_is_sound_html(built: Built, tmp_path: Path) -> None:
    tool = need_tool("html-validate")
    (tmp_path / "rules.json").write_text(json.dumps(RULES))
    pages = [
        str(page(built, f"{lang}/{p}")) for lang in ("id", "en") for p in (VILLAGE, "president/changes/index.html")
    ]
    command = [tool, "--config", str(tmp_path / "rules.json"), "--formatter", "text", *pages]
    assert subprocess.run(command, capture_output=True, text=True, check=False).stdout == ""


def test_a_page_without_changes_says_so_and_its_feed_has_no_entry(town: Path) -> None:
    assert "No number is stated otherwise than before yet." in marks(town / "en/president/changes/index.html").text
    root = ElementTree.parse(town / "id/president/changes.atom").getroot()
    assert root.findall(f"{ATOM}entry") == []
    assert root.findtext(f"{ATOM}updated") == "2019-04-17T00:00:00Z"
