"""Signed notes: a text, and lines that each say which key signed it.

Source: https://c2sp.org/signed-note@v1.0.0. A key is named by what people call it and by its first four hash bytes; its
public half travels as a vkey, `name+id+base64(type || key)`, and its private half never leaves `Signer`.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Final, Protocol

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey

from bukti.ledger.base64_text import decoded, encoded
from bukti.ledger.unsound import Unsound

DASH: Final = "— "
ED25519: Final = 1
KEY_BYTES: Final = 32
SIGNATURE_BYTES: Final = 64
SIGNATURES_MOST: Final = 16
BYTES_MOST: Final = 64 << 10
SECRET: Final = "PRIVATE+KEY+"


class NotANote(Unsound):
    """A note, a key or a signature that is not as the format has it, or that does not hold."""


@dataclass(frozen=True)
class Signature:
    """One signature line: who is named, which key, and what was signed as bytes after the key's id."""

    name: str
    key_id: bytes
    content: bytes

    @property
    def line(self) -> bytes:
        """The line as it stands in a note, with its end."""
        return f"{DASH}{self.name} {encoded(self.key_id + self.content)}\n".encode()


class Checks(Protocol):
    """A key that can tell whether a signature of its own is good."""

    @property
    def name(self) -> str: ...

    @property
    def key_id(self) -> bytes: ...

    def holds(self, text: bytes, content: bytes) -> bool:
        """True where the content of a signature line is this key's signature of the text."""
        ...


class Signs(Protocol):
    """A key that makes signature lines."""

    def sign(self, text: str) -> bytes: ...


@dataclass(frozen=True)
class Verifier:
    """The public half of a key that signs notes with Ed25519."""

    name: str
    key: bytes

    @classmethod
    def of(cls, vkey: str) -> Verifier:
        """The key that a vkey stands for. Raises NotANote where it is none, or none of Ed25519 notes."""
        return cls(*key_of(vkey, ED25519))

    @property
    def key_id(self) -> bytes:
        return key_id(self.name, ED25519, self.key)

    @property
    def vkey(self) -> str:
        return vkey_of(self.name, ED25519, self.key)

    def holds(self, text: bytes, content: bytes) -> bool:
        return ed25519_holds(self.key, text, content)


@dataclass(frozen=True)
class Signer:
    """A key that signs notes with Ed25519: a name and 32 secret bytes. Raises NotANote where they are no such key."""

    name: str
    seed: bytes = field(repr=False)

    def __post_init__(self) -> None:
        check_name(self.name)
        check_length(self.seed)

    @classmethod
    def of(cls, secret: str) -> Signer:
        """The key that a text `PRIVATE+KEY+name+id+base64(type || seed)` holds. Raises NotANote."""
        name, stated, seed = secret_of(secret, ED25519)
        found = cls(name, seed)
        check_stated(found.verifier.key_id, stated)
        return found

    @property
    def secret(self) -> str:
        """The key as a text that `of` reads. Whoever has it signs in this name."""
        return secret_text(self.name, self.verifier.key_id, ED25519, self.seed)

    @property
    def verifier(self) -> Verifier:
        return Verifier(self.name, public_of(self.seed))

    @property
    def vkey(self) -> str:
        return self.verifier.vkey

    def sign(self, text: str) -> bytes:
        """The signature line of the text, with its end."""
        return Signature(self.name, self.verifier.key_id, ed25519_signed(self.seed, text.encode())).line


@dataclass(frozen=True)
class Opened:
    """A note whose signatures held: its text, those of keys that were known, and those of keys that were not."""

    text: str
    signatures: tuple[Signature, ...]
    unknown: tuple[Signature, ...]


def signed(text: str, *signers: Signs) -> bytes:
    """The text as a note that each key has signed. Raises NotANote where a note cannot hold the text."""
    note = text.encode() + b"\n" + b"".join(signer.sign(text) for signer in signers)
    if not text.endswith("\n") or parts(note)[0] != text:
        raise NotANote("LG-NOTE-TEXT", text[:40])
    return note


def opened(note: bytes, verifiers: Iterable[Checks]) -> Opened:
    """The note with the signatures that hold: at least one of a known key, and none of a known key that is bad.

    Signatures of other keys are passed over. Raises NotANote.
    """
    text, lines = parts(note)
    known = {(v.name, v.key_id): v for v in verifiers}
    good: dict[tuple[str, bytes], Signature] = {}
    unknown: list[Signature] = []
    for line in lines:
        verifier = known.get((line.name, line.key_id))
        if verifier is None:
            unknown.append(line)
        elif verifier.holds(text.encode(), line.content):
            good.setdefault((line.name, line.key_id), line)
        else:
            raise NotANote("LG-SIGNATURE-BAD", f"{line.name}+{line.key_id.hex()}")
    if not good:
        raise NotANote("LG-SIGNATURE-NONE", ", ".join(f"{s.name}+{s.key_id.hex()}" for s in unknown))
    return Opened(text, tuple(good.values()), tuple(unknown))


