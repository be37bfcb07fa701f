"""The only writer of facts: a file others read is whole or absent, and is on the disk before its name is."""

from __future__ import annotations

import errno
import hashlib
import os
import secrets
import shutil
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO

from bukti.vocabulary.problems import Place, refuse

CHUNK = 1 << 20
AT_ONCE = 8
"""So many files are synced to the disk at once: a site has hundreds of thousands, and the disk takes them together."""
FULL = (errno.ENOSPC, errno.EDQUOT)
TEMPORARY = ".unfinished-"


class NoRoom(OSError):
    """The disk, or this user's part of it, is full; so many bytes were to be written there."""

    def __init__(self, error: OSError, path: Path, needed: int) -> None:
        super().__init__(error.errno, error.strerror, str(path))
        self.needed = needed


@dataclass(frozen=True)
class Copy:
    """A copy on the disk whose name is not its digest yet: where it lies, digest (hex) and size in bytes."""

    path: Path
    sha256: str
    bytes: int


@contextmanager
def written(path: Path, mode: int = 0o666, needed: int = 0) -> Iterator[BinaryIO]:
    """A file to write into that has its name only when all of it is on the disk; nothing is left of one given up.

    `needed` is how many bytes it will hold, where that is known. Raises OSError with its name.
    """
    with _naming(path, needed):
        make_folder(path.parent)
        temporary = _temporary(path.parent)
        try:
            with os.fdopen(os.open(temporary, os.O_WRONLY | os.O_CREAT | os.O_EXCL, mode), "wb") as file:
                yield file
                file.flush()
                _sync(file.fileno())
            temporary.replace(path)
        except BaseException:
            temporary.unlink(missing_ok=True)
            raise
        _sync_folder(path.parent)


def write(path: Path, content: bytes, mode: int = 0o666) -> None:
    """The file holds exactly the content, durably, or is as it was before. Raises OSError with its name."""
    with written(path, mode, len(content)) as file:
        file.write(content)


def make_folder(folder: Path) -> None:
    """The folder is there and on the disk, with those above it that had to be made."""
    if not folder.is_dir():
        make_folder(folder.parent)
        folder.mkdir(exist_ok=True)
        _sync_folder(folder.parent)


def settle(*folders: Path) -> None:
    """The names in the folders are on the disk, also those that a killed run gave; a folder may be absent."""
    for folder in folders:
        if folder.is_dir():
            _sync_folder(folder)


def write_if_changed(path: Path, content: bytes, mode: int = 0o666) -> bool:
    """True where the file had to be written since it held something else."""
    if path.is_file() and path.stat().st_size == len(content) and path.read_bytes() == content:
        return False
    write(path, content, mode)
    return True


def copy_in(source: Path, folder: Path, name: str) -> Copy:
    """A durable copy of the source's bytes with their digest, hashed while copying.

    Raises Refusal where the source cannot be read or changed while it was read; nothing is left behind then.
    """
    folder.mkdir(parents=True, exist_ok=True)
    temporary = _temporary(folder)
    digest = hashlib.sha256()
    try:
        with source.open("rb") as file:
            before = os.fstat(file.fileno())
            with _naming(temporary, before.st_size), temporary.open("xb") as copy:
                while chunk := file.read(CHUNK):
                    digest.update(chunk)
                    copy.write(chunk)
                copy.flush()
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


def settle_all(folder: Path) -> None:
    """Everything in the folder is on the disk, its names as well, but for the folder's own name."""
    files = [Path(within, name) for within, _, names in os.walk(folder) for name in names]
    with ThreadPoolExecutor(AT_ONCE) as pool:
        for _ in pool.map(sync_file, files):
            pass
    for within, _, _ in os.walk(folder, topdown=False):
        _sync_folder(Path(within))


def name(made: Path, path: Path) -> None:
    """What lies in the folder `made`, settled before, is called `path` from now on; there was nothing of this name."""
    made.rename(path)
    _sync_folder(path.parent)


def point(link: Path, target: str) -> None:
    """The symbolic link leads to the target, beside it; at every moment it leads to the old one or to the new one."""
    temporary = _temporary(link.parent)
    temporary.symlink_to(target)
    temporary.replace(link)
    _sync_folder(link.parent)


def discard_unfinished(folder: Path) -> None:
    """What a killed run left half-written is gone; it was never read."""
    if folder.is_dir():
        for left in folder.iterdir():
            if left.name.startswith(TEMPORARY):
                shutil.rmtree(left) if left.is_dir() and not left.is_symlink() else left.unlink()


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


def unfinished(folder: Path) -> Path:
    """A new folder within, for what is to get its name when it is finished."""
    make_folder(folder)
    made = _temporary(folder)
    made.mkdir()
    return made


@contextmanager
def _naming(path: Path, needed: int) -> Iterator[None]:
    """An error of the disk names the file, and how many bytes were to be written where there is no room."""
    try:
        yield
    except OSError as error:
        if error.errno in FULL:
            raise NoRoom(error, path, needed) from error
        error.filename = error.filename or str(path)
        raise


def sync_file(path: Path) -> None:
    """The bytes of the file are on the disk."""
    descriptor = os.open(path, os.O_RDONLY)
    try:
        _sync(descriptor)
    finally:
        os.close(descriptor)


def _temporary(folder: Path) -> Path:
    return folder / f"{TEMPORARY}{secrets.token_hex(8)}"


def _stamp(stat: os.stat_result) -> tuple[int, int, int]:
    return (stat.st_size, stat.st_mtime_ns, stat.st_ino)


def _sync(descriptor: int) -> None:
    os.fsync(descriptor)


def _sync_folder(folder: Path) -> None:
    sync_file(folder)
