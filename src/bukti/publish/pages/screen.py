"""The wall screen of a contest: three facts in large type that take turns, for a hall where nobody touches it."""

from __future__ import annotations

from collections.abc import Sequence

from bukti.publish.pages.changes import Since, told_moment
from bukti.publish.pages.completeness import completeness
from bukti.publish.pages.first import first
from bukti.publish.pages.here import Context, Here, Unit
from bukti.publish.pages.loaded import Loaded
from bukti.publish.pages.markup import Html, joined
from bukti.publish.pages.qr import code
from bukti.publish.pages.result import lead, result

TEMPLATE = "screen.html"
FOLDER = "screen"
MOST_BARS = 4
MOST_CHANGES = 3


def context(here: Here, loaded: Loaded, tops: Sequence[Unit], since: Since) -> Context:
    """Everything the template shows; where no single unit stands on top the first fact is the contest's title."""
    title = here.labels.titles(here.ballot.title)
    public = here.site.terms.configuration.public
    told: Context = {"head": title, "bars": (), "first": None, "word": "", "state": ""}
    if len(tops) == 1:
        unit, found = tops[0], result(loaded, tops[0].unit_id)
        told = {
            **lead(here, loaded, unit, found),
            **completeness(here, loaded, unit),
            **first(here, loaded, unit, found),
        }
        told["bars"] = _largest(told["bars"], found.order if found else (), here)
    return {
        **here.frame(title),
        **told,
        "contest": title,
        "place": here.unit_name(tops[0]) if len(tops) == 1 else "",
        "changes": [_change(here, row) for row in since.newest[:MOST_CHANGES]],
        "qr": code(public.address) if public else None,
        "address": public.address if public else "",
    }


def _largest(bars: Sequence[tuple[str, ...]], order: Sequence[str], here: Here) -> list[tuple[str, ...]]:
    """The bars of those with most votes, the most first."""
    by_place = {bar[0]: bar for bar in bars}
    return [by_place[here.place(v)] for v in order[:MOST_BARS] if here.place(v) in by_place]


def _change(here: Here, row: dict[str, object]) -> Html:
    """One change: where, which number, from what to what, when."""
    unit = str(row["unit_id"])
    village = here.site.units.get(unit.partition("/")[0])
    names = [here.station_name(unit)] if "/" in unit else []
    names += [here.unit_name(village)] if village else []
    return here.say(
        "screen.change",
        place=joined(names),
        field=here.speech.field(str(row["field"])),
        old=here.number(row["old"]),  # type: ignore[arg-type]
        new=here.number(row["new"]),  # type: ignore[arg-type]
        at=told_moment(here, row["as_of"]),  # type: ignore[arg-type]
    )
