"""Pages of the reference, made from the declarations that they describe: `make docs` writes them, a test compares them.

Each function gives the whole text of one page; `PAGES` names them all.
"""

from __future__ import annotations

import ast
import importlib.util
import re
import sys
from collections import defaultdict
from collections.abc import Callable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import Final

import click
from docs.adding import check_page, election_page, format_page
from docs.keys import cases_page, configuration_page, deciding_page, profiles_page
from docs.markdown import page, table

from bukti.cli import commands
from bukti.cli.commands import NAMES, SHARED, module_of
from bukti.engine.steps import Step
from bukti.evidence.candidates import expanded
from bukti.evidence.declaring import load
from bukti.evidence.terms import Terms
from bukti.evidence.workspace import Workspace
from bukti.locale import messages
from bukti.publish.build import all_steps
from bukti.sample.classes import CLASSES, COMPARED
from bukti.sample.places import FEWEST, MOST, MOST_OF_A_CITY
from bukti.vocabulary.contract import SQL_TYPES, Table
from bukti.vocabulary.general_rules import GeneralRule, general_rules
from bukti.vocabulary.profile import Profile, load_profile, profile_names
from bukti.vocabulary.rules import Law, Rule
from bukti.vocabulary.shapes import Shape, SheetShape
from bukti.vocabulary.tables import tables
from bukti.vocabulary.terms import terms

ROOT: Final = Path(__file__).parents[1]
SOURCE: Final = ROOT / "src" / "bukti"

OF_SHEETS: Final = {"sheet.table": "reading_<sheet>", "sheet.observation": "observation_<sheet>"}
BUILD_WRITES: Final = {
    "extract_<sheet>": ("intake/bring.py", "the sources"),
    "candidate": ("publish/build.py", "bukti.toml"),
    "extract_cell": ("intake/bring.py", "the sources"),
    "extract_vote": ("intake/bring.py", "the sources"),
    "decision": ("recap/decisions.py", "the decisions taken in"),
    "contest": ("publish/build.py", "bukti.toml and the unit table"),
    "selection": ("publish/build.py", "bukti.toml"),
    "series": ("publish/build.py", "bukti.toml"),
    "source": ("publish/build.py", "the journal and the sources"),
    "unit": ("publish/build.py", "the unit table"),
    "unit_code": ("publish/build.py", "the unit table and the code tables"),
    "outline": ("intake/outlines.py", "the files of boundaries"),
    "drawn": ("publish/drawing.py", "the unit table and `outline`"),
    "unit_code_gap": ("publish/build.py", "the unit table and the code tables"),
    "unusual": ("forensics/table.py", "standing readings, those beside them, and when they were stated"),
    "unit_ballot": ("publish/build.py", "bukti.toml and the unit table"),
    "unit_path": ("publish/build.py", "the unit table"),
}
"""Tables that no step writes: what comes in from files and declarations, each with its writer and where it is from."""


_PAIRS: Final = b'{"1": {"nama": "A", "nomor_urut": 1}, "2": {"nama": "B", "nomor_urut": 2}}'
CANDIDATES: Final = b'{"1": ' + _PAIRS + b', "31": ' + _PAIRS + b"}"
"""Stands in for the files of candidates, which are data: one contest of two pairs."""


def terms_of(folder: Path) -> Terms:
    """The terms of a workspace's declaration alone, without any data."""
    declared = expanded(load(folder / "bukti.toml"), lambda _: CANDIDATES)
    return Terms(Workspace(folder), declared, load_profile(declared.configuration.election.profile))


# ---- tables


def tables_page() -> str:
    """Every table: what one row is, its columns, its key, who writes and who reads it."""
    shape = Shape((SheetShape("<sheet>", ("station",), ("<field>",)),), 1)
    writers, readers = _writers(), _readers()
    intro = """\
Rooms speak in tables. A table has one writer; its output is held to the columns below before it is stored.
`reading_<sheet>`, `observation_<sheet>` and `extract_<sheet>` exist once for each sheet kind of the profile, with a
column for each of its `<field>`s; `v01` stands for all vote columns, as many as the longest ballot has. `NULL` is not
known, and is never 0.
The text form that digests are computed over is written down in `src/bukti/engine/digest.py`."""
    parts = [_table_part(t, writers.get(name, ""), readers.get(name, [])) for name, t in sorted(tables(shape).items())]
    return page("Tables", intro, parts)


