"""The first page of a language: the election, each contest in a few lines, and how to check it."""

from __future__ import annotations

from collections.abc import Mapping

from bukti.publish.pages.completeness import completeness
from bukti.publish.pages.here import Context, Here
from bukti.publish.pages.loaded import Loaded
from bukti.publish.pages.markup import link
from bukti.publish.pages.result import lead
from bukti.publish.pages.unit import Marks

TEMPLATE = "home.html"


def context(here: Here, above: Mapping[str, tuple[Loaded, Marks]]) -> Context:
    """Everything the template shows; `above` holds the rows of each contest's upper units."""
    election = here.site.terms.configuration.election
    files = [f for f in here.site.files.values() if f.readings]
    return {
        **here.frame(here.labels.titles(election.title)),
        "day": here.labels.day(election.date),
        "contests": [_contest(here, contest_id, *rows) for contest_id, rows in above.items()],
        "files": here.count("home.files", len(files), link=link(here.in_language("sources"), here.say("nav.sources"))),
        "method": here.in_language("method"),
        "sources": here.in_language("sources"),
    }


def _contest(here: Here, contest_id: str, loaded: Loaded, marks: Marks) -> Context:
    contest = here.site.terms.configuration.contest_of(contest_id)
    inside = Here(here.site, here.language, here.file, contest)
    tops = here.site.tops
    told: Context = {"title": here.labels.titles(contest.title), "target": inside.in_contest(), "lead": None}
    if len(tops) == 1:
        zeros, partial = marks.of(tops[0].unit_id)
        told["lead"] = lead(inside, loaded, tops[0])
        told["unit"] = inside.unit_name(tops[0])
        told["complete"] = completeness(inside, loaded, tops[0], zeros, partial)
    told["differences"] = inside.in_contest("differences")
    told["findings"] = inside.in_contest("findings")
    return told
