"""One file that holds what a workspace must keep: its facts, its configuration and what was published last.

The same workspace gives the same bytes. Nothing of `private/` goes in, and nothing that can be made again.
"""

from __future__ import annotations

import hashlib
import tarfile
from collections.abc import Iterator
from dataclasses import dataclass
from io import BytesIO
from pathlib import Path
from typing import BinaryIO, Final, cast

from bukti.evidence import durable, lock
from bukti.evidence.workspace import CONFIGURATION, Workspace
from bukti.publish.verified import objects
from bukti.vocabulary.problems import Place, Refusal, refusals, refuse

SUMS: Final = "SHA256SUMS"
"""The digest of every file, in the form that `sha256sum --check` reads."""
DECISIONS: Final = "decisions"
PUBLISHED: Final = "site"
CURRENT: Final = "current"


@dataclass(frozen=True)
class Archive:
    """What was written: the file, its digest (hex), its bytes, the files in it, whether a publication is among them."""

    path: Path
    sha256: str
    bytes: int
    files: int
    published: bool


class _Counted:
    """A file that knows the digest and the size of what was written into it."""

    def __init__(self, file: BinaryIO) -> None:
        self.file, self.digest, self.bytes = file, hashlib.sha256(), 0

    def write(self, content: bytes) -> int:
        self.digest.update(content)
        self.bytes += len(content)
        return self.file.write(content)


def archive(workspace: Workspace, path: Path) -> Archive:
    """A tar file with everything that must be kept, under one folder of the file's own name.

    Raises Refusal where the file is there already, or bytes in evidence are not what their names say.
    """
    if path.exists():
        raise refuse("AR-THERE", Place(str(path)))
    if not path.parent.is_dir():
        raise refuse("AR-NO-FOLDER", Place(str(path)), str(path.parent))
    with lock.held(workspace.root):
        if problems := refusals(objects(workspace, workspace.journal.facts())):
            raise Refusal(problems)
        found = dict(_files(workspace))
        top = path.name.partition(".")[0]
        needed = sum(at.stat().st_size for at in found.values())
        with durable.written(path, needed=needed) as file:
            counted = _Counted(file)
            with tarfile.open(fileobj=cast(BinaryIO, counted), mode="w|", format=tarfile.PAX_FORMAT) as tar:
                sums = [f"{_add(tar, f'{top}/{name}', at)}  {name}\n" for name, at in sorted(found.items())]
                _put(tar, f"{top}/{SUMS}", BytesIO("".join(sums).encode()))
    published = any(name.startswith(f"{PUBLISHED}/") for name in found)
    return Archive(path, counted.digest.hexdigest(), counted.bytes, len(found) + 1, published)


def _files(workspace: Workspace) -> Iterator[tuple[str, Path]]:
    """Each file by its name in the archive; those of the publication shown now lie in `site/` itself."""
    yield CONFIGURATION, workspace.configuration
    folders = [
        (workspace.evidence, workspace.evidence.name),
        (workspace.root / DECISIONS, DECISIONS),
        ((workspace.root / PUBLISHED / CURRENT).resolve(), PUBLISHED),
    ]
    for folder, name in folders:
        for path in folder.rglob("*"):
            if path.is_file() and not any(p.startswith(".") for p in path.relative_to(folder).parts):
                yield f"{name}/{path.relative_to(folder).as_posix()}", path


def _add(tar: tarfile.TarFile, name: str, path: Path) -> str:
    """The digest (hex) of the file as it went into the archive."""
    digest = hashlib.sha256()
    with path.open("rb") as stream:
        while chunk := stream.read(durable.CHUNK):
            digest.update(chunk)
        stream.seek(0)
        _put(tar, name, stream)
    return digest.hexdigest()


def _put(tar: tarfile.TarFile, name: str, content: BinaryIO) -> None:
    """The content under this name: no owner, no time, so that equal workspaces give equal bytes."""
    member = tarfile.TarInfo(name)
    member.size = content.seek(0, 2)
    content.seek(0)
    tar.addfile(member, content)
