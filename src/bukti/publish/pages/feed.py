"""Atom feeds (RFC 4287): entries with ids that stay, the newest first; every date is a moment that is stated.

An entry's id is made of the id of what it tells, so that a file sent again is read once; the language makes no
difference to it, since it is the same thing.
"""

from __future__ import annotations

import re
import uuid
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final
from xml.etree import ElementTree

from bukti.publish.pages.here import Here

ATOM: Final = "http://www.w3.org/2005/Atom"
FEEDS: Final = {kind: f"{kind}.atom" for kind in ("changes", "findings", "decisions")}
"""The feeds of a contest by what they are of, in its folder."""
_NOT_XML: Final = re.compile("[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


@dataclass(frozen=True)
class Entry:
    """One thing told: what names it for ever, a line, the moment, where it is told in full, kinds with their words."""

    of: tuple[str, ...]
    title: str
    updated: str
    href: str
    content: str
    kinds: tuple[tuple[str, str], ...] = ()


def atom(here: Here, of: Sequence[str], title: str, page: str, entries: Sequence[Entry]) -> str:
    """The feed as a file: `here` is the feed itself, `of` what it is made of; its language is a part of its id.

    Without an entry it bears the day of the election. Links are relative, to the site's address where that is declared.
    """
    election = here.site.terms.configuration.election
    public = here.site.terms.configuration.public
    base = {"xml:base": public.address + here.file} if public else {}
    root = ElementTree.Element("feed", {"xmlns": ATOM, "xml:lang": here.language, **base})
    _text(root, "id", _identity(*of, here.language))
    _text(root, "title", title)
    _text(root, "subtitle", here.labels.titles(election.title))
    _text(root, "updated", max((entry.updated for entry in entries), default=first_moment(here)))
    author = ElementTree.SubElement(root, "author")
    _text(author, "name", here.labels.titles(election.office or election.title))
    own = here.file.rpartition("/")[2]
    ElementTree.SubElement(root, "link", {"rel": "self", "type": "application/atom+xml", "href": own})
    ElementTree.SubElement(root, "link", {"rel": "alternate", "type": "text/html", "href": page})
    for entry in entries:
        _entry(root, entry)
    ElementTree.indent(root, space="")
    return f'<?xml version="1.0" encoding="utf-8"?>\n{ElementTree.tostring(root, encoding="unicode")}\n'


def links(here: Here, *kinds: str) -> list[tuple[str, str]]:
    """The links to feeds of the page's contest, each with what it is of."""
    return [
        (here.to(f"{here.language}/{here.ballot.id}/{FEEDS[kind]}"), here.labels.say(f"pages.{kind}.title"))
        for kind in kinds or FEEDS
    ]


def first_moment(here: Here) -> str:
    """The beginning of the day of the election, which stands where no moment is stated."""
    return f"{here.site.terms.configuration.election.date.isoformat()}T00:00:00Z"


def held_in(here: Here, tops: Sequence[str]) -> tuple[str, ...]:
    """What tells the contest of a page from every other: profile, day, its id, the units that it is held in."""
    election = here.site.terms.configuration.election
    return election.profile, election.date.isoformat(), here.ballot.id, *tops


def place(here: Here, unit_id: str) -> str:
    """A unit by its name, a station with its village's."""
    village, _, station = unit_id.partition("/")
    unit = here.site.units.get(village)
    name = here.speech.unit(unit.name) if unit else village
    return f"{here.station_name(unit_id)}, {name}" if station else name


def _entry(root: ElementTree.Element, told: Entry) -> None:
    entry = ElementTree.SubElement(root, "entry")
    _text(entry, "id", _identity(*told.of))
    _text(entry, "title", told.title)
    _text(entry, "updated", told.updated)
    ElementTree.SubElement(entry, "link", {"rel": "alternate", "type": "text/html", "href": told.href})
    for term, label in told.kinds:
        ElementTree.SubElement(entry, "category", {"term": term, "label": label})
    _text(entry, "content", told.content)


def _identity(*parts: str) -> str:
    """An address that names the thing for ever and leads nowhere (RFC 9562, version 5)."""
    return uuid.uuid5(uuid.NAMESPACE_OID, "bukti " + "\n".join(parts)).urn


def _text(parent: ElementTree.Element, name: str, text: str) -> None:
    """An element with plain text; what no XML file can hold becomes the mark for an unknown sign."""
    ElementTree.SubElement(parent, name).text = _NOT_XML.sub("\ufffd", text)
