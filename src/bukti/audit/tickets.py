"""Which stations are drawn: one ticket after another out of a public seed, that anyone makes again with `sha256sum`."""

from __future__ import annotations

import hashlib
import re
from bisect import bisect_right
from collections.abc import Iterator
from typing import Final

from bukti.audit.frame import Frame

SEED: Final = re.compile(r"[0-9]{20}")
"""Twenty throws of a ten-sided die, as digits."""
ALL: Final = 1 << 256


def is_seed(text: str) -> bool:
    """Whether the text is a seed as it is thrown."""
    return SEED.fullmatch(text) is not None


def spelled(seed: str, number: int) -> str:
    """What the digest of a ticket is taken of; tickets are numbered from 1."""
    return f"{seed},{number}"


def ticket(seed: str, number: int) -> int:
    """The SHA-256 of seed and number as a whole number below 2^256."""
    return int.from_bytes(hashlib.sha256(spelled(seed, number).encode()).digest(), "big")


def digits(value: int) -> str:
    """A ticket as `sha256sum` prints it."""
    return f"{value:064x}"


def drawn(frame: Frame, value: int) -> int:
    """The place of the station that a ticket falls to: the first whose cumulated share of U lies beyond ticket / 2^256.

    Compared in whole numbers; a station of bound 0 is never drawn.
    """
    return bisect_right(frame.ends, value * frame.ends[-1] // ALL)


def draws(frame: Frame, seed: str) -> Iterator[tuple[int, int]]:
    """Every ticket with the place of its station, without end; a station may come again."""
    number = 1
    while True:
        value = ticket(seed, number)
        yield value, drawn(frame, value)
        number += 1


__all__ = ["digits", "drawn", "draws", "is_seed", "spelled", "ticket"]