def _table_part(contract: Table, writer: str, readers: Sequence[str]) -> str:
    rows = [
        [
            f"`{c.name}`",
            f"{c.type} ({SQL_TYPES[c.type]})",
            "yes" if c.null else "",
            c.says + (" …" if c.name[:3] == "v01" else ""),
        ]
        for c in contract.columns
    ]
    key = ", ".join(f"`{k}`" for k in contract.key)
    union = ", ".join(f"`{t}`" for t in contract.union_of)
    origin = f"The rows of {union}, side by side" if union else f"Written by {writer}"
    lines = [
        f"## `{contract.name}`",
        f"One row is {contract.one_row}.",
        table(["column", "type", "NULL", "meaning"], rows),
        f"Key: {key}. {'Partitioned.' if contract.partitioned else 'Not partitioned.'}",
        f"{origin}. Read by {', '.join(readers) if readers else 'pages and commands only'}.",
    ]
    return "\n\n".join(lines)


def general(name: str) -> str:
    """A table's name without the sheet kind in it."""
    return re.sub(r"^(reading|extract|observation)_(?!(?:cell|vote)$).+$", r"\1_<sheet>", name)


def _writers() -> dict[str, str]:
    """The writer of each table: the function that makes its step, found where `Step(writes=…)` is written."""
    found = {name: f"`{module}`, from {origin}" for name, (module, origin) in BUILD_WRITES.items()}
    for file in sorted(SOURCE.rglob("*.py")):
        nodes = ast.walk(ast.parse(file.read_text(encoding="utf-8")))
        for function in (n for n in nodes if isinstance(n, ast.FunctionDef)):
            for call in ast.walk(function):
                if isinstance(call, ast.Call) and getattr(call.func, "id", "") == "Step":
                    writes = next(k.value for k in call.keywords if k.arg == "writes")
                    name = str(writes.value) if isinstance(writes, ast.Constant) else OF_SHEETS[ast.unparse(writes)]
                    says = (ast.get_docstring(function) or "").split("\n")[0]
                    found[name] = f"`{function.name}` in `{file.relative_to(SOURCE)}` ({says.rstrip('.')})"
    return found


def _readers() -> dict[str, list[str]]:
    """The tables whose steps read each table, over all examples."""
    found: dict[str, set[str]] = defaultdict(set)
    for step in example_steps():
        for read in step.inputs:
            found[general(read)].add(f"`{general(step.writes)}`")
    return {name: sorted(reading, key=lambda r: r.strip("`")) for name, reading in found.items()}


def example_steps() -> Iterator[Step]:
    for folder in sorted((ROOT / "examples").iterdir()):
        if (folder / "bukti.toml").is_file():
            for step in all_steps(terms_of(folder)):
                yield from (step, *([step.instead[1]] if step.instead else []))


# ---- rules


def rules_page() -> str:
    """Every rule of every profile, and those that hold for all."""
    intro = """\
A rule's id is its public name: it is printed in minutes and rulings, never renamed and never used again. A linear rule
is declared by what it `says`; any other is a check in Python. A finding is silent where another rule on the same
reading already tells what is wrong; it is kept all the same, so that counts stay whole. Severities: *info* and
*warning* ask for a look, an *error* flags the station, *hold* keeps its figures out of every sum."""
    parts = ["## Of every election", *(_general_part(r) for r in general_rules().values())]
    for name in profile_names():
        parts += _profile_rules(load_profile(name))
    return page("Rules", intro, parts)


def _general_part(rule: GeneralRule) -> str:
    return "\n\n".join([f"### {rule.rule}", _titles(rule), _facts([("Severity", rule.severity)]), _next(rule)])