def parts(note: bytes) -> tuple[str, tuple[Signature, ...]]:
    """The text of a note and its signature lines, none of which has been checked. Raises NotANote."""
    if len(note) > BYTES_MOST:
        raise NotANote("LG-NOTE-LARGE", str(len(note)))
    try:
        whole = note.decode()
    except UnicodeDecodeError as error:
        raise NotANote("LG-NOTE-TEXT", f"0x{note[error.start]:02x}") from None
    control = next((c for c in whole if c < " " and c != "\n"), "")
    if control:
        raise NotANote("LG-NOTE-TEXT", f"0x{ord(control):02x}")
    text, empty, tail = whole.rpartition("\n\n")  # the last empty line parts text and signatures
    if not empty or not tail.endswith("\n"):
        raise NotANote("LG-NOTE-SIGNATURES", tail[-40:])
    lines = tail[:-1].split("\n")
    if len(lines) > SIGNATURES_MOST:
        raise NotANote("LG-NOTE-SIGNATURES", str(len(lines)))
    return text + "\n", tuple(_signature(line) for line in lines)


def _signature(line: str) -> Signature:
    name, _, coded = line.removeprefix(DASH).partition(" ")
    content = decoded(coded)
    if not line.startswith(DASH) or not _is_name(name) or content is None or len(content) < 5:
        raise NotANote("LG-NOTE-SIGNATURES", line[:80])
    return Signature(name, content[:4], content[4:])


# ---- keys


def key_id(name: str, kind: int, key: bytes) -> bytes:
    """The first four bytes of SHA-256(name || 0x0A || kind || key). Source: signed-note, Signatures."""
    return hashlib.sha256(name.encode() + b"\n" + bytes([kind]) + key).digest()[:4]


def vkey_of(name: str, kind: int, key: bytes) -> str:
    """The key as text: name, id in hex, and kind and key in base64, with + between. Source: signed-note."""
    return f"{name}+{key_id(name, kind, key).hex()}+{encoded(bytes([kind]) + key)}"


def key_of(vkey: str, kind: int) -> tuple[str, bytes]:
    """Name and public key of a vkey of the kind, whose id is that of its key. Raises NotANote."""
    name, stated, key = parts_of(vkey, kind)
    check_stated(key_id(name, kind, key), stated)
    return name, key


def secret_of(text: str, kind: int) -> tuple[str, bytes, bytes]:
    """Name, stated id and 32 secret bytes of a key that `secret_text` wrote. Raises NotANote, which shows nothing."""
    if not text.startswith(SECRET):
        raise NotANote("LG-KEY", SECRET)
    try:
        return parts_of(text.removeprefix(SECRET), kind)
    except NotANote as fault:
        raise NotANote(fault.reason, SECRET) from None


def secret_text(name: str, stated: bytes, kind: int, seed: bytes) -> str:
    """A secret key as text, `PRIVATE+KEY+name+id+base64(kind || seed)`, as Go's `sumdb/note` has it."""
    return f"{SECRET}{name}+{stated.hex()}+{encoded(bytes([kind]) + seed)}"


def check_stated(found: bytes, stated: bytes) -> None:
    """Nothing where a key has the id that its text states. Raises NotANote."""
    if found != stated:
        raise NotANote("LG-KEY", f"{stated.hex()} ({found.hex()})")


def parts_of(text: str, kind: int) -> tuple[str, bytes, bytes]:
    """Name, stated id and 32 bytes of a key written as `name+id+base64(kind || bytes)`. Raises NotANote."""
    name, _, rest = text.partition("+")
    stated, _, coded = rest.partition("+")
    content = decoded(coded) or b""
    if not _is_name(name) or len(stated) != 8 or set(stated) - set("0123456789abcdef") or content[:1] != bytes([kind]):
        raise NotANote("LG-KEY", text)
    check_length(content[1:])
    return name, bytes.fromhex(stated), content[1:]


def check_name(name: str) -> None:
    """Nothing where a key may be called so. Raises NotANote."""
    if not _is_name(name):
        raise NotANote("LG-KEY-NAME", name)


def check_length(key: bytes) -> None:
    """Nothing where this is as long as an Ed25519 key. Raises NotANote."""
    if len(key) != KEY_BYTES:
        raise NotANote("LG-KEY-LENGTH", str(len(key)))


def _is_name(name: str) -> bool:
    """A key's name holds something, no space and no plus. Source: signed-note, Format."""
    return bool(name) and "+" not in name and not any(c.isspace() or c < " " for c in name)


# ---- Ed25519 (RFC 8032)


def public_of(seed: bytes) -> bytes:
    """The 32 public bytes of a key's 32 secret ones."""
    return Ed25519PrivateKey.from_private_bytes(seed).public_key().public_bytes_raw()


def ed25519_signed(seed: bytes, message: bytes) -> bytes:
    """The 64 bytes of the signature; the same key and message always give the same."""
    return Ed25519PrivateKey.from_private_bytes(seed).sign(message)


def ed25519_holds(key: bytes, message: bytes, signature: bytes) -> bool:
    """True where the signature is the key's, of this message."""
    try:
        Ed25519PublicKey.from_public_bytes(key).verify(signature, message)
    except (InvalidSignature, ValueError):
        return False
    return True
