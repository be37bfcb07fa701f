"""A build from scratch, in steps, in threads, after a kill: always the same content."""

from __future__ import annotations

import os
import shutil
import signal
import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path

import pytest
from tests.needs import ROOT
from tests.recap.small import Election, Papers, Result, papers, rebuilt, written

from bukti.engine.store import Built as Slot
from bukti.engine.store import Store
from bukti.evidence.workspace import Workspace
from bukti.publish.build import build

UNITS = """\
code,name,level,parent,stations
p,Provinsi,province,,
r1,Kota Satu,regency,p,
d1,Utara,district,r1,
a,Anggrek,village,d1,2
r2,Kota Dua,regency,p,
d2,Selatan,district,r2,
b,Bakung,village,d2,2
"""
STATIONS = "village,tps,p1,p2,valid\na,1,10,20,30\na,2,1,2,4\nb,1,5,5,10\nb,2,7,x,7\n"
CROWD = "village,tps,p1,p2\na,2,2,2\nb,1,5,5\n"
RECAP = "unit,p1,p2\na,12,22\nb,12,6\nr1,12,22\nr2,12,6\np,24,28\n"
LATER = "village,tps,p1,p2,valid\nb,1,6,6,12\n"

KILLED = """
import os, signal, sys
from pathlib import Path
from bukti.evidence.workspace import Workspace
from bukti.publish.build import build

def progress(doing):
    if doing == sys.argv[2]:
        os.kill(os.getpid(), signal.SIGKILL)

build(Workspace(Path(sys.argv[1])), progress=progress)
"""


def election(*later: Papers) -> Election:
    sources = [papers(STATIONS), papers(CROWD, "crowd"), papers(RECAP, "plenary"), *later]
    return Election(sources, units=UNITS)


@pytest.fixture(scope="module")
def whole(tmp_path_factory: pytest.TempPathFactory) -> Result:
    """The small election built once, undisturbed."""
    return rebuilt(written(tmp_path_factory.mktemp("whole"), election()))


@pytest.fixture
def workspace(tmp_path: Path) -> Workspace:
    """The small election, not yet built."""
    return written(tmp_path / "small", election())


@pytest.fixture
def built(whole: Result, tmp_path: Path) -> Workspace:
    """A copy of the small election as built, to do with as one likes."""
    return Workspace(Path(shutil.copytree(whole.built.terms.workspace.root, tmp_path / "built")))


def digests(workspace: Workspace) -> dict[str, str]:
    """The content digest of every table, extracts included, after one more build."""
    store = rebuilt(workspace).built.store
    return {table: store.table_digest(table) for table in store.contracts}


def of(result: Result) -> dict[str, str]:
    store = result.built.store
    return {table: store.table_digest(table) for table in store.contracts}


def stamps(folder: Path) -> dict[str, int]:
    return {str(p.relative_to(folder)): p.stat().st_mtime_ns for p in folder.rglob("*") if p.is_file()}


def test_the_small_election_has_something_to_compute_in_every_table_but_those_of_lists(whole: Result) -> None:
    empty = {table for table in whole.built.store.contracts if not whole.rows(f"select 1 from {table} limit 1")}
    drawing = {"outline", "drawn"}
    of_lists = {"candidate", "unit_ballot", "extract_vote", "vote", "vote_tally", "finding_paper"}
    # the small election has codes of one scheme, no outlines, no decision; nothing changes where a series speaks once
    assert empty == {"unit_code_gap", "decision", "change", "tally_at", "finding_over_time", *drawing, *of_lists}


@pytest.mark.parametrize("threads", [1, 2, 4, 8])
def test_threads_change_no_digest(whole: Result, workspace: Workspace, threads: int) -> None:
    assert of(rebuilt(workspace, threads=threads)) == of(whole)


