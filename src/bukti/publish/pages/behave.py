"""What the scripts of pages are made of: the words of a language, then each script in its order, as one file.

The scripts are plain text that a browser reads as it stands; nothing is changed in them. One file a language costs a
page one request, and works where the page was opened as a file, where nothing can be fetched.
"""

from __future__ import annotations

import json
from importlib import resources
from typing import Final

from bukti.locale import LANGUAGES, Language, messages

SCRIPTS: Final = ("bukti.js", "search.js", "tables.js")
STYLES: Final = "behave.css"
WORDS: Final = (
    "search.label", "search.hint", "search.start", "search.found", "search.close", "search.station", "search.only",
    "search.n", "search.n.one", "search.more", "search.none", "search.failed",
    "table.text", "table.all", "table.least", "table.filter", "table.shown", "table.mark",
)  # fmt: skip
"""What scripts can say: they hold no words of their own. Levels of units stand beside."""
LEVELS: Final = ("nation", "province", "regency", "district", "village")


def script(language: Language) -> str:
    """`assets/bukti-<language>.js`: the words, then the scripts."""
    known = messages(language)
    said = {word: known[f"pages.{word}"] for word in WORDS if f"pages.{word}" in known}
    said |= {f"level.{level}": known[f"level.{level}"] for level in LEVELS}
    words = json.dumps(said, ensure_ascii=False, sort_keys=True)
    return f"const BUKTI_WORDS = {words};\n" + "".join(_text(name) for name in SCRIPTS)


def files() -> dict[str, str]:
    """The scripts and styles of pages, by their files from the site's root."""
    return {f"assets/bukti-{language}.js": script(language) for language in LANGUAGES} | {
        f"assets/{STYLES}": _text(STYLES)
    }


def _text(name: str) -> str:
    return resources.files(__package__).joinpath(name).read_text(encoding="utf-8")


__all__ = ["SCRIPTS", "WORDS", "files", "script"]
