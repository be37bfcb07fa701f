"""Whether a log's files are all that its signed checkpoint says: every file is read, each that is wrong is named."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from bukti.ledger import checkpoint, merkle
from bukti.ledger.checkpoint import Checkpoint
from bukti.ledger.note import Checks, Opened, opened
from bukti.ledger.tiles import (
    CHECKPOINT,
    WIDTH,
    NotALog,
    Read,
    bundle_path,
    entries_from,
    hashes_from,
    paths_of,
    tile_path,
    tiles_of,
)
from bukti.ledger.unsound import Unsound

ENTRIES: Final = "tile/entries/"
PARTIAL: Final = ".p/"
WIDTHS: Final = {str(width): width for width in range(1, WIDTH)}


@dataclass(frozen=True)
class Looked:
    """What a look at every file found: the note, its checkpoint (None where it is no good), what is wrong.

    `hashes` are those of the entries, in order, where they could be told beyond doubt.
    """

    note: Opened | None
    checkpoint: Checkpoint | None
    hashes: tuple[bytes, ...]
    faults: tuple[Unsound, ...]


def paths_in(folder: Path) -> list[str]:
    """The path of every file in a log's folder."""
    return sorted(file.relative_to(folder).as_posix() for file in folder.rglob("*") if not file.is_dir())


def look(read: Read, paths: Iterable[str], verifiers: Iterable[Checks]) -> Looked:
    """Every file of a log held to its checkpoint. `paths` are the files there are, as far as they can be listed.

    Wrong are: a checkpoint that no known key signed; a file that is absent, cut or changed; a file that the log has no
    place for. Partial files of earlier states are held to the entries too. No tile is believed before it was computed.
    """
    content = read(CHECKPOINT)
    if content is None:
        return Looked(None, None, (), (NotALog("LG-FILE-ABSENT", path=CHECKPOINT),))
    try:
        note = opened(content, verifiers)
        state = checkpoint.read(note.text)
    except Unsound as fault:
        return Looked(None, None, (), (NotALog(fault.reason, fault.detail, CHECKPOINT),))
    hashes, faults = _hashes(read, state)
    if hashes is None:
        return Looked(note, state, (), tuple(faults))
    rows = _rows(hashes)
    left = paths_of(state.size).union(paths) - {CHECKPOINT, *(fault.path for fault in faults)}
    faults += [fault for path in left for fault in _wrong(path, read(path), _expected(path, rows))]
    return Looked(note, state, tuple(hashes), tuple(sorted(faults, key=lambda fault: fault.path)))


def _hashes(read: Read, state: Checkpoint) -> tuple[list[bytes] | None, list[Unsound]]:
    """The leaf hashes that give the signed root: those of the entries, else those that the lowest tiles state.

    None, and every file where the two part, if neither does.
    """
    faults: list[Unsound] = []
    computed: list[bytes] = []
    stated: list[bytes] = []
    apart: list[str] = []
    for at in range(0, state.size, WIDTH):
        index, width = at // WIDTH, min(WIDTH, state.size - at)
        both: list[list[bytes]] = []
        for path in (bundle_path(index, width), tile_path(0, index, width)):
            try:
                both.append(_leaves(path, _there(path, read(path)), width))
            except Unsound as fault:
                faults.append(fault)
                both.append([])
        if both[0] != both[1]:
            apart += [bundle_path(index, width), tile_path(0, index, width)]
        computed += both[0]
        stated += both[1]
    for hashes in (computed, stated):
        if len(hashes) == state.size and merkle.root(hashes) == state.root:
            return hashes, faults
    known = {fault.path for fault in faults}
    faults += [NotALog("LG-FILE-CHANGED", path=path) for path in apart if path not in known]
    return None, [NotALog("LG-ROOT", f"{state.size}", CHECKPOINT), *faults]


def _there(path: str, content: bytes | None) -> bytes:
    if content is None:
        raise NotALog("LG-FILE-ABSENT", path=path)
    return content


def _leaves(path: str, content: bytes, width: int) -> list[bytes]:
    """The leaf hashes of one run of entries, from its bundle or from its lowest tile."""
    if path.startswith(ENTRIES):
        return [merkle.leaf_hash(entry) for entry in entries_from(content, width, path)]
    return hashes_from(content, width, path)


def _rows(hashes: Sequence[bytes]) -> dict[str, bytes]:
    """What every tile and bundle stands for, as hashes, by the path that it has or will have when it is full."""
    tiles = {path.partition(PARTIAL)[0]: content for path, content in tiles_of(hashes).items()}
    lowest = {path: content for path, content in tiles.items() if path.startswith("tile/0/")}
    return tiles | {path.replace("tile/0/", ENTRIES, 1): content for path, content in lowest.items()}


def _expected(path: str, rows: dict[str, bytes]) -> bytes | None:
    """The hashes that a file of this path stands for; None where the log has no such file."""
    full, partial, stated = path.partition(PARTIAL)
    width = WIDTHS.get(stated, WIDTH + 1) if partial else WIDTH
    wanted = rows.get(full, b"")[: width * merkle.HASH_BYTES]
    return wanted if len(wanted) == width * merkle.HASH_BYTES else None


def _wrong(path: str, content: bytes | None, expected: bytes | None) -> Iterator[Unsound]:
    """What is wrong with one file, given the hashes it stands for; nothing where it is as it must be."""
    try:
        if expected is None:
            raise NotALog("LG-FILE-SURPLUS", path=path)
        width = len(expected) // merkle.HASH_BYTES
        if b"".join(_leaves(path, _there(path, content), width)) != expected:
            raise NotALog("LG-FILE-CHANGED", path=path)
    except Unsound as fault:
        yield fault
