"""Ed25519 in plain Python says what RFC 8032 and the cryptography library say."""

from __future__ import annotations

import random
from collections.abc import Iterator

import pytest
from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey

from bukti.publish import verify

# RFC 8032, section 7.1: secret, public key, message, signature.
VECTORS = [
    (
        "9d61b19deffd5a60ba844af492ec2cc44449c5697b326919703bac031cae7f60",
        "d75a980182b10ab7d54bfed3c964073a0ee172f3daa62325af021a68f707511a",
        "",
        (
            "e5564300c360ac729086e2cc806e828a84877f1eb8e5d974d873e06522490155"
            "5fb8821590a33bacc61e39701cf9b46bd25bf5f0595bbe24655141438e7a100b"
        ),
    ),
    (
        "4ccd089b28ff96da9db6c346ec114e0f5b8a319f35aba624da8cf6ed4fb8a6fb",
        "3d4017c3e843895a92b70aa74d1b7ebc9c982ccf2ec4968cc0cd55f12af4660c",
        "72",
        (
            "92a009a9f0d4cab8720e820b5f642540a2b27b5416503f8fb3762223ebdb69da"
            "085ac1e43e15996e458f3613d0f11d8c387b2eaeb4302aeeb00d291612bb0c00"
        ),
    ),
    (
        "c5aa8df43f9f837bedb7442f31dcb7b166d38535076f094b85ce3a2e0b4458f7",
        "fc51cd8e6218a1a38da47ed00230f0580816ed13ba3303ac5deb911548908025",
        "af82",
        (
            "6291d657deec24024827e69c3abe01a30ce548a284743a445e3680d7db5ac3ac"
            "18ff9b538d16f290ae67f760984dc6594a7c15e9716ed28dc027beceea1ec40a"
        ),
    ),
    (
        "833fe62409237b9d62ec77587520911e9a759cec1d19755b7da901b96dca3d42",
        "ec172b93ad5e563bf4932c70e1245034c35467ef2efd4d64ebf819683467e2bf",
        (
            "ddaf35a193617abacc417349ae20413112e6fa4e89a97ea20a9eeee64b55d39a"
            "2192992a274fc1a836ba3c23a3feebbd454d4423643ce80e2a9ac94fa54ca49f"
        ),
        (
            "dc2a4459e7369633a52b1bf277839a00201009a3efbf3ecb69bea2186c26b589"
            "09351fc9ac90b3ecfdfbc7c66431e0303dca179c138ac17ad9bef1177331a704"
        ),
    ),
]
SMALL_ORDER = [
    "0100000000000000000000000000000000000000000000000000000000000000",
    "ecffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f",
    "0000000000000000000000000000000000000000000000000000000000000000",
    "0000000000000000000000000000000000000000000000000000000000000080",
    "c7176a703d4dd84fba3c0b760d10670f2a2053fa2c39ccc64ec7fd7792ac037a",
    "c7176a703d4dd84fba3c0b760d10670f2a2053fa2c39ccc64ec7fd7792ac03fa",
    "26e8958fc2b227b045c3f489f2ef98f0d5dfac05d3c63339b13802886d53fc05",
    "26e8958fc2b227b045c3f489f2ef98f0d5dfac05d3c63339b13802886d53fc85",
]
"""The eight points whose order divides eight, as they are written."""
NOT_CANONICAL = [
    "0100000000000000000000000000000000000000000000000000000000000080",
    "ecffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff",
    "edffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f",
    "eeffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f",
    "eeffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff",
    "edffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff",
]
"""Small points written with y above the prime, or with a sign that zero has not."""


def by_library(key: bytes, signature: bytes, message: bytes) -> bool:
    try:
        Ed25519PublicKey.from_public_bytes(key).verify(signature, message)
    except (InvalidSignature, ValueError):
        return False
    return True


@pytest.mark.parametrize(("secret", "public", "message", "signature"), VECTORS)
def test_the_vectors_of_the_rfc_are_accepted(secret: str, public: str, message: str, signature: str) -> None:
    key, text, signed = bytes.fromhex(public), bytes.fromhex(message), bytes.fromhex(signature)
    assert Ed25519PrivateKey.from_private_bytes(bytes.fromhex(secret)).public_key().public_bytes_raw() == key
    assert verify.is_signed(key, signed, text)
    assert not verify.is_signed(key, signed, text + b"\0")


