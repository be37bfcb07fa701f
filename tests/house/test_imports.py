"""The core stands on its own packages, and a command that only prints help loads nothing heavy."""

import ast
import json
import subprocess
import sys
from pathlib import Path

SOURCE = Path(__file__).parents[2] / "src"
# Never needed by the core, however convenient.
BANNED = ["numpy", "pandas", "pyarrow"]
# Import name -> the extra that brings it; only the module that uses it may fail without it.
OPTIONAL = {"python_calamine": "xlsx", "xlsxwriter": "xlsx", "typst": "paper", "shapely": "maps", "PIL": "pictures"}
# The room that is a Django application: nothing else imports it but its command, when it runs, and it only with Django
# of this process set up. tests/office imports all of it.
ROOM_OF_DJANGO = "bukti.office."
OF_OFFICE = ("django", "allauth", "waitress", "psycopg")
HEAVY = ["duckdb", "minijinja", "pydantic"]

IMPORT_ALL = """
import importlib, json, sys

blocked, modules = json.loads(sys.argv[1])

class Absent:
    @staticmethod
    def find_spec(name, path=None, target=None):
        if name.partition(".")[0] in blocked:
            raise ModuleNotFoundError(f"No module named {name!r}", name=name)

sys.meta_path.insert(0, Absent)
failures = {}
for module in modules:
    try:
        importlib.import_module(module)
    except ModuleNotFoundError as absent:
        failures[module] = (absent.name or "").partition(".")[0]
print(json.dumps(failures))
"""

LOADED_BY = """
import json, sys

statement, arguments, heavy = json.loads(sys.argv[1])
sys.argv = ["bukti", *arguments]
try:
    exec(statement)
except SystemExit as end:
    assert not end.code, end.code
print()
print(json.dumps(sorted(set(heavy) & set(sys.modules))))
"""


def modules() -> dict[str, Path]:
    """Every module of the package by its dotted name, found by its file so that none can hide."""
    named = {}
    for path in sorted((SOURCE / "bukti").rglob("*.py")):
        parts = path.relative_to(SOURCE).with_suffix("").parts
        if parts[-1] != "__main__":
            named[".".join(parts[:-1] if parts[-1] == "__init__" else parts)] = path
    return {name: path for name, path in named.items() if not name.startswith(ROOM_OF_DJANGO)}


def direct_imports(text: str) -> set[str]:
    """The top-level names of what a module's text imports."""
    names: set[str] = set()
    for node in ast.walk(ast.parse(text)):
        if isinstance(node, ast.Import):
            names |= {alias.name.partition(".")[0] for alias in node.names}
        elif isinstance(node, ast.ImportFrom) and node.module and node.level == 0:
            names.add(node.module.partition(".")[0])
    return names


def failures_without(blocked: list[str], names: list[str]) -> dict[str, str]:
    """The modules that cannot be imported while some packages are absent, each with the package it missed."""
    run = subprocess.run(
        [sys.executable, "-c", IMPORT_ALL, json.dumps([blocked, names])], capture_output=True, text=True, check=False
    )
    assert run.returncode == 0, run.stderr
    failures: dict[str, str] = json.loads(run.stdout.splitlines()[-1])
    return failures


def heavy_loaded_by(statement: str, *arguments: str) -> list[str]:
    """Which of the heavy packages a statement has loaded by its end."""
    run = subprocess.run(
        [sys.executable, "-c", LOADED_BY, json.dumps([statement, arguments, HEAVY])],
        capture_output=True,
        text=True,
        check=False,
    )
    assert run.returncode == 0, run.stderr
    loaded: list[str] = json.loads(run.stdout.splitlines()[-1])
    return loaded


def test_every_module_imports_without_pandas_numpy_or_pyarrow() -> None:
    assert failures_without(BANNED, list(modules())) == {}


def test_only_a_module_that_uses_an_extra_needs_it() -> None:
    paths = modules()
    failures = failures_without([*BANNED, *OPTIONAL], list(paths))
    dragged_in = {
        name: absent
        for name, absent in failures.items()
        if absent not in OPTIONAL or absent not in direct_imports(paths[name].read_text(encoding="utf-8"))
    }
    assert dragged_in == {}


def test_nothing_but_the_office_names_what_the_office_is_made_with() -> None:
    named = {n: direct_imports(path.read_text(encoding="utf-8")) & set(OF_OFFICE) for n, path in modules().items()}
    assert {n: used for n, used in named.items() if used} == {}
    assert failures_without([*OF_OFFICE], list(modules())) == {}


def test_no_module_names_a_package_that_the_core_must_not_need() -> None:
    named = {
        name: used
        for name, path in modules().items()
        if (used := direct_imports(path.read_text(encoding="utf-8")) & set(BANNED))
    }
    assert named == {}


def test_the_package_itself_loads_nothing_heavy() -> None:
    assert heavy_loaded_by("import bukti") == []


def test_help_loads_nothing_heavy() -> None:
    assert heavy_loaded_by("from bukti.cli import main; main()", "--help") == []


def test_the_measures_see_what_they_look_for() -> None:
    assert failures_without(["json"], ["json.decoder", "json"]) == {}, "loaded before it was blocked"
    assert failures_without(["wave"], ["bukti", "wave"]) == {"wave": "wave"}
    assert heavy_loaded_by("import minijinja") == ["minijinja"]
    assert direct_imports("import a.b\nfrom c import d\nfrom . import e\ndef f():\n    import g\n") == {"a", "c", "g"}
