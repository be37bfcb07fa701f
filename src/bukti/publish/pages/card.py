"""The words of a unit's card: who leads, by how much, what is in, what is missing and how large it is, as of when."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

from bukti.publish.pages import colours
from bukti.publish.pages.completeness import opened
from bukti.publish.pages.first import as_of
from bukti.publish.pages.here import Context, Here, Unit
from bukti.publish.pages.loaded import Loaded
from bukti.publish.pages.markup import joined, text_of
from bukti.publish.pages.result import result

MOST_BARS: Final = 4


def words(here: Here, loaded: Loaded, unit: Unit, told: Mapping[str, Any]) -> Context:
    """Everything the card shows, as text; `told` is what the unit's page shows."""
    found = result(loaded, unit.unit_id)
    order = found.order if found and told["bars"] else []
    bars = dict(zip(here.votes, told["bars"], strict=True)) if order else {}
    left_out = [here.count("children.left-out", len(order) - MOST_BARS)] if len(order) > MOST_BARS else []
    missing = opened(here, loaded, unit)
    above = [here.speech.unit(u.name) for u in reversed(here.site.above(unit))]
    public = here.site.terms.configuration.public
    return {
        "language": here.language,
        "contest": here.labels.titles(here.ballot.title),
        "unit": here.speech.unit(unit.name),
        "above": ", ".join(above),
        "head": text_of(told["head"]),
        "state": told["state"],
        "word": text_of(told["word"]),
        "bars": [_bar(here, v, bars[v]) for v in order[:MOST_BARS]],
        "of": " ".join(text_of(said) for said in (*left_out, told["denominator"], told["frame"]) if said),
        "meter": [{"state": state, "width": width} for state, _, width, *_ in told["meter"]],
        "complete": text_of(told["complete"][0]) if told["complete"] else "",
        "open": ""
        if missing == [here.say("first.open.none")]
        else text_of(here.say("card.open", told=joined(missing, " "))),
        "as_of": f"{text_of(here.say('first.title.as-of'))}: {text_of(as_of(here, loaded, unit))}",
        "publication": text_of(here.say("cite.preview")),
        "address": public.address.partition("://")[2].rstrip("/") if public else "",
    }


def _bar(here: Here, column: str, bar: tuple[Any, ...]) -> Context:
    place = here.votes.index(column) + 1
    colour = colours.visible(colours.colour_of(place, here.speech.selection(column)), colours.PAPERS["light"])
    number, name, _, width, _, votes, share, near = bar
    return {
        "place": number,
        "name": name,
        "colour": colour,
        "width": width,
        "votes": votes,
        "share": share,
        "near": near,
    }


__all__ = ["words"]
