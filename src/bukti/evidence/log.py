"""The public log of a workspace: entries and tiles in `evidence/log/`, and what was signed last, kept in two places.

What was signed is never contradicted: before the key signs anew, every state that it is known to have signed must be
the beginning of what the facts say now.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from bukti.evidence import durable
from bukti.evidence.keys import OWN_MODE
from bukti.evidence.workspace import Workspace
from bukti.ledger import checkpoint as checkpoints
from bukti.ledger import merkle, note, tiles
from bukti.ledger.checkpoint import Checkpoint
from bukti.ledger.note import Signer, Verifier
from bukti.ledger.unsound import Unsound
from bukti.vocabulary.problems import Place, Refusal, refuse

SIGNED: Final = "signed"
"""The note signed last, beside the evidence and beside the key."""
CURRENT: Final = "current"
"""The link to the publication that the public sees, in `site/`."""


@dataclass(frozen=True)
class State:
    """One signed state of the log, the file that holds it, and its bytes."""

    checkpoint: Checkpoint
    file: str
    note: bytes


def places_of(workspace: Workspace) -> list[Path]:
    """Where signed states are: the two records, the log's checkpoint, and that of the site."""
    return [
        workspace.private / SIGNED,
        workspace.evidence / SIGNED,
        workspace.log / tiles.CHECKPOINT,
        workspace.site / CURRENT / "log" / tiles.CHECKPOINT,
    ]


def states(workspace: Workspace, verifiers: Sequence[Verifier]) -> list[State]:
    """Every signed state there is. Raises Refusal where one is no checkpoint, or signed by no key of ours."""
    return [
        _state(file.relative_to(workspace.root).as_posix(), file.read_bytes(), verifiers)
        for file in places_of(workspace)
        if file.is_file()
    ]


def signed_last(
    workspace: Workspace, origin: str, verifiers: Sequence[Verifier], entries: Sequence[bytes]
) -> State | None:
    """The largest state of this log that was ever signed, which all others are the beginning of; None without any.

    Raises Refusal where the facts say less than was signed, or something else.
    """
    found = [state for state in states(workspace, verifiers) if state.checkpoint.origin == origin]
    hashes = [merkle.leaf_hash(entry) for entry in entries]
    for state in found:
        if state.checkpoint.size > len(hashes):
            raise refuse("PB-BEHIND", Place(state.file), str(state.checkpoint.size), str(len(hashes)))
        if merkle.root(hashes[: state.checkpoint.size]) != state.checkpoint.root:
            at = _first_other(workspace, state.checkpoint.size, entries)
            raise refuse("PB-FORK", Place(state.file), at, state.checkpoint.root.hex())
    return max(found, key=lambda state: state.checkpoint.size, default=None)


def require_record(workspace: Workspace) -> None:
    """Raises Refusal where no record is left of what was signed last, neither by the evidence nor by the key."""
    if not any(file.is_file() for file in places_of(workspace)[:2]):
        raise refuse("PB-NO-RECORD", Place(f"{workspace.evidence.name}/{SIGNED}"))


def signed_note(origin: str, entries: Sequence[bytes], signers: Sequence[Signer]) -> State:
    """The log of these entries, signed. Nothing is written."""
    root = merkle.root([merkle.leaf_hash(entry) for entry in entries])
    checkpoint = Checkpoint(origin, len(entries), root)
    return State(checkpoint, tiles.CHECKPOINT, note.signed(checkpoint.text, *signers))


def grow(workspace: Workspace, old: int, entries: Sequence[bytes], state: State) -> None:
    """The log holds the entries and serves the state: entries, tiles, both records of the state, the checkpoint last.

    Killed at any moment, the log serves what it served before, and every state that was signed is on record.
    """
    for path, content in tiles.new_files(old, entries).items():
        durable.write_if_changed(workspace.log / path, content)
    record(workspace, state)


def record(workspace: Workspace, state: State) -> None:
    """The state is on record in two places, and then the log's checkpoint."""
    durable.write_if_changed(workspace.private / SIGNED, state.note, OWN_MODE)
    durable.write_if_changed(workspace.evidence / SIGNED, state.note)
    durable.write_if_changed(workspace.log / tiles.CHECKPOINT, state.note)


def _state(file: str, content: bytes, verifiers: Sequence[Verifier]) -> State:
    try:
        return State(checkpoints.read(note.opened(content, verifiers).text), file, content)
    except Unsound as error:
        raise unsound(error, file) from error


def unsound(error: Unsound, file: str) -> Refusal:
    """What is wrong with something of the log, told with its file."""
    return refuse("PB-LOG-UNSOUND", Place(error.path or file), error.detail, error.reason)


def _first_other(workspace: Workspace, size: int, entries: Sequence[bytes]) -> str:
    """The first entry of the log that the facts do not say; a question mark where the log cannot be read."""
    try:
        there = tiles.entries_in(workspace.log, size)
    except Unsound:
        return "?"
    return next((str(n) for n, (one, other) in enumerate(zip(there, entries, strict=False)) if one != other), "?")