def test_portions_of_files_and_of_partitions_change_no_digest(
    whole: Result, workspace: Workspace, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("bukti.intake.bring.PORTION", 1)
    monkeypatch.setattr("bukti.engine.run.PORTION", 1)
    found = rebuilt(workspace)
    assert of(found) == of(whole)


def test_the_sample_has_one_digest_with_one_thread_and_with_eight(
    sample_workspace: Workspace, built_sample: Workspace
) -> None:
    shutil.rmtree(sample_workspace.build)
    found = build(sample_workspace, threads=1)
    expected = Store(built_sample.build, found.terms.contracts)
    names = found.terms.contracts
    assert {t: found.store.table_digest(t) for t in names} == {t: expected.table_digest(t) for t in names}


def test_a_second_build_writes_nothing(built: Workspace) -> None:
    before = stamps(built.root)
    assert build(built).new_sources == 0
    assert stamps(built.root) == before


def test_tables_may_be_deleted_and_come_back_the_same(whole: Result, built: Workspace) -> None:
    shutil.rmtree(built.build)
    assert digests(built) == of(whole)


def test_tables_come_back_from_evidence_alone(whole: Result, built: Workspace) -> None:
    shutil.rmtree(built.build)
    shutil.rmtree(built.inbox)
    assert digests(built) == of(whole)


def test_a_lost_file_of_one_table_comes_back(whole: Result, built: Workspace) -> None:
    shutil.rmtree(built.build / "tables" / "tally")
    assert digests(built) == of(whole)


@pytest.mark.parametrize("step", ["units", "reading_c1", "tally", "finding"])
def test_a_killed_build_is_taken_up_and_gives_the_same(whole: Result, workspace: Workspace, step: str) -> None:
    killed = subprocess.run(
        [sys.executable, "-c", KILLED, str(workspace.root), step],
        env={**os.environ, "PYTHONPATH": str(ROOT / "src")},
        check=False,
    )
    assert killed.returncode == -signal.SIGKILL
    assert digests(workspace) == of(whole)
    assert [str(p) for p in workspace.root.rglob("*") if p.name.startswith(".unfinished-")] == []


def test_a_half_written_file_of_a_killed_build_is_tidied(whole: Result, built: Workspace) -> None:
    half = built.build / "tables" / "tally" / ".unfinished-abc.parquet"
    half.write_bytes(b"PAR1")
    assert digests(built) == of(whole)
    assert not half.exists()


def slots(result: Result, but: tuple[str, ...]) -> Mapping[tuple[str, str], Slot]:
    found = result.built.store.slots
    return {(t, slot): b for t, many in found.items() if t not in but for slot, b in many.items()}


def test_a_changed_partition_is_computed_with_what_is_above_it_and_no_other(
    whole: Result, built: Workspace, tmp_path: Path
) -> None:
    before = slots(whole, but=("source",))
    steps = rebuilt(written(built.root, election(papers(LATER, entry="kpu-later"))))
    after = slots(steps, but=("source",))
    anew = {slot for (table, slot), kept in after.items() if before.get((table, slot)) != kept}
    assert {slot.partition("|")[0] for slot in anew} == {"ppwp/t:r2", "ppwp/above"}
    same = [kept for (table, slot), kept in after.items() if slot == "ppwp/t:r1" and not table.startswith("extract")]
    assert len(same) == 23
    assert all((built.build / kept.file).is_file() for kept in same if kept.rows)
    scratch = rebuilt(written(tmp_path / "scratch", election(papers(LATER, entry="kpu-later"))))
    assert steps.digests() == scratch.digests()
    assert steps.tally("p", "v01, v02, stations_in") == (24, 28, 3)


def test_a_unit_table_that_changed_is_read_again(built: Workspace) -> None:
    units = built.inbox / "units.csv"
    before = rebuilt(built).rows("select unit_id, name from unit where level = 'village' order by 1")
    (first, name), *others = before
    units.write_text(units.read_text(encoding="utf-8").replace(f",{name},", ",Teratai,"), encoding="utf-8")
    after = rebuilt(built).rows("select unit_id, name from unit where level = 'village' order by 1")
    assert after == [(first, "Teratai"), *others]
