"""The one spelling that bytes have in notes and proofs: standard base64 with padding (RFC 4648, section 4)."""

from __future__ import annotations

import base64
import binascii


def encoded(content: bytes) -> str:
    """The bytes as text."""
    return base64.b64encode(content).decode()


def decoded(text: str) -> bytes | None:
    """The bytes that a text stands for; None where it is not exactly what `encoded` makes of them."""
    try:
        content = base64.b64decode(text, validate=True)
    except (binascii.Error, ValueError):
        return None
    return content if encoded(content) == text else None
