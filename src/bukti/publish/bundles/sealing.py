"""A bundle put in its folder, its digest put on record, and the seal laid beside it once the ledger has signed that.

The seal is no part of what is sealed: `segel/` holds the entry of the ledger, the receipt, the office's key and the
program that checks them, and lies beside the files of `SHA256SUMS`.
"""

from __future__ import annotations

import hashlib
import shutil
from collections.abc import Mapping
from dataclasses import dataclass
from importlib import resources
from pathlib import Path
from typing import Final

from bukti.evidence import durable, lock
from bukti.evidence.case import CASE
from bukti.evidence.journal import Fact
from bukti.evidence.leaves import BUNDLE, opening_place
from bukti.evidence.workspace import Workspace
from bukti.ledger import merkle
from bukti.ledger.proof import Proof
from bukti.publish.bundles.bundle import SUMS
from bukti.publish.signing import Ledger, clock, ledger_of, moment
from bukti.vocabulary.problems import Place, refuse

FOLDER: Final = "bundles"
SEAL: Final = "segel"
ENTRY: Final = f"{SEAL}/entri.json"
RECEIPT: Final = f"{SEAL}/tanda-terima.tlog-proof"
KEY: Final = f"{SEAL}/kunci.txt"
VERIFIER: Final = f"{SEAL}/verify.py"


@dataclass(frozen=True)
class Put:
    """Where a bundle lies; `recorded` where its digest is on record, `index` of its entry once it is signed."""

    folder: Path
    digest: str
    recorded: bool
    index: int | None


def put(workspace: Workspace, case_id: str, files: Mapping[str, bytes], seal: bool, target: Path | None) -> Put:
    """The bundle is in a folder; with `seal` a fact names its digest, which the next publication signs.

    A bundle that was sealed is never replaced: what differs from it gets a folder of its own. Raises Refusal where the
    folder named holds another thing.
    """
    digest = hashlib.sha256(files[SUMS]).hexdigest()
    with lock.held(workspace.root):
        fact = _fact(workspace, digest)
        if seal and fact is None:
            fact = _recorded(workspace, case_id, files[SUMS])
        folder = target or _folder(workspace, case_id, files)
        if target is not None and target.exists() and not (target / SUMS).is_file():
            raise refuse("CS-BUNDLE-THERE", Place(str(target)))
        if _differs(folder, files):
            _written(folder, files)
        return Put(folder, digest, fact is not None, _sealed(workspace, folder, digest))


def _fact(workspace: Workspace, digest: str) -> int | None:
    """The place in the journal of the fact that names a bundle's digest."""
    facts = workspace.journal.facts()
    return next((n for n, f in enumerate(facts) if f["kind"] == BUNDLE and f["sha256"] == digest), None)


def _recorded(workspace: Workspace, case_id: str, listed: bytes) -> int:
    facts = workspace.journal.facts()
    case = [f for f in facts if f["kind"] == CASE and f["name"] == f"{case_id}.toml"][-1]
    digest = hashlib.sha256(listed).hexdigest()
    durable.write_if_changed(workspace.objects / digest, listed)
    fact: Fact = {
        "kind": BUNDLE, "name": case_id, "sha256": digest, "bytes": len(listed), "case": case["sha256"],
        "received_at": moment(facts, clock()),
    }  # fmt: skip
    workspace.journal.append([fact])
    return len(facts)


def _folder(workspace: Workspace, case_id: str, files: Mapping[str, bytes]) -> Path:
    """The case's own folder; the next one where that holds another bundle that is on record."""
    number = 1
    while True:
        folder = workspace.root / FOLDER / (case_id if number == 1 else f"{case_id}-{number}")
        listed = folder / SUMS
        there = listed.read_bytes() if listed.is_file() else None
        if there in (None, files[SUMS]) or _fact(workspace, hashlib.sha256(there or b"").hexdigest()) is None:
            return folder
        number += 1


def _differs(folder: Path, files: Mapping[str, bytes]) -> bool:
    """Whether the folder does not hold exactly these files, beside a seal."""
    if not folder.is_dir():
        return True
    there = {p.relative_to(folder).as_posix(): p for p in folder.rglob("*") if p.is_file()}
    own = {name: path for name, path in there.items() if not name.startswith(f"{SEAL}/")}
    return own.keys() != files.keys() or any(own[name].read_bytes() != content for name, content in files.items())


def _written(folder: Path, files: Mapping[str, bytes]) -> None:
    """The folder holds the files, all of them or what it held before."""
    durable.make_folder(folder.parent)
    durable.discard_unfinished(folder.parent)
    made = durable.unfinished(folder.parent)
    for name, content in files.items():
        path = made / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content)
    durable.settle_all(made)
    if folder.exists():
        leaving = durable.unfinished(folder.parent)
        durable.name(folder, leaving / folder.name)
        durable.name(made, folder)
        shutil.rmtree(leaving)
    else:
        durable.name(made, folder)


def _sealed(workspace: Workspace, folder: Path, digest: str) -> int | None:
    """The index of the entry that names the digest, whose seal lies beside the bundle; None before it is signed."""
    place = _fact(workspace, digest)
    if place is None or opening_place(workspace.journal.facts()) is None:
        return None
    ledger = ledger_of(workspace)
    index = ledger.index(place)
    if ledger.signed <= index:
        return None
    if not (folder / RECEIPT).is_file():
        for name, content in _seal(ledger, index).items():
            durable.write_if_changed(folder / name, content)
    return index


def _seal(ledger: Ledger, index: int) -> dict[str, bytes]:
    """Entry, receipt, key and verifier."""
    assert ledger.last is not None
    entries = ledger.entries[: ledger.last.checkpoint.size]
    hashes = [merkle.leaf_hash(entry) for entry in entries]
    return {
        ENTRY: entries[index],
        RECEIPT: Proof(index, tuple(merkle.inclusion(index, hashes)), ledger.last.note).text,
        KEY: f"{ledger.keys.vkey}\n".encode(),
        VERIFIER: resources.files("bukti.publish").joinpath("verify.py").read_bytes(),
    }


__all__ = ["FOLDER", "SEAL", "Put", "put"]
