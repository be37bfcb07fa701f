"""The office's signing keys: sealed with a passphrase in `private/`, which is never published.

A key file holds the 32 secret bytes of an Ed25519 key under ChaCha20-Poly1305 (RFC 8439), whose own key scrypt
(RFC 7914) makes from the passphrase. Its name is the id of the key, so that the journal says which file to open.
"""

from __future__ import annotations

import json
import secrets
import stat
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import ChaCha20Poly1305
from cryptography.hazmat.primitives.kdf.scrypt import Scrypt

from bukti.evidence import durable
from bukti.evidence.journal import Fact
from bukti.evidence.leaves import KEY, OPENING, index_of, opening_place
from bukti.evidence.workspace import Workspace
from bukti.ledger.note import Signer, Verifier
from bukti.vocabulary.problems import Place, refuse

OWN_MODE: Final = 0o600
SHORTEST: Final = 12
COST: Final = 1 << 17
BLOCKS: Final = 8
"""What a try at a passphrase costs: 128 MB and about half a second. Source: OWASP, Password Storage (scrypt)."""
SEED_BYTES: Final = 32


@dataclass(frozen=True)
class Keys:
    """The public keys of a workspace: the one in force, all there ever were, and the change that waits to be signed.

    `waiting` is the key that the next checkpoint introduces, signed by it and by the one in force.
    """

    vkey: str
    verifiers: tuple[Verifier, ...]
    waiting: str | None


def keys_of(facts: Sequence[Fact], signed: int) -> Keys:
    """The keys that the facts name, where the log's first `signed` entries are signed. Something was opened."""
    opening = opening_place(facts)
    assert opening is not None
    vkey, waiting = facts[opening]["vkey"], None
    for place, fact in enumerate(facts[opening + 1 :], opening + 1):
        if fact["kind"] == KEY and index_of(place, opening) < signed:
            vkey = fact["new"]
        elif fact["kind"] == KEY:
            waiting = fact["new"]
    every = [
        fact["vkey"] if fact["kind"] == OPENING else fact["new"] for fact in facts if fact["kind"] in (OPENING, KEY)
    ]
    return Keys(vkey, tuple(Verifier.of(v) for v in every), waiting)


def make(workspace: Workspace, name: str, passphrase: str, cost: int = COST) -> Signer:
    """A new key of this name, kept in `private/` under the passphrase. Raises Refusal where that is too short."""
    if len(passphrase) < SHORTEST:
        raise refuse("PB-PASSPHRASE-SHORT", found=str(len(passphrase)), expected=str(SHORTEST))
    signer = Signer(name, secrets.token_bytes(SEED_BYTES))
    salt, nonce = secrets.token_bytes(16), secrets.token_bytes(12)
    sealed = ChaCha20Poly1305(_stretched(passphrase, salt, cost)).encrypt(nonce, signer.seed, signer.vkey.encode())
    kept = {
        "vkey": signer.vkey, "seal": "scrypt, ChaCha20-Poly1305", "cost": cost, "salt": salt.hex(),
        "nonce": nonce.hex(), "sealed": sealed.hex(),
    }  # fmt: skip
    workspace.private.mkdir(mode=0o700, exist_ok=True)
    durable.write(file_of(workspace, signer.vkey), (json.dumps(kept, indent=1) + "\n").encode(), OWN_MODE)
    return signer


def load(workspace: Workspace, vkey: str, passphrase: str) -> Signer:
    """The key behind a vkey. Raises Refusal where its file is absent, open to others, or not of this passphrase."""
    file = file_of(workspace, vkey)
    place = Place(f"{workspace.private.name}/{file.name}")
    if not file.is_file():
        raise refuse("PB-KEY-ABSENT", place, vkey)
    mode = stat.S_IMODE(file.stat().st_mode)
    if mode & 0o077:
        raise refuse("PB-KEY-OPEN", place, f"{mode:04o}", f"{OWN_MODE:04o}")
    try:
        kept = json.loads(file.read_bytes())
        key = _stretched(passphrase, bytes.fromhex(kept["salt"]), kept["cost"])
        seed = ChaCha20Poly1305(key).decrypt(bytes.fromhex(kept["nonce"]), bytes.fromhex(kept["sealed"]), vkey.encode())
    except InvalidTag:
        raise refuse("PB-PASSPHRASE-WRONG", place, vkey) from None
    except (ValueError, KeyError, TypeError) as error:
        raise refuse("PB-KEY-DAMAGED", place, str(error)) from None
    return Signer(Verifier.of(vkey).name, seed)


def file_of(workspace: Workspace, vkey: str) -> Path:
    """Where the key is kept."""
    return workspace.private / f"{Verifier.of(vkey).key_id.hex()}.key"


def _stretched(passphrase: str, salt: bytes, cost: int) -> bytes:
    return Scrypt(salt=salt, length=32, n=cost, r=BLOCKS, p=1).derive(passphrase.encode())
