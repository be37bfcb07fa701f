"""A log's files: where they lie, what they hold, and that growing adds only what building at once would have made."""

from __future__ import annotations

import hashlib
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bukti.ledger import tiles
from bukti.ledger.merkle import leaf_hash, root
from bukti.ledger.tiles import (
    NotALog,
    bundles_of,
    entries_from,
    entries_in,
    hashes_from,
    new_files,
    paths_of,
    root_of,
    tile_path,
    tiles_of,
)


def entries(size: int) -> list[bytes]:
    return [b'{"n":%d}' % n for n in range(size)]


def hashes(size: int) -> list[bytes]:
    return [leaf_hash(entry) for entry in entries(size)]


def write(folder: Path, files: dict[str, bytes]) -> None:
    for path, content in files.items():
        (folder / path).parent.mkdir(parents=True, exist_ok=True)
        (folder / path).write_bytes(content)


def test_a_tile_lies_where_the_specification_says() -> None:
    assert tile_path(0, 1234067) == "tile/0/x001/x234/067"
    assert tile_path(63, 0, 1) == "tile/63/000.p/1"
    assert tile_path(0, 999) == "tile/0/999"
    assert tile_path(0, 1000) == "tile/0/x001/000"
    assert tiles.bundle_path(1234067, 255) == "tile/entries/x001/x234/067.p/255"


def test_the_tiles_of_70000_entries_are_those_that_the_specification_counts() -> None:
    found = tiles_of(hashes(70_000))
    full = {path for path in found if ".p/" not in path}
    assert full == {f"tile/0/{n:03}" for n in range(273)} | {"tile/1/000"}
    assert found.keys() - full == {"tile/0/273.p/112", "tile/1/001.p/17", "tile/2/000.p/1"}
    assert {len(found[path]) for path in full} == {8192}
    assert len(found["tile/0/273.p/112"]) == 112 * 32


def test_the_tiles_of_256_entries_are_a_full_one_and_its_root_above() -> None:
    found = tiles_of(hashes(256))
    assert found.keys() == {"tile/0/000", "tile/1/000.p/1"}
    assert found["tile/1/000.p/1"] == root(hashes(256))
    assert found["tile/0/000"] == b"".join(hashes(256))


@pytest.mark.parametrize("size", [1, 2, 255, 257, 65_535, 65_536, 65_537])
def test_a_level_has_as_many_hashes_as_full_runs_below_it(size: int) -> None:
    """Source: tlog-tiles: a partial tile at level l holds floor(s / 256^l) mod 256."""
    found = tiles_of(hashes(size))
    for level in range(4):
        total = sum(len(found[path]) // 32 for path in found if path.startswith(f"tile/{level}/"))
        assert total == size // 256**level
    assert not any(len(content) == 0 for content in found.values())


def test_an_empty_log_has_no_files() -> None:
    assert tiles_of([]) == bundles_of([]) == new_files(0, []) == {}


def test_a_bundle_holds_each_entry_after_its_length() -> None:
    assert bundles_of([b"", b"ab"]) == {"tile/entries/000.p/2": b"\x00\x00\x00\x02ab"}
    assert bundles_of([b"x" * 258])["tile/entries/000.p/1"][:3] == b"\x01\x02x"


def test_an_entry_longer_than_its_length_can_say_is_refused() -> None:
    assert len(bundles_of([b"x" * 65_535])["tile/entries/000.p/1"]) == 65_537
    with pytest.raises(NotALog, match="LG-ENTRY-LARGE 65536"):
        bundles_of([b"x" * 65_536])


@settings(deadline=None, max_examples=50)
@given(st.lists(st.integers(1, 400), min_size=1, max_size=5))
def test_growing_a_log_adds_the_files_that_building_it_at_once_has(steps: list[int]) -> None:
    grown: dict[str, bytes] = {}
    size = 0
    for step in steps:
        added = new_files(size, entries(size + step))
        assert not added.keys() & grown.keys(), "a file was written anew"
        grown |= added
        size += step
    at_once = bundles_of(entries(size)) | tiles_of(hashes(size))
    assert at_once == {path: grown[path] for path in at_once}
    assert {".p/" in path for path in grown.keys() - at_once.keys()} <= {True}, "only partial files are left behind"
    assert paths_of(size) == at_once.keys()


@pytest.mark.parametrize("size", [0, 1, 255, 256, 257, 600])
def test_entries_read_back_from_a_folder_with_their_root(tmp_path: Path, size: int) -> None:
    write(tmp_path, new_files(0, entries(size)))
    assert entries_in(tmp_path, size) == entries(size)
    assert root_of(tmp_path, size) == root(hashes(size))


def test_a_smaller_state_reads_from_the_full_bundle_where_the_partial_one_was_dropped(tmp_path: Path) -> None:
    write(tmp_path, new_files(0, entries(300)))
    assert entries_in(tmp_path, 200) == entries(200)
    assert root_of(tmp_path, 200) == root(hashes(200))


def test_an_absent_bundle_is_named(tmp_path: Path) -> None:
    write(tmp_path, new_files(0, entries(300)))
    (tmp_path / "tile/entries/001.p/44").unlink()
    with pytest.raises(NotALog, match=r"LG-FILE-ABSENT tile/entries/001\.p/44"):
        entries_in(tmp_path, 300)
    with pytest.raises(NotALog, match=r"LG-FILE-ABSENT tile/entries/001$"):
        entries_in(tmp_path, 768)


@pytest.mark.parametrize(
    "cut", [b"", b"\x00", b"\x00\x01", b"\x00\x01a\x00", b"\x00\x01a", b"\x00\x01a\x00\x01b\x00\x00"]
)
def test_a_bundle_that_is_cut_or_too_long_is_named(cut: bytes) -> None:
    assert entries_from(b"\x00\x01a\x00\x01b", 2, "here") == [b"a", b"b"]
    with pytest.raises(NotALog, match="LG-FILE-CUT here"):
        entries_from(cut, 2, "here")


def test_a_tile_of_another_length_is_named() -> None:
    whole = hashlib.sha256(b"a").digest() + hashlib.sha256(b"b").digest()
    assert hashes_from(whole, 2, "here") == [whole[:32], whole[32:]]
    with pytest.raises(NotALog, match="LG-FILE-CUT here 63"):
        hashes_from(whole[:-1], 2, "here")
