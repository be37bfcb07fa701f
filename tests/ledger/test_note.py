"""Signed notes: the published vectors to the byte, and everything that the format refuses."""

from __future__ import annotations

import base64
import hashlib

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bukti.ledger.note import NotANote, Signer, Verifier, opened, parts, signed

FOO = "example.com/foo+530d903a+AekyeRrm56hApGFkyQR4ZCbV54Id2LKaANYcrnKv3U2k"
FOO_NOTE = (
    "This is an example message.\n\n"
    "— example.com/foo Uw2QOkn8srV1yJGh2VYRlL1Tnagv1YEq6TfXppzi2ONncAlTgK7Ztg1ERYNZXsYjOBH3mFXmRKuwHjG1Yu72IneyaQM=\n"
)
NEUMANN = "PeterNeumann+c74f20a3+ARpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TW"
NEUMANN_SECRET = "PRIVATE+KEY+PeterNeumann+c74f20a3+AYEKFALVFGyNhPJEMzD1QIDr+Y7hfZx09iUvxdXHKDFz"
NEUMANN_TEXT = "If you think cryptography is the answer to your problem,\nthen you don't know what your problem is.\n"
NEUMANN_SIGNED = "x08go/ZJkuBS9UG/SffcvIAQxVBtiFupLLr8pAcElZInNIuGUgYN1FFYC2pZSNXgKvqfqdngotpRZb6KE6RyyBwJnAM="
ENOCH = "EnochRoot+af0cfe78+ATtqJ7zOtqQtYqOo0CpvDXNlMhV3HeJDpjrASKGLWdop"

KEY = Signer("bukti.example/log", bytes(range(32)))
OTHER = Signer("bukti.example/other", bytes(range(1, 33)))


def reason(note: bytes, *verifiers: Verifier) -> str:
    with pytest.raises(NotANote) as refused:
        opened(note, verifiers)
    return refused.value.reason


def key_reason(vkey: str) -> str:
    with pytest.raises(NotANote) as refused:
        Verifier.of(vkey)
    return refused.value.reason


# ---- the vectors of others


def test_the_example_note_of_the_specification_holds() -> None:
    found = opened(FOO_NOTE.encode(), [Verifier.of(FOO)])
    assert found.text == "This is an example message.\n"
    assert [(s.name, s.key_id.hex()) for s in found.signatures] == [("example.com/foo", "530d903a")]
    assert Verifier.of(FOO).vkey == FOO


def test_a_published_secret_key_signs_to_the_published_bytes() -> None:
    key = Signer.of(NEUMANN_SECRET)
    assert key.vkey == NEUMANN
    assert key.secret == NEUMANN_SECRET
    assert key.sign(NEUMANN_TEXT).decode() == f"— PeterNeumann {NEUMANN_SIGNED}\n"
    assert opened(signed(NEUMANN_TEXT, key), [Verifier.of(NEUMANN)]).text == NEUMANN_TEXT


def test_a_published_seed_gives_the_published_key() -> None:
    assert Signer("EnochRoot", bytes(32)).vkey == ENOCH


# ---- keys to be refused


@pytest.mark.parametrize(
    ("vkey", "code"),
    [
        (f"{FOO[:-4]}", "LG-KEY-LENGTH"),  # three bytes short
        (FOO.replace("530d903a", "530d903b"), "LG-KEY"),  # the id is of another key
        (FOO.replace("530d903a", "530D903A"), "LG-KEY"),
        (FOO.replace("530d903a", "530d90"), "LG-KEY"),
        (FOO.replace("example.com/foo", "example.com/fo o"), "LG-KEY"),
        (FOO.replace("example.com/foo", "example.com/f+o"), "LG-KEY"),
        (FOO.replace("example.com/foo", ""), "LG-KEY"),
        ("", "LG-KEY"),
        ("name", "LG-KEY"),
        ("name+530d903a", "LG-KEY"),
        ("name+530d903a+!!", "LG-KEY"),
        (FOO + "=", "LG-KEY"),
    ],
)
def test_a_key_that_is_none_is_refused(vkey: str, code: str) -> None:
    assert key_reason(vkey) == code


def test_a_key_of_an_unknown_kind_is_refused() -> None:
    public = Verifier.of(FOO).key
    for kind in (0x65, 0x04, 0x06, 0x00):
        content = bytes([kind]) + public
        stated = hashlib.sha256(b"name\n" + content).hexdigest()[:8]
        assert key_reason(f"name+{stated}+{base64.b64encode(content).decode()}") == "LG-KEY"


@pytest.mark.parametrize("name", ["", "a b", "a+b", "a\u00a0b", "a\u2003b", "a\n", "a\x1f"])
def test_a_key_may_not_be_called_what_a_note_cannot_hold(name: str) -> None:
    with pytest.raises(NotANote, match="LG-KEY-NAME"):
        Signer(name, bytes(32))


@pytest.mark.parametrize("length", [0, 31, 33, 64])
def test_a_secret_of_another_length_is_refused(length: int) -> None:
    with pytest.raises(NotANote, match="LG-KEY-LENGTH"):
        Signer("name", bytes(length))


@pytest.mark.parametrize(
    "secret",
    [NEUMANN_SECRET.removeprefix("PRIVATE+KEY+"), NEUMANN_SECRET.replace("c74f20a3", "c74f20a4"), "PRIVATE+KEY+"],
)
def test_a_secret_key_that_is_not_as_it_was_written_is_refused(secret: str) -> None:
    with pytest.raises(NotANote, match="LG-KEY"):
        Signer.of(secret)


