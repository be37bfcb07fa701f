"""Entries as JSON texts that have one spelling only (RFC 8785), of machine values: no floats, nothing ambiguous."""

from __future__ import annotations

import json
import unicodedata
from typing import Any, Final

import rfc8785

from bukti.ledger.unsound import Unsound

BYTES_MOST: Final = 8 << 10
DEPTH_MOST: Final = 16
INTEGER_MOST: Final = (1 << 53) - 1
"""What every reader of JSON holds exactly. Source: RFC 8785, appendix D; RFC 7493, 2.2."""


class NotCanonical(Unsound):
    """A value that no entry may hold, or bytes that are not the one spelling of an entry."""


def canonical(value: object) -> bytes:
    """The value's one spelling, at most 8 KiB.

    Values are objects, lists, texts in Unicode form NFC, whole numbers of less than 2^53 either way, true, false and
    null. Raises NotCanonical for anything else, with the place in the value. Source: RFC 8785.
    """
    _check(value, "$")
    written = rfc8785.dumps(value)  # type: ignore[arg-type]
    if len(written) > BYTES_MOST:
        raise NotCanonical("LG-ENTRY-LARGE", str(len(written)))
    return written


def parsed(content: bytes) -> Any:
    """The value that an entry holds. Raises NotCanonical where the bytes are not exactly what `canonical` makes.

    A key that stands twice, a float, another order of keys or a needless space is so refused.
    """
    if len(content) > BYTES_MOST:
        raise NotCanonical("LG-ENTRY-LARGE", str(len(content)))
    try:
        value = json.loads(content.decode())
    except (UnicodeDecodeError, ValueError, RecursionError) as error:
        raise NotCanonical("LG-ENTRY", str(error)) from None
    if canonical(value) != content:
        raise NotCanonical("LG-ENTRY", content[:80].decode(errors="replace"))
    return value


def _check(value: object, at: str, depth: int = 0) -> None:
    if depth > DEPTH_MOST:
        raise NotCanonical("LG-ENTRY-VALUE", at)
    if isinstance(value, dict):
        for key, inside in value.items():
            _check_text(key, at)
            _check(inside, f"{at}.{key}", depth + 1)
    elif isinstance(value, list | tuple):
        for place, inside in enumerate(value):
            _check(inside, f"{at}[{place}]", depth + 1)
    elif isinstance(value, bool) or value is None:
        return
    elif isinstance(value, int):
        if abs(value) > INTEGER_MOST:
            raise NotCanonical("LG-ENTRY-VALUE", f"{at}: {value}")
    else:
        _check_text(value, at)


def _check_text(value: object, at: str) -> None:
    if not isinstance(value, str) or any("\ud800" <= c <= "\udfff" for c in value):
        raise NotCanonical("LG-ENTRY-VALUE", f"{at}: {value!a}")
    if not unicodedata.is_normalized("NFC", value):
        raise NotCanonical("LG-ENTRY-VALUE", f"{at}: {value!a} (NFC: {unicodedata.normalize('NFC', value)!a})")
