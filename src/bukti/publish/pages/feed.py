"""The Atom feed of a contest's changes: one entry a change, the newest first; every date is a moment that is stated.

RFC 4287. An entry's id is made of the change's id, so that a file sent again is read once; the language makes no
difference to it, since it is the same change.
"""

from __future__ import annotations

import re
import uuid
from collections.abc import Sequence
from typing import Final
from xml.etree import ElementTree

from bukti.publish.changes import Row
from bukti.publish.pages.changes import FEED, FOLDER, Since, told_moment
from bukti.publish.pages.here import Here

ATOM: Final = "http://www.w3.org/2005/Atom"
_NOT_XML: Final = re.compile("[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


def feed(here: Here, found: Since, tops: Sequence[str]) -> str:
    """The whole feed; `tops` are the units that the contest is held in."""
    election = here.site.terms.configuration.election
    day = f"{election.date.isoformat()}T00:00:00Z"
    root = ElementTree.Element("feed", {"xmlns": ATOM, "xml:lang": here.language})
    of = (election.profile, election.date.isoformat(), here.ballot.id, *tops)
    _text(root, "id", _identity("changes", *of, here.language))
    title = f"{here.labels.titles(here.ballot.title)} · {here.labels.say('pages.changes.title')}"
    _text(root, "title", title)
    _text(root, "subtitle", here.labels.titles(election.title))
    _text(root, "updated", max((row["as_of"] or day for row in found.newest), default=day))
    author = ElementTree.SubElement(root, "author")
    _text(author, "name", here.labels.titles(election.office or election.title))
    ElementTree.SubElement(root, "link", {"rel": "self", "type": "application/atom+xml", "href": FEED})
    page = f"{FOLDER}/index.html"
    ElementTree.SubElement(root, "link", {"rel": "alternate", "type": "text/html", "href": page})
    for row in found.newest:
        _entry(root, here, row, page, day)
    ElementTree.indent(root, space="")
    return f'<?xml version="1.0" encoding="utf-8"?>\n{ElementTree.tostring(root, encoding="unicode")}\n'


def _entry(root: ElementTree.Element, here: Here, row: Row, page: str, day: str) -> None:
    entry = ElementTree.SubElement(root, "entry")
    _text(entry, "id", _identity("change", row["change_id"]))
    labels = here.labels
    village, _, station = row["unit_id"].partition("/")
    unit = here.site.units.get(village)
    name = here.speech.unit(unit.name) if unit else village
    name = f"{here.station_name(row['unit_id'])}, {name}" if station else name
    field = labels.field(row["field"], here.ballot)
    word = labels.say(f"pages.changes.kind.{row['kind']}")
    _text(entry, "title", f"{name} · {field}: {labels.number(row['old'])} → {labels.number(row['new'])} ({word})")
    _text(entry, "updated", row["as_of"] or day)
    href = f"{page}#c-{row['change_id']}"
    ElementTree.SubElement(entry, "link", {"rel": "alternate", "type": "text/html", "href": href})
    ElementTree.SubElement(entry, "category", {"term": row["kind"], "label": word})
    told = labels.say(
        "pages.changes.entry",
        series=labels.series(row["series"]),
        since=told_moment(here, row["since"]),
        as_of=told_moment(here, row["as_of"]),
        n=row["sequence"],
        change=row["change_id"],
    )
    _text(entry, "content", told)


def _identity(*parts: str) -> str:
    """An address that names the thing for ever and leads nowhere (RFC 9562, version 5)."""
    return uuid.uuid5(uuid.NAMESPACE_OID, "bukti " + "\n".join(parts)).urn


def _text(parent: ElementTree.Element, name: str, text: str) -> None:
    """An element with plain text; what no XML file can hold becomes the mark for an unknown sign."""
    ElementTree.SubElement(parent, name).text = _NOT_XML.sub("\ufffd", text)
