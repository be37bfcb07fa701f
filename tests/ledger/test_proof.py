"""Receipts: they hold for their entry in their log, and for nothing else."""

from __future__ import annotations

import pytest

from bukti.ledger import proof
from bukti.ledger.checkpoint import Checkpoint
from bukti.ledger.merkle import inclusion, leaf_hash, root
from bukti.ledger.note import NotANote, Signer, signed
from bukti.ledger.proof import NotAProof, Proof

KEY = Signer("bukti.example/log", bytes(range(32)))
ENTRIES = [b"%d" % n for n in range(11)]
HASHES = [leaf_hash(entry) for entry in ENTRIES]
NOTE = signed(Checkpoint(KEY.name, 11, root(HASHES)).text, KEY)
RECEIPT = Proof(9, tuple(inclusion(9, HASHES)), NOTE)


def test_a_receipt_is_the_text_that_the_specification_has() -> None:
    """Entry 9 of 11 by hand: neighbour 8, then 10, then the first eight."""
    first, index, *steps = RECEIPT.text.decode().split("\n\n")[0].split("\n")
    assert (first, index, len(steps)) == ("c2sp.org/tlog-proof@v1", "index 9", 3)
    assert RECEIPT.text.endswith(b"\n\n" + NOTE)


@pytest.mark.parametrize("index", range(11))
def test_every_entry_has_a_receipt_that_holds_and_reads_back(index: int) -> None:
    made = Proof(index, tuple(inclusion(index, HASHES)), NOTE)
    assert proof.read(made.text) == made
    assert proof.check(made, ENTRIES[index], [KEY.verifier]) == Checkpoint(KEY.name, 11, root(HASHES))


def test_the_only_entry_of_a_log_needs_no_steps() -> None:
    alone = Proof(0, (), signed(Checkpoint(KEY.name, 1, HASHES[0]).text, KEY))
    assert alone.text.startswith(b"c2sp.org/tlog-proof@v1\nindex 0\n\nbukti.example/log\n1\n")
    assert proof.check(proof.read(alone.text), ENTRIES[0], [KEY.verifier]).size == 1


def test_what_others_put_beside_a_receipt_is_kept_and_vouches_for_nothing() -> None:
    more = Proof(9, RECEIPT.hashes, NOTE, b"any")
    assert b"\nextra YW55\nindex 9\n" in more.text
    assert proof.read(more.text) == more


def test_a_receipt_of_another_entry_does_not_hold() -> None:
    with pytest.raises(NotAProof, match="LG-PROOF-BROKEN 9/11"):
        proof.check(RECEIPT, b"10", [KEY.verifier])


@pytest.mark.parametrize("index", [8, 10, 11])
def test_a_receipt_of_another_place_does_not_hold(index: int) -> None:
    with pytest.raises(NotAProof, match="LG-PROOF-BROKEN"):
        proof.check(Proof(index, RECEIPT.hashes, NOTE), b"9", [KEY.verifier])


def test_a_receipt_of_a_log_with_another_key_does_not_hold() -> None:
    other = Signer(KEY.name, bytes(32))
    with pytest.raises(NotANote, match="LG-SIGNATURE-NONE"):
        proof.check(RECEIPT, b"9", [other.verifier])


@pytest.mark.parametrize(
    "change",
    [
        (b"@v1", b"@v2"),
        (b"index 9", b"index 09"),
        (b"index 9", b"index -9"),
        (b"index 9", b"index  9"),
        (b"index 9\n", b""),
        (b"index 9", b"at 9"),
        (b"index 9", b"extra\nindex 9"),
        (b"index 9", b"extra !\nindex 9"),
        (b"index 9", b"index 9\nAAAA"),
        (b"index 9", b"index \xff"),
        (b"\n\n", b"\n"),
        (RECEIPT.text, b"c2sp.org/tlog-proof@v1\n\n"),
        (RECEIPT.text, b"c2sp.org/tlog-proof@v1\nextra YW55\n\n"),
        (RECEIPT.text, b""),
    ],
)
def test_a_text_that_is_no_receipt_is_refused(change: tuple[bytes, bytes]) -> None:
    changed = RECEIPT.text.replace(*change)
    assert changed != RECEIPT.text
    with pytest.raises(NotAProof, match="LG-PROOF-TEXT"):
        proof.read(changed)


def test_a_receipt_of_more_steps_than_a_tree_can_have_is_refused() -> None:
    assert len(proof.read(Proof(0, (bytes(32),) * 63, NOTE).text).hashes) == 63
    with pytest.raises(NotAProof, match="LG-PROOF-TEXT"):
        proof.read(Proof(0, (bytes(32),) * 64, NOTE).text)


def test_no_byte_of_a_receipt_can_be_changed_unseen() -> None:
    text = RECEIPT.text
    for at in range(len(text)):
        changed = bytes([*text[:at], text[at] ^ 1, *text[at + 1 :]])
        with pytest.raises((NotAProof, NotANote)):
            proof.check(proof.read(changed), b"9", [KEY.verifier])
