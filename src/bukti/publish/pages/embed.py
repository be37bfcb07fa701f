"""Small pages that other sites show in a frame: a contest's result, and how complete it is. No other page is framed."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from bukti.publish.addresses import PAGE, relative
from bukti.publish.pages.completeness import completeness
from bukti.publish.pages.here import Context, Here, Unit
from bukti.publish.pages.loaded import Loaded
from bukti.publish.pages.markup import Html
from bukti.publish.pages.result import lead, result

FOLDER = "embed"
TEMPLATE = "embed.html"
KINDS = ("result", "progress")
_LINK = re.compile(r" ?<a\b[^>]*>.*?</a>")


def pages(here: Here, loaded: Loaded, tops: Sequence[Unit]) -> Iterator[tuple[str, Context]]:
    """For each kind its file and what the template shows; nothing where no single unit stands on top of the contest.

    `here` is the contest's own page, to which each of them leads, in the whole window.
    """
    if len(tops) != 1:
        return
    found = {**lead(here, loaded, tops[0], result(loaded, tops[0].unit_id)), **completeness(here, loaded, tops[0])}
    for kind in KINDS:
        file = "/".join((FOLDER, here.language, here.ballot.id, kind, PAGE))
        yield (
            file,
            {
                **found,
                "told": [_plain(sentence) for sentence in found["complete"]],
                "kind": kind,
                "contest": here.labels.titles(here.ballot.title),
                "name": here.speech.unit(tops[0].name),
                "target": relative(file, here.file),
                "assets": relative(file, "assets/site.css").removesuffix("site.css"),
            },
        )


def _plain(sentence: Html) -> Html:
    """The sentence without its links, which lead from another page."""
    return Html(_LINK.sub("", sentence))


__all__ = ["pages"]
