"""What changed since: counts by moment, what fell, broke, came late or was left out, and the changes, newest first."""

from __future__ import annotations

import itertools
import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

from bukti.publish import changes
from bukti.publish.changes import KINDS, Late, Moment, Row
from bukti.publish.pages.feed import FEEDS, links
from bukti.publish.pages.findings import Fired
from bukti.publish.pages.here import Context, Here, Site
from bukti.publish.pages.markup import NOTHING, Html, link
from bukti.publish.pages.thread import short_path
from bukti.vocabulary.general_rules import BROKEN, DROPPED, FELL

TEMPLATE: Final = "changes.html"
FOLDER: Final = "changes"
FEED: Final = FEEDS["changes"]
MOST: Final = 500
"""So many changes at most are listed on the page, and stand in the feed; the table and its CSV file have all."""
MOST_MOMENTS: Final = 60
NOTICED: Final = (BROKEN, FELL, DROPPED)
_OTHER: Final = re.compile("[^0-9A-Za-z]")
Line = tuple[Any, ...]


@dataclass(frozen=True)
class Since:
    """What the page of a contest and its feed show: moments, the newest changes, late files."""

    moments: Sequence[Moment]
    newest: Sequence[Row]
    late: Sequence[Late]

    @property
    def n(self) -> int:
        return sum(m.numbers for m in self.moments)


def since(site: Site, contest: str) -> Since:
    """The changes of a contest, as many as a page can hold."""
    sources = {s.id for s in site.terms.configuration.source if s.may_hold(contest)}
    late = [f for f in site.late if site.files[f.source_id].entry in sources]
    if not changes.of_contest(site.built, contest):
        return Since((), (), late)
    return Since(changes.moments(site.built, contest), changes.newest(site.built, contest, MOST), late)


def named_units(found: Since) -> set[str]:
    """The units that the changes name."""
    return {row["unit_id"] for row in found.newest}


def context(here: Here, found: Since, rules: Iterable[Fired], over_time: Context) -> Context:
    """Everything the template shows."""
    title = here.say("changes.title")
    rest = found.n - len(found.newest)
    intro = here.count("changes.intro", found.n) if found.n else here.say("changes.none")
    return {
        **here.frame(str(title), here.way(str(title)), "changes", intro),
        **over_time,
        "feed": here.to(f"{here.language}/{here.ballot.id}/{FEED}"),
        "feeds": links(here, "changes"),
        "intro": intro,
        "notices": [*_noticed(here, rules), *(_late(here, one) for one in found.late)],
        "moments": [_moment(here, m) for m in found.moments[:MOST_MOMENTS]],
        "more_moments": here.count("changes.more-moments", len(found.moments) - MOST_MOMENTS)
        if len(found.moments) > MOST_MOMENTS
        else NOTHING,
        "turns": [_turn(here, list(rows)) for _, rows in itertools.groupby(_by_turn(found.newest), _same_turn)],
        "more": here.count("changes.more", rest) if rest > 0 else NOTHING,
    }


def _noticed(here: Here, rules: Iterable[Fired]) -> list[Html]:
    """How often figures fell, identities broke and sheets were left out, with links to the findings."""
    by_rule = {f.rule: f for f in rules}
    return [
        here.count(f"changes.{rule}", by_rule[rule].n, link=link(here.in_contest("findings", rule.lower()), rule))
        for rule in NOTICED
        if rule in by_rule
    ]


def _late(here: Here, one: Late) -> Html:
    file = here.site.files[one.source_id]
    return here.say(
        "changes.late",
        file=link(here.source(one.source_id), short_path(file.path)),
        n=here.number(file.readings),
        as_of=here.speech.moment(one.as_of),
        newest=here.speech.moment(one.newest),
        received=here.speech.moment(one.received_at),
    )


def _moment(here: Here, one: Moment) -> Line:
    """Its mark, when, in UTC, sheets, numbers, and of these filled, corrected, vanished."""
    counts = [here.speech.figures[one.kinds[k]] for k in KINDS]
    mark = "m-" + _OTHER.sub("", one.as_of or "none")
    return (
        mark,
        told_moment(here, one.as_of),
        one.as_of or "",
        here.number(one.sheets),
        here.number(one.numbers),
        counts,
    )


def told_moment(here: Here, as_of: str | None) -> str:
    return here.speech.moment(as_of) if as_of else str(here.say("as-of.none"))


def _by_turn(rows: Iterable[Row]) -> list[Row]:
    """Changes by moment, the newest first; what one reading changed stands together."""
    by_unit = sorted(rows, key=lambda r: (r["unit_id"], r["sheet_id"], r["series"], r["reading_id"]))
    return sorted(by_unit, key=lambda r: r["as_of"] or "", reverse=True)


def _same_turn(row: Row) -> tuple[Any, ...]:
    return row["as_of"], row["sheet_id"], row["unit_id"], row["series"], row["old_reading_id"], row["reading_id"]


def _turn(here: Here, rows: Sequence[Row]) -> Line:
    """Its mark, the unit, series, moment, in UTC, the numbers with their marks, from when, the file."""
    first = rows[0]
    file = here.site.files[first["source_id"]]
    return (
        f"t-{first['change_id']}",
        here.named(first["unit_id"], full=True),
        here.speech.series_title(first["series"]),
        told_moment(here, first["as_of"]),
        first["as_of"] or "",
        [number(here, row) for row in sorted(rows, key=lambda r: r["field"])],
        link(here.source(file.source_id), short_path(file.path)),
    )


def number(here: Here, row: Mapping[str, Any]) -> Line:
    """One changed number: its mark, its sequence, its kind, that as a word, field, old and new."""
    kind = row["kind"]
    return (
        f"c-{row['change_id']}",
        row.get("sequence"),
        kind,
        here.say(f"changes.kind.{kind}"),
        here.speech.field(row["field"]),
        here.number(row["old"]),
        here.number(row["new"]),
    )
