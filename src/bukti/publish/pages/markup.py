"""Pieces of HTML made in code: a link, a stressed figure, a name. Everything put into them is escaped."""

from __future__ import annotations

import re
from collections.abc import Iterable
from html import escape, unescape
from typing import Final


class Html(str):
    """Text that is HTML already; templates put it in as it is."""

    __slots__ = ()

    def __html__(self) -> str:
        return self


NOTHING: Final = Html("")
_tag = re.compile("<[^>]*>")
_special = re.compile("[&<>\"']").search


def html(text: object) -> Html:
    """The text as HTML; HTML made here stays as it is."""
    if type(text) is Html:
        return text
    plain = str(text)
    return Html(escape(plain)) if _special(plain) else Html(plain)


def text_of(said: object) -> str:
    """The text of a piece of HTML made here, on one line, as it is read aloud."""
    text = str(said)
    return " ".join(unescape(_tag.sub("", text)).split()) if type(said) is Html else text


def link(target: str, text: object) -> Html:
    return Html(f'<a href="{html(target)}">{html(text)}</a>')


def strong(text: object) -> Html:
    return Html(f"<b>{html(text)}</b>")


def name(text: object) -> Html:
    """A name of a unit, kept apart from the direction of the text around it."""
    return Html(f"<bdi>{html(text)}</bdi>")


def code(text: object) -> Html:
    """Text that people copy letter by letter."""
    return Html(f"<code>{html(text)}</code>")


def joined(parts: Iterable[object], by: str = ", ") -> Html:
    return Html(html(by).join([html(p) for p in parts]))


def filled(sentence: str, **values: object) -> Html:
    """A sentence of the catalogue with its places filled in; words and values are escaped, HTML made here is not."""
    return Html(html(sentence).format_map({k: html(v) for k, v in values.items()}))
