"""The witness protocol: a checkpoint and a proof come in, a cosignature goes out, or the reason why there is none.

Source: https://c2sp.org/tlog-witness (add-checkpoint) and tlog-cosignature. What was cosigned last comes in and what is
cosigned now goes out through functions of the caller, who holds a lock around the call: check and store are one.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from http import HTTPStatus
from typing import Final

from bukti.ledger import checkpoint, merkle
from bukti.ledger.base64_text import encoded
from bukti.ledger.checkpoint import Checkpoint, decimal
from bukti.ledger.cosignature import Cosigner, time_of
from bukti.ledger.note import BYTES_MOST, Checks, opened, parts
from bukti.ledger.proof import STEPS_MOST, hashes_of
from bukti.ledger.tiles import CHECKPOINT, NotALog, Read, entries_of
from bukti.ledger.unsound import Unsound

PLAIN: Final = "text/plain; charset=utf-8"
SIZE: Final = "text/x.tlog.size"
REQUEST_MOST: Final = BYTES_MOST + (STEPS_MOST + 1) * 64
FORBIDDEN: Final = ("LG-SIGNATURE-NONE", "LG-SIGNATURE-BAD")

Last = Callable[[str], bytes | None]
"""The note that was cosigned last for an origin, with the own cosignature; None where none ever was."""
Keep = Callable[[str, bytes], None]
"""Has the note on the disk when it returns."""


class NotARequest(Unsound):
    """A request that is not as the protocol has it."""


@dataclass(frozen=True)
class Asked:
    """What a log asks for: the size it was last cosigned at, the proof since, the checkpoint as a signed note."""

    old: int
    proof: tuple[bytes, ...]
    note: bytes

    @property
    def body(self) -> bytes:
        """The request as it is sent."""
        return "\n".join([f"old {self.old}", *map(encoded, self.proof), "", ""]).encode() + self.note


@dataclass(frozen=True)
class Answer:
    """A status of HTTP, the type of the body, and the body.

    `against` is the note cosigned before, where the log has now signed another state of the same size: the two together
    prove that it keeps two books.
    """

    status: HTTPStatus
    body: bytes
    kind: str = PLAIN
    against: bytes = b""


def asked(body: bytes) -> Asked:
    """The request that a body is. Raises NotARequest."""
    head, empty, note = body.partition(b"\n\n")
    try:
        first, *lines = head.decode().split("\n")
    except UnicodeDecodeError:
        raise NotARequest("LG-REQUEST", repr(head[:40])) from None
    word, _, number = first.partition(" ")
    old, proof = decimal(number), hashes_of(lines)
    if word != "old" or old is None or proof is None or not empty:
        raise NotARequest("LG-REQUEST", first[:40])
    return Asked(old, proof, note)


def add_checkpoint(
    body: bytes, logs: Mapping[str, Sequence[Checks]], last: Last, keep: Keep, cosigner: Cosigner, time: int
) -> Answer:
    """The cosignature, kept first, of a checkpoint that its log signed and that grew from the last one cosigned.

    Else 400 for what is no request, 404 for a log that is not known, 403 where none of its keys signed, 409 where the
    old size or, at the same size, the root is another, 422 where the proof does not hold. Times never run backwards.
    Raises Unsound where the own record of the last one is broken, and what `last` and `keep` raise.
    """
    try:
        request = asked(body)
        origin = parts(request.note)[0].partition("\n")[0]
        if origin not in logs:
            return _refused(HTTPStatus.NOT_FOUND, "LG-LOG-UNKNOWN", origin)
        note = opened(request.note, logs[origin])
        now = checkpoint.read(note.text)
    except Unsound as fault:
        status = HTTPStatus.FORBIDDEN if fault.reason in FORBIDDEN else HTTPStatus.BAD_REQUEST
        return _refused(status, fault.reason, fault.detail)
    before = last(origin)
    old, told = (Checkpoint(origin, 0, merkle.root([])), 0) if before is None else seen(before, cosigner)
    if request.old > now.size:
        return _refused(HTTPStatus.BAD_REQUEST, "LG-REQUEST", f"{request.old} > {now.size}")
    if request.old != old.size:
        return Answer(HTTPStatus.CONFLICT, b"%d\n" % old.size, SIZE)
    if now.size == old.size and now.root != old.root:
        return Answer(HTTPStatus.CONFLICT, f"LG-TWO-BOOKS {now.size}\n".encode(), against=before or b"")
    if not _grew(old, now, request.proof):
        return _refused(HTTPStatus.UNPROCESSABLE_ENTITY, "LG-PROOF-BROKEN", f"{old.size}/{now.size}")
    line = cosigner.cosign(note.text, max(time, told))
    keep(origin, note.text.encode() + b"\n" + b"".join(s.line for s in note.signatures) + line)
    return Answer(HTTPStatus.OK, line)


def seen(kept: bytes, cosigner: Cosigner) -> tuple[Checkpoint, int]:
    """The checkpoint that the witness cosigned, and when. Raises Unsound where this is not its own record."""
    note = opened(kept, [cosigner.verifier])
    return checkpoint.read(note.text), time_of(note.signatures[0])


def _grew(old: Checkpoint, now: Checkpoint, proof: Sequence[bytes]) -> bool:
    """True where the proof shows that the new state holds all of the old; from nothing it must be empty."""
    if old.size == 0:
        return not proof
    return merkle.check_consistency(old.size, now.size, old.root, now.root, proof)


def _refused(status: HTTPStatus, reason: str, detail: str) -> Answer:
    return Answer(status, f"{reason} {detail}\n".encode())


def signed_by(read: Read) -> str:
    """The origin that a log's checkpoint names, unchecked. Raises Unsound where there is no checkpoint."""
    return parts(_checkpoint(read))[0].partition("\n")[0]


def ask(
    read: Read, logs: Mapping[str, Sequence[Checks]], before: bytes | None, cosigner: Cosigner
) -> tuple[Asked, list[bytes]]:
    """What a log would ask of the witness now, made by the witness from the log's files; with the entries' hashes.

    Every entry is read and the root computed anew; no tile is believed. The proof is from the first entries that the
    log shows now: it holds only if they are those of the state cosigned before. Raises Unsound where the log is not
    known, not signed, not whole, or has fewer entries than before.
    """
    note = _checkpoint(read)
    origin = signed_by(read)
    if origin not in logs:
        raise NotARequest("LG-LOG-UNKNOWN", origin)
    now = checkpoint.read(opened(note, logs[origin]).text)
    hashes = [merkle.leaf_hash(entry) for entry in entries_of(read, now.size)]
    if merkle.root(hashes) != now.root:
        raise NotALog("LG-ROOT", str(now.size), CHECKPOINT)
    old = seen(before, cosigner)[0].size if before else 0
    if old > now.size:
        raise NotALog("LG-SHRUNK", f"{now.size} < {old}", CHECKPOINT)
    return Asked(old, tuple(merkle.consistency(old, hashes)) if old else (), note), hashes


def _checkpoint(read: Read) -> bytes:
    content = read(CHECKPOINT)
    if content is None:
        raise NotALog("LG-FILE-ABSENT", path=CHECKPOINT)
    return content
