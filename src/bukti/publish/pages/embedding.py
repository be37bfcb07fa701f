"""The page that says how another site shows a result: what each small page shows, and the line of HTML to copy."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from html import escape
from typing import Final

from bukti.publish.pages import screen
from bukti.publish.pages.embed import FOLDER, file_of
from bukti.publish.pages.here import Context, Here

TEMPLATE: Final = "embedding.html"
HEIGHTS: Final = {"result": 500, "progress": 400, "map": 1200}
"""How high a frame has to be so that nothing scrolls inside it 400 pixels wide, of a contest of two pairs."""
MOST: Final = 6
"""So many contests have their lines on the page; of others the id is put in."""
NOWHERE: Final = "https://…/"
"""Stands for the address of a site that declares none."""


def context(here: Here, kinds: Mapping[str, Sequence[str]]) -> Context:
    """Everything the template shows; `kinds` are the small pages that each contest has."""
    title = here.say("embed.title")
    contests = [c for c in here.site.terms.configuration.contest if kinds.get(c.id)]
    public = here.site.terms.configuration.public
    return {
        **here.frame(str(title), here.way_of(str(title)), says=here.say("embed.intro")),
        "address": public.address if public else "",
        "nowhere": NOWHERE,
        "contests": [
            {
                "id": c.id,
                "title": here.labels.titles(c.title),
                "screen": here.to(f"{here.language}/{screen.FOLDER}/{c.id}/index.html"),
                "kinds": [_kind(here, c.id, here.labels.titles(c.title), kind) for kind in kinds[c.id]],
            }
            for c in contests[:MOST]
        ],
        "others": [(c.id, here.labels.titles(c.title)) for c in contests[MOST:]],
    }


def _kind(here: Here, contest: str, title: str, kind: str) -> Context:
    file = file_of(here.language, contest, kind)
    public = here.site.terms.configuration.public
    address = (public.address if public else NOWHERE) + file
    said = f"{title}: {here.say(f'embed.kind.{kind}')}"
    snippet = (
        f'<iframe src="{address}" title="{escape(said)}" width="100%" height="{HEIGHTS[kind]}" loading="lazy" '
        'style="border:0"></iframe>'
    )
    return {
        "kind": kind,
        "title": here.say(f"embed.kind.{kind}"),
        "what": here.say(f"embed.kind.{kind}.what"),
        "target": here.to(file),
        "snippet": snippet,
    }


__all__ = ["FOLDER", "TEMPLATE", "context"]
