"""Cosignatures: a witness says that, at a time, this was the largest state of a log it had seen, grown from all before.

Source: https://c2sp.org/tlog-cosignature, Ed25519 (type 0x04). Times are whole seconds since 1970 in UTC.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Final

from bukti.ledger import note
from bukti.ledger.note import Signature

KIND: Final = 4
TIME_BYTES: Final = 8
TIME_MOST: Final = (1 << 63) - 1


@dataclass(frozen=True)
class CosignatureVerifier:
    """The public half of a witness's key."""

    name: str
    key: bytes

    @classmethod
    def of(cls, vkey: str) -> CosignatureVerifier:
        """The key that a vkey stands for. Raises NotANote where it is none of a witness."""
        return cls(*note.key_of(vkey, KIND))

    @property
    def key_id(self) -> bytes:
        return note.key_id(self.name, KIND, self.key)

    @property
    def vkey(self) -> str:
        return note.vkey_of(self.name, KIND, self.key)

    def holds(self, text: bytes, content: bytes) -> bool:
        """True where the content is a time and this key's signature of the text at that time."""
        time = int.from_bytes(content[:TIME_BYTES], "big")
        return time <= TIME_MOST and note.ed25519_holds(self.key, message(text, time), content[TIME_BYTES:])


@dataclass(frozen=True)
class Cosigner:
    """A witness's key: a name and 32 secret bytes, which sign nothing but cosignatures.

    Raises NotANote where they are no such key.
    """

    name: str
    seed: bytes = field(repr=False)

    def __post_init__(self) -> None:
        note.check_name(self.name)
        note.check_length(self.seed)

    @classmethod
    def of(cls, secret: str) -> Cosigner:
        """The key that `secret` wrote. Raises NotANote."""
        name, stated, seed = note.secret_of(secret, KIND)
        found = cls(name, seed)
        note.check_stated(found.verifier.key_id, stated)
        return found

    @property
    def secret(self) -> str:
        """The key as a text that `of` reads. Whoever has it cosigns in this name."""
        return note.secret_text(self.name, self.verifier.key_id, KIND, self.seed)

    @property
    def verifier(self) -> CosignatureVerifier:
        return CosignatureVerifier(self.name, note.public_of(self.seed))

    @property
    def vkey(self) -> str:
        return self.verifier.vkey

    def cosign(self, text: str, time: int) -> bytes:
        """The signature line of a checkpoint's text at the time, with its end."""
        signature = note.ed25519_signed(self.seed, message(text.encode(), time))
        return Signature(self.name, self.verifier.key_id, time.to_bytes(TIME_BYTES, "big") + signature).line


def message(text: bytes, time: int) -> bytes:
    """What a witness signs: two lines of its own, then the checkpoint's text."""
    return b"cosignature/v1\ntime %d\n" % time + text


def time_of(signature: Signature) -> int:
    """The time that a cosignature states."""
    return int.from_bytes(signature.content[:TIME_BYTES], "big")


def attached(signed: bytes, line: bytes, witness: CosignatureVerifier) -> bytes:
    """The note with a witness's line at its end, in place of an earlier one of the same witness.

    Raises NotANote where the line is not this witness's good cosignature of the note's text.
    """
    text, lines = note.parts(signed)
    answer = note.opened(text.encode() + b"\n" + line, [witness]).signatures
    kept = [s.line for s in lines if (s.name, s.key_id) != (witness.name, witness.key_id)]
    made = text.encode() + b"\n" + b"".join([*kept, *(s.line for s in answer)])
    note.parts(made)
    return made
