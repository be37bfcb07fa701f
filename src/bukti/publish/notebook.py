"""A first notebook over the built tables: the text of a marimo file, with questions ready to be changed."""

from __future__ import annotations

import json
import textwrap
from importlib import resources
from typing import Final

from minijinja import Environment

from bukti.locale import Catalogue, Language
from bukti.publish.labels import Labels
from bukti.publish.opened import Opened
from bukti.vocabulary.profile import SheetKind
from bukti.vocabulary.roles import Role

MARIMO: Final = "0.25.2"
"""Whose format of files this is."""
TEMPLATE: Final = "starter_notebook.txt"


def notebook(asked: Opened, workspace: str, language: Language) -> str:
    """The notebook's text in one language; `workspace` is the way from its folder to the workspace.

    Where no sheet of a station tells who was registered and how many votes were cast, the questions about turnout are
    left out, and it says so.
    """
    say = Catalogue(language)
    sheet = next((s for s in asked.terms.sheets if "station" in s.levels), None)
    turnout = _turnout(sheet) if sheet else None
    title = Labels(asked.terms, language).titles(asked.terms.configuration.election.title)
    words = {
        "intro": say("notebook.intro", title=title),
        "turnout": say("notebook.turnout") if turnout else say("notebook.no-turnout"),
        "outliers": say("notebook.outliers"),
        "no_outliers": say("notebook.no-outliers"),
        "differences": say("notebook.differences"),
        "no_differences": say("notebook.no-differences"),
        "yours": say("notebook.yours"),
        "axis_turnout": say("notebook.axis.turnout"),
        "axis_district": say("notebook.axis.district"),
        "axis_stations": say("notebook.axis.stations"),
        "axis_votes": say("notebook.axis.votes"),
    }
    environment = Environment(trim_blocks=True, keep_trailing_newline=True)
    environment.add_filter("text", _text)
    environment.add_filter("markdown", _markdown)
    return environment.render_str(
        (resources.files(__package__) / TEMPLATE).read_text(encoding="utf-8"),
        TEMPLATE,
        version=MARIMO,
        title=title,
        workspace=workspace,
        contest=asked.terms.configuration.contest[0].id,
        language=language,
        words=words,
        turnout=turnout,
    )


def _text(text: str) -> str:
    """A Python literal of a text."""
    return json.dumps(str(text), ensure_ascii=False)


def _markdown(text: str) -> str:
    """A Python literal of some paragraphs, over several lines where nothing in them could end it."""
    if '"""' in text or "\\" in text or text.endswith('"'):
        return _text(text)
    return 'r"""\n' + textwrap.indent(text, "    ") + '\n    """'


def _turnout(sheet: SheetKind) -> dict[str, str] | None:
    """The columns that turnout is computed from; None where the sheet lacks them."""
    voted = sheet.field(Role("cast")) or sheet.field(Role("voted"))
    registered = [f.name for f in sheet.registered()]
    if voted is None or not registered:
        return None
    return {
        "voted": voted.name,
        "readings": f"reading_{sheet.id.replace('-', '_')}",
        "registered_of_tally": " + ".join(f"t.{name}" for name in registered),
        "registered_of_sheet": " + ".join(f"r.{name}" for name in registered),
        "all_known": " and ".join(
            f"t.{name} is not null and t.{name}_unknown = 0" for name in (voted.name, *registered)
        ),
    }
