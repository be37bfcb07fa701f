"""The list of all names, which leads to every unit without a script: by letter, many letters on pages of their own."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import groupby

from bukti.engine.database import fetch
from bukti.publish.addresses import PAGE, addresses_of
from bukti.publish.labels import display
from bukti.publish.pages.here import Context, Here, Site
from bukti.publish.pages.markup import Html, html, name
from bukti.publish.pages.scopes import Scope
from bukti.publish.pages.search_index import FOLDER, Entry, fold

TEMPLATE = "search.html"
MOST = 400
"""So many names stand on one page."""


@dataclass(frozen=True)
class Part:
    """Names that stand on one page: the letter, which of its pages it is (from 1), the units."""

    letter: str
    number: int
    entries: Sequence[Entry]

    @property
    def folder(self) -> str:
        return self.letter if self.number == 1 else f"{self.letter}-{self.number}"


def entries(site: Site, held: Mapping[str, Scope]) -> list[Entry]:
    """Every unit that has a page in some contest, by its name as it is searched, then by its address."""
    addresses = addresses_of(site.built)
    rows = fetch(
        site.built.connection,
        "select unit_id, level, name, parent_id, area, stations_expected from unit where level <> 'station'",
    )
    names = {unit_id: display(written) for unit_id, _, written, *_ in rows}
    parents = {unit_id: parent for unit_id, _, _, parent, *_ in rows}

    def above(unit_id: str) -> Iterator[str]:
        parent = parents[unit_id]
        while parent is not None and parent in names:
            yield names[parent]
            parent = parents[parent]

    areas = {contest: (frozenset(scope.areas), frozenset(scope.above)) for contest, scope in held.items()}
    found = []
    for unit_id, level, _, _, area, stations in rows:
        contests = tuple(c for c, (own, over) in areas.items() if area in own or unit_id in over)
        if contests:
            path = "/".join(addresses.slugs(unit_id))
            over = ", ".join(above(unit_id))
            code = unit_id.partition(":")[2] or unit_id
            found.append(Entry(names[unit_id], level, path, over, code, contests, stations))
    return sorted(found, key=lambda e: (fold(e.name), e.path))


def parts(found: Sequence[Entry]) -> list[Part]:
    """The entries by first letter (`0` for names that begin with none), at most 400 together."""
    made = []
    for letter, group in groupby(found, key=lambda e: first(e.name)):
        some = [*group]
        made += [Part(letter, n // MOST + 1, some[n : n + MOST]) for n in range(0, len(some), MOST)]
    return sorted(made, key=lambda p: (p.letter, p.number))


def first(unit: str) -> str:
    """The letter under which a name stands."""
    folded = fold(unit)
    return folded[0] if folded[:1].isalpha() else "0"


def file_of(language: str, part: Part | None = None) -> str:
    return "/".join((language, FOLDER, *([part.folder] if part else []), PAGE))


def context(here: Here, found: Sequence[Part], own: Part | None = None) -> Context:
    """The first page, with every name where they are few; else the names of one part."""
    together = sum(len(p.entries) for p in found) <= MOST
    title = here.say("search.title")
    shown = found if together else [own] if own else []
    way = here.way_of(str(title))
    intro = here.count("search.intro", sum(len(p.entries) for p in found))
    return {
        **here.frame(str(title), way, says=intro),
        "intro": intro,
        "jumps": [] if not together else [p.letter.upper() for p in found],
        "pages": [] if together else [(here.to(file_of(here.language, p)), _range(p), p is own) for p in found],
        "groups": [(p.letter.upper(), [_line(here, e) for e in p.entries]) for p in shown],
    }


def _range(part: Part) -> str:
    return f"{part.entries[0].name} – {part.entries[-1].name}"


def _line(here: Here, entry: Entry) -> tuple[str, Html, Html, list[tuple[str, Html]]]:
    """Where the name leads, the name, what is above, the other contests with their links."""
    configured = here.site.terms.configuration
    targets = [
        (
            here.to("/".join((here.language, contest, entry.path, PAGE))),
            html(here.labels.titles(configured.contest_of(contest).title)),
        )
        for contest in entry.contests
    ]
    return targets[0][0], name(entry.name), html(entry.above), targets[1:]


__all__ = ["TEMPLATE", "Part", "context", "entries", "file_of", "parts"]
