"""Every problem that intake's own modules name has its words in both languages."""

from __future__ import annotations

import re
from pathlib import Path

import bukti.intake.readers as readers
from bukti.intake import rows
from bukti.locale import LANGUAGES, messages


def codes() -> set[str]:
    folder = Path(readers.__file__).parent
    text = "\n".join(path.read_text(encoding="utf-8") for path in (*folder.glob("*.py"), Path(rows.__file__)))
    prefixes = "file|row|column|header|quote|sep|zip|folder|sheet|extra|json|encoding|option"
    found = set(re.findall(rf'"((?:{prefixes})-[a-z0-9-]+)"', text)) - {"utf-16-le", "utf-16-be"}
    return found | {f"delimiter-{word}" for word in ("comma", "semicolon", "tab", "bar")}


def test_every_problem_is_told_in_both_languages() -> None:
    assert len(codes()) > 50
    for language in LANGUAGES:
        said = messages(language)
        assert {
            code for code in codes() if f"problem.{code}" not in said or f"problem.{code}.hint" not in said
        } == set()


def test_both_languages_name_the_same_values() -> None:
    english, indonesian = messages("en"), messages("id")
    for key in english:
        if key.startswith(("problem.", "why.")):
            names = set(re.findall(r"\{(\w+)\}", english[key] + english.get(f"{key}.hint", "")))
            assert names == set(re.findall(r"\{(\w+)\}", indonesian[key] + indonesian.get(f"{key}.hint", ""))), key
