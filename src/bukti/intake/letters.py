"""Characters in names that look like others or change how a line reads: told with their code points, never repaired."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from dataclasses import replace
from typing import Final

from bukti.evidence.lines import KeyPath
from bukti.evidence.terms import Terms
from bukti.intake.rows import shown
from bukti.vocabulary.problems import Place, Problem

MOST: Final = 10
MARKS: Final = 3
"""More combining marks than these on one letter are no writing of any language used here."""
INVISIBLE: Final = frozenset({"Cc", "Cf", "Co", "Cn", "Cs", "Zl", "Zp"})
LOOK_ALIKE: Final = re.compile("CYRILLIC|GREEK|ARMENIAN|CHEROKEE|FULLWIDTH|MATHEMATICAL")


def unusual(text: str) -> str:
    """The code points of a name that are invisible, turn the line, look like Latin letters or are piled up; or ''.

    Letters of another script are told only in a name that has Latin letters too.
    """
    if text.isascii() and text.isprintable():
        return ""
    has_latin = any("LATIN" in unicodedata.name(c, "") for c in text)
    found = dict.fromkeys(c for c in text if _is_odd(c, has_latin))
    composed = unicodedata.normalize("NFC", text)
    if composed != text or re.search(f"[\u0300-\u036f]{{{MARKS + 1},}}", text):
        found.update(dict.fromkeys(c for c in text if unicodedata.combining(c)))
    points = [f"U+{ord(c):04X}" for c in found]
    return ", ".join(points[:MOST]) + (f", … (+{len(points) - MOST})" if len(points) > MOST else "")


def _is_odd(character: str, has_latin: bool) -> bool:
    if unicodedata.category(character) in INVISIBLE:
        return True
    return has_latin and LOOK_ALIKE.match(unicodedata.name(character, "")) is not None


def unusual_unit(name: str, place: Place) -> Iterator[Problem]:
    """A notice where a unit's name holds unusual characters."""
    if points := unusual(name):
        yield Problem("UN-UNUSUAL", place, shown(name), points, "notice")


def unusual_names(terms: Terms) -> Iterator[Problem]:
    """A notice for each name of the declaration with unusual characters: of contests, selections and candidates."""
    for at, contest in enumerate(terms.configuration.contest):
        path: KeyPath = ("contest", at)
        names: list[tuple[KeyPath, str]] = [((*path, "title"), t) for t in contest.title.model_dump().values()]
        names += [((*path, "selection", n, "name"), s.name) for n, s in enumerate(contest.selection)]
        names += [
            ((*path, "area", n, "candidates", party), name)
            for n, area in enumerate(contest.area)
            for party, listed in area.candidates.items()
            for name in listed
        ]
        for where, name in names:
            if points := unusual(name):
                yield replace(terms.declared.problem(where, "CF-UNUSUAL", shown(name), points), level="notice")


def same_letters(one: str, other: str) -> bool:
    """Whether two names are the same once accents are written in one way (NFC), capitals and spaces aside."""
    return _plain(one) == _plain(other)


def _plain(text: str) -> str:
    composed = unicodedata.normalize("NFC", text).casefold()
    return "".join(c for c in composed if c.isalnum())
