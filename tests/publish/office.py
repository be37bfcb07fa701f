"""What an office does, at moments that the test says: build, open, publish, bring a late sheet."""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from tests.site.small import small_town

from bukti.evidence.workspace import Workspace
from bukti.ledger import checkpoint, note, tiles
from bukti.publish import verify
from bukti.publish.build import build
from bukti.publish.opening import open_log
from bukti.publish.publication import Published
from bukti.publish.publication import publish as really_publish
from bukti.vocabulary.problems import Refusal

ORIGIN = "example.org/kota-kecil"
PHRASE = "kopi pagi di alun-alun"
CHEAP = 1 << 10
"""Cost of a try at the passphrase in tests: a hundredth of what keys of offices have."""


def at(hour: str) -> str:
    return f"2099-04-18T{hour}:00:00Z"


def built(workspace: Workspace) -> None:
    build(workspace).connection.close()


def opened_town(folder: Path) -> Workspace:
    """The small town, built and with an open log."""
    workspace = small_town(folder)
    built(workspace)
    open_log(workspace, ORIGIN, PHRASE, now=at("00"), cost=CHEAP)
    return workspace


def publish_at(workspace: Workspace, hour: str) -> Published:
    return really_publish(workspace, lambda _: PHRASE, at(hour))


def bring(workspace: Workspace) -> None:
    """The sheet of the last station comes in: 113/001, 60 and 50 votes; all is built."""
    file = workspace.inbox / "stations.csv"
    file.write_text(file.read_text(encoding="utf-8") + "113,1,110,120,60,50,110,0,110,,,,,,\n", encoding="utf-8")
    built(workspace)


def entries(workspace: Workspace) -> list[dict[str, Any]]:
    """What every entry of the signed log says, read from its bundles."""
    size = read_checkpoint(workspace.log / "checkpoint").size
    return [json.loads(entry) for entry in tiles.entries_in(workspace.log, size)]


def read_checkpoint(file: Path) -> checkpoint.Checkpoint:
    """The state in a signed note, whoever signed it."""
    return checkpoint.read(note.parts(file.read_bytes())[0])


def stranger(folder: Path, memory: Path, *more: str) -> int:
    """How `verify.py` ends on a published folder."""
    return verify.main([str(folder), "--lang", "en", "--memory", str(memory), *more])


def tree(folder: Path, *apart: str) -> Mapping[str, bytes]:
    """Every file in a folder with its bytes, links as where they lead, but for the names given."""
    found = {}
    for path in sorted(folder.rglob("*")):
        name = path.relative_to(folder).as_posix()
        if path.is_symlink():
            found[name] = str(path.readlink()).encode()
        elif path.is_file() and name not in apart:
            found[name] = path.read_bytes()
    return found


def codes(refusal: Refusal) -> list[tuple[str, str]]:
    return [(p.code, p.place.file) for p in refusal.problems]
