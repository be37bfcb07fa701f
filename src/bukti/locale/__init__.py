"""The program's own words in Indonesian and English, with numbers and dates as each language writes them.

A message id and values come in, a sentence goes out. Text that names a declared thing stands beside the declaration
(profiles, bukti.toml), not here.
"""

from __future__ import annotations

import functools
from dataclasses import dataclass
from importlib import resources
from typing import Final, Literal

from babel.messages.pofile import read_po

Language = Literal["id", "en"]
LANGUAGES: Final[tuple[Language, ...]] = ("id", "en")
FOLDERS: Final[dict[Language, str]] = {"id": "indonesian", "en": "english"}


@functools.cache
def messages(language: Language) -> dict[str, str]:
    """All messages of a language by id: the union of its files, one a room."""
    found: dict[str, str] = {}
    folder = resources.files(__package__) / FOLDERS[language]
    for file in sorted(folder.iterdir(), key=lambda f: f.name):
        if not file.name.endswith(".po"):
            continue
        with file.open("rb") as stream:
            for message in read_po(stream):
                if message.id:
                    assert isinstance(message.id, str)
                    assert message.id not in found, message.id
                    found[message.id] = str(message.string)
    return found


@dataclass(frozen=True)
class Catalogue:
    """One language: call it with a message id and the values its sentence names.

    Raises KeyError for an id that the language lacks: a test holds both languages complete.
    """

    language: Language

    def __call__(self, message: str, /, **values: object) -> str:
        return messages(self.language)[message].format_map(values)
