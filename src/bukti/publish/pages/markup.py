"""Pieces of HTML made in code: a link, a stressed figure, a name. Everything put into them is escaped."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TypeAlias

from minijinja import escape, safe

Html: TypeAlias = str


def html(text: object) -> Html:
    """The text as HTML; HTML made here stays as it is."""
    return escape(text)


def link(target: str, text: object) -> Html:
    return safe(f'<a href="{escape(target)}">{escape(text)}</a>')


def outside(target: str, text: object) -> Html:
    """A link to another host, which is not told where the reader came from."""
    return safe(f'<a href="{escape(target)}" rel="noreferrer external">{escape(text)}</a>')


def strong(text: object) -> Html:
    return safe(f"<b>{escape(text)}</b>")


def name(text: object) -> Html:
    """A name of a unit, kept apart from the direction of the text around it."""
    return safe(f"<bdi>{escape(text)}</bdi>")


def joined(parts: Iterable[object], by: str = ", ") -> Html:
    return safe(escape(by).join(str(escape(p)) for p in parts))


def filled(sentence: str, **values: object) -> Html:
    """A sentence of the catalogue with its places filled in; words and values are escaped, HTML made here is not."""
    return safe(str(escape(sentence)).format_map({k: str(escape(v)) for k, v in values.items()}))
