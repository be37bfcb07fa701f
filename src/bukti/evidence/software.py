"""Which software this is: its version, and a digest of every file of it that is installed."""

from __future__ import annotations

import functools
import hashlib
from pathlib import Path

import bukti


@functools.cache
def software() -> tuple[str, str]:
    """The version, and the SHA-256 (hex) over the package's files: path, size and bytes of each, in order of path.

    What Python makes of a module when it is first run (`__pycache__`) is no part of it.
    """
    return bukti.__version__, digest_of(Path(bukti.__file__).parent)


def digest_of(folder: Path) -> str:
    """The SHA-256 (hex) over a folder's files: path, size and bytes of each, in order of path."""
    running = hashlib.sha256()
    files = {
        p.relative_to(folder).as_posix(): p for p in folder.rglob("*") if p.is_file() and "__pycache__" not in p.parts
    }
    for path, file in sorted(files.items()):
        content = file.read_bytes()
        running.update(f"{path}\0{len(content)}\0".encode() + content)
    return running.hexdigest()
