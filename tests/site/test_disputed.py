"""The pages of a town whose result is disputed: what is told, sound, linked, and readable by everyone."""

from __future__ import annotations

import hashlib
from pathlib import Path

import pytest
from playwright.sync_api import Browser
from tests.publish.office import CHEAP, ORIGIN, PHRASE, at, built, publish_at, stranger
from tests.recap.deciding import decide
from tests.site.conftest import serving
from tests.site.looking import SCREENSHOTS, faults
from tests.site.marks import marks
from tests.site.small import small_town
from tests.site.test_accessible import EVERYWHERE
from tests.site.test_html import unsound
from tests.site.test_links import dangling

from bukti.publish.opening import open_log

KINDS = ("president/disputes", "president/disputes/kota", "president", "president/kota-kecil/utara/suka-maju")
JUDGMENT = "cd" * 32
CASE = f"""
number = "81/PHPU.WAKO-XXIII/2025"
receipt = "81/PAN.MK/e-AP3/12/2024"
status = "decided"
basis = ["UU 10/2016 pasal 158"]
text = "Pak Joko melihat sendiri"

[object]
number = "812 Tahun 2024"
date = 2024-12-04

[dates]
announced = 2024-12-04
filed = 2024-12-06

[[party]]
role = "petitioner"
selection = "2"

[[party]]
role = "respondent"
office = "kpu-kota-kecil"

[[claim]]
id = "1"
kind = "figures"
units = ["111/001"]
figures = [{{ field = "pair-1", written = 100, claimed = 60 }}]
asks = ["set-figures"]
exhibits = ["T-1"]
held = "proven"
text = "Ibu Wulandari menghitung ulang"

[[claim]]
id = "2"
kind = "ineligible"
units = ["111/002"]
unknown = ["voters", "documents"]
asks = ["re-vote"]

[[exhibit]]
code = "T-1"
what = "c-hasil"
units = ["111/001"]
sha256 = "{"ef" * 32}"
title = "C.Hasil milik Budi"

[[keep]]
what = "box"
units = ["111/002"]
box = "K-7"
until = 2025-12-31

[ruling]
outcome = "granted-in-part"
document = "{JUDGMENT}"

[[ruling.order]]
kind = "re-vote"
units = ["111/002"]
days = 30
"""
LATER = 'status = "announced"\n[[claim]]\nid = "a"\nkind = "procedure"\n'


@pytest.fixture(scope="module")
def disputed(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Two cases, one of them over, and a decision that follows from its ruling; then it is published."""
    workspace = small_town(tmp_path_factory.mktemp("disputed") / "workspace")
    built(workspace)
    open_log(workspace, ORIGIN, PHRASE, now=at("00"), cost=CHEAP)
    workspace.cases.mkdir()
    (workspace.cases / "kota.toml").write_text(CASE, encoding="utf-8")
    (workspace.cases / "second.toml").write_text(LATER, encoding="utf-8")
    decide(workspace, "a-station", "void-unit", units=["111/002"], reason="court", document=JUDGMENT)
    built(workspace)
    publish_at(workspace, "05")
    return workspace.site / "current"


def page(folder: Path, kind: str, language: str = "en") -> Path:
    return folder / language / kind / "index.html"


def test_the_page_of_a_case_tells_claim_evidence_and_decision(disputed: Path) -> None:
    told = marks(page(disputed, KINDS[1])).text
    for said in (
        "81/PHPU.WAKO-XXIII/2025", "81/PAN.MK/e-AP3/12/2024", "granted in part", "pair 02", "kpu-kota-kecil",
        "812 Tahun 2024", "text not seen", "4 Dec 2024", "UU 10/2016 pasal 158",
        "100 counts, 60 is claimed (−40)", "An unknown number of people without a right to vote",
        "how many voters, which documents", "T-1", "result sheet of the station", "ef" * 32, "box K-7",
        "Re-vote, added to the rest, at TPS 002 Suka Maju. Within 30 days.", "proven, as the Court found",
        "TPS 002 Suka Maju: Declared void",
    ):  # fmt: skip
        assert said in told, said


def test_no_text_and_no_person_of_a_case_is_on_any_page_or_in_the_log(disputed: Path) -> None:
    everything = b"".join(p.read_bytes() for p in disputed.rglob("*") if p.is_file())
    for name in (b"Joko", b"Wulandari", b"Budi"):
        assert name not in everything


def test_a_station_in_dispute_says_so_in_its_row_and_its_section(disputed: Path) -> None:
    found = marks(page(disputed, KINDS[3]))
    assert "in dispute" in found.text
    assert "case 81/PHPU.WAKO-XXIII/2025, claim 2 (granted in part)" in found.text
    assert "../../../disputes/kota/index.html#c-2" in found.links
    assert "disengketakan" in marks(page(disputed, KINDS[3], "id")).text


def test_a_contest_lists_its_cases_and_the_menu_leads_to_them(disputed: Path) -> None:
    found = marks(page(disputed, "president"))
    assert {"disputes/index.html", "disputes/kota/index.html", "disputes/second/index.html"} <= {*found.links}
    told = marks(page(disputed, KINDS[0])).text
    assert "2 cases dispute this result" in told
    assert "case second, not numbered yet" in told
    assert "marked" not in told


def test_what_is_claimed_is_held_against_the_margin_of_what_counts(disputed: Path) -> None:
    """By hand: 760 to 250 are declared. Claim 1 takes 40 from pair 1. The station of claim 2 is void by the
    decision, so that its own votes are not known; it can hold its 230 voters and 2 % of them, 235.
    """
    told = marks(page(disputed, KINDS[1])).text
    assert "Pair 01 has 760 votes and pair 02 250: a gap of 510 (declared)" in told
    assert "Votes that would change if it is true: pair 01 −40." in told
    assert "pair 01 stays ahead of pair 02 by at least 470 votes" in told
    assert (
        "If all claims together are true, it cannot change who leads: pair 01 stays ahead of pair 02 by at least 235"
        in told
    )
    granted = "If everything asked for were granted, it could change who leads: "
    assert f"{granted}the gap of pair 01 to pair 02 would lie between 0 and 940 votes" in told


def test_a_stranger_finds_the_published_town_whole(disputed: Path, tmp_path: Path) -> None:
    assert stranger(disputed, tmp_path) == 0
    digest = hashlib.sha256(CASE.encode()).hexdigest()
    assert digest in page(disputed, KINDS[1]).read_text(encoding="utf-8")


def test_pages_about_disputes_are_sound_html(disputed: Path, tmp_path: Path) -> None:
    pages = [page(disputed, kind, language) for kind in KINDS for language in ("id", "en")]
    assert unsound(pages, tmp_path) == ""


def test_every_link_of_the_disputed_town_leads_somewhere(disputed: Path) -> None:
    assert dangling(disputed) == []


@pytest.fixture(scope="module")
def address(disputed: Path) -> object:
    with serving(disputed) as served:
        yield served


@pytest.mark.browser
@pytest.mark.npm
@pytest.mark.parametrize("kind", [*KINDS[:2], *(pytest.param(k, marks=pytest.mark.wide) for k in KINDS[2:])])
def test_a_page_about_disputes_is_accessible_and_fits(browser: Browser, address: str, kind: str) -> None:
    pictures = SCREENSHOTS / f"disputed-{kind.rpartition('/')[2]}-id"
    assert faults(browser, f"{address}id/{kind}/index.html", EVERYWHERE, pictures) == {}
