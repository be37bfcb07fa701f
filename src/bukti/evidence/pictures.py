"""Pictures of an office's own papers: what the public may see is a fact, the original stays in `private/`."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from typing import Final

from bukti.evidence import durable, lock
from bukti.evidence.journal import Fact
from bukti.evidence.workspace import Workspace

PICTURE: Final = "picture"
SCANS: Final = "scans"
"""The folder of `private/` that keeps originals, each named for its digest, as bytes of no kind."""
ENDING: Final = ".jpg"
FOLDER: Final = "pictures"
"""The folder of the site that shows the copies."""


@dataclass(frozen=True, order=True)
class Picture:
    """The copy of one page of a unit's paper in one contest: its digest and size, and the digest of its original."""

    contest: str
    unit_id: str
    page: int
    sha256: str
    bytes: int
    original: str

    @property
    def file(self) -> str:
        """The copy's path from the site's root: another picture never takes its address."""
        return f"{FOLDER}/{self.sha256}{ENDING}"


def filed(workspace: Workspace) -> list[Picture]:
    """The last picture of each page, by contest, unit and page."""
    found: dict[tuple[str, str, int], Picture] = {}
    for fact in workspace.journal.facts():
        if fact["kind"] == PICTURE:
            one = Picture(*(fact[key] for key in ("contest", "unit", "page", "sha256", "bytes", "original")))
            found[one.contest, one.unit_id, one.page] = one
    return sorted(found.values())


def file(
    workspace: Workspace, contest: str, unit_id: str, page: int, original: bytes, copy: bytes, now: str
) -> tuple[Picture, bool]:
    """The picture, and whether it is new: its copy is in evidence, its original in `private/`, and both are named.

    `now` is UTC text; a clock that was set back is not believed. Raises Refusal where another holds the workspace.
    """
    digests = [hashlib.sha256(content).hexdigest() for content in (copy, original)]
    picture = Picture(contest, unit_id, page, digests[0], len(copy), digests[1])
    with lock.held(workspace.root):
        if picture in filed(workspace):
            return picture, False
        before = max((fact["received_at"] for fact in workspace.journal.facts()), default=now)
        durable.write_if_changed(workspace.private / SCANS / f"{picture.original}.bin", original, 0o600)
        durable.write_if_changed(workspace.objects / picture.sha256, copy)
        fact: Fact = {
            "kind": PICTURE, "contest": contest, "unit": unit_id, "page": page, "sha256": picture.sha256,
            "bytes": picture.bytes, "original": picture.original, "received_at": max(before, now),
        }  # fmt: skip
        workspace.journal.append([fact])
    return picture, True
