"""The words of the code: no synonym where the glossary has a term, no field of a form, both languages complete."""

from __future__ import annotations

import ast
import importlib.util
import re
from collections.abc import Iterator
from pathlib import Path
from string import Formatter

import pytest

from bukti.locale import FOLDERS, LANGUAGES, messages
from bukti.vocabulary.profile import load_profile, profile_names
from bukti.vocabulary.roles import role_words
from bukti.vocabulary.terms import terms

SOURCE = Path(__file__).parents[2] / "src" / "bukti"
MODULES = sorted(SOURCE.rglob("*.py"))


def words(name: str) -> list[str]:
    """The words of a name: `PollingPlace`, `polling_place` and `polling-place` are polling, place."""
    return [w.lower() for w in re.findall(r"[A-Z]+(?![a-z])|[A-Z]?[a-z]+|\d+", name)]


def public_names(tree: ast.AST) -> Iterator[tuple[str, int]]:
    """Names that a module, its classes and its public functions give out, with their lines."""
    for node in ast.walk(tree):
        if isinstance(node, ast.FunctionDef | ast.ClassDef):
            yield node.name, node.lineno
        if isinstance(node, ast.FunctionDef):
            yield from ((a.arg, a.lineno) for a in (*node.args.posonlyargs, *node.args.args, *node.args.kwonlyargs))
        if isinstance(node, ast.Module | ast.ClassDef):
            for part in node.body:
                targets = [part.target] if isinstance(part, ast.AnnAssign) else getattr(part, "targets", [])
                yield from ((t.id, t.lineno) for t in targets if isinstance(t, ast.Name))


def synonym(name: str) -> str:
    """The forbidden synonym in a name with the term to use; empty where there is none."""
    spelled = f"_{'_'.join(words(name))}_"
    found = ((wrong, t.term) for t in terms() for wrong in t.instead_of if f"_{wrong}_" in spelled)
    return next((f"{wrong} (write {term})" for wrong, term in found), "")


def columns() -> Iterator[str]:
    """Column names of the tables' contracts, taken from the source where they are declared."""
    source = SOURCE / "vocabulary" / "tables.py"
    if source.exists():
        for node in ast.walk(ast.parse(source.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Constant) and isinstance(node.value, str):
                yield from re.findall(r"\b[a-z0-9_]+\b", node.value) if " " not in node.value else ()


def test_a_synonym_is_seen_in_every_spelling() -> None:
    assert synonym("PollingPlace") == synonym("the_polling_place_id") == "polling_place (write station)"
    assert synonym("sheet-type") == "sheet_type (write sheet kind)"
    assert synonym("seatCount") == "seat_count (write seats)"
    assert synonym("relocation") == synonym("place") == ""


def test_no_term_is_a_synonym_of_another() -> None:
    assert {t.term: synonym(t.term) for t in terms() if synonym(t.term)} == {}
    assert len({t.term for t in terms()}) == len(terms())


@pytest.mark.parametrize("module", MODULES, ids=lambda m: str(m.relative_to(SOURCE)))
def test_public_names_use_the_words_of_the_glossary(module: Path) -> None:
    tree = ast.parse(module.read_text(encoding="utf-8"))
    names = [(module.stem, 1), *((n, line) for n, line in public_names(tree) if not n.startswith("_"))]
    assert [f"line {line}: {name}: {synonym(name)}" for name, line in names if synonym(name)] == []


def test_columns_use_the_words_of_the_glossary() -> None:
    assert {name: synonym(name) for name in columns() if synonym(name)} == {}


def test_fields_of_profiles_use_the_words_of_the_glossary() -> None:
    assert {name: synonym(name) for name in field_names() if synonym(name)} == {}


def field_names() -> set[str]:
    return {f.name for name in profile_names() for sheet in load_profile(name).sheets for f in sheet.fields}


@pytest.mark.parametrize("module", MODULES, ids=lambda m: str(m.relative_to(SOURCE)))
def test_code_asks_for_roles_and_names_no_field(module: Path) -> None:
    named = field_names() - role_words()
    lines = module.read_text(encoding="utf-8").splitlines()
    found = [(n, word) for n, line in enumerate(lines, 1) for word in re.findall(r"\w+", line) if word in named]
    assert found == []


def test_both_languages_have_the_same_messages_and_none_is_empty() -> None:
    said = {language: messages(language) for language in LANGUAGES}
    assert set(said["id"].keys() ^ said["en"].keys()) == set()
    assert [(lang, k) for lang, known in said.items() for k, text in known.items() if not text.strip()] == []


def test_a_message_names_the_same_values_in_both_languages() -> None:
    def named(text: str) -> set[str]:
        return {name for _, name, _, _ in Formatter().parse(text) if name is not None}

    indonesian, english = messages("id"), messages("en")
    differing = {k for k in indonesian.keys() & english.keys() if named(indonesian[k]) != named(english[k])}
    assert differing == set()


def test_both_languages_have_the_same_files() -> None:
    files = [{f.name for f in (SOURCE / "locale" / folder).glob("*.po")} for folder in FOLDERS.values()]
    assert files[0] == files[1]


def test_every_problem_has_its_sentence_and_its_hint() -> None:
    known = messages("id").keys()
    asked = {f"{k}.hint" for k in known if k.startswith("problem.") and not k.endswith(".hint")}
    assert asked - known == set()


def test_the_glossary_is_shipped_with_the_package() -> None:
    assert importlib.util.find_spec("bukti.vocabulary.terms")
    assert len(terms()) > 30
