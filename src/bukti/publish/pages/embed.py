"""Small pages that other sites show in a frame: a contest's result, how complete it is, its map. No other is framed."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from bukti.publish.addresses import PAGE, relative
from bukti.publish.pages.completeness import completeness
from bukti.publish.pages.here import Context, Here, Unit
from bukti.publish.pages.loaded import Loaded
from bukti.publish.pages.maps import maps
from bukti.publish.pages.markup import Html
from bukti.publish.pages.result import lead, result

FOLDER = "embed"
TEMPLATE = "embed.html"
KINDS = ("result", "progress", "map")
_LINK = re.compile(r" ?<a\b[^>]*>.*?</a>")


def pages(here: Here, loaded: Loaded, tops: Sequence[Unit]) -> Iterator[tuple[str, Context]]:
    """For each kind its file and what the template shows; nothing where no single unit stands on top of the contest.

    `here` is the contest's own page, to which each of them leads, in the whole window.
    """
    if len(tops) != 1:
        return
    top = tops[0]
    found = {**lead(here, loaded, top, result(loaded, top.unit_id)), **completeness(here, loaded, top)}
    for kind in KINDS:
        file = file_of(here.language, here.ballot.id, kind)
        inside = Here(here.site, here.language, file, here.ballot)
        own = _framed(maps(inside, loaded, top)["map"], inside.unit(top.unit_id)) if kind == "map" else None
        if kind == "map" and own is None:
            continue
        yield (
            file,
            {
                **found,
                "told": [_plain(sentence) for sentence in found["complete"]],
                "kind": kind,
                "framed": True,
                "map": own,
                "contest": here.labels.titles(here.ballot.title),
                "name": here.speech.unit(top.name),
                "target": relative(file, here.file),
                "assets": relative(file, "assets/site.css").removesuffix("site.css"),
            },
        )


def file_of(language: str, contest: str, kind: str) -> str:
    return "/".join((FOLDER, language, contest, kind, PAGE))


def _framed(shown: Context | None, unit: str) -> Context | None:
    """The map with every link opening in the whole window, and its table on the unit's page."""
    if shown is None:
        return None
    drawings = [{**d, "areas": _to_top(d["areas"])} for d in shown["drawings"]]
    return {**shown, "drawings": drawings, "gaps": [_to_top(g) for g in shown["gaps"]], "table": f"{unit}#below"}


def _to_top(said: Html) -> Html:
    return Html(said.replace("<a href=", '<a target="_top" href='))


def _plain(sentence: Html) -> Html:
    """The sentence without its links, which lead from another page."""
    return Html(_LINK.sub("", sentence))


__all__ = ["FOLDER", "KINDS", "file_of", "pages"]
