"""The version of code that makes rows in Python: a digest of its text, so that no one has to remember to raise it."""

from __future__ import annotations

import functools
import hashlib
from importlib import resources
from importlib.resources.abc import Traversable


@functools.cache
def code_digest(package: str) -> str:
    """SHA-256 (hex) over the names and texts of a package's modules."""
    running = hashlib.sha256()
    for name, module in sorted(_modules(resources.files(package), "")):
        running.update(f"{name}\0".encode() + module.read_bytes() + b"\0")
    return running.hexdigest()


def _modules(folder: Traversable, path: str) -> list[tuple[str, Traversable]]:
    found: list[tuple[str, Traversable]] = []
    for entry in folder.iterdir():
        if entry.is_dir() and entry.name != "__pycache__":
            found += _modules(entry, f"{path}{entry.name}/")
        elif entry.name.endswith(".py"):
            found.append((path + entry.name, entry))
    return found
