"""Checkpoints: three lines exactly, and one spelling of each."""

from __future__ import annotations

import hashlib

import pytest

from bukti.ledger.checkpoint import Checkpoint, read
from bukti.ledger.merkle import root
from bukti.ledger.note import NotANote

EMPTY = "47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU="
TEXT = f"bukti.example/semarang\n70000\n{EMPTY}\n"


def test_a_log_without_entries_has_the_published_root() -> None:
    assert Checkpoint("bukti.example/semarang", 0, root([])).text == f"bukti.example/semarang\n0\n{EMPTY}\n"


def test_a_checkpoint_reads_back_as_it_was_written() -> None:
    found = read(TEXT)
    assert found == Checkpoint("bukti.example/semarang", 70_000, hashlib.sha256().digest())
    assert found.text == TEXT


@pytest.mark.parametrize(
    "change",
    [
        ("70000", "070000"),
        ("70000", "+70000"),
        ("70000", "-1"),
        ("70000", "70_000"),
        ("70000", "７０"),
        ("70000", "70000 "),
        ("70000", "9223372036854775808"),
        ("70000", "1e3"),
        ("70000", ""),
        (EMPTY, EMPTY[:-1]),
        (EMPTY, "AAAA"),
        (EMPTY, EMPTY.replace("+", "-")),
        (EMPTY, EMPTY.replace("uFU=", "uFV=")),
        (EMPTY, ""),
        (f"{EMPTY}\n", EMPTY),
        (f"{EMPTY}\n", f"{EMPTY}\nextension\n"),
        (f"{EMPTY}\n", f"{EMPTY}\n\n"),
        ("semarang\n", "semarang\n\n"),
    ],
)
def test_another_spelling_of_a_checkpoint_is_refused(change: tuple[str, str]) -> None:
    with pytest.raises(NotANote, match="LG-CHECKPOINT"):
        read(TEXT.replace(*change))


@pytest.mark.parametrize(
    "origin",
    ["", " ", "https://bukti.example", "bukti.example/", "/bukti", "a b", "a+b", "a\u00a0b", "a\u200bb", "a\tb"],
)
def test_a_log_may_not_be_called_what_is_no_address(origin: str) -> None:
    with pytest.raises(NotANote, match="LG-ORIGIN"):
        Checkpoint(origin, 0, root([]))


@pytest.mark.parametrize(("size", "over"), [(-1, root([])), (1 << 63, root([])), (1, b"short")])
def test_a_state_that_no_log_can_have_is_refused(size: int, over: bytes) -> None:
    with pytest.raises(NotANote, match="LG-CHECKPOINT"):
        Checkpoint("bukti.example", size, over)
