"""Checkpoints: which log, how many entries, and the root over them; the text of a signed note.

Source: https://c2sp.org/tlog-checkpoint@v1.0.0. Extension lines, which nobody
could audit, are neither written nor read.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Final

from bukti.ledger.base64_text import decoded, encoded
from bukti.ledger.merkle import HASH_BYTES
from bukti.ledger.note import NotANote

DECIMAL: Final = re.compile(r"0|[1-9][0-9]{0,18}")
SIZE_MOST: Final = (1 << 63) - 1
ORIGIN: Final = re.compile(r"[^\s+/][^\s+]*")


@dataclass(frozen=True)
class Checkpoint:
    """The state of one log. Raises NotANote where the origin, the size or the root cannot be one."""

    origin: str
    size: int
    root: bytes

    def __post_init__(self) -> None:
        if not is_origin(self.origin):
            raise NotANote("LG-ORIGIN", self.origin)
        if not 0 <= self.size <= SIZE_MOST:
            raise NotANote("LG-CHECKPOINT", str(self.size))
        if len(self.root) != HASH_BYTES:
            raise NotANote("LG-CHECKPOINT", self.root.hex())

    @property
    def text(self) -> str:
        """Three lines, each with its end: what is signed."""
        return f"{self.origin}\n{self.size}\n{encoded(self.root)}\n"


def read(text: str) -> Checkpoint:
    """The checkpoint that a note's text is. Raises NotANote where it is another text, however close."""
    lines = text.split("\n")
    if len(lines) != 4 or lines[3]:
        raise NotANote("LG-CHECKPOINT", text[:120])
    origin, size, coded, _ = lines
    root = decoded(coded)
    counted = decimal(size)
    if counted is None or root is None:
        raise NotANote("LG-CHECKPOINT", f"{size} {coded}"[:120])
    return Checkpoint(origin, counted, root)


def decimal(text: str) -> int | None:
    """The number that a text writes without sign or leading zero; None where it does not, or at 2^63 and above."""
    number = int(text) if DECIMAL.fullmatch(text) else SIZE_MOST + 1
    return number if number <= SIZE_MOST else None


def is_origin(text: str) -> bool:
    """True where a log may be called so: an address without its scheme, no space, no plus, no slash at the end.

    Source: tlog-checkpoint, Note text (there a recommendation; here the rule, since the log's key has the same name).
    """
    return bool(ORIGIN.fullmatch(text)) and text.isprintable() and "://" not in text and not text.endswith("/")
