"""A witness cosigns what grew, and nothing else; it keeps what it cosigned before it answers."""

from __future__ import annotations

from http import HTTPStatus

import pytest

from bukti.ledger.checkpoint import Checkpoint
from bukti.ledger.cosignature import Cosigner, time_of
from bukti.ledger.merkle import consistency, leaf_hash, root
from bukti.ledger.note import NotANote, Signer, opened, signed
from bukti.ledger.tiles import NotALog
from bukti.ledger.witness import Answer, Asked, NotARequest, add_checkpoint, asked, signed_by

LOG = Signer("bukti.example/log", bytes(range(32)))
WITNESS = Cosigner("bawaslu.example/w1", bytes(range(2, 34)))
HASHES = [leaf_hash(b"%d" % n) for n in range(20)]


def note(size: int, hashes: list[bytes] = HASHES, key: Signer = LOG, origin: str = LOG.name) -> bytes:
    return signed(Checkpoint(origin, size, root(hashes[:size])).text, key)


def grown(old: int, size: int) -> Asked:
    return Asked(old, tuple(consistency(old, HASHES[:size])) if old else (), note(size))


class Disk:
    """What a witness keeps, and how often it was written."""

    def __init__(self) -> None:
        self.notes: dict[str, bytes] = {}
        self.writes = 0

    def keep(self, origin: str, content: bytes) -> None:
        self.notes[origin] = content
        self.writes += 1

    def ask(self, request: Asked | bytes, time: int = 1000) -> Answer:
        body = request.body if isinstance(request, Asked) else request
        return add_checkpoint(body, {LOG.name: [LOG.verifier]}, self.notes.get, self.keep, WITNESS, time)

    def at(self, size: int) -> Disk:
        assert self.ask(grown(0, size)).status == HTTPStatus.OK
        self.writes = 0
        return self


def test_the_first_checkpoint_of_a_known_log_is_cosigned_and_kept() -> None:
    disk = Disk()
    answer = disk.ask(grown(0, 5), time=1234)
    assert (answer.status, answer.kind) == (HTTPStatus.OK, "text/plain; charset=utf-8")
    found = opened(note(5) + answer.body, [LOG.verifier, WITNESS.verifier])
    assert time_of(found.signatures[1]) == 1234
    assert disk.notes == {LOG.name: note(5) + answer.body}


def test_every_growth_is_cosigned() -> None:
    for old in range(1, 20):
        for size in range(old, 21):
            disk = Disk().at(old)
            assert disk.ask(grown(old, size)).status == HTTPStatus.OK
            assert disk.notes[LOG.name].startswith(note(size))


def test_a_log_that_is_not_known_is_404() -> None:
    answer = Disk().ask(Asked(0, (), note(5, origin="other.example/log")))
    assert (answer.status, answer.body) == (HTTPStatus.NOT_FOUND, b"LG-LOG-UNKNOWN other.example/log\n")


def test_a_checkpoint_that_the_log_s_key_did_not_sign_is_403() -> None:
    other = Signer(LOG.name, bytes(32))
    assert Disk().ask(Asked(0, (), note(5, key=other))).status == HTTPStatus.FORBIDDEN
    assert Disk().ask(Asked(0, (), note(5).replace(b"\n5\n", b"\n6\n"))).status == HTTPStatus.FORBIDDEN


@pytest.mark.parametrize("old", [0, 4, 6])
def test_another_old_size_is_409_and_told_the_right_one(old: int) -> None:
    disk = Disk().at(5)
    answer = disk.ask(grown(old, 9))
    assert (answer.status, answer.kind, answer.body) == (HTTPStatus.CONFLICT, "text/x.tlog.size", b"5\n")
    assert disk.writes == 0


def test_an_old_size_before_any_checkpoint_is_409_and_told_zero() -> None:
    assert Disk().ask(grown(3, 9)).body == b"0\n"


def test_an_old_size_above_the_checkpoint_s_is_400() -> None:
    assert Disk().at(5).ask(Asked(5, (), note(4))).status == HTTPStatus.BAD_REQUEST


