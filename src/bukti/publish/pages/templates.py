"""The templates of one language: its words are put into their text once, when they are loaded.

`{{ say("skip") }}` stands in a template for a sentence without values. A page then costs only what is its own.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from importlib import resources
from urllib.parse import urlsplit

from minijinja import Environment

from bukti.locale import LANGUAGES, Catalogue, Language, messages
from bukti.publish.pages.here import OTHER, Context
from bukti.publish.pages.markup import html
from bukti.publish.pages.places import Site

_SAID = re.compile(r"""\{\{ say\(["']([\w.-]+)["']((?:, \w+=[\w.]+)*)\) \}\}""")
_VALUE = re.compile(r", (\w+)=([\w.]+)")


class Templates:
    """The one template environment of a language: strict about unknown names, everything escaped."""

    def __init__(self, site: Site, language: Language) -> None:
        self._messages = messages(language)
        election = site.terms.configuration.election
        labels = site.speech(language, None).labels
        self._environment = Environment(
            loader=self._source,
            auto_escape_callback=lambda _: "html",
            undefined_behavior="strict",
            trim_blocks=True,
            lstrip_blocks=True,
            keep_trailing_newline=True,
            globals={
                "language": language,
                "one_person": site.terms.configuration.one_person,
                "provisional": False,
                "other_language": OTHER[language],
                "election": labels.titles(election.title),
                "office": labels.titles(election.office) if election.office else "",
            },
        )

    def render(self, template: str, context: Context) -> str:
        return self._environment.render_template(template, **context)

    def _source(self, name: str) -> str:
        text = resources.files(__package__).joinpath(name).read_text(encoding="utf-8")
        return _SAID.sub(self._said, text)

    def _said(self, found: re.Match[str]) -> str:
        """The sentence as HTML, with what the template fills in as template text."""
        values = {name: f"{{{{ {value} }}}}" for name, value in _VALUE.findall(found[2])}
        message = self._messages.get(f"pages.{found[1]}") or self._messages[found[1]]
        said = str(html(message)).format_map(values)
        if stated := self._messages.get(f"pages.{found[1]}.stated"):
            return f"{{% if provisional %}}{str(html(stated)).format_map(values)}{{% else %}}{said}{{% endif %}}"
        return said


def lost(site: Site) -> str:
    """The page that a server shows for an address with nothing under it, in both languages.

    It is shown at any depth, so its links begin at the root of the host: with the path of the declared address, else
    with none.
    """
    public = site.terms.configuration.public
    told: dict[str, object] = {"root": urlsplit(public.address).path if public else "/"}
    for language in LANGUAGES:
        say = Catalogue(language)
        told[language] = {part: say(f"pages.lost.{part}") for part in ("title", "told", "home", "files")}
    return Templates(site, "id").render("lost.html", told)


def start(site: Site) -> str:
    """The page at the root, which leads to either language."""
    election = site.terms.configuration.election.title
    titles: Mapping[str, str] = {"indonesian": election.indonesian, "english": election.english}
    return Templates(site, "id").render("start.html", dict(titles))
