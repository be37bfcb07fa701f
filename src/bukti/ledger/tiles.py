"""A log as files that never change: hashes in tiles of 256, entries in bundles of 256.

Source: https://c2sp.org/tlog-tiles. Paths are relative to the log's folder, with / between. Every partial tile is kept,
so that any checkpoint ever signed stays checkable by plain download.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import Final

from bukti.ledger import merkle
from bukti.ledger.unsound import Unsound

WIDTH: Final = 256
LEVELS: Final = 64
ENTRY_MOST: Final = 65_535
CHECKPOINT: Final = "checkpoint"

Read = Callable[[str], bytes | None]
"""The content of one of the log's files by its path; None where there is none."""


class NotALog(Unsound):
    """A file of the log that is absent, cut, or not what its entries make it."""


def tile_path(level: int, index: int, width: int = WIDTH) -> str:
    """Where the tile lies. Source: tlog-tiles, Merkle Tree: 1234067 is x001/x234/067, and .p/<width> if not full."""
    return f"tile/{level}/{_numbered(index, width)}"


def bundle_path(index: int, width: int = WIDTH) -> str:
    """Where the bundle of entries lies."""
    return f"tile/entries/{_numbered(index, width)}"


def tiles_of(hashes: Sequence[bytes]) -> dict[str, bytes]:
    """Every tile of a log of this size, by path: on level l the roots of all full runs of 256^l leaf hashes."""
    found: dict[str, bytes] = {}
    level, row = 0, list(hashes)
    while row:
        for index, tile in enumerate(_runs(row)):
            found[tile_path(level, index, len(tile))] = b"".join(tile)
        row = [merkle.root(tile) for tile in _runs(row) if len(tile) == WIDTH]
        level += 1
    return found


def bundles_of(entries: Sequence[bytes]) -> dict[str, bytes]:
    """Every bundle of entries, by path: each entry after its length in two bytes, the larger first.

    Raises NotALog where an entry is longer than these can say.
    """
    large = next((str(len(entry)) for entry in entries if len(entry) > ENTRY_MOST), "")
    if large:
        raise NotALog("LG-ENTRY-LARGE", large)
    return {
        bundle_path(index, len(run)): b"".join(len(entry).to_bytes(2, "big") + entry for entry in run)
        for index, run in enumerate(_runs(entries))
    }


def new_files(old_size: int, entries: Sequence[bytes]) -> dict[str, bytes]:
    """The files that a log of these entries has, and had not when it held only the first `old_size` of them.

    Bundles come first, then tiles: once all are on the disk, a checkpoint may be signed.
    """
    made = bundles_of(entries) | tiles_of([merkle.leaf_hash(entry) for entry in entries])
    there = paths_of(old_size)
    return {path: content for path, content in made.items() if path not in there}


def paths_of(size: int) -> set[str]:
    """The paths of every tile and bundle of a log of this size."""
    found = {bundle_path(index, width) for index, width in _widths(size)}
    level = 0
    while size:
        found |= {tile_path(level, index, width) for index, width in _widths(size)}
        level, size = level + 1, size // WIDTH
    return found


def reader_of(folder: Path) -> Read:
    """The log's files as they lie in a folder."""

    def read(path: str) -> bytes | None:
        file = folder / path
        return file.read_bytes() if file.is_file() else None

    return read


def entries_in(folder: Path, size: int) -> list[bytes]:
    """The log's first `size` entries, from its folder. Raises NotALog naming a file that is not whole."""
    return entries_of(reader_of(folder), size)


def entries_of(read: Read, size: int) -> list[bytes]:
    """The log's first `size` entries, from its bundles. Raises NotALog naming a file that is absent or not whole.

    The full bundle stands in for a partial one that a log has dropped. Source: tlog-tiles, Partial Tiles.
    """
    found: list[bytes] = []
    for index, width in _widths(size):
        path = bundle_path(index, width)
        content = read(path)
        if content is not None:
            found += entries_from(content, width, path)
            continue
        full = bundle_path(index)
        content = read(full) if width < WIDTH else None
        if content is None:
            raise NotALog("LG-FILE-ABSENT", path=path)
        found += entries_from(content, WIDTH, full)[:width]
    return found


def entries_from(bundle: bytes, width: int, path: str) -> list[bytes]:
    """The entries of one bundle. Raises NotALog where it does not hold exactly so many."""
    found: list[bytes] = []
    at = 0
    while at < len(bundle):
        begin = at + 2
        at = begin + int.from_bytes(bundle[at:begin], "big")
        found.append(bundle[begin:at])
    if at != len(bundle) or len(found) != width:
        raise NotALog("LG-FILE-CUT", str(len(bundle)), path)
    return found


def hashes_from(tile: bytes, width: int, path: str) -> list[bytes]:
    """The hashes of one tile. Raises NotALog where it does not hold exactly so many."""
    if len(tile) != width * merkle.HASH_BYTES:
        raise NotALog("LG-FILE-CUT", str(len(tile)), path)
    return [tile[at : at + merkle.HASH_BYTES] for at in range(0, len(tile), merkle.HASH_BYTES)]


def root_of(folder: Path, size: int) -> bytes:
    """The root over the log's first `size` entries, from the entries themselves: no tile is believed."""
    return merkle.root([merkle.leaf_hash(entry) for entry in entries_in(folder, size)])


def _numbered(index: int, width: int) -> str:
    digits = str(index)
    digits = digits.zfill(-(-len(digits) // 3) * 3)
    groups = [digits[at : at + 3] for at in range(0, len(digits), 3)]
    path = "/".join([f"x{group}" for group in groups[:-1]] + groups[-1:])
    return path if width == WIDTH else f"{path}.p/{width}"


def _widths(size: int) -> Iterator[tuple[int, int]]:
    """Index and width of each run of 256, the last one shorter."""
    return ((at // WIDTH, min(WIDTH, size - at)) for at in range(0, size, WIDTH))


def _runs(row: Sequence[bytes]) -> Iterator[Sequence[bytes]]:
    return (row[at : at + WIDTH] for at in range(0, len(row), WIDTH))
