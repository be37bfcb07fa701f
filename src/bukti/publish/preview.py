"""The files of the preview and what is known of them: what differs is laid ready first, then put in place at once.

A run that is stopped while it makes pages leaves the preview as it was. When all is ready, the folder of new files
gets the name `preview.ready`; from then on the next build, or whoever serves the pages, puts them in place.
"""

from __future__ import annotations

import json
import os
import shutil
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Final

from bukti.evidence import durable
from bukti.evidence.lock import boot

KNOWN = "preview.json"
PAGE_ENDING = ".html"
MAKING: Final = f"{durable.TEMPORARY}preview"
READY: Final = "preview.ready"
PAGES: Final = "pages"
_NEW = os.O_WRONLY | os.O_CREAT | os.O_EXCL

Part = dict[str, Any]


@dataclass
class Preview:
    """What a run did: pages there are, pages and assets written anew, stale files removed."""

    folder: Path
    pages: int = 0
    written: int = 0
    removed: int = 0


@dataclass
class Writer:
    """Lays files ready whose bytes changed. Its `parts` are what the next run knows of the parts of the site."""

    preview: Preview
    known: dict[str, Part]
    parts: dict[str, Part] = field(default_factory=dict)
    files: set[str] | None = None
    """Every file of this run, where the whole site is made over pages that are there."""
    gone: list[str] = field(default_factory=list)

    def __post_init__(self) -> None:
        self._root = str(self.preview.folder) + "/"
        self._making = self.preview.folder.parent / MAKING
        shutil.rmtree(self._making, ignore_errors=True)
        (self._making / PAGES).mkdir(parents=True)
        self._new = f"{self._making / PAGES}/"

    def is_there(self, name: str, key: str, files: Iterable[str]) -> bool:
        """Whether a part was made under this key and these of its pages are there; then it stays as it is."""
        before = self.known.get(name)
        if before is None or before["key"] != key or not all(os.access(self._root + f, os.F_OK) for f in files):
            return False
        self.parts[name] = before
        self.preview.pages += before["pages"]
        return True

    def write(self, file: str, text: str) -> None:
        """The file will hold the text."""
        self.put(file, text.encode())

    def put(self, file: str, content: bytes) -> None:
        """The file will hold the bytes. A preview can be made again, so nothing is synced to the disk."""
        if file.endswith(PAGE_ENDING):
            self.preview.pages += 1
        if self.files is not None:
            self.files.add(file)
        if not _holds(self._root + file, content):
            _write_new(self._new + file, content)
            self.preview.written += 1

    def remove(self, file: str) -> None:
        """The file will be gone, and its folder where it was the last one there."""
        if os.access(self._root + file, os.F_OK):
            self.gone.append(file)
            self.preview.removed += 1

    def tidy(self) -> None:
        """After the whole site was made: files that no page of this run stands for will be gone."""
        if self.files is not None:
            for folder, _, names in os.walk(self.preview.folder):
                within = folder[len(self._root) :]
                for file in sorted(f"{within}/{name}".lstrip("/") for name in names):
                    if file not in self.files:
                        self.remove(file)

    def put_in_place(self, base: str) -> None:
        """The preview is that of this run, and the next run knows its parts."""
        build = self.preview.folder.parent
        record = json.dumps({"base": base, "boot": boot(), "parts": self.parts}, sort_keys=True).encode()
        if not self.preview.written and not self.gone:
            durable.write_if_changed(build / KNOWN, record)
            shutil.rmtree(self._making)
            return
        durable.write(self._making / KNOWN, record)
        durable.write(self._making / "gone.json", json.dumps({"boot": boot(), "gone": self.gone}).encode())
        self._making.rename(build / READY)
        durable.settle(build)
        finish(build)


def finish(build: Path) -> None:
    """Files that lie ready are in place. Those of before a restart may be half on the disk, and are dropped."""
    ready, preview = build / READY, build / "preview"
    if not ready.is_dir():
        return
    left = json.loads((ready / "gone.json").read_bytes())
    if left["boot"] == boot():
        if preview.is_dir():
            for file in _files(ready / PAGES):
                _move(ready / PAGES / file, preview / file)
            for file in left["gone"]:
                (preview / file).unlink(missing_ok=True)
                _prune((preview / file).parent, preview)
        elif (ready / PAGES).is_dir():
            (ready / PAGES).rename(preview)
        durable.write(build / KNOWN, (ready / KNOWN).read_bytes())
    done = build / MAKING
    shutil.rmtree(done, ignore_errors=True)
    ready.rename(done)
    shutil.rmtree(done)


def _files(folder: Path) -> Iterator[str]:
    root = str(folder) + "/"
    for at, _, names in os.walk(folder):
        yield from (f"{at}/{name}"[len(root) :] for name in names)


def _move(file: Path, to: Path) -> None:
    try:
        file.replace(to)
    except FileNotFoundError:
        to.parent.mkdir(parents=True, exist_ok=True)
        file.replace(to)


def _prune(folder: Path, root: Path) -> None:
    """Folders that hold nothing any more are gone, up to the root."""
    while folder != root and folder.is_dir() and not any(folder.iterdir()):
        folder.rmdir()
        folder = folder.parent


def _holds(path: str, content: bytes) -> bool:
    try:
        with open(path, "rb") as file:  # noqa: PTH123 (a nation has some 91,500 of these a language)
            return file.read() == content
    except FileNotFoundError:
        return False


def _write_new(path: str, content: bytes) -> None:
    """The bytes as a new file, its folders made where they are not there. Raises FileExistsError.

    A nation has some 91,500 of these a language: no path is taken apart more often than it must be.
    """
    try:
        descriptor = os.open(path, _NEW, 0o666)
    except FileNotFoundError:
        os.makedirs(path.rpartition("/")[0], exist_ok=True)  # noqa: PTH103
        descriptor = os.open(path, _NEW, 0o666)
    try:
        while content:
            content = content[os.write(descriptor, content) :]
    finally:
        os.close(descriptor)


def read_known(state: Path, base: str) -> dict[str, Part]:
    """What the last run knew of the parts of the site; nothing where it was made under another base.

    Nor where the machine has restarted since: its pages may be half on the disk, so that each is looked at again.
    """
    try:
        known: dict[str, Any] = json.loads(state.read_bytes())
    except (OSError, ValueError):
        return {}
    return known["parts"] if (known.get("base"), known.get("boot")) == (base, boot()) else {}
