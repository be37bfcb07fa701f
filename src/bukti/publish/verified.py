"""A workspace checked from its facts: bytes, journal against log, tables made anew. The site is checked by `verify.py`.

What is wrong comes out as problems; nothing is changed, repaired or believed because a file is new.
"""

from __future__ import annotations

import hashlib
import tempfile
from collections.abc import Callable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import Final

from bukti.evidence.journal import Fact
from bukti.evidence.keys import keys_of
from bukti.evidence.leaves import PUBLICATION, leaves, opening_place
from bukti.evidence.log import SIGNED, signed_last
from bukti.evidence.software import software
from bukti.evidence.workspace import Workspace
from bukti.ledger import tiles
from bukti.publish.past import build_at
from bukti.vocabulary.problems import Place, Problem, Refusal

Check = Callable[[Workspace, Sequence[Fact]], Iterator[Problem]]


def objects(workspace: Workspace, facts: Sequence[Fact]) -> Iterator[Problem]:
    """Every file and text that a fact names lies under its digest, and nothing else lies there."""
    named: dict[str, Fact] = {
        f[key]: f for f in facts if "bytes" in f for key in ("definition", "sha256") if f.get(key)
    }
    for sha256, fact in named.items():
        path = workspace.objects / sha256
        told = Place(str(fact.get("name", fact["kind"])))
        if not path.is_file():
            yield Problem("EV-OBJECT-MISSING", told, sha256)
            continue
        with path.open("rb") as stream:
            found = hashlib.file_digest(stream, "sha256").hexdigest()
        if found != sha256:
            yield Problem("EV-OBJECT-ALTERED", told, found, sha256)
    if workspace.objects.is_dir():
        for path in sorted(p for p in workspace.objects.iterdir() if p.name not in named):
            yield Problem("VR-OBJECT-UNNAMED", Place(f"evidence/objects/{path.name}"), path.name, level="notice")


def log(workspace: Workspace, facts: Sequence[Fact]) -> Iterator[Problem]:
    """Every entry of the log is that of its fact, every tile is that of the entries, and our key signed the root."""
    opening = opening_place(facts)
    if opening is None:
        return
    said = leaves(facts)
    entries = [leaf.entry for leaf in said]
    try:
        last = signed_last(workspace, facts[opening]["origin"], keys_of(facts, 0).verifiers, entries)
    except Refusal as refusal:
        yield from refusal.problems
        return
    size = last.checkpoint.size if last else 0
    for path, content in tiles.new_files(0, entries[:size]).items():
        file = workspace.log / path
        if not file.is_file():
            yield Problem("VR-LOG-ABSENT", Place(f"evidence/log/{path}"), path)
        elif file.read_bytes() != content:
            yield Problem("VR-LOG-OTHER", Place(f"evidence/log/{path}"), path)
    for record in (workspace.log / tiles.CHECKPOINT, workspace.private / SIGNED, workspace.evidence / SIGNED):
        if not record.is_file():
            name = record.relative_to(workspace.root).as_posix()
            yield Problem("VR-RECORD-ABSENT", Place(name), name, level="notice")
    if size < len(entries):
        yield Problem("VR-NOT-LOGGED", Place("evidence/journal"), str(len(entries) - size), str(size), "notice")


def made_anew(workspace: Workspace, facts: Sequence[Fact]) -> Iterator[Problem]:
    """The tables of the last publication are those that its facts give, made anew apart from what was built."""
    published = [f for f in facts if f["kind"] == PUBLICATION]
    if not published:
        return
    last = published[-1]
    if last["software"] != software()[1]:
        yield Problem("VR-SOFTWARE", Place(f"publication {last['number']}"), software()[1], last["software"], "notice")
    with tempfile.TemporaryDirectory(prefix="bukti-") as folder:
        then = build_at(workspace, str(last["number"]), Path(folder))
    for table in then.digests:
        if table.here != table.recorded:
            place = Place(f"publication {last['number']}", 0, table.table)
            yield Problem("VR-TABLE", place, table.here or "–", table.recorded or "–")


CHECKS: Final[Mapping[str, Check]] = {"objects": objects, "log": log, "tables": made_anew}
"""What is checked of a workspace, in this order."""


__all__ = ["CHECKS", "log", "made_anew", "objects"]
