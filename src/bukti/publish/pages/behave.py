"""What the scripts of pages are made of: the words of a language, then each script in its order, as one file.

The scripts are plain text that a browser reads as it stands; nothing is changed in them. One file a language costs a
page one request, and works where the page was opened as a file, where nothing can be fetched.
"""

from __future__ import annotations

import json
from importlib import resources
from typing import Final

from bukti.locale import LANGUAGES, Language, messages

SCRIPTS: Final = ("bukti.js", "search.js", "tables.js", "cite.js", "live.js")
STYLES: Final = "behave.css"
WORKER: Final = "sw.js"
WORDS: Final = (
    "search.label", "search.hint", "search.start", "search.found", "search.close", "search.station", "search.only",
    "search.n", "search.n.one", "search.more", "search.none", "search.failed",
    "live.stations", "live.stations.one", "live.publication", "live.changed", "cite.copy", "cite.copied",
    "embed.copy", "embed.copied",
    "table.text", "table.all", "table.least", "table.filter", "table.shown", "table.mark",
)  # fmt: skip
"""What scripts can say: they hold no words of their own. Levels of units stand beside."""
SAVED: Final = ("saved.page", "saved.other", "saved.older")
"""What the service worker can say."""
_SCRIPTS_OF: Final = {language: f"bukti-{language}.js" for language in LANGUAGES}
LEVELS: Final = ("nation", "province", "regency", "district", "village")


def script(language: Language) -> str:
    """`assets/bukti-<language>.js`: the words, then the scripts."""
    known = messages(language)
    said = {word: known[f"pages.{word}"] for word in WORDS if f"pages.{word}" in known}
    said |= {f"level.{level}": known[f"level.{level}"] for level in LEVELS}
    words = json.dumps(said, ensure_ascii=False, sort_keys=True)
    return f"const BUKTI_WORDS = {words};\n" + "".join(_text(name) for name in SCRIPTS)


def worker() -> str:
    """`sw.js`: the words of saved copies, the files that every page needs, then the script. It rules the whole site."""
    words = {language: {w: messages(language)[f"pages.{w}"] for w in SAVED} for language in LANGUAGES}
    files = [f"assets/{name}" for name in ("site.css", "selections.css", STYLES, *_SCRIPTS_OF.values())]
    said = json.dumps(words, ensure_ascii=False, sort_keys=True)
    return f"const BUKTI_SAVED = {said};\nconst BUKTI_FILES = {json.dumps(files)};\n{_text(WORKER)}"


def files() -> dict[str, str]:
    """The scripts and styles of pages, by their files from the site's root."""
    made = {f"assets/{_SCRIPTS_OF[language]}": script(language) for language in LANGUAGES}
    return {**made, f"assets/{STYLES}": _text(STYLES), WORKER: worker()}


def _text(name: str) -> str:
    return resources.files(__package__).joinpath(name).read_text(encoding="utf-8")


__all__ = ["SCRIPTS", "WORDS", "files", "script"]
