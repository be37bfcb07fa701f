"""The office's pages are made by the same engine as the public site's: strict about unknown names, all escaped."""

from __future__ import annotations

import functools
from importlib import resources
from typing import Any, Final

from django.contrib.messages import get_messages
from django.http import HttpRequest
from django.middleware.csrf import get_token
from django.template import TemplateDoesNotExist
from django.template.backends.base import BaseEngine
from django.urls import reverse
from minijinja import Environment

from bukti.locale import Language, messages
from bukti.office.apps import MODULES
from bukti.office.caller import caller_of
from bukti.office.words import language, moment
from bukti.publish.pages.here import OTHER
from bukti.publish.pages.markup import Html, html

FOLDERS: Final = (*((module, "pages") for module in ("bukti.office", *MODULES)), ("bukti.publish.pages", ""))
"""Where templates lie: the office's own, those of each app, and the public site's pieces."""


@functools.cache
def source(name: str) -> str | None:
    """The text of a template; None where there is none of this name."""
    for package, folder in FOLDERS:
        file = resources.files(package).joinpath(folder, name) if folder else resources.files(package).joinpath(name)
        if file.is_file():
            return file.read_text(encoding="utf-8")
    return None


@functools.cache
def environment(asked: Language) -> Environment:
    """The template environment of a language."""
    known = messages(asked)

    def say(message: str, /, **values: object) -> str:
        return (known.get(f"pages.{message}") or known[message]).format_map(values)

    def link(name: str, **values: object) -> Html:
        return html(reverse(name, kwargs=values))

    return Environment(
        loader=source,
        auto_escape_callback=lambda _: "html",
        undefined_behavior="strict",
        trim_blocks=True,
        lstrip_blocks=True,
        globals={"say": say, "link": link, "moment": moment, "language": asked, "other_language": OTHER[asked]},
    )


class Template:
    """One template, rendered in the language of the request."""

    def __init__(self, name: str) -> None:
        self.name = name

    def render(self, context: dict[str, Any] | None = None, request: HttpRequest | None = None) -> str:
        given = {k: v for k, v in (context or {}).items() if k != "view"}
        shared = _shared(request) if request is not None else {}
        return environment(language()).render_template(self.name, **{**shared, **given})


class Pages(BaseEngine):
    """Django's way to the templates."""

    app_dirname = "pages"

    def __init__(self, params: dict[str, Any]) -> None:
        params.pop("OPTIONS", None)
        super().__init__(params)

    def from_string(self, template_code: str) -> Template:
        raise TemplateDoesNotExist(template_code, backend=self)

    def get_template(self, template_name: str) -> Template:
        if not template_name.endswith((".html", ".txt")) or source(template_name) is None:
            raise TemplateDoesNotExist(template_name, backend=self)
        return Template(template_name)


def _shared(request: HttpRequest) -> dict[str, Any]:
    """What every page's frame needs."""
    held: Any = request
    user = getattr(held, "user", None)  # a request may be refused before it is known whose it is
    person = user if user is not None and user.is_authenticated else None
    parts = caller_of(request) if person else None
    seen = [(name, right) for name, right in NAVIGATION if parts and (right == "own" or parts.has(right))]
    other = OTHER[language()]
    return {
        "person": person,
        "complete": bool(parts and parts.has_second_factor),
        "navigation": [(name, html(reverse(name)), request.path == reverse(name)) for name, _ in seen],
        "other": html(f"/{other}{request.path[3:]}" if request.path[1:3] == language() else f"/{other}/"),
        "form_key": Html(f'<input type="hidden" name="csrfmiddlewaretoken" value="{get_token(request)}">'),
        "told": [str(m) for m in get_messages(request)],
    }


NAVIGATION: Final[tuple[tuple[str, Any], ...]] = (
    ("home", "own"),
    ("findings", "see"),
    ("proposals", "see"),
    ("people", "people"),
    ("trail", "trail"),
)
"""The parts of the office, and the right that shows each."""
