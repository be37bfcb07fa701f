"""The office's words: the project's own catalogues in the language of the request, and moments as it writes them."""

from __future__ import annotations

from datetime import datetime
from typing import Any, cast

from django.utils import translation
from django.utils.functional import lazy

from bukti.locale import LANGUAGES, Catalogue, Language
from bukti.locale import format as formats


def language() -> Language:
    """The language of the request; Indonesian where it has none."""
    asked = translation.get_language()
    return cast(Language, asked) if asked in LANGUAGES else "id"


def say(message: str, /, **values: object) -> str:
    """A sentence of the catalogue in the language of the request."""
    return Catalogue(language())(message, **values)


later: Any = lazy(say, str)
"""The same sentence, told only when it is shown."""


def moment(at: datetime) -> str:
    """A moment of an act: 24 Nov 2026 21.40 WIB."""
    return formats.moment(at.isoformat(), language(), "WIB")
