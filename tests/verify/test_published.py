"""`verify.py` over what `bukti publish` really wrote: all is right, and every file whose bytes change is named."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from pathlib import Path

import pytest
from tests.publish.office import CHEAP, ORIGIN, PHRASE, at, bring, built, opened_town, publish_at
from tests.recap.deciding import decide
from tests.recap.small import Election, papers, written
from tests.verify.conftest import Run

from bukti.publish.opening import open_log


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The small town, published twice: to be read, or changed and put back."""
    workspace = opened_town(tmp_path_factory.mktemp("town") / "workspace")
    publish_at(workspace, "01")
    bring(workspace)
    publish_at(workspace, "02")
    return workspace.site


def test_a_publication_is_right(site: Path, run: Run) -> None:
    assert run(site / "1")[0] == 0
    code, said = run(site)
    assert (code, "consistent with the checkpoint you remembered" in said) == (0, True), said
    assert "2 receipts fit the log" in said


def changed(site: Path) -> Iterator[str]:
    """Each file of the publication in turn with one bit turned; it is put back afterwards."""
    folder = site / "current"
    for file in sorted(p for p in folder.rglob("*") if p.is_file() and p.stat().st_size):
        name, was = file.relative_to(folder).as_posix(), file.read_bytes()
        at = int.from_bytes(hashlib.sha256(name.encode()).digest()[:4], "big") % (8 * len(was))
        file.unlink()  # one file may have a name in the publication before, too
        file.write_bytes(bytes(b ^ (1 << at % 8 if i == at // 8 else 0) for i, b in enumerate(was)))
        yield name
        file.write_bytes(was)


def test_one_bit_turned_in_any_file_is_found_and_named(site: Path, run: Run) -> None:
    names = []
    for name in changed(site):
        names.append(name)
        code, said = run(site)
        if name not in ("id/verify/index.html", "en/verify/index.html"):
            assert (code, name in said) == (1, True), (name, said)
    assert {"verify.py", "manifest.json", "publication.json", "log/checkpoint", "receipts/1.tlog-proof"} < {*names}
    assert run(site)[0] == 0


def test_what_was_decided_is_in_the_sums_as_it_is_added_up_anew(tmp_path: Path, run: Run) -> None:
    """One number is set, one station is void with both its readings, one is voted on again, one series goes first."""
    head = "village,tps,p1,p2,valid\n"
    said = papers(f"{head}a,1,10,20,30\na,2,30,4,43\nb,1,5,6,11\nc,1,7,8,15\nc,2,600,1,601\n")
    crowd = papers(f"{head}a,1,11,20,31\na,2,30,13,43\nb,1,6,6,12\nc,1,8,8,16\n", "crowd")
    again = papers(f"{head}a,1,100,50,150\n", entry="new", more='paper = "re-vote-1"')
    workspace = written(tmp_path / "w", Election((said, crowd, again)))
    built(workspace)
    decide(workspace, "d1", "set-field", units=["a/002"], set=[("pair-2", 4, 13)])
    decide(workspace, "d2", "void-unit", units=["b/001"])
    decide(workspace, "d3", "re-vote", units=["a/001"])
    decide(workspace, "d4", "use-reading", units=["c/001"], series="crowd")
    built(workspace)
    open_log(workspace, ORIGIN, PHRASE, now=at("00"), cost=CHEAP)
    publish_at(workspace, "01")
    code, told = run(workspace.site)
    assert (code, "differences are equal" in told) == (0, True), told
    (tally,) = (workspace.site / "current" / "data").glob("*/tally.csv")
    (top,) = [
        line for line in tally.read_text(encoding="utf-8").splitlines() if line.startswith("t:r1,regency,counted,")
    ]
    # By hand: 100 and 50 of the re-vote, 30 and 13 as set, 8 and 8 of the crowd; b/001 is void, c/002 held.
    assert ",138,71," in top
