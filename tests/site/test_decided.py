"""The pages of a published town in which people decided: what is told, sound, linked, and readable by everyone."""

from __future__ import annotations

from pathlib import Path

import pytest
from playwright.sync_api import Browser
from tests.publish.office import CHEAP, ORIGIN, PHRASE, at, built, publish_at
from tests.recap.deciding import decide
from tests.site.conftest import serving
from tests.site.looking import SCREENSHOTS, faults
from tests.site.marks import marks
from tests.site.small import small_town
from tests.site.test_accessible import EVERYWHERE
from tests.site.test_html import unsound
from tests.site.test_links import dangling

from bukti.evidence.workspace import Workspace
from bukti.publish.opened import opened
from bukti.publish.opening import open_log

VOLUNTEERS = """
[[source]]
id = "more"
path = "more.csv"
contest = "president"
sheet = "c1"
unit = { village = "village", station = "tps", pad = 3 }
as_of = 2019-04-18T10:00:00+07:00

[[source.reading]]
series = "crowd"
columns = { pair-1 = "p1", pair-2 = "p2" }
"""
KINDS = ("president/decisions", "president/changes", "verify", "president/kota-kecil/utara/suka-maju")


@pytest.fixture(scope="module")
def decided(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A figure is corrected, a station is void and the volunteers' file is withdrawn; then it is published."""
    workspace = small_town(tmp_path_factory.mktemp("decided") / "workspace")
    workspace.configuration.write_text(workspace.configuration.read_text(encoding="utf-8") + VOLUNTEERS, "utf-8")
    (workspace.inbox / "more.csv").write_text("village,tps,p1,p2\n111,3,81,60\n", encoding="utf-8")
    built(workspace)
    open_log(workspace, ORIGIN, PHRASE, now=at("00"), cost=CHEAP)
    decide(workspace, "a-figure", "set-field", units=["111/001"], series="office", set=[("pair-1", 100, 99)])
    decide(workspace, "a-station", "void-unit", units=["111/002"], reason="court")
    decide(workspace, "a-file", "withdraw-source", sources=[source_of(workspace, "more")], reason="wrong-file")
    built(workspace)
    publish_at(workspace, "05")
    return workspace.site / "current"


def source_of(workspace: Workspace, entry: str) -> str:
    with opened(workspace) as asked:
        asked.show(["source"])
        (row,) = asked.rows("select source_id from source where entry = ?", entry)
    return str(row["source_id"])


def page(folder: Path, kind: str, language: str = "en") -> Path:
    return folder / language / kind / "index.html"


def test_the_page_of_decisions_tells_old_new_reason_role_and_document(decided: Path) -> None:
    told = marks(page(decided, "president/decisions")).text
    assert "100 → 99" in told
    assert "Decided by kpu-clerk, approved by kpu-member" in told
    assert "ab" * 32 in told
    everything = "".join(p.read_text(encoding="utf-8") for p in decided.rglob("*") if p.suffix in (".html", ".csv"))
    assert "Budi" not in everything
    assert "Sri" not in everything


def test_a_withdrawn_reading_is_called_so_and_stays_in_its_section(decided: Path) -> None:
    told = marks(page(decided, KINDS[3])).text
    assert "withdrawn" in told


def test_pages_with_decisions_are_sound_html(decided: Path, tmp_path: Path) -> None:
    assert unsound([page(decided, kind, language) for kind in KINDS for language in ("id", "en")], tmp_path) == ""


def test_every_link_of_a_published_folder_resolves(decided: Path) -> None:
    assert dangling(decided) == []


@pytest.mark.wide
@pytest.mark.browser
@pytest.mark.parametrize("kind", KINDS)
def test_a_page_with_decisions_is_accessible_and_fits(browser: Browser, decided: Path, kind: str) -> None:
    with serving(decided) as address:
        shot = SCREENSHOTS / f"decided-{kind.rpartition('/')[2]}"
        assert faults(browser, f"{address}id/{kind}/index.html", EVERYWHERE, shot) == {}
