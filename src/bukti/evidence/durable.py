"""The only writer of facts: a file others read is whole or absent, and is on the disk before its name is."""

from __future__ import annotations

import hashlib
import os
import secrets
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO

from bukti.vocabulary.problems import Place, refuse

CHUNK = 1 << 20
TEMPORARY = ".unfinished-"


@dataclass(frozen=True)
class Copy:
    """A copy on the disk whose name is not its digest yet: where it lies, digest (hex) and size in bytes."""

    path: Path
    sha256: str
    bytes: int


def write(path: Path, content: bytes) -> None:
    """The file holds exactly the content, durably, or is as it was before. Raises OSError."""
    path.parent.mkdir(parents=True, exist_ok=True)
    temporary = _temporary(path.parent)
    try:
        with temporary.open("xb") as file:
            file.write(content)
            _sync(file.fileno())
        temporary.replace(path)
    except BaseException:
        temporary.unlink(missing_ok=True)
        raise
    _sync_folder(path.parent)


@contextmanager
def written(path: Path) -> Iterator[BinaryIO]:
    """A file to write into that has its name only when all of it is on the disk; nothing is left of one given up."""
    temporary = _temporary(path.parent)
    try:
        with temporary.open("xb") as file:
            yield file
            file.flush()
            _sync(file.fileno())
        temporary.replace(path)
    except BaseException:
        temporary.unlink(missing_ok=True)
        raise
    _sync_folder(path.parent)


def write_if_changed(path: Path, content: bytes) -> bool:
    """True where the file had to be written since it held something else."""
    if path.is_file() and path.stat().st_size == len(content) and path.read_bytes() == content:
        return False
    write(path, content)
    return True


def copy_in(source: Path, folder: Path, name: str) -> Copy:
    """A durable copy of the source's bytes with their digest, hashed while copying.

    Raises Refusal where the source cannot be read or changed while it was read; nothing is left behind then.
    """
    folder.mkdir(parents=True, exist_ok=True)
    temporary = _temporary(folder)
    digest = hashlib.sha256()
    try:
        with source.open("rb") as file, temporary.open("xb") as copy:
            before = os.fstat(file.fileno())
            while chunk := file.read(CHUNK):
                digest.update(chunk)
                copy.write(chunk)
            _sync(copy.fileno())
            after = source.stat()
        size = temporary.stat().st_size
        if _stamp(before) != _stamp(after) or size != after.st_size:
            raise refuse("EV-CHANGED-WHILE-READ", Place(name), f"{before.st_size}", f"{after.st_size}")
    except FileNotFoundError as error:
        temporary.unlink(missing_ok=True)
        raise refuse("EV-FILE-MISSING", Place(name), str(source)) from error
    except PermissionError as error:
        temporary.unlink(missing_ok=True)
        raise refuse("EV-NO-PERMISSION", Place(name), str(error.filename)) from error
    except BaseException:
        temporary.unlink(missing_ok=True)
        raise
    return Copy(temporary, digest.hexdigest(), size)


def keep(copy: Copy, folder: Path) -> Path:
    """The copy lies under its digest, for ever; a second copy of the same bytes is dropped."""
    path = folder / copy.sha256
    if path.exists():
        copy.path.unlink()
        return path
    copy.path.replace(path)
    _sync_folder(folder)
    return path


def discard_unfinished(folder: Path) -> None:
    """What a killed run left half-written is gone; it was never read."""
    if folder.is_dir():
        for left in folder.iterdir():
            if left.name.startswith(TEMPORARY):
                shutil.rmtree(left) if left.is_dir() else left.unlink()


@contextmanager
def scratch(folder: Path) -> Iterator[Path]:
    """A folder for work in progress that is gone afterwards, however the work ended."""
    existed = folder.is_dir()
    folder.mkdir(parents=True, exist_ok=True)
    temporary = _temporary(folder)
    temporary.mkdir()
    try:
        yield temporary
    finally:
        shutil.rmtree(temporary, ignore_errors=True)
        if not existed and not any(folder.iterdir()):
            folder.rmdir()


def _temporary(folder: Path) -> Path:
    return folder / f"{TEMPORARY}{secrets.token_hex(8)}"


def _stamp(stat: os.stat_result) -> tuple[int, int, int]:
    return (stat.st_size, stat.st_mtime_ns, stat.st_ino)


def _sync(descriptor: int) -> None:
    os.fsync(descriptor)


def _sync_folder(folder: Path) -> None:
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        _sync(descriptor)
    finally:
        os.close(descriptor)