def _profile_rules(profile: Profile) -> Iterator[str]:
    yield f"## {profile.title.english} (`{profile.id}`)"
    for sheet in profile.sheets:
        yield f"### {sheet.title.english} / {sheet.title.indonesian} (`{sheet.id}`)"
        yield from (_rule_part(rule) for rule in sheet.rules)


def _rule_part(rule: Rule) -> str:
    says = f"`{rule.says}`" if rule.says is not None else f"the check `{rule.check}`"
    facts = [
        ("Says", says),
        ("Severity", rule.severity),
        ("Identity of the law", rule.identity or "none"),
        ("Law", _law(rule.law)),
        ("Silent when", ", ".join(rule.silent_when) or "never"),
    ]
    return "\n\n".join([f"#### {rule.rule}", _titles(rule), _facts(facts), _next(rule)])


def _titles(rule: Rule | GeneralRule) -> str:
    return f"{rule.title.english}.\n\n*{rule.title.indonesian}.*"


def _next(rule: Rule | GeneralRule) -> str:
    return f"What to do: {rule.next.english}\n\n*{rule.next.indonesian}*"


def _facts(facts: Sequence[tuple[str, str]]) -> str:
    return "\n".join(f"- {name}: {value}" for name, value in facts)


def _law(law: Law) -> str:
    seen = "checked against the text" if law.seen else "not yet checked against the text"
    return f"{law.act}, {law.where}, in force from {law.in_force}, {seen}"


# ---- glossary, problems


def glossary_page() -> str:
    """Every term with its Indonesian and what not to write instead."""
    intro = "One word for each thing, in code and in columns. The words in the last column are refused by a test."
    rows = [
        [f"`{t.term}`", t.indonesian, t.english, t.nist or "", ", ".join(f"`{w}`" for w in t.instead_of)]
        for t in terms()
    ]
    head = ["term", "Indonesian", "meaning", "NIST SP 1500-100", "never"]
    return page("Glossary", intro, [table(head, rows)])


def problems_page() -> str:
    """Every code of a problem with its sentence and what to do, in both languages."""
    intro = """\
What can be wrong with what people gave us. A code never changes. `{found}` is what stands there, `{expected}` what
should. A refusal changes nothing; a notice is told and the work goes on."""
    english, indonesian = messages("en"), messages("id")
    codes = sorted(k.removeprefix("problem.") for k in english if k.startswith("problem.") and not k.endswith(".hint"))
    parts = []
    for code in codes:
        key = f"problem.{code}"
        parts.append(f"## {code}\n\n{_both(english, key)}\n\n*{_both(indonesian, key)}*")
    return page("Problems", intro, parts)


def _both(said: Mapping[str, str], key: str) -> str:
    """A problem's sentence and its hint, as one paragraph of Markdown."""
    sentence = said[key].strip().rstrip(".")
    told = f"{sentence[:1].upper()}{sentence[1:]}. {said[f'{key}.hint'].strip()}"
    return (
        " ".join(told.replace("|", "\\|").replace("*", "\\*").replace("<", "\\<").split())
        .replace("{{", "{")
        .replace("}}", "}")
    )


# ---- commands


def commands_page() -> str:
    """Every command with what it takes, in both languages."""
    english, indonesian = messages("en"), messages("id")
    intro = f"Every command takes `--workspace` and `--lang`, before or after its name.\n\n{english['cli.exit-codes']}"
    parts = []
    for name in (n for n in NAMES if importlib.util.find_spec(f"bukti.cli.{module_of(n)}")):
        command = commands.get_command(click.Context(commands), name)
        assert command, name
        own = [p for p in command.params if p.name not in SHARED]
        rows = [[_given(p), *(said[f"cli.{name}.{p.name}"] for said in (english, indonesian))] for p in own]
        local = [f"*{paragraph}*" for paragraph in indonesian[f"cli.{name}"].strip().split("\n\n")]
        usage = [f"    bukti {name} {' '.join((p.name or '').upper() for p in own if p.required)}"]
        takes = usage if any(p.required for p in own) else []
        told = [f"## bukti {name}", english[f"cli.{name}"].strip(), *local, *takes]
        parts.append("\n\n".join([*told, *([table(["", "English", "Indonesian"], rows)] if rows else [])]))
    return page("Commands", intro, parts)


