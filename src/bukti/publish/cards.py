"""The card of a unit: a picture of its figures for where a link to its page is shared, with the words inside.

A card bears its words as text (an `iTXt` chunk, PNG third edition 11.3.4), so that one whose words did not change
is never drawn again, and a publication can draw its own from that of the preview. Fonts come with the typesetter: the
same words give the same bytes on every machine.
"""

from __future__ import annotations

import functools
import hashlib
import importlib.util
import json
import zlib
from collections.abc import Iterator, Mapping
from importlib import metadata, resources
from typing import Any, Final

from bukti.evidence.configuration import Configuration
from bukti.evidence.workspace import CONFIGURATION
from bukti.locale import Language, messages
from bukti.vocabulary.problems import Place, Problem, refuse

NAME: Final = "card.png"
WIDTH, HEIGHT = 1200, 630
TEMPLATE: Final = "card.typ"
PACKAGE: Final = "typst"
INSTALLING: Final = 'pip install "bukti[paper]"'
_SIGNATURE: Final = b"\x89PNG\r\n\x1a\n"
_CHUNK: Final = b"iTXt"
_KEYWORD: Final = b"bukti card\0\0\0\0\0"
"""The keyword; not compressed; in no declared language, with no translated keyword."""
Words = dict[str, Any]


def problems(configuration: Configuration) -> Iterator[Problem]:
    """What keeps a build from drawing the cards that the configuration asks for."""
    public = configuration.public
    if public and public.cards and importlib.util.find_spec(PACKAGE) is None:
        yield Problem("CF-CARDS-EXTRA", Place(CONFIGURATION, field="cards"), PACKAGE, INSTALLING)


def drawn(words: Mapping[str, Any]) -> bytes:
    """The card of these words as PNG, 1200 by 630, with the words inside. Raises Refusal without the typesetter."""
    try:
        import typst
    except ImportError:
        raise refuse("CF-CARDS-EXTRA", Place(CONFIGURATION, field="cards"), PACKAGE, INSTALLING) from None

    said = _text({**words, "made": _made()})
    picture = typst.compile(
        resources.files(__package__).joinpath(TEMPLATE).read_bytes(),
        format="png",
        ppi=72.0,
        ignore_system_fonts=True,
        sys_inputs={"words": said},
    )
    assert isinstance(picture, bytes)
    body = _CHUNK + _KEYWORD + said.encode()
    chunk = (len(body) - 4).to_bytes(4, "big") + body + zlib.crc32(body).to_bytes(4, "big")
    head = len(_SIGNATURE) + 25  # behind the first chunk, the header, which has 13 bytes of content
    return picture[:head] + chunk + picture[head:]


def is_of(card: bytes, words: Mapping[str, Any]) -> bool:
    """Whether a card shows these words as this version of the program would draw them."""
    return _said(card) == _text({**words, "made": _made()})


def published(card: bytes, old: bytes | None, number: int) -> bytes:
    """The card of a publication from that of the preview: the one before where it differs in the number only."""
    words = json.loads(_said(card))
    language: Language = "en" if words["language"] == "en" else "id"
    since = messages(language)["pages.cite.publication"]
    if old is not None:
        theirs = json.loads(_said(old) or "{}")
        if {**theirs, "publication": ""} == {**words, "publication": ""}:
            return old
    return drawn({**words, "publication": since.format(n=number)})


def _said(card: bytes) -> str:
    """The words inside a card, as they were given to the typesetter; none where it is no card."""
    start = len(_SIGNATURE) + 25
    size = int.from_bytes(card[start : start + 4], "big")
    body = card[start + 4 : start + 8 + size]
    mark = _CHUNK + _KEYWORD
    return body[len(mark) :].decode() if body.startswith(mark) else ""


def _text(words: Mapping[str, Any]) -> str:
    return json.dumps(words, ensure_ascii=False, sort_keys=True, separators=(",", ":"))


@functools.cache
def _made() -> str:
    """What draws: the template and the typesetter's version."""
    template = resources.files(__package__).joinpath(TEMPLATE).read_bytes()
    return f"{hashlib.sha256(template).hexdigest()[:16]} {metadata.version(PACKAGE)}"


__all__ = ["NAME", "drawn", "is_of", "problems", "published"]