def mangled(chance: random.Random, signature: bytes) -> Iterator[bytes]:
    """A signature with one bit turned, its parts swapped, cut, its S one order higher, or another R."""
    at = chance.randrange(512)
    yield bytes(b ^ (1 << at % 8 if i == at // 8 else 0) for i, b in enumerate(signature))
    yield signature[32:] + signature[:32]
    yield signature[:-1]
    yield signature + b"\0"
    higher = int.from_bytes(signature[32:], "little") + verify.ORDER
    yield signature[:32] + higher.to_bytes(32, "little")
    yield bytes.fromhex(chance.choice(SMALL_ORDER + NOT_CANONICAL)) + signature[32:]
    yield chance.randbytes(64)


def test_random_and_mangled_signatures_are_judged_as_the_library_judges_them() -> None:
    chance = random.Random(20240214)
    for _ in range(12):
        secret = Ed25519PrivateKey.from_private_bytes(chance.randbytes(32))
        key, message = secret.public_key().public_bytes_raw(), chance.randbytes(chance.randrange(80))
        signature = secret.sign(message)
        assert verify.is_signed(key, signature, message)
        for other in mangled(chance, signature):
            assert verify.is_signed(key, other, message) == by_library(key, other, message), other.hex()
        strange = chance.randbytes(32)
        assert verify.is_signed(strange, signature, message) == by_library(strange, signature, message)


@pytest.mark.parametrize("text", SMALL_ORDER + NOT_CANONICAL)
def test_a_key_that_everyone_can_sign_for_is_no_key(text: str) -> None:
    """S = 0 with R = the neutral point fits such a key on some messages; the library says so, `verify.py` never."""
    key, signature = bytes.fromhex(text), bytes.fromhex(SMALL_ORDER[0]) + bytes(32)
    assert not verify.is_key(key)
    assert not any(verify.is_signed(key, signature, bytes([n])) for n in range(8))


def test_the_library_takes_such_a_key_so_the_check_is_needed() -> None:
    signature = bytes.fromhex(SMALL_ORDER[0]) + bytes(32)
    assert any(by_library(bytes.fromhex(SMALL_ORDER[1]), signature, bytes([n])) for n in range(32))


def test_points_of_small_order_are_those_and_no_others() -> None:
    for text in SMALL_ORDER:
        point = verify.decoded(bytes.fromhex(text))
        assert point is not None
        assert verify.encoded(point).hex() == text
        assert verify.encoded(verify.times(8, point)) == verify.encoded(verify.ZERO)
    assert [t for t in NOT_CANONICAL if verify.decoded(bytes.fromhex(t))] == []
    assert verify.encoded(verify.times(verify.ORDER, verify.BASE)) == verify.encoded(verify.ZERO)


KNOWN = [
    "example.com/foo+530d903a+AekyeRrm56hApGFkyQR4ZCbV54Id2LKaANYcrnKv3U2k",
    "PeterNeumann+c74f20a3+ARpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TW",
    "EnochRoot+af0cfe78+ATtqJ7zOtqQtYqOo0CpvDXNlMhV3HeJDpjrASKGLWdop",
]


@pytest.mark.parametrize("vkey", KNOWN)
def test_a_known_key_is_read(vkey: str) -> None:
    assert verify.key_of(vkey).name == vkey.partition("+")[0]


@pytest.mark.parametrize(
    ("vkey", "word"),
    [
        (KNOWN[0].replace("530d", "530e"), "vkey-hash"),
        (KNOWN[0].replace("com/", "com "), "vkey-form"),
        (KNOWN[0].replace("com/", "com+"), "vkey-form"),
        (KNOWN[0][:-4], "vkey-form"),
        (KNOWN[0] + "AAAA", "vkey-form"),
        ("", "vkey-form"),
    ],
)
def test_a_key_that_is_none_is_refused(vkey: str, word: str) -> None:
    with pytest.raises(verify.Odd) as refused:
        verify.key_of(vkey)
    assert refused.value.word == word
