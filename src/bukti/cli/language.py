"""In which language the program speaks: the one asked for, else the environment's, else Indonesian."""

from __future__ import annotations

import itertools
import os
from collections.abc import Mapping, Sequence
from contextvars import ContextVar

from bukti.locale import LANGUAGES, Catalogue, Language

OPTION = "--lang"
_chosen: ContextVar[Language] = ContextVar("language", default="id")


def choose(arguments: Sequence[str], environment: Mapping[str, str] = os.environ) -> Language:
    """The language is settled before anything is told, so that even a wrong option is told in it."""
    asked = [b for a, b in itertools.pairwise(arguments) if a == OPTION]
    asked += [a.removeprefix(f"{OPTION}=") for a in arguments if a.startswith(f"{OPTION}=")]
    asked += [environment.get(name, "") for name in ("BUKTI_LANG", "LC_ALL", "LANG")]
    found: Language = next((known for text in asked for known in LANGUAGES if text.lower().startswith(known)), "id")
    _chosen.set(found)
    return found


def language() -> Language:
    return _chosen.get()


def say(message: str, /, **values: object) -> str:
    """A sentence of the program in the language chosen."""
    return Catalogue(language())(message, **values)
