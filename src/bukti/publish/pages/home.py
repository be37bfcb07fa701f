"""The first page of a language: the election, each contest in a few lines, and how to check it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from bukti.publish.pages.completeness import completeness
from bukti.publish.pages.described import described
from bukti.publish.pages.first import first
from bukti.publish.pages.here import Context, Here, Unit
from bukti.publish.pages.loaded import Loaded
from bukti.publish.pages.markup import Html, link, text_of
from bukti.publish.pages.result import lead, result

TEMPLATE = "home.html"
CONTEST_TEMPLATE = "home_contest.html"
MOST_WHOLE = 6
"""So many contests are shown each with its bars; where there are more, each is a line of a list."""


def context(here: Here, contests: Sequence[str], said: str) -> Context:
    """Everything the template shows; `contests` are the contests as HTML, as `contest` gave them.

    `said` is the first of them in one line, as `contest` gave it too.
    """
    election = here.site.terms.configuration.election
    says = said if is_alone(here) else here.count("describe.home", len(contests), day=here.labels.day(election.date))
    files = [f for f in here.site.files.values() if f.readings]
    return {
        **here.frame(here.labels.titles(election.title), says=says),
        "day": here.labels.day(election.date),
        "contests": Html("".join(contests)),
        "listed": in_a_list(here),
        "alone": is_alone(here),
        "files": here.count("home.files", len(files), link=link(here.in_language("sources"), here.say("nav.sources"))),
    }


def is_alone(here: Here) -> bool:
    """Whether there is one contest only: then the first page is about nothing else."""
    return len(here.site.terms.configuration.contest) == 1


def in_a_list(here: Here) -> bool:
    """Whether each contest is one line only."""
    return len(here.site.terms.configuration.contest) > MOST_WHOLE


def contest(here: Here, loaded: Loaded, tops: Sequence[Unit]) -> Context:
    """One contest in a few lines; `here` is the first page, with the contest."""
    told: Mapping[str, object] = {}
    if len(tops) == 1:
        found = result(loaded, tops[0].unit_id)
        told = {
            **lead(here, loaded, tops[0], found),
            **completeness(here, loaded, tops[0]),
            **first(here, loaded, tops[0], found),
        }
    return {
        "title": here.labels.titles(here.ballot.title),
        "target": here.in_contest(),
        "differences": here.in_contest("differences"),
        "findings": here.in_contest("findings"),
        "whole": len(tops) == 1,
        "listed": in_a_list(here),
        "alone": is_alone(here),
        "day": here.labels.day(here.site.terms.configuration.election.date),
        "description": text_of(described(here, tops, told)),
        **told,
    }
