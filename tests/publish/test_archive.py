"""The archive: everything that must be kept, the same bytes for the same workspace, checked by common tools."""

from __future__ import annotations

import hashlib
import os
import subprocess
import sys
import tarfile
from pathlib import Path

import pytest
from tests.recap.small import Election, papers, rebuilt, written

from bukti.evidence.workspace import Workspace
from bukti.publish.archive import archive
from bukti.vocabulary.problems import Refusal

TABLE = "village,tps,p1,p2\na,1,10,5\na,2,8,7\nb,1,6,6\n"


def made(folder: Path) -> Workspace:
    workspace = written(folder, Election([papers(TABLE)]))
    rebuilt(workspace).built.connection.close()
    return workspace


def test_an_archive_holds_evidence_and_configuration_and_nothing_private_or_made_again(tmp_path: Path) -> None:
    workspace = made(tmp_path / "w")
    (workspace.root / "private").mkdir()
    (workspace.root / "private" / "key").write_bytes(b"secret")
    wrote = archive(workspace, tmp_path / "kept.tar")
    with tarfile.open(wrote.path) as tar:
        names = set(tar.getnames())
    evidence = {
        f"kept/evidence/{p.relative_to(workspace.evidence)}" for p in workspace.evidence.rglob("*") if p.is_file()
    }
    assert names == {"kept/bukti.toml", "kept/SHA256SUMS", *evidence}
    assert wrote.files == len(names)
    assert wrote.sha256 == hashlib.sha256(wrote.path.read_bytes()).hexdigest()
    assert wrote.bytes == wrote.path.stat().st_size
    assert not wrote.published


def test_an_archive_holds_the_publication_that_is_shown(tmp_path: Path) -> None:
    workspace = made(tmp_path / "w")
    for number in ("1", "2"):
        (workspace.root / "site" / number).mkdir(parents=True)
        (workspace.root / "site" / number / "index.html").write_text(number)
    (workspace.root / "site" / "current").symlink_to("2")
    wrote = archive(workspace, tmp_path / "kept.tar")
    with tarfile.open(wrote.path) as tar:
        page = tar.extractfile("kept/site/index.html")
        assert page is not None
        assert page.read() == b"2"
        assert not [n for n in tar.getnames() if n.startswith(("kept/site/1", "kept/site/2", "kept/site/current"))]
    assert wrote.published


def test_the_same_workspace_gives_the_same_bytes_and_common_tools_check_them(tmp_path: Path) -> None:
    workspace = made(tmp_path / "w")
    first = archive(workspace, tmp_path / "kept.tar")
    (tmp_path / "other").mkdir()
    second = archive(workspace, tmp_path / "other" / "kept.tar")
    assert first.sha256 == second.sha256
    subprocess.run(["tar", "-xf", first.path, "-C", tmp_path / "other"], check=True)
    subprocess.run(["sha256sum", "--check", "--quiet", "SHA256SUMS"], cwd=tmp_path / "other" / "kept", check=True)


def test_altered_evidence_is_not_archived_and_nothing_is_left(tmp_path: Path) -> None:
    workspace = made(tmp_path / "w")
    first, second = sorted(workspace.objects.iterdir())[:2]
    first.write_bytes(b"other")
    second.unlink()
    with pytest.raises(Refusal) as raised:
        archive(workspace, tmp_path / "kept.tar")
    assert {p.code for p in raised.value.problems} == {"EV-OBJECT-ALTERED", "EV-OBJECT-MISSING"}
    assert [p.name for p in tmp_path.iterdir()] == ["w"]


def test_an_archive_replaces_no_file_and_makes_no_folder(tmp_path: Path) -> None:
    workspace = made(tmp_path / "w")
    (tmp_path / "kept.tar").write_bytes(b"mine")
    for path, code in ((tmp_path / "kept.tar", "AR-THERE"), (tmp_path / "no" / "kept.tar", "AR-NO-FOLDER")):
        with pytest.raises(Refusal) as raised:
            archive(workspace, path)
        assert raised.value.problems[0].code == code
    assert (tmp_path / "kept.tar").read_bytes() == b"mine"


def test_a_copy_of_an_archive_verifies_with_python_alone_where_there_is_no_network(
    published_town: Workspace, tmp_path: Path
) -> None:
    wrote = archive(published_town, tmp_path / "kept.tar")
    empty = tmp_path / "empty"
    empty.mkdir()
    subprocess.run(["tar", "-xf", wrote.path, "-C", empty], check=True)
    alone = ["unshare", *([] if os.geteuid() == 0 else ["--map-root-user"]), "--net", sys.executable, "-I", "-S"]
    command = [*alone, "site/verify.py", "site"]
    nothing = {"HOME": str(tmp_path), "PATH": os.environ["PATH"], "PYTHONIOENCODING": "utf-8"}
    ran = subprocess.run(command, cwd=empty / "kept", env=nothing, capture_output=True, text=True)
    assert (ran.returncode, ran.stderr) == (0, "")
    page = next((empty / "kept" / "site" / "id").rglob("index.html"))
    page.write_text(page.read_text(encoding="utf-8") + " ", encoding="utf-8")
    assert subprocess.run(command, cwd=empty / "kept", env=nothing, capture_output=True).returncode == 1
