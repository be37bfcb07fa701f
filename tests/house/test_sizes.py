"""A module is short enough to read in one go, and named for what it holds."""

from pathlib import Path

import pytest

SOURCE = Path(__file__).parents[2] / "src" / "bukti"
MODULES = sorted(SOURCE.rglob("*.py"))
LIMIT = 400
LONGER = {"publish/verify.py": 1700}
"""One file by its purpose: strangers carry it on a stick and read it from top to bottom, words in both languages."""
NAMES_THAT_SAY_NOTHING = {"utils", "util", "helpers", "helper", "manager", "data", "info", "process", "common", "misc"}


def lines_over(limit: int, text: str) -> int:
    """How many lines a text has beyond those it may have."""
    return max(0, len(text.splitlines()) - (limit - 1))


def empty_names(path: Path) -> set[str]:
    """The parts of a module's path that do not say what is in it."""
    return {part for part in (*path.parent.parts, path.stem) if part.strip("_") in NAMES_THAT_SAY_NOTHING}


def test_there_are_modules_to_measure() -> None:
    assert SOURCE / "__init__.py" in MODULES


@pytest.mark.parametrize("module", MODULES, ids=lambda path: str(path.relative_to(SOURCE)))
def test_a_module_stays_under_400_lines(module: Path) -> None:
    limit = LONGER.get(module.relative_to(SOURCE).as_posix(), LIMIT)
    assert lines_over(limit, module.read_text(encoding="utf-8")) == 0


@pytest.mark.parametrize("module", MODULES, ids=lambda path: str(path.relative_to(SOURCE)))
def test_a_module_is_named_for_what_it_holds(module: Path) -> None:
    assert empty_names(module.relative_to(SOURCE)) == set()


def test_the_measure_sees_a_module_that_is_too_long() -> None:
    assert lines_over(LIMIT, "pass\n" * 399) == 0
    assert lines_over(LIMIT, "pass\n" * 400) == 1


def test_the_measure_sees_a_name_that_says_nothing() -> None:
    assert empty_names(Path("intake/utils.py")) == {"utils"}
    assert empty_names(Path("_helpers/rows.py")) == {"_helpers"}
    assert empty_names(Path("intake/numbers.py")) == set()
