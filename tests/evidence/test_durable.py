"""A file is whole or absent, on the disk before its name is, and never changed once it is a fact."""

from __future__ import annotations

import hashlib
import os
from collections.abc import Callable
from pathlib import Path

import pytest

from bukti.evidence import durable
from bukti.evidence.durable import TEMPORARY, copy_in, discard_unfinished, keep, scratch, write, write_if_changed
from bukti.vocabulary.problems import Refusal


class PowerCut(Exception):
    """The moment at which nothing more happens."""


def cut(*_: object, **__: object) -> None:
    raise PowerCut


def files(folder: Path) -> dict[str, bytes]:
    return {str(p.relative_to(folder)): p.read_bytes() for p in folder.rglob("*") if p.is_file()}


def test_a_file_holds_what_was_written_and_its_folder_is_made(tmp_path: Path) -> None:
    write(tmp_path / "a" / "b", b"one")
    write(tmp_path / "a" / "b", b"two")
    assert files(tmp_path) == {"a/b": b"two"}


@pytest.mark.parametrize("step", ["_sync", "_sync_folder"])
def test_whatever_fails_the_file_is_whole(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, step: str) -> None:
    """After the rename the new content stands, though nobody was told; before it the old one does."""
    write(tmp_path / "file", b"old")
    monkeypatch.setattr(durable, step, cut)
    with pytest.raises(PowerCut):
        write(tmp_path / "file", b"new")
    assert files(tmp_path) == {"file": b"old" if step == "_sync" else b"new"}


def test_a_rename_that_fails_leaves_the_old_file_and_nothing_beside_it(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    write(tmp_path / "file", b"old")
    monkeypatch.setattr(Path, "replace", cut)
    with pytest.raises(PowerCut):
        write(tmp_path / "file", b"new")
    assert files(tmp_path) == {"file": b"old"}


def test_bytes_are_on_the_disk_before_the_name_is_and_the_name_after(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    order: list[str] = []

    def noted(name: str, real: Callable[..., object]) -> Callable[..., object]:
        def called(*given: object) -> object:
            order.append(name)
            return real(*given)

        return called

    monkeypatch.setattr(os, "fsync", noted("sync", os.fsync))
    monkeypatch.setattr(Path, "replace", noted("rename", Path.replace))
    write(tmp_path / "file", b"x")
    assert order == ["sync", "rename", "sync"]


def test_the_same_content_is_not_written_again(tmp_path: Path) -> None:
    assert write_if_changed(tmp_path / "file", b"x")
    stamp = (tmp_path / "file").stat().st_mtime_ns
    assert not write_if_changed(tmp_path / "file", b"x")
    assert (tmp_path / "file").stat().st_mtime_ns == stamp
    assert write_if_changed(tmp_path / "file", b"y")


def test_a_copy_lies_under_its_digest_and_a_second_one_is_dropped(tmp_path: Path) -> None:
    content = b"x" * (durable.CHUNK + 1)
    (tmp_path / "given").write_bytes(content)
    objects = tmp_path / "objects"
    objects.mkdir()
    sha256 = hashlib.sha256(content).hexdigest()
    for _ in range(2):
        copy = copy_in(tmp_path / "given", tmp_path / "scratch", "given")
        assert (copy.sha256, copy.bytes) == (sha256, len(content))
        assert keep(copy, objects) == objects / sha256
    assert files(tmp_path) == {"given": content, f"objects/{sha256}": content}


def test_a_file_that_changes_while_it_is_read_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    given = tmp_path / "given"
    given.write_bytes(b"first")
    sync = durable._sync

    def appended(descriptor: int) -> None:
        with given.open("ab") as file:
            file.write(b" and more")
        sync(descriptor)

    monkeypatch.setattr(durable, "_sync", appended)
    with pytest.raises(Refusal) as refusal:
        copy_in(given, tmp_path / "scratch", "given")
    assert [(p.code, p.place.file) for p in refusal.value.problems] == [("EV-CHANGED-WHILE-READ", "given")]
    assert files(tmp_path / "scratch") == {}


def test_a_file_that_is_exchanged_while_it_is_read_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    given = tmp_path / "given"
    given.write_bytes(b"first")
    sync = durable._sync

    def exchanged(descriptor: int) -> None:
        (tmp_path / "other").write_bytes(b"other")  # as long as the first
        (tmp_path / "other").replace(given)
        sync(descriptor)

    monkeypatch.setattr(durable, "_sync", exchanged)
    with pytest.raises(Refusal, match="EV-CHANGED-WHILE-READ"):
        copy_in(given, tmp_path / "scratch", "given")


def test_a_file_that_is_not_there_or_may_not_be_read_is_refused(tmp_path: Path) -> None:
    with pytest.raises(Refusal, match="EV-FILE-MISSING"):
        copy_in(tmp_path / "absent", tmp_path / "scratch", "absent")
    closed = tmp_path / "closed"
    closed.write_bytes(b"x")
    closed.chmod(0)
    if not os.access(closed, os.R_OK):
        with pytest.raises(Refusal, match="EV-NO-PERMISSION"):
            copy_in(closed, tmp_path / "scratch", "closed")
    assert files(tmp_path / "scratch") == {}


def test_what_a_killed_run_left_is_discarded_and_nothing_else(tmp_path: Path) -> None:
    write(tmp_path / "kept", b"x")
    (tmp_path / f"{TEMPORARY}file").write_bytes(b"half")
    (tmp_path / f"{TEMPORARY}folder" / "below").mkdir(parents=True)
    discard_unfinished(tmp_path)
    discard_unfinished(tmp_path / "absent")
    assert [p.name for p in tmp_path.iterdir()] == ["kept"]


def test_scratch_is_gone_however_the_work_ends(tmp_path: Path) -> None:
    folder = tmp_path / "build"
    with pytest.raises(PowerCut), scratch(folder) as inside:
        cut((inside / "file").write_bytes(b"x"))
    assert not folder.exists(), "it was not there before"
    folder.mkdir()
    with scratch(folder):
        pass
    assert list(folder.iterdir()) == []
