"""What the first screen of a phone answers below the bars: how much is counted, what is missing, what disagrees."""

from __future__ import annotations

from bukti.publish.pages.completeness import opened
from bukti.publish.pages.disagreements import disagreements
from bukti.publish.pages.here import Context, Here, Unit
from bukti.publish.pages.loaded import Loaded
from bukti.publish.pages.markup import Html, joined, link
from bukti.publish.pages.result import Result


def first(here: Here, loaded: Loaded, unit: Unit, found: Result | None) -> Context:
    """The rows below the bars: stations in, stations open, as of when, what disagrees, where to check."""
    counted = loaded.tally.get((unit.unit_id, "counted"))
    disagree = disagreements(here, loaded, unit, found)
    return {
        "first": {
            "in": _inside(here, loaded, unit, counted["stations_in"] if counted else None),
            "open": joined(opened(here, loaded, unit), " "),
            "as_of": as_of(here, loaded, unit),
            "disagree": _disagree(here, disagree),
            "check": link(here.in_language("method"), here.say("first.check.how")),
            "files": link(here.in_language("sources"), here.say("first.check.files")),
        }
    }


def _inside(here: Here, loaded: Loaded, unit: Unit, inside: int | None) -> Html:
    expected = unit.stations_expected
    if inside is None:
        return here.say("first.in.unstated")
    if not expected:
        return here.count("first.in.of-unknown", inside)
    share = here.labels.progress(inside, expected)
    said = here.say("first.in", n=here.number(inside), expected=here.number(expected), share=share)
    zeros, _ = loaded.marks(unit.unit_id)
    return here.say("first.in.zeros", said=said, n=here.number(zeros)) if zeros else said


def as_of(here: Here, loaded: Loaded, unit: Unit) -> Html:
    """The latest moment that a file behind the figure states, in the page's words and in UTC beside it."""
    moments = [here.site.files[s].as_of for s in sorted(loaded.sources.get(unit.unit_id, ()))]
    known = [*(m for m in moments if m), *(row["as_of"] for row in loaded.over_time.get(unit.unit_id, ())[-1:])]
    if not known:
        return here.say("first.as-of.none")
    newest = max(known)
    said = Html(f'<time datetime="{newest}" title="{newest}">{here.speech.moment(newest)}</time>')
    silent = moments.count(None)
    return here.count("first.as-of.some", silent, at=said) if silent else said


def _disagree(here: Here, some: list[Context]) -> Html:
    """The largest kind of difference with its link, and how many kinds more there are."""
    if not some:
        return here.say("differs.none")
    told = here.say("first.disagree", n=Html(f"<b>{some[0]['n']}</b>"), says=some[0]["says"])
    said = link(some[0]["target"], told)
    more = link(some[0]["target"].partition("#")[0], here.count("first.disagree.more", len(some) - 1))
    return joined([said, more] if len(some) > 1 else [said], " · ")