def test_two_roots_of_one_size_are_409_and_both_notes_come_back_as_evidence() -> None:
    disk = Disk().at(5)
    kept = disk.notes[LOG.name]
    forked = note(5, [leaf_hash(b"other"), *HASHES[1:]])
    answer = disk.ask(Asked(5, (), forked))
    assert (answer.status, answer.against) == (HTTPStatus.CONFLICT, kept)
    assert answer.body == b"LG-TWO-BOOKS 5\n"
    assert (disk.notes[LOG.name], disk.writes) == (kept, 0)


def test_a_proof_that_does_not_hold_is_422_and_changes_nothing() -> None:
    disk = Disk().at(5)
    right = grown(5, 9)
    other = note(9, [leaf_hash(b"other"), *HASHES[1:]])
    wrong = [
        Asked(5, (), right.note),
        Asked(5, right.proof[:-1], right.note),
        Asked(5, (*right.proof, HASHES[0]), right.note),
        Asked(5, right.proof, other),
        Asked(5, (HASHES[0],), note(5)),
    ]
    assert {disk.ask(request).status for request in wrong} == {HTTPStatus.UNPROCESSABLE_ENTITY}
    assert Disk().ask(Asked(0, (HASHES[0],), note(5))).status == HTTPStatus.UNPROCESSABLE_ENTITY
    assert disk.writes == 0


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"old 0\n",
        b"old 0\n\n",
        b"old 00\n\n" + note(5),
        b"old -1\n\n" + note(5),
        b"old\n\n" + note(5),
        b"new 0\n\n" + note(5),
        b"old 0\nAAAA\n\n" + note(5),
        b"old \xff\n\n" + note(5),
        b"old 0\n\n" + note(5)[:-1],
        b"old 0\n\n" + signed(f"{LOG.name}\nfive\n", LOG),
        b"old 0\n" + b"AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA=\n" * 64 + b"\n" + note(5),
    ],
)
def test_what_is_no_request_is_400(body: bytes) -> None:
    disk = Disk()
    assert disk.ask(body).status == HTTPStatus.BAD_REQUEST
    assert disk.writes == 0


def test_a_request_reads_back_as_it_was_sent() -> None:
    request = grown(5, 9)
    assert asked(request.body) == request
    assert request.body.startswith(b"old 5\n")
    with pytest.raises(NotARequest):
        asked(request.body.replace(b"old", b"odd"))


def test_the_time_of_a_witness_never_runs_backwards() -> None:
    disk = Disk().at(5)
    answer = disk.ask(grown(5, 9), time=3)
    assert time_of(opened(note(9) + answer.body, [WITNESS.verifier]).signatures[0]) == 1000


def test_nothing_is_answered_when_nothing_could_be_kept() -> None:
    def full(_: str, __: bytes) -> None:
        raise OSError(28, "No space left on device")

    with pytest.raises(OSError, match="No space"):
        add_checkpoint(grown(0, 5).body, {LOG.name: [LOG.verifier]}, lambda _: None, full, WITNESS, 1)


def test_a_witness_whose_own_record_is_broken_cosigns_nothing() -> None:
    disk = Disk().at(5)
    disk.notes[LOG.name] = note(5)
    with pytest.raises(NotANote, match="LG-SIGNATURE-NONE"):
        disk.ask(grown(5, 9))


def test_a_folder_without_a_checkpoint_is_told_so() -> None:
    with pytest.raises(NotALog, match="LG-FILE-ABSENT checkpoint"):
        signed_by(lambda _: None)


def test_other_witnesses_lines_on_a_checkpoint_are_passed_over() -> None:
    others = b"".join(
        Cosigner(f"w{n}.example", bytes([n]) * 32).cosign(Checkpoint(LOG.name, 5, root(HASHES[:5])).text, 1)
        for n in range(15)
    )
    disk = Disk()
    answer = disk.ask(Asked(0, (), note(5) + others))
    assert answer.status == HTTPStatus.OK
    assert disk.notes[LOG.name] == note(5) + answer.body
