"""No file of a log can be changed, cut, taken away or slipped in unseen: the verifier itself is put to the test."""

from __future__ import annotations

from pathlib import Path

import pytest

from bukti.ledger.checkpoint import Checkpoint
from bukti.ledger.merkle import leaf_hash, root
from bukti.ledger.note import Signer, signed
from bukti.ledger.soundness import Looked, look, paths_in
from bukti.ledger.tiles import new_files, reader_of

KEY = Signer("bukti.example/log", bytes(range(32)))
STEPS = (1, 5, 255, 256, 300, 600)


def entries(size: int) -> list[bytes]:
    return [b'{"n":%d}' % n for n in range(size)]


def write_log(folder: Path, *steps: int) -> Path:
    """A log that grew step by step, with the checkpoint of its last."""
    old = 0
    for size in steps:
        for path, content in new_files(old, entries(size)).items():
            (folder / path).parent.mkdir(parents=True, exist_ok=True)
            (folder / path).write_bytes(content)
        old = size
    hashes = [leaf_hash(entry) for entry in entries(old)]
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "checkpoint").write_bytes(signed(Checkpoint(KEY.name, old, root(hashes)).text, KEY))
    return folder


def looked(folder: Path) -> Looked:
    return look(reader_of(folder), paths_in(folder), [KEY.verifier])


def faults(folder: Path) -> list[tuple[str, str]]:
    return [(fault.reason, fault.path) for fault in looked(folder).faults]


@pytest.fixture
def log(tmp_path: Path) -> Path:
    return write_log(tmp_path / "log", *STEPS)


@pytest.mark.parametrize("steps", [(), (1,), (255,), (256,), (257,), (1, 2, 3), STEPS])
def test_a_whole_log_has_no_fault(tmp_path: Path, steps: tuple[int, ...]) -> None:
    found = looked(write_log(tmp_path / "log", *steps))
    assert found.faults == ()
    assert found.checkpoint is not None
    assert len(found.hashes) == found.checkpoint.size == (steps[-1] if steps else 0)


def test_a_flipped_bit_in_any_file_is_seen_and_that_file_is_named(log: Path) -> None:
    """Every file, three places of each: the first byte, one inside, the last."""
    files = paths_in(log)
    assert len(files) == 17
    for path in files:
        whole = (log / path).read_bytes()
        for at in (0, len(whole) // 2, len(whole) - 1):
            (log / path).write_bytes(bytes([*whole[:at], whole[at] ^ 1, *whole[at + 1 :]]))
            assert [named for _, named in faults(log)] == [path], (path, at)
        (log / path).write_bytes(whole)
    assert faults(log) == []


def test_a_file_cut_or_taken_away_is_named(log: Path) -> None:
    for path in paths_in(log):
        whole = (log / path).read_bytes()
        (log / path).write_bytes(whole[:-1])
        assert [named for _, named in faults(log)] == [path]
        (log / path).unlink()
        now = ".p/" not in path or path in {"tile/entries/002.p/88", "tile/0/002.p/88", "tile/1/000.p/2"}
        assert faults(log) == ([("LG-FILE-ABSENT", path)] if now else []), path
        (log / path).write_bytes(whole)


@pytest.mark.parametrize(
    "path",
    [
        "tile/0/003",
        "tile/0/002",
        "tile/0/002.p/89",
        "tile/0/002.p/088",
        "tile/0/002.p/0",
        "tile/0/000.p/256",
        "tile/0/000.p/1.p/1",
        "tile/2/000.p/1",
        "tile/entries/002.p/89",
        "tile/entries/x000/000",
        "notes.txt",
        "tile/entries/.DS_Store",
    ],
)
def test_a_file_that_the_log_has_no_place_for_is_named(log: Path, path: str) -> None:
    (log / path).parent.mkdir(parents=True, exist_ok=True)
    (log / path).write_bytes(b"")
    assert faults(log) == [("LG-FILE-SURPLUS", path)]


def test_files_changed_to_agree_with_each_other_do_not_agree_with_the_checkpoint(log: Path) -> None:
    changed = entries(600)
    changed[3] = b'{"n":4}'
    for path, content in new_files(0, changed).items():
        (log / path).write_bytes(content)
    assert faults(log) == [("LG-ROOT", "checkpoint")]


def test_two_changes_that_hide_each_other_are_both_named(log: Path) -> None:
    """A bundle of one run and a tile of another: neither side alone gives the root."""
    for path in ("tile/entries/000", "tile/0/001"):
        whole = (log / path).read_bytes()
        (log / path).write_bytes(whole[:-1] + bytes([whole[-1] ^ 1]))
    named = {path for _, path in faults(log)}
    assert {"tile/entries/000", "tile/0/001", "checkpoint"} <= named


def test_a_log_without_a_checkpoint_or_with_another_key_s_is_told_so(log: Path) -> None:
    other = Signer(KEY.name, bytes(32))
    found = look(reader_of(log), paths_in(log), [other.verifier])
    assert [(f.reason, f.path) for f in found.faults] == [("LG-SIGNATURE-NONE", "checkpoint")]
    (log / "checkpoint").unlink()
    assert faults(log) == [("LG-FILE-ABSENT", "checkpoint")]
    assert looked(log).checkpoint is None


@pytest.mark.soak
def test_a_flipped_bit_in_any_file_of_a_large_log_is_seen(tmp_path: Path) -> None:
    log = write_log(tmp_path / "log", 65_535, 70_000)
    for path in paths_in(log):
        whole = (log / path).read_bytes()
        at = len(path) * 7919 % len(whole)
        (log / path).write_bytes(bytes([*whole[:at], whole[at] ^ 1, *whole[at + 1 :]]))
        assert [named for _, named in faults(log)] == [path], (path, at)
        (log / path).write_bytes(whole)
