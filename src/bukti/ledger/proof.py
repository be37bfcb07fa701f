"""Receipts: one entry's place in a log, with the proof and the checkpoint, in one text that needs nothing else.

Source: https://c2sp.org/tlog-proof. Such a file's name ends in .tlog-proof.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final

from bukti.ledger import checkpoint, merkle
from bukti.ledger.base64_text import decoded, encoded
from bukti.ledger.checkpoint import Checkpoint, decimal
from bukti.ledger.note import Checks, opened
from bukti.ledger.unsound import Unsound

FIRST: Final = "c2sp.org/tlog-proof@v1"
STEPS_MOST: Final = 63


class NotAProof(Unsound):
    """A text that is no receipt, or a receipt that does not hold."""


@dataclass(frozen=True)
class Proof:
    """An entry's index, the hashes that lead from it to the root, and the signed checkpoint of that root.

    `extra` is what others may have put there; nothing vouches for it.
    """

    index: int
    hashes: tuple[bytes, ...]
    note: bytes
    extra: bytes = b""

    @property
    def text(self) -> bytes:
        """The receipt as it is written."""
        extra = [f"extra {encoded(self.extra)}"] if self.extra else []
        lines = [FIRST, *extra, f"index {self.index}", *map(encoded, self.hashes), "", ""]
        return "\n".join(lines).encode() + self.note


def read(text: bytes) -> Proof:
    """The receipt that a text is; none of it has been checked. Raises NotAProof."""
    head, empty, note = text.partition(b"\n\n")
    try:
        first, *lines = head.decode().split("\n")
    except UnicodeDecodeError:
        raise NotAProof("LG-PROOF-TEXT", repr(head[:40])) from None
    if first != FIRST or not empty:
        raise NotAProof("LG-PROOF-TEXT", first[:40])
    extra: bytes | None = b""
    if lines and lines[0].startswith("extra "):
        extra = decoded(lines.pop(0).removeprefix("extra ")) or None
    word, _, number = lines.pop(0).partition(" ") if lines else ("", "", "")
    index = decimal(number)
    hashes = hashes_of(lines)
    if extra is None or word != "index" or index is None or hashes is None:
        raise NotAProof("LG-PROOF-TEXT", head.decode()[:120])
    return Proof(index, hashes, note, extra)


def hashes_of(lines: Iterable[str]) -> tuple[bytes, ...] | None:
    """The hashes that lines write in base64, at most 63; None where one is no hash."""
    found = tuple(decoded(line) or b"" for line in lines)
    return found if len(found) <= STEPS_MOST and all(len(h) == merkle.HASH_BYTES for h in found) else None


def check(proof: Proof, entry: bytes, verifiers: Iterable[Checks]) -> Checkpoint:
    """The checkpoint, signed by a known key, of the log in which the entry has the proof's place.

    Raises NotANote where no known key signed, NotAProof where the entry is not there.
    """
    found = checkpoint.read(opened(proof.note, verifiers).text)
    if not merkle.check_inclusion(proof.index, found.size, merkle.leaf_hash(entry), proof.hashes, found.root):
        raise NotAProof("LG-PROOF-BROKEN", f"{proof.index}/{found.size}")
    return found
