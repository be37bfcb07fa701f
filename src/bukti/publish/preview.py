"""The files of the preview and what is known of them: written where they differ, removed where no page stands."""

from __future__ import annotations

import json
import os
from collections.abc import Iterable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from bukti.evidence import durable

KNOWN = "preview.json"
PAGE_ENDING = ".html"
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
    """Writes files whose bytes changed. Its `parts` are what the next run knows of the parts of the site."""

    preview: Preview
    known: dict[str, Part]
    parts: dict[str, Part] = field(default_factory=dict)
    files: set[str] | None = None
    """Every file of this run, where the whole site is made over pages that are there."""

    def __post_init__(self) -> None:
        self._root = str(self.preview.folder) + "/"

    def is_there(self, name: str, key: str, files: Iterable[str]) -> bool:
        """Whether a part was made under this key and these of its pages are there; then it stays as it is."""
        before = self.known.get(name)
        if before is None or before["key"] != key or not all(os.access(self._root + f, os.F_OK) for f in files):
            return False
        self.parts[name] = before
        self.preview.pages += before["pages"]
        return True

    def write(self, file: str, text: str) -> None:
        """The file holds the text. A preview can be made again, so nothing is synced to the disk.

        A file in a new folder is written at once; over an old one only other bytes are, and by renaming.
        """
        content = text.encode()
        path = self._root + file
        if file.endswith(PAGE_ENDING):
            self.preview.pages += 1
        if self.files is not None:
            self.files.add(file)
        try:
            _write_new(path, content)
        except FileExistsError:
            if Path(path).read_bytes() == content:
                return
            temporary = Path(path).with_name(durable.TEMPORARY + Path(path).name)
            temporary.write_bytes(content)
            temporary.replace(path)
        self.preview.written += 1

    def remove(self, file: str) -> None:
        """The file is gone, and its folder where it was the last one there."""
        path = self.preview.folder / file
        if path.is_file():
            path.unlink()
            self.preview.removed += 1
            if not any(path.parent.iterdir()):
                path.parent.rmdir()

    def tidy(self) -> None:
        """After the whole site was made: files that no page of this run stands for are gone, and empty folders."""
        if self.files is None:
            return
        for folder, _, names in os.walk(self.preview.folder, topdown=False):
            within = folder[len(self._root) :]
            for name in names:
                if f"{within}/{name}".lstrip("/") not in self.files:
                    Path(folder, name).unlink()
                    self.preview.removed += 1
            if within and not any(Path(folder).iterdir()):
                Path(folder).rmdir()


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
    """What the last run knew of the parts of the site; nothing where it was made under another base."""
    try:
        known: dict[str, Any] = json.loads(state.read_bytes())
    except (OSError, ValueError):
        return {}
    return known["parts"] if known.get("base") == base else {}


def keep_known(state: Path, base: str, parts: dict[str, Part]) -> None:
    durable.write_if_changed(state, json.dumps({"base": base, "parts": parts}, sort_keys=True).encode())
