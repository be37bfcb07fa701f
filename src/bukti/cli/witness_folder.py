"""What a witness keeps in a folder of its own: its key, the keys of the logs it watches, what it cosigned last.

Who loses the folder has lost the memory that makes a witness, and takes a new name.
"""

from __future__ import annotations

import hashlib
import secrets
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from bukti.evidence import durable
from bukti.ledger.cosignature import Cosigner
from bukti.ledger.note import Verifier, check_name
from bukti.ledger.unsound import Unsound
from bukti.vocabulary.problems import Place, refuse

KEY, LOGS, VKEYS, LAST = "key", "logs", "vkeys", "checkpoint"


@dataclass(frozen=True)
class WitnessFolder:
    """A folder that its owner alone can open."""

    at: Path

    def prepare(self) -> None:
        """The folder is there."""
        self.at.mkdir(mode=0o700, parents=True, exist_ok=True)

    def cosigner(self, name: str | None) -> Cosigner:
        """The witness's key, made at the first use under the name. Raises Refusal where there is none or two names."""
        file = self.at / KEY
        if not file.exists():
            if name is None:
                raise refuse("CLI-WITNESS-NAME", Place(str(self.at)))
            try:
                check_name(name)
            except Unsound as fault:
                raise refuse(fault.reason, Place(field="--name"), fault.detail) from None
            made = Cosigner(name, secrets.token_bytes(32))
            durable.write(file, made.secret.encode() + b"\n")
            file.chmod(0o600)
            return made
        try:
            found = Cosigner.of(file.read_text(encoding="utf-8").strip())
        except Unsound as fault:
            raise refuse(fault.reason, Place(str(file)), fault.detail) from None
        if name not in (None, found.name):
            raise refuse("CLI-WITNESS-OTHER-NAME", Place(str(file)), found.name, name or "")
        return found

    def know(self, vkey: str) -> None:
        """The key is one of its log's from now on, beside those known before. Raises Refusal where it is none."""
        try:
            origin = Verifier.of(vkey).name
        except Unsound as fault:
            raise refuse(fault.reason, Place(field="--key"), fault.detail) from None
        known = self._known(origin)
        if vkey not in known:
            durable.write(self._log(origin) / VKEYS, "".join(f"{each}\n" for each in [*known, vkey]).encode())

    def logs(self) -> dict[str, list[Verifier]]:
        """The logs watched, by origin, with their keys."""
        found: dict[str, list[Verifier]] = {}
        for file in sorted((self.at / LOGS).glob(f"*/{VKEYS}")):
            for vkey in file.read_text(encoding="utf-8").splitlines():
                verifier = Verifier.of(vkey)
                found.setdefault(verifier.name, []).append(verifier)
        return found

    def last(self, origin: str) -> bytes | None:
        """The note cosigned last; None where none was."""
        file = self._log(origin) / LAST
        return file.read_bytes() if file.exists() else None

    def keep(self, origin: str, note: bytes) -> None:
        """The note is on the disk as the one cosigned last."""
        durable.write(self._log(origin) / LAST, note)

    def keep_contradiction(self, origin: str, before: bytes, now: bytes, hashes: Sequence[bytes] = ()) -> Path:
        """Both signed states are kept, with the hashes of the entries of the second where they are known."""
        at = self._log(origin) / f"contradiction-{hashlib.sha256(now).hexdigest()[:16]}"
        durable.write(at / "before", before)
        durable.write(at / "now", now)
        if hashes:
            durable.write(at / "hashes", b"".join(hashes))
        return at

    def _known(self, origin: str) -> list[str]:
        file = self._log(origin) / VKEYS
        return file.read_text(encoding="utf-8").splitlines() if file.exists() else []

    def _log(self, origin: str) -> Path:
        return self.at / LOGS / hashlib.sha256(origin.encode()).hexdigest()[:32]
