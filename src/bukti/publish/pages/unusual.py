"""What is unusual among a contest's stations: each test in one shape, its list, and pictures beside it.

A test that only staff can read is not here.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

from bukti.evidence.ballots import Contest
from bukti.forensics import fingerprint, identity_breaks, village_shares
from bukti.forensics.battery import FOR_STAFF
from bukti.forensics.reading import of_villages
from bukti.forensics.reports import Report
from bukti.forensics.sheets import Sheet
from bukti.forensics.table import Unusual, answers, unusual
from bukti.publish.pages.charts.classes import picture
from bukti.publish.pages.charts.villages import Village, village_strip
from bukti.publish.pages.here import Context, Here, Site
from bukti.publish.pages.left_out import FOLDER as LEFT_OUT
from bukti.publish.pages.left_out import POWER
from bukti.publish.pages.markup import Html, joined
from bukti.publish.unusual_words import Told, Words

TEMPLATE: Final = "unusual.html"
FOLDER: Final = "unusual"
MOST: Final = 60
"""So many lines of one test at most stand on the page."""
OPEN: Final = 12
"""So many of them are in sight, the others folded."""
MOST_STRIPS: Final = 8


@dataclass(frozen=True)
class Noticed:
    """The reports of a contest with what was answered, and the sheets of the villages to be drawn."""

    unusual: Unusual
    answers: Mapping[str, Sequence[Mapping[str, Any]]]
    villages: Mapping[str, Sequence[Sheet]]
    not_drawn: int

    @property
    def reports(self) -> list[Report]:
        return [r for r in self.unusual.reports if r.test not in FOR_STAFF]


def noticed(site: Site, one: Contest) -> Noticed:
    """What the tables hold of a contest."""
    store, ask = site.built.store, site.built.connection
    found = unusual(store, ask, site.terms, one)
    flagged = [line.unit_id.partition("/")[0] for line in found.report(village_shares.TEST).lines]
    villages = list(dict.fromkeys(flagged))
    drawn = of_villages(store, ask, site.terms, one, villages[:MOST_STRIPS])
    return Noticed(found, answers(store, ask, one.id), drawn, max(0, len(villages) - MOST_STRIPS))


def named_units(found: Noticed) -> set[str]:
    """The units that the page names."""
    lines = [line for report in found.reports for line in report.lines[:MOST]]
    return {unit for line in lines for unit in (line.unit_id, line.other_id) if unit} | {*found.villages}


def context(here: Here, found: Noticed) -> Context:
    """Everything the template shows."""
    title = here.say("unusual.title")
    words = Words(here.labels, here.ballot, found.unusual, found.answers)
    who = words.name(found.unusual.leading.first)
    power = {name: here.labels.share(permille, 1_000) for name, permille in POWER.items()}
    return {
        **here.frame(str(title), here.way(str(title)), "findings", here.say("unusual.intro")),
        "intro": here.say("unusual.intro"),
        "silence": here.say("unusual.silence", **power),
        "left_out": here.in_language(LEFT_OUT),
        "reports": [_report(here, words, words.told(report), report) for report in found.reports],
        "who": who,
        "strips": _strips(here, found, who),
        "strips_more": here.count("unusual.strips.more", found.not_drawn) if found.not_drawn else "",
        "picture": picture(here, found.unusual.report(fingerprint.TEST), who),
    }


def _report(here: Here, words: Words, told: Told, report: Report) -> Context:
    shown = [(_units(here, line.units), line.says, line.answers) for line in told.lines[:MOST]]
    return {
        "test": told.test,
        "title": told.title,
        "what": told.what,
        "why_not": told.why_not,
        "tested": told.tested,
        "chance": told.chance,
        "found": told.found,
        "otherwise": told.otherwise,
        "beside": told.beside,
        "kinds": words.kinds(report) if told.test == identity_breaks.TEST and not told.why_not else [],
        "lines": [some for some in (shown[:OPEN], shown[OPEN:]) if some],
        "folded": here.count("unusual.folded", len(shown) - OPEN) if len(shown) > OPEN else "",
        "more": here.count("unusual.more", len(told.lines) - MOST) if len(told.lines) > MOST else "",
    }


def _units(here: Here, units: Sequence[str]) -> Html:
    """Links to the units; of two stations of one village the second without its name."""
    return joined([here.named(unit, full=n == len(units) - 1) for n, unit in enumerate(units)])


def _strips(here: Here, found: Noticed, who: str) -> list[Context]:
    """A picture of each village with a station that differs from it, with its stations as a table."""
    listed = {line.unit_id for line in found.unusual.report(village_shares.TEST).lines}
    drawn = []
    for village, sheets in found.villages.items():
        unit = here.site.units.get(village)
        if unit is not None:
            name = here.unit_name(unit)
            one = Village(village, name, sheets, unit.stations_expected or len(sheets))
            drawn.append(village_strip(here, one, found.unusual.leading.first, listed, who))
    return drawn