def _given(parameter: click.Parameter) -> str:
    """How a parameter is written on the command line."""
    if isinstance(parameter, click.Option):
        choices = list(parameter.type.choices) if isinstance(parameter.type, click.Choice) else []
        return f"`{parameter.opts[0]}`" + (f" {' or '.join(f'`{c}`' for c in choices)}" if choices else "")
    return f"`{(parameter.name or '').upper()}`"


def sample_page() -> str:
    """What `bukti sample` makes, and which rule owns which class of error that hides in it."""
    intro = f"""\
`bukti sample FOLDER` makes an election to practise on: places, candidates and figures are made up. It has from
{FEWEST:,} to {MOST:,} stations; up to {MOST_OF_A_CITY:,} they are those of a city, above that of a nation whose units
stand in the proportions of Indonesia's. The same number of stations and the same seed give the same bytes on every
machine. [From the sheet to a chart in an hour](analysis.md) practises on it."""
    layouts = """\
## Layouts

- `workspace`: a workspace as an office has it. Two exports of the office (`stations-*.csv`; the later one corrects some
  stations), what volunteers typed (`crowd.csv`), the plenaries' sheets (`recap.csv`, a row for each column of a sheet)
  and the unit table; beside them `sources/areas/*.geojson`.
- `lean`: the same election in its last words, as plain tables. `tps_by_province/*.csv` with each field twice,
  `wilayah_kpu2019.csv`, `rekap_levels.csv`, and a `bukti.toml` that reads them. Registered voters in total and disabled
  voters are left out.

`sources/areas/` has a GeoJSON file for each level (RFC 7946): rectangles that fill the parent's, with `code`,
`name` and `level` as in the unit table. `bukti.toml` declares them, and the site draws its maps from them.

## What is wrong in it

`truth.csv` has a row for each spoiled cell: `class`, `station` (the village's code and three digits), `series`,
`field` (`row` stands for the station's whole row), what is `true` and what is `written`, the `files` that show it, who
puts it right first (`corrected_by`: the later export, the district's plenary, the regency's, or never), the `rules`
that own the class and whether they find it. All other sheets are clean."""
    owners = f"""\
## Who finds what

An injected cell is found when a rule that owns its class fires on its sheet. *yes*: every one, where all fields of the
sheet are known, since the class breaks an identity. *no*: none, since arithmetic on one sheet cannot see it. *depends*:
on what else is known; the tests state the exact figure of a seed. {COMPARED} compares two readings of one sheet, and so
sees any class where the other series has read the sheet. In the layout `lean`, registered men and women stand in no
identity, so that `truth.csv` says *no* of a wrong digit there."""
    rows = [[f"`{c.name}`", c.english, ", ".join(c.rules) or "none", c.found] for c in CLASSES.values()]
    return page("The sample election", intro, [layouts, owners, table(["class", "what", "rules", "found"], rows)])


PAGES: Final[Mapping[str, Callable[[], str]]] = {
    "add-a-check.md": check_page,
    "add-a-format.md": format_page,
    "add-an-election.md": election_page,
    "cases.md": cases_page,
    "commands.md": commands_page,
    "configuration.md": configuration_page,
    "deciding.md": deciding_page,
    "glossary.md": glossary_page,
    "problems.md": problems_page,
    "profiles.md": profiles_page,
    "rules.md": rules_page,
    "tables.md": tables_page,
    "sample.md": sample_page,
}
"""Every generated page of docs/ by its file name."""


def main() -> int:
    """The pages in docs/ are as the code says now."""
    for name, make in PAGES.items():
        (ROOT / "docs" / name).write_text(make(), encoding="utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main())
