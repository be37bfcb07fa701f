"""Cosignatures: what is signed, by whom, when; and that a checkpoint carries them."""

from __future__ import annotations

import base64
import hashlib

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey

from bukti.ledger.cosignature import CosignatureVerifier, Cosigner, attached, time_of
from bukti.ledger.note import NotANote, Signer, Verifier, opened, parts, signed

LOG = Signer("bukti.example/log", bytes(range(32)))
WITNESS = Cosigner("bawaslu.example/w1", bytes(range(2, 34)))
SECOND = Cosigner("kampus.example/w1", bytes(range(3, 35)))
TEXT = "bukti.example/log\n0\n47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU=\n"
NOTE = signed(TEXT, LOG)
TIME = 1679315147


def test_a_cosignature_is_the_id_the_time_and_a_signature_of_the_two_lines_and_the_text() -> None:
    """Taken apart by hand after tlog-cosignature: 4 + 8 + 64 bytes."""
    line = WITNESS.cosign(TEXT, TIME).decode()
    dash, name, coded = line.rstrip("\n").split(" ")
    content = base64.b64decode(coded)
    assert (dash, name, len(content)) == ("—", "bawaslu.example/w1", 76)
    assert content[:4] == hashlib.sha256(b"bawaslu.example/w1\n\x04" + WITNESS.verifier.key).digest()[:4]
    assert int.from_bytes(content[4:12], "big") == TIME
    key = Ed25519PublicKey.from_public_bytes(WITNESS.verifier.key)
    key.verify(content[12:], b"cosignature/v1\ntime 1679315147\n" + TEXT.encode())


def test_a_witness_key_travels_as_text() -> None:
    assert CosignatureVerifier.of(WITNESS.vkey) == WITNESS.verifier
    with pytest.raises(NotANote, match="LG-KEY"):
        Verifier.of(WITNESS.vkey)
    with pytest.raises(NotANote, match="LG-KEY"):
        CosignatureVerifier.of(LOG.vkey)
    assert repr(WITNESS) == "Cosigner(name='bawaslu.example/w1')"


def test_a_checkpoint_carries_the_cosignatures_of_several_witnesses() -> None:
    note = attached(
        attached(NOTE, WITNESS.cosign(TEXT, TIME), WITNESS.verifier), SECOND.cosign(TEXT, 1), SECOND.verifier
    )
    found = opened(note, [LOG.verifier, WITNESS.verifier, SECOND.verifier])
    assert [(s.name, time_of(s)) for s in found.signatures[1:]] == [(WITNESS.name, TIME), (SECOND.name, 1)]
    assert opened(note, [LOG.verifier]).text == TEXT, "who does not know the witnesses reads it all the same"


def test_a_later_cosignature_of_a_witness_takes_the_place_of_its_earlier_one() -> None:
    once = attached(NOTE, WITNESS.cosign(TEXT, TIME), WITNESS.verifier)
    twice = attached(once, WITNESS.cosign(TEXT, TIME + 60), WITNESS.verifier)
    assert [time_of(s) for s in opened(twice, [WITNESS.verifier]).signatures] == [TIME + 60]
    assert len(parts(twice)[1]) == 2


@pytest.mark.parametrize(
    "line",
    [
        WITNESS.cosign(TEXT.replace("\n0\n", "\n1\n"), TIME),
        SECOND.cosign(TEXT, TIME),
        b"",
        b"no line\n",
        b"x\n\n" + WITNESS.cosign("x\n", TIME),
    ],
    ids=["another-state", "another-witness", "empty", "no-line", "another-note"],
)
def test_a_line_that_is_not_the_witness_s_of_this_state_is_not_attached(line: bytes) -> None:
    with pytest.raises(NotANote):
        attached(NOTE, line, WITNESS.verifier)


def test_a_cosignature_with_another_time_does_not_hold() -> None:
    content = parts(attached(NOTE, WITNESS.cosign(TEXT, TIME), WITNESS.verifier))[1][1].content
    later = (TIME + 1).to_bytes(8, "big") + content[8:]
    far = parts(b"x\n\n" + WITNESS.cosign(TEXT, 1 << 63))[1][0].content  # well signed, beyond any time there is
    assert WITNESS.verifier.holds(TEXT.encode(), content)
    assert not WITNESS.verifier.holds(TEXT.encode(), later)
    assert not WITNESS.verifier.holds(TEXT.encode(), far)
    assert not WITNESS.verifier.holds(TEXT.encode(), b"")


@pytest.mark.parametrize(("name", "seed"), [("a b", bytes(32)), ("a", bytes(31))])
def test_a_witness_key_that_is_none_is_refused(name: str, seed: bytes) -> None:
    with pytest.raises(NotANote, match="LG-KEY"):
        Cosigner(name, seed)