def test_a_secret_is_not_shown_with_the_key() -> None:
    assert repr(KEY) == "Signer(name='bukti.example/log')"


# ---- notes to be refused


@pytest.mark.parametrize(
    ("change", "code"),
    [
        (("\n\n", "\n"), "LG-NOTE-SIGNATURES"),  # nothing parts text and signatures
        (("aQM=\n", "aQM="), "LG-NOTE-SIGNATURES"),  # the last line has no end
        (("foo Uw", "foo  Uw"), "LG-NOTE-SIGNATURES"),
        (("— example", "—  example"), "LG-NOTE-SIGNATURES"),
        (("— example", "- example"), "LG-NOTE-SIGNATURES"),
        (("— example", "—example"), "LG-NOTE-SIGNATURES"),
        (("com/foo", "com/f+o"), "LG-NOTE-SIGNATURES"),
        (("com/foo", "com/f\u00a0o"), "LG-NOTE-SIGNATURES"),
        (("aQM=", "aQM"), "LG-NOTE-SIGNATURES"),
        (("aQM=", "aQN="), "LG-NOTE-SIGNATURES"),  # the same bytes, spelled in another way
        (("Uw2Q", "U_2Q"), "LG-NOTE-SIGNATURES"),
        (("message.\n", "message.\r\n"), "LG-NOTE-TEXT"),
        (("message", "mess\tage"), "LG-NOTE-TEXT"),
        (("message", "mess\x00age"), "LG-NOTE-TEXT"),
        (("aQM=\n", "aQM=\r\n"), "LG-NOTE-TEXT"),
        (("message", "massage"), "LG-SIGNATURE-BAD"),
        (("Uw2QOkn8", "Uw2QOkn9"), "LG-SIGNATURE-BAD"),
        (("Uw2QOkn8", "Uw2QPkn8"), "LG-SIGNATURE-NONE"),  # another key's id
        (("com/foo", "com/fop"), "LG-SIGNATURE-NONE"),
    ],
)
def test_a_note_changed_anywhere_is_refused(change: tuple[str, str], code: str) -> None:
    changed = FOO_NOTE.replace(*change)
    assert changed != FOO_NOTE
    assert reason(changed.encode(), Verifier.of(FOO)) == code


def test_a_note_that_is_no_text_is_refused() -> None:
    assert reason(b"\xff" + FOO_NOTE.encode(), Verifier.of(FOO)) == "LG-NOTE-TEXT"


def test_a_signature_line_too_short_to_name_a_key_and_sign_is_refused() -> None:
    assert reason("text\n\n— name Uw2QOg==\n".encode(), Verifier.of(FOO)) == "LG-NOTE-SIGNATURES"


def test_a_text_without_its_last_line_end_is_not_signed() -> None:
    with pytest.raises(NotANote, match="LG-NOTE-TEXT"):
        signed("no end", KEY)


@pytest.mark.parametrize("text", ["carriage\r\n", "null\0\n"])
def test_a_text_that_a_note_cannot_hold_is_not_signed(text: str) -> None:
    with pytest.raises(NotANote, match="LG-NOTE-TEXT"):
        signed(text, KEY)


def test_a_text_that_nobody_signs_is_no_note() -> None:
    with pytest.raises(NotANote, match="LG-NOTE-SIGNATURES"):
        signed("text\n")


def test_text_and_signatures_part_at_the_last_empty_line() -> None:
    text = "first\n\nsecond\n\n\nthird\n"
    assert opened(signed(text, KEY), [KEY.verifier]).text == text


def test_sixteen_signatures_are_read_and_a_seventeenth_is_refused() -> None:
    others = [Signer(f"key-{n}.example", bytes([n]) * 32) for n in range(17)]
    note = signed("text\n", *others[:15], KEY)
    found = opened(note, [KEY.verifier])
    assert len(found.signatures) == 1
    assert [s.name for s in found.unknown] == [s.name for s in others[:15]]
    with pytest.raises(NotANote, match="LG-NOTE-SIGNATURES"):
        signed("text\n", *others)


def test_a_note_of_more_than_64_kib_is_refused_before_it_is_read() -> None:
    assert reason(b"\xff" * 65_537, Verifier.of(FOO)) == "LG-NOTE-LARGE"
    text = "x" * 60_000 + "\n"
    assert opened(signed(text, KEY), [KEY.verifier]).text == text


def test_a_known_key_whose_signature_is_bad_refuses_the_note_though_another_is_good() -> None:
    note = signed("text\n", KEY, OTHER)
    assert len(opened(note, [KEY.verifier, OTHER.verifier]).signatures) == 2
    broken = note.replace(parts(note)[1][1].line, parts(signed("other\n", OTHER))[1][0].line)
    assert reason(broken, KEY.verifier, OTHER.verifier) == "LG-SIGNATURE-BAD"
    assert opened(broken, [KEY.verifier]).text == "text\n", "nobody asked for the other key"


def test_a_key_that_signed_twice_counts_once() -> None:
    note = signed("text\n", KEY, KEY)
    assert len(opened(note, [KEY.verifier]).signatures) == 1


@settings(deadline=None)
@given(st.integers(0, 10**6))
def test_no_bit_of_a_note_can_be_flipped_unseen(at: int) -> None:
    note = signed("bukti.example/log\n3\nAAAA\n", KEY)
    changed = bytearray(note)
    changed[at // 8 % len(note)] ^= 1 << at % 8
    with pytest.raises(NotANote):
        opened(bytes(changed), [KEY.verifier])
