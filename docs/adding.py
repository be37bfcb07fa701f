"""Three pages on adding something, each with its code taken from what is there."""

from __future__ import annotations

import ast
from collections.abc import Sequence
from pathlib import Path
from typing import Final

from docs.markdown import page

ROOT: Final = Path(__file__).parents[1]
SOURCE: Final = ROOT / "src" / "bukti"
INTAKE: Final = "src/bukti/intake/readers"
PROFILES: Final = "src/bukti/profiles/id"


def module(path: str) -> str:
    """A whole module as a block of code."""
    return _block("python", path, (ROOT / path).read_text(encoding="utf-8").rstrip())


def named(path: str, *names: str) -> str:
    """The functions, classes and assignments of these names in a module, as a block of code."""
    text = (ROOT / path).read_text(encoding="utf-8")
    found = [_source(text, node) for node in ast.parse(text).body if _name(node) in names]
    assert len(found) == len(names), (path, names)
    return _block("python", path, "\n\n".join(found))


def part(path: str, first: str, last: str) -> str:
    """The lines of a file from the one that holds `first` to the next that holds `last`, as a block of code."""
    lines = (ROOT / path).read_text(encoding="utf-8").splitlines()
    start = next(n for n, line in enumerate(lines) if first in line)
    end = next(n for n, line in enumerate(lines[start:], start) if last in line)
    return _block(Path(path).suffix[1:], path, "\n".join(lines[start : end + 1]))


def _block(language: str, path: str, text: str) -> str:
    return f"`{path}`:\n\n```{language}\n{text}\n```"


def _name(node: ast.stmt) -> str:
    if isinstance(node, ast.Assign):
        return ast.unparse(node.targets[0])
    return ast.unparse(node.target) if isinstance(node, ast.AnnAssign) else getattr(node, "name", "")


def _source(text: str, node: ast.stmt) -> str:
    return ast.get_source_segment(text, node) or ""


def _steps(first: int, *steps: str) -> str:
    """A numbered list that goes on from a number."""
    return "\n".join(f"{n}. {' '.join(step.split())}" for n, step in enumerate(steps, first))


def format_page() -> str:
    """How a reader of another file format is added."""
    intro = """\
A reader turns the bytes of one file into rows of text, each with its number, and refuses what it cannot read without a
guess. It reads no number and knows no election."""
    parts: Sequence[str] = (
        _steps(
            1,
            f"""Write `{INTAKE}/<name>.py` with one function `read`. It asks `must_be` whether the bytes are its kind,
            makes records (number, cells), and hands them to `shaped`, which checks the columns and tells what is wrong
            with rows. This is how delimited text does it:""",
        ),
        named(f"{INTAKE}/delimited.py", "read"),
        _steps(2, f"""Give it its line in `{INTAKE}/__init__.py`:"""),
        named(f"{INTAKE}/__init__.py", "READERS"),
        _steps(
            3,
            """Name it in `reader` of `Reading` in `src/bukti/evidence/configuration.py`, to make it known there.""",
            """Say what its files look like: `cli.init.<name>` in both `src/bukti/locale/*/cli.po`. A problem of its own
            has a code of small letters, `problem.<code>` and `problem.<code>.hint` in both `intake.po`.""",
            """Show the tests how to make a file of it, with its line in `tests/intake/files.py`:""",
        ),
        named("tests/intake/files.py", "FORMATS"),
        _steps(
            6,
            """`pytest tests/intake/test_reader_contract.py` now tries every promise of a reader on it: text as written,
            numbers of rows, cut and damaged files, missing columns. Add what only this format can have wrong.""",
            """`make docs`, then `make check`.""",
        ),
    )
    return page("Add a file format", intro, parts)


def check_page() -> str:
    """How a check of a sheet is added."""
    intro = """\
A check says what a sheet must keep. Nearly all are linear and need no code: a rule in the sheet's file whose `says` is
an equation between its fields. Only what cannot be said so is a function."""
    parts: Sequence[str] = (
        _steps(
            1,
            """Write the rule into `src/bukti/profiles/<country>/<election>/sheets/<kind>.yaml`. Its id is the sheet's
            letter and three digits, never used before; its words stand beside it in both languages; the law is named,
            and `seen` says whether its text was read. The counterexample changes the sheet's example so that this rule
            fires and no other does, but for those that name it in `silent_when`:""",
        ),
        part(f"{PROFILES}/presidential-2019/sheets/c1.yaml", "rule: C-209", "counterexample"),
        _steps(
            2,
            """Where it is not linear, write `check: <name>` in place of `says`, and the function in
            `src/bukti/checks/<name>.py`: SQL for when the rule is broken, for its two sides and the columns looked at.
            Fields are asked for by role, never by name:""",
        ),
        module("src/bukti/checks/placeholder_zeros.py"),
        _steps(3, """Give it its line in `src/bukti/checks/__init__.py`:"""),
        named("src/bukti/checks/__init__.py", "CHECKS"),
        _steps(
            4,
            """Say what was found, with `{observed}` and `{expected}`: `finding.<name>` in both
            `src/bukti/locale/*/labels.po`. A linear rule needs none: its sentence is made from what it says.""",
            """`pytest tests/checks tests/vocabulary`: the counterexample has to fire it, the example must not. Add a
            test with figures worked out by hand.""",
            """`make docs`, then `make check`.""",
        ),
    )
    return page("Add a check", intro, parts)


def election_page() -> str:
    """How an election kind is added."""
    intro = """\
An election kind is a profile: a folder of YAML, no code. It says which sheets the edition has, their boxes in the order
of the paper, their rules, and numbers of its law. A folder that `extends` another takes over what it does not say."""
    parts: Sequence[str] = (
        _steps(1, """Write `src/bukti/profiles/<country>/<election>/election.yaml`:"""),
        part(f"{PROFILES}/presidential-2019/election.yaml", "id: id/", "seen: false"),
        _steps(
            2,
            """Write a file for each sheet kind into `sheets/` beside it. Boxes have a role by which code asks for them
            and a name, which is their column. Forms of several levels that ask for the same are one kind; a kind whose
            boxes are those of another borrows them with `fields_from`:""",
        ),
        part(f"{PROFILES}/presidential-2019/sheets/c1.yaml", "id: c1", "part: "),
        part(f"{PROFILES}/presidential-2019/sheets/recap.yaml", "id: recap", "votes:"),
        _steps(
            3,
            """Fill in the example of each sheet: a paper without a mistake. Write the rules as `add-a-check.md` says;
            at the least a station's sheet has `check: impossible`, by which impossible figures are held, and
            `check: placeholder_zeros`.""",
            """Name it in `KINDS` in `tests/checks/test_rules.py` (its station sheet and a length of ballot) and in
            `DAYS` (its day) and `IDENTITIES` (how often each identity of the law stands on a sheet) in
            `tests/vocabulary/test_profiles.py`, and in the days of `tests/recap/small.py`; then
            `pytest tests/checks tests/vocabulary`.""",
            """Write a workspace's declaration into `examples/<name>/bukti.toml`; `docs/configuration.md` lists keys,
            and `bukti init` guesses a first one from files. `bukti check` in a copy tells what does not fit.""",
            """`make docs`, then `make check`.""",
        ),
    )
    return page("Add an election", intro, parts)
