"""Where a page stands and how it speaks: links from it, words and numbers in its language."""

from __future__ import annotations

from collections.abc import Iterable
from functools import cached_property
from typing import Any, Final

from bukti.evidence.ballots import Contest
from bukti.locale import LANGUAGES, Language
from bukti.publish.addresses import PAGE, fragment, relative
from bukti.publish.cards import NAME as CARD
from bukti.publish.pages.markup import NOTHING, Html, filled, html, joined, link, name, text_of
from bukti.publish.pages.places import File, Site, Unit, site_of

Context = dict[str, Any]
OTHER: Final[dict[Language, Language]] = {"id": "en", "en": "id"}


class Here:
    """One page in one language: its file from the site's root, its contest where it is of one."""

    def __init__(
        self,
        site: Site,
        language: Language,
        file: str,
        contest: Contest | None = None,
        own: str = "",
        pictured: str = "",
    ) -> None:
        self.site = site
        self.language = language
        self.file = file
        self.contest = contest
        self.own = own
        """The unit whose page it is, where it is one's."""
        self.card = self._card(pictured or own)
        """The absolute address of the card that pictures the page, of its own unit or another."""
        self.speech = speech = site.speech(language, contest)
        self.labels = speech.labels
        self.votes = speech.votes
        self.say = speech.say
        self.count = speech.count
        self.number = speech.number
        self.signed = speech.signed
        self.up = "../" * (file.count("/") - 1)
        """The way up to the folder of the language."""
        self._sources = f"{self.up}sources/{PAGE}"
        self._method = f"{self.up}method/{PAGE}"

    @property
    def ballot(self) -> Contest:
        """The contest of a page that is of one."""
        assert self.contest is not None
        return self.contest

    def to(self, file: str) -> str:
        """The link from this page to another file of the site."""
        return relative(self.file, file)

    def in_language(self, *folders: str) -> str:
        """The link to a page of this language by its folders."""
        return self.to("/".join((self.language, *folders, PAGE)))

    def in_contest(self, *folders: str) -> str:
        if self.own:
            return "/".join((self.up[3:-1], *folders, PAGE))
        return self.in_language(self.ballot.id, *folders)

    def unit(self, unit_id: str, mark: str = "") -> str:
        """The link to a unit's page, a station's to its place on its village's page."""
        if mark and unit_id == self.own:
            return mark
        village, _, station = unit_id.partition("/")
        slugs = self.site.addresses.slugs(village)
        if station:
            mark = f"#tps-{station}"
        own = self._slugs
        if own is not None and slugs[: len(own)] == own:
            if len(slugs) > len(own):
                return "/".join(slugs[len(own) :]) + f"/{PAGE}{mark}"
            if mark:
                return mark
        return self.to("/".join((self.language, self.ballot.id, *slugs, PAGE)) + mark)

    @cached_property
    def _slugs(self) -> tuple[str, ...] | None:
        """The folders of this page below its contest's; None of a page that is not the contest's."""
        _, contest, *folders = self.file.split("/")
        return tuple(folders[:-1]) if contest == self.ballot.id else None

    def unit_name(self, unit: Unit) -> Html:
        return name(self.speech.unit(unit.name))

    def station_name(self, unit_id: str) -> str:
        return self.speech.station(unit_id)

    def named(self, unit_id: str, full: bool = False) -> Html:
        """A link to a unit by its name; a station, where `full`, with its village's."""
        village, _, station = unit_id.partition("/")
        found = self.site.units.get(village)
        if found is None:
            return name(unit_id)
        if not station:
            return link(self.unit(unit_id), self.unit_name(found))
        told = self.station_name(unit_id)
        return link(self.unit(unit_id), filled("{t}, {v}", t=told, v=self.unit_name(found)) if full else told)

    def source(self, source_id: str) -> str:
        """The link to a file's place on the page of sources."""
        return f"{self._sources}#{self.site.files[source_id].mark}"

    def rule(self, rule: str) -> str:
        return f"{self._method}#{rule}"

    def short(self, column: str) -> Html:
        """A selection's short name."""
        return self.speech.shorts[column]

    def plain(self, column: str) -> str:
        """A selection's short name as text, for where no HTML can stand."""
        return self.speech.plain(column)

    def place(self, column: str) -> str:
        """A selection's place on the ballot: 01."""
        return self.speech.places[column]

    def level_count(self, level: str, n: int) -> Html:
        """`16 kecamatan`, `177 villages`."""
        return self.count(f"count.{level}", n)

    def frame(self, title: str, way: Html = NOTHING, current: str = "", says: object = NOTHING) -> Context:
        """What every page's frame needs; `way` is where the page stands, as items of a list, `says` its one line."""
        other = OTHER[self.language] + self.file[len(self.language) :]
        return {
            "title": title,
            "description": text_of(says),
            "other": f"{self.up}../{other}",
            "way": way,
            "up": self.up,
            "nav": self._nav(current),
            "provisional": self.speech.provisional,
            "public": self._public(self.file),
            "card": self.card,
            "card_alt": self.say("card.alt", contest=self.labels.titles(self.ballot.title))
            if self.card and current not in ("", "units")
            else "",
            "public_other": self._public(other),
        }

    def _card(self, unit_id: str) -> str:
        public = self.site.terms.configuration.public
        if not unit_id or not (public and public.cards):
            return ""
        return public.address + self.site.addresses.page(self.language, self.ballot.id, unit_id)[: -len(PAGE)] + CARD

    def _public(self, file: str) -> str:
        """A file's absolute address, where the workspace says where the public finds the site."""
        public = self.site.terms.configuration.public
        return public.address + file if public else ""

    def _nav(self, current: str) -> Html:
        """The links to the parts of the site; pages at one depth of one contest share them."""
        key = f"nav {self.up} {current}"
        found = self.speech.links.get(key)
        if found is None or current:
            found = self.speech.links[key] = joined([self._part(*part, current) for part in self._parts()], "\n")
        return found

    def _parts(self) -> list[tuple[str, str]]:
        contests = self.site.terms.configuration.contest
        only = self.contest or (contests[0] if len(contests) == 1 else None)
        parts = [("method", self.in_language("method")), ("sources", self.in_language("sources"))]
        parts.append(("about", self.in_language("about")))
        if only is None:
            return parts
        decided = ("decisions",) if self.site.decided else ()
        disputed = ("disputes",) if any(taken.contest == only.id for taken in self.site.cases) else ()
        audited = ("audit",) if only.id in self.site.audited else ()
        parts_of = ("outcome", "differences", "levels", "findings", *decided, *disputed, "changes", *audited)
        below = [(part, self.in_language(only.id, part)) for part in parts_of]
        return [("units", self.in_language(only.id)), *below, *parts]

    def _part(self, part: str, target: str, current: str) -> Html:
        mark = ' aria-current="page"' if part == current else ""
        return Html(f'<a href="{html(target)}"{mark}>{self.say(f"nav.{part}")}</a>')

    def way_to(self, unit: Unit) -> Html:
        """The way to a unit: contest, units above, itself. Siblings share what is above them."""
        key = (self.language, self.ballot.id, unit.parent or "")
        above = self.site.ways.get(key)
        if above is None:
            steps = [link(self.in_contest(), self.labels.titles(self.ballot.title))]
            steps += [link(self.unit(u.unit_id), self.unit_name(u)) for u in self.site.above(unit)]
            above = self.site.ways[key] = _steps(steps)
        return Html(above + _last(self.unit_name(unit)))

    @staticmethod
    def way_of(title: str) -> Html:
        """The way to a page that stands under no other."""
        return _last(html(title))

    def way(self, title: str, *between: Html) -> Html:
        """The way to a page of the contest that is no unit's."""
        steps = [link(self.in_contest(), self.labels.titles(self.ballot.title)), *between]
        return Html(_steps(steps) + _last(html(title)))


def _steps(steps: Iterable[Html]) -> Html:
    return Html("".join([f"<li>{step}</li>\n" for step in steps]))


def _last(step: Html) -> Html:
    return Html(f'<li aria-current="page">{step}</li>\n')


__all__ = ["LANGUAGES", "Context", "File", "Here", "Site", "Unit", "fragment", "site_of"]
