"""Degrees as whole millionths, exact from the decimal text: about eleven centimetres, and never a float."""

from __future__ import annotations

import re
from decimal import ROUND_HALF_EVEN, Decimal
from typing import Final

MILLION: Final = 1_000_000
_PLAIN: Final = re.compile(r"(-?)([0-9]{1,3})(?:\.([0-9]{1,6}))?")
_ANY: Final = re.compile(r"-?[0-9]{1,20}(?:\.[0-9]{1,80})?(?:[eE][+-]?[0-9]{1,2})?")


def millionths(text: str) -> int | None:
    """The millionths of a degree that a number of JSON states, half to even; None where it is none of a sane size."""
    if plain := _PLAIN.fullmatch(text):
        size = int(plain[2] + (plain[3] or "").ljust(6, "0"))
        return -size if plain[1] else size
    if not _ANY.fullmatch(text):
        return None
    return int(Decimal(text).scaleb(6).to_integral_value(ROUND_HALF_EVEN))
