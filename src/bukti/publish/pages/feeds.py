"""The feeds of a contest, of its changes, findings and decisions, and the feed of publications."""

from __future__ import annotations

import itertools
from collections.abc import Iterator, Mapping, Sequence
from typing import Any, Final

from bukti.engine.database import records
from bukti.locale import LANGUAGES
from bukti.publish.addresses import PAGE
from bukti.publish.exports.everything import page_of
from bukti.publish.exports.known_units import KnownUnit
from bukti.publish.pages.changes import Since, told_moment
from bukti.publish.pages.feed import FEEDS, Entry, atom, first_moment, held_in, place
from bukti.publish.pages.here import Here, Site
from bukti.publish.pages.loaded import Row

MOST: Final = 100
"""So many findings at most stand in their feed; the pages and `findings.csv` have all."""
STATES: Final = ("in", "held", "missing", "expected")


def newest_findings(site: Site, partitions: Sequence[str]) -> list[Row]:
    """The open findings on what was seen last, the gravest of a moment first; `as_of` is when it was first stated."""
    for table in ("finding", "observation"):
        site.built.store.show(site.built.connection, table, partitions)
    sql = f"""
        select f.*, s.as_of from finding f
        left join (
            select reading_id, min(as_of) as as_of from observation
            where reading_id in (select reading_id from finding)
            group by reading_id
        ) s on s.reading_id = f.reading_id
        where f.life = 'open' and f.silent_because is null
        order by
            s.as_of desc nulls last,
            case f.severity when 'hold' then 1 when 'error' then 2 when 'warning' then 3 else 4 end,
            f.unit_id, f.finding_id
        limit {MOST}"""
    return records(site.built.connection, sql)


def of_contest(
    site: Site, here: Here, tops: Sequence[str], since: Since, found: Sequence[Row], decided: Sequence[Row]
) -> Iterator[tuple[str, str]]:
    """Each feed of a contest by its file; `here` is any page of the contest."""
    for kind, name in FEEDS.items():
        at = Here(site, here.language, f"{here.language}/{here.ballot.id}/{name}", here.ballot)
        title = f"{at.labels.titles(at.ballot.title)} · {at.labels.say(f'pages.{kind}.title')}"
        page = PAGE if kind == "decisions" and not site.decided else f"{kind}/{PAGE}"
        if kind == "changes":
            entries = [_change(at, row) for row in since.newest]
        else:
            entries = _findings(at, found) if kind == "findings" else _decisions(at, decided)
        yield at.file, atom(at, (kind, *held_in(at, tops)), title, page, entries)


def _change(here: Here, row: Row) -> Entry:
    labels = here.labels
    word = labels.say(f"pages.changes.kind.{row['kind']}")
    field = labels.field(row["field"], here.ballot)
    numbers = f"{labels.number(row['old'])} → {labels.number(row['new'])}"
    told = labels.say(
        "pages.changes.entry",
        series=labels.series(row["series"]),
        since=told_moment(here, row["since"]),
        as_of=told_moment(here, row["as_of"]),
        n=row["sequence"],
        change=row["change_id"],
    )
    return Entry(
        ("change", row["change_id"]),
        f"{place(here, row['unit_id'])} · {field}: {numbers} ({word})",
        row["as_of"] or first_moment(here),
        f"changes/{PAGE}#c-{row['change_id']}",
        told,
        ((row["kind"], word),),
    )


def _findings(here: Here, found: Sequence[Row]) -> list[Entry]:
    units = {
        u.unit_id: KnownUnit(u.level, u.name, u.parent, here.site.addresses.slugs(u.unit_id))
        for u in here.site.units.values()
    }
    return [_finding(here, row, units) for row in found]


def _finding(here: Here, row: Row, units: Mapping[str, KnownUnit]) -> Entry:
    labels = here.labels
    said = labels.finding(row["rule"], row["terms"], row["observed"], row["expected"], row["fields"])
    series = [labels.series(row["series"])] if row["series"] else []
    title = labels.rule_title(row["rule"])
    return Entry(
        ("finding", row["finding_id"]),
        f"{place(here, row['unit_id'])} · {row['rule']} {title}",
        row["as_of"] or first_moment(here),
        page_of("findings", row, units),
        ". ".join([*series, said, labels.rule_next(row["rule"])]),
        ((row["severity"], labels.severity(row["severity"])), (row["rule"], title)),
    )


def _decisions(here: Here, decided: Sequence[Row]) -> list[Entry]:
    """An entry for each decision, with all that it says of this contest."""
    entries = []
    for decision, group in itertools.groupby(decided, key=lambda row: row["decision_id"]):
        rows = list(group)
        effects = dict.fromkeys(row["effect"] for row in rows)
        kinds = tuple((effect, here.labels.say(f"effect.{effect}")) for effect in effects)
        places = dict.fromkeys(place(here, row["unit_id"]) for row in rows if row["unit_id"])
        entries.append(
            Entry(
                ("decision", decision),
                " · ".join([", ".join(word for _, word in kinds), *places]),
                rows[0]["decided_at"],
                f"decisions/{PAGE}#d-{decision}",
                "\n".join(here.labels.decision(row, here.ballot) for row in rows),
                kinds,
            )
        )
    return entries


def publications_file(language: str) -> str:
    return f"publications-{language}.atom"


def publications(site: Site, folder: str, origin: str, known: Sequence[Mapping[str, Any]]) -> Iterator[tuple[str, str]]:
    """The feed of publications in both languages, in a folder of the site; `known` has number, moment and counts.

    The origin of the log is what names a publication among all others in the world.
    """
    for language in LANGUAGES:
        here = Here(site, language, f"{folder}/{publications_file(language)}")
        page = f"../{language}/verify/{PAGE}"
        entries = [_publication(here, origin, page, one) for one in sorted(known, key=lambda one: -one["number"])]
        title = here.labels.say("pages.data.feed.publications")
        yield here.file, atom(here, ("publications", origin), title, page, entries)


def _publication(here: Here, origin: str, page: str, one: Mapping[str, Any]) -> Entry:
    labels = here.labels
    titles = {c.id: labels.titles(c.title) for c in here.site.terms.configuration.contest}
    told = [
        labels.say(
            "data.feed.publication.counts",
            contest=titles.get(contest) or labels.say("data.feed.all"),
            **{f"n_{state}": labels.number(counts[state]) for state in STATES},
        )
        for contest, counts in one["counts"].items()
    ]
    n = labels.number(one["number"])
    return Entry(
        ("publication", origin, str(one["number"])),
        labels.say("data.feed.publication", n=n, at=labels.moment(one["received_at"])),
        one["received_at"],
        page,
        "\n".join(told),
    )
