"""`bukti build --at`: the tables of an earlier time, beside the current ones and held to what was published."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from tests.cli.running import Ran, bukti
from tests.recap.small import Election, Result, papers, rebuilt, written

from bukti.evidence.workspace import Workspace

ONE = "village,tps,p1,p2,valid\na,1,10,5,15\na,2,1,1,2\n"
TWO = "village,tps,p1,p2,valid\na,1,11,5,16\nb,1,2,2,4\n"


def everything(folder: Path, but: Path) -> dict[str, bytes]:
    return {str(p): p.read_bytes() for p in folder.rglob("*") if p.is_file() and but not in p.parents}


def at(workspace: Workspace, *arguments: str | Path) -> Any:
    ran = bukti("build", "--json", "--at", *arguments, at=workspace.root)
    assert ran.code == 0, ran.err
    return json.loads(ran.out)


def digests(found: Result) -> dict[str, str]:
    store = found.built.store
    names = [n for n, t in store.contracts.items() if not n.startswith("extract_") and not t.union_of]
    return {n: store.table_digest(n) for n in names}


@pytest.fixture(scope="module")
def grown(tmp_path_factory: pytest.TempPathFactory) -> tuple[Workspace, list[dict[str, str]]]:
    """A workspace that was built, published as number 1, then given another file and another configuration."""
    root = tmp_path_factory.mktemp("grown") / "workspace"
    first = rebuilt(written(root, Election([papers(ONE)])))
    then = digests(first)
    workspace = first.built.terms.workspace
    stood = len(workspace.journal.facts())
    workspace.journal.append([{
        "kind": "publication", "number": 1, "facts": stood, "tables": then, "version": "0.0.1", "software": "ab" * 32,
        "received_at": "2099-01-01T00:00:00Z",
    }])  # fmt: skip
    later = Election([papers(ONE), papers(TWO, entry="later")], series=("crowd", "kpu", "plenary"))
    return workspace, [then, digests(rebuilt(written(root, later)))]


def test_the_tables_of_a_publication_come_back_though_files_and_configuration_changed(
    grown: tuple[Workspace, list[dict[str, str]]],
) -> None:
    workspace, (then, now) = grown
    before = everything(workspace.root, workspace.build / "at")
    (workspace.inbox / "kpu" / "kpu.csv").rename(workspace.root / "away.csv")
    found = at(workspace, "1")
    (workspace.root / "away.csv").rename(workspace.inbox / "kpu" / "kpu.csv")
    assert {t: d["digest"] for t, d in found["tables"].items()} == then
    assert then["tally"] != now["tally"]
    assert (found["differing"], found["recorded_software"]) == ([], ["0.0.1", "ab" * 32])
    assert Path(found["folder"]) == workspace.build / "at" / "1"
    assert everything(workspace.root, workspace.build / "at") == before
    assert digests(rebuilt(workspace)) == now, "the current tables are as they were"


def test_a_time_takes_what_had_been_received_and_a_folder_of_its_own(
    grown: tuple[Workspace, list[dict[str, str]]], tmp_path: Path
) -> None:
    workspace, (then, _) = grown
    found = at(workspace, "2098-12-31T23:59Z", "--into", tmp_path / "scratch")
    assert {t: d["digest"] for t, d in found["tables"].items()} == then
    assert (Path(found["folder"]), found["recorded_software"]) == (tmp_path / "scratch", None)
    again = bukti("build", "--at", "1", "--into", tmp_path / "scratch", at=workspace.root)
    assert (again.code, "holds something already" in again.err) == (2, True)


def test_the_words_name_the_software_and_stand_beside_what_was_recorded(
    grown: tuple[Workspace, list[dict[str, str]]],
) -> None:
    workspace, (then, _) = grown
    said = bukti("build", "--at", "1", at=workspace.root)
    assert said.code == 0
    assert f"made with Bukti 0.0.1, sha256 {'ab' * 32}" in said.out
    assert "NOTE: this is Bukti" in said.out
    line = next(line for line in said.out.splitlines() if line.startswith("tally "))
    assert line.split() == ["tally", then["tally"], "the", "same"]


def test_tables_that_are_not_those_published_end_with_a_refusal(
    grown: tuple[Workspace, list[dict[str, str]]],
) -> None:
    workspace, (then, _) = grown
    stood = next(f["facts"] for f in workspace.journal.facts() if f["kind"] == "publication")
    number = len(workspace.journal.facts())
    workspace.journal.append([{
        "kind": "publication", "number": number, "facts": stood, "tables": {**then, "tally": "cd" * 32},
        "received_at": "2099-01-01T00:00:00Z",
    }])  # fmt: skip
    said = bukti("build", "--at", str(number), at=workspace.root)
    assert said.code == 2
    assert f"tables are not those that publication {number} recorded: tally" in said.err
    assert "cd" * 32 in said.out


def test_what_was_received_then_and_is_altered_now_is_refused(
    grown: tuple[Workspace, list[dict[str, str]]], tmp_path: Path
) -> None:
    workspace, _ = grown
    source = next(f for f in workspace.journal.facts() if f["kind"] == "source" and f["entry"] == "kpu")
    path = workspace.objects / str(source["sha256"])
    whole = path.read_bytes()
    path.write_bytes(whole.replace(b"10", b"19"))
    said: Ran = bukti("build", "--at", "1", "--into", tmp_path / "altered", at=workspace.root)
    path.write_bytes(whole)
    assert (said.code, "kpu.csv" in said.err) == (2, True)


def test_a_folder_without_a_time_is_no_command(tmp_path: Path) -> None:
    written(tmp_path, Election([papers(ONE)]))
    assert "--into goes with --at only" in bukti("build", "--into", tmp_path / "x", at=tmp_path).err
