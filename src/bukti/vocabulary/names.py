"""How names of units are compared: exactly, but for what tells no unit from another."""

from __future__ import annotations

import unicodedata
from typing import Final

NAMED_LEVELS: Final = ("nation", "province", "regency", "district", "village")
"""Every level whose units have names, the highest first; a station has a number."""


def normal(name: str) -> str:
    """The name as it is compared: in one Unicode form (NFC), without capitals, its words one space apart."""
    folded = unicodedata.normalize("NFC", name).casefold()
    return " ".join(unicodedata.normalize("NFC", folded).split())
