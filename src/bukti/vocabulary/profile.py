"""Election kinds as data: the sheets of an edition, their fields and rules, the parameters of its law.

A profile is a folder: `election.yaml` and one file a sheet kind under `sheets/`.
"""

from __future__ import annotations

import functools
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from datetime import date
from fractions import Fraction
from importlib import resources
from importlib.resources.abc import Traversable
from typing import Annotated, Any, Literal

from pydantic import Field as Declares
from pydantic import PlainValidator

from bukti.vocabulary.declared import Declared, Source, Words, read, refused, shaped
from bukti.vocabulary.problems import Place, Problem, Refusal, refuse
from bukti.vocabulary.roles import Role, RoleName, VoterList, nearest, parse_role
from bukti.vocabulary.rules import Cell, Filled, Law, Overrides, Rule, circle, milder

Level = Literal["nation", "province", "regency", "district", "village", "station"]
Name = Annotated[str, Declares(pattern=r"^[a-z][a-z0-9_]*$")]
Id = Annotated[str, Declares(pattern=r"^[a-z][a-z0-9-]*$")]


def _role(text: object) -> Role:
    try:
        return parse_role(str(text))
    except Refusal as refusal:
        raise refused(refusal) from None


class Field(Declared):
    """A box of a sheet that holds one count: its column name, what it counts, its label, its part of the form."""

    name: Name
    role: Annotated[Role, PlainValidator(_role)]
    part: str
    indonesian: str
    english: str

    @property
    def label(self) -> Words:
        """The box's label in both languages."""
        return Words(indonesian=self.indonesian, english=self.english)


class Example(Declared):
    """A sheet filled in without a mistake."""

    fields: dict[str, int]
    votes: tuple[int, ...]


class SheetKind(Declared):
    """A kind of paper: the levels at which it is made, under which form name, its fields and rules in paper order."""

    id: Id
    letter: Literal["C", "D"]
    indonesian: str
    english: str
    forms: dict[Level, str]
    fields: tuple[Field, ...] = ()
    fields_from: Id | None = None
    example: Example
    rules: tuple[Rule, ...]

    @property
    def title(self) -> Words:
        """The sheet kind's name in both languages."""
        return Words(indonesian=self.indonesian, english=self.english)

    @property
    def levels(self) -> tuple[Level, ...]:
        """The levels of the units that make this sheet, in the order declared."""
        return tuple(self.forms)

    @property
    def names(self) -> tuple[str, ...]:
        """The column names of the fields, in paper order."""
        return tuple(f.name for f in self.fields)

    def field(self, role: Role | str) -> Field | None:
        """The field of this role; None where the form has none."""
        wanted = parse_role(role) if isinstance(role, str) else role
        return next((f for f in self.fields if f.role == wanted), None)

    def fields_with(self, name: RoleName) -> tuple[Field, ...]:
        """All fields whose role has this name, whatever its qualifiers, in paper order."""
        return tuple(f for f in self.fields if f.role.name == name)

    def registered(self) -> tuple[Field, ...]:
        """The fields that add up to all registered voters: the total where the form has one, else those by sex."""
        total = self.field(Role("registered"))
        return (total,) if total else self.fields_with("registered")

    @property
    def stations(self) -> dict[str, str]:
        """The fields that count stations, by what they count: `in`, `total`, `validated`, `missing`."""
        return {f.role.stations: f.name for f in self.fields if f.role.stations}

    def rule(self, rule_id: str) -> Rule | None:
        """The rule of this id; None where the sheet has none."""
        return next((r for r in self.rules if r.rule == rule_id), None)

    def filled(self, overrides: Overrides | None = None) -> Filled:
        """The sheet's example, with some of it written otherwise."""
        return Filled(dict(self.example.fields), self.example.votes).changed(overrides or {})

    def trials(self) -> Iterator[tuple[Rule, Filled, Filled]]:
        """Each rule with a whole sheet that keeps it and one that breaks it."""
        for rule in self.rules:
            yield rule, self.filled(rule.example), self.filled(rule.counterexample)


class ParameterEntry(Declared):
    """A parameter's value from a day on: an integer, or a fraction as text (`5/2`)."""

    value: int | Annotated[str, Declares(pattern=r"^[0-9]+/[1-9][0-9]*$")]
    in_force: date
    law: Law


class Election(Declared):
    """What `election.yaml` holds."""

    id: Annotated[str, Declares(pattern=r"^[a-z]+/[a-z0-9-]+$")]
    title: Words
    family: Literal["pemilu", "pilkada"]
    extends: str | None = None
    levels: tuple[Level, ...]
    lists: dict[VoterList, Words]
    parameters: dict[Name, tuple[ParameterEntry, ...]] = Declares(default_factory=dict)


class Profile(Election):
    """An election kind: its titles, its levels, its names of the voter lists, its parameters, its sheets."""

    sheets: tuple[SheetKind, ...]

    def sheet(self, kind: str) -> SheetKind:
        """The sheet kind of this id. Raises Refusal (PROFILE-UNKNOWN-SHEET) that lists the nearest."""
        for sheet in self.sheets:
            if sheet.id == kind:
                return sheet
        raise refuse("PROFILE-UNKNOWN-SHEET", found=kind, expected=nearest(kind, (s.id for s in self.sheets)))

    def sheet_of(self, level: Level) -> SheetKind | None:
        """The sheet kind that units of this level make; None where they make none."""
        return next((s for s in self.sheets if level in s.forms), None)

    def parameter(self, name: str, on: date) -> Fraction:
        """The parameter's value in force on a day.

        Raises Refusal: PROFILE-UNKNOWN-PARAMETER, or PROFILE-NOT-IN-FORCE where no value was in force yet.
        """
        if name not in self.parameters:
            raise refuse("PROFILE-UNKNOWN-PARAMETER", found=name, expected=nearest(name, self.parameters))
        entries = [e for e in self.parameters[name] if e.in_force <= on]
        if not entries:
            raise refuse(
                "PROFILE-NOT-IN-FORCE", found=f"{name} {on}", expected=self.parameters[name][0].in_force.isoformat()
            )
        return Fraction(max(entries, key=lambda e: e.in_force).value)

    def caps(self, on: date) -> dict[str, int]:
        """The whole-number parameters in force on a day: those that a rule may name in `says`."""
        known = {name: self.parameter(name, on) for name in self.parameters}
        return {name: int(value) for name, value in known.items() if value.denominator == 1}

    def rules(self) -> tuple[Rule, ...]:
        """Every rule of every sheet."""
        return tuple(r for s in self.sheets for r in s.rules)


def profile_names() -> tuple[str, ...]:
    """The names of all profiles that come with the package, such as `id/presidential-2019`."""
    root = resources.files("bukti.profiles")
    countries = sorted((c for c in root.iterdir() if c.is_dir() and not c.name.startswith("_")), key=lambda c: c.name)
    return tuple(f"{c.name}/{p}" for c in countries for p in sorted(p.name for p in c.iterdir() if p.is_dir()))


@functools.cache
def load_profile(name: str) -> Profile:
    """The profile of this name. Raises Refusal: PROFILE-UNKNOWN with what exists, or all that is wrong in its files."""
    if name not in profile_names():
        raise refuse("PROFILE-UNKNOWN", found=name, expected=", ".join(profile_names()))
    return read_profile(resources.files("bukti.profiles"), name)


def profile_text(name: str) -> bytes:
    """The files of a profile, and of those it extends, in one text: for each a line with its name, then the file."""
    folder = resources.files("bukti.profiles").joinpath(*name.split("/"))
    election = folder.joinpath("election.yaml")
    sheets = sorted((f for f in folder.joinpath("sheets").iterdir() if f.name.endswith(".yaml")), key=lambda f: f.name)
    named = [(f"{name}/election.yaml", election), *((f"{name}/sheets/{f.name}", f) for f in sheets)]
    own = b"".join(f"# {path}\n".encode() + file.read_bytes() for path, file in named)
    parent = shaped(Election, read(election, f"{name}/election.yaml")).extends
    return own + (profile_text(parent) if parent else b"")


def read_profile(root: Traversable, name: str, heirs: tuple[str, ...] = ()) -> Profile:
    """The profile in the folder `name` under `root`, with what it inherits from the one that it `extends`.

    Raises Refusal with every problem of its files: file, line, key, what was found and what is known.
    """
    folder = root.joinpath(*name.split("/"))
    if name in heirs or not folder.joinpath("election.yaml").is_file():
        raise refuse("PROFILE-UNKNOWN", Place(heirs[-1] if heirs else ""), found=name)
    source = read(folder.joinpath("election.yaml"), f"{name}/election.yaml")
    election = shaped(Election, source)
    if election.id != name:
        raise Refusal([source.problem(("id",), "YAML-WRONG-VALUE", election.id, name)])
    parent = read_profile(root, election.extends, (*heirs, name)) if election.extends else None
    parameters = {**(parent.parameters if parent else {}), **election.parameters}
    sheets = _read_sheets(folder.joinpath("sheets"), name, parameters, parent.sheets if parent else ())
    given = {k: getattr(election, k) for k in Election.model_fields}
    return Profile.model_construct(**{**given, "parameters": parameters, "sheets": sheets})


def _read_sheets(
    folder: Traversable, name: str, parameters: Iterable[str], inherited: Sequence[SheetKind]
) -> tuple[SheetKind, ...]:
    files = sorted((f for f in folder.iterdir() if f.name.endswith(".yaml")), key=lambda f: f.name)
    sources = {f.name.removesuffix(".yaml"): read(f, f"{name}/sheets/{f.name}") for f in files}
    sheets = {s.id: s for s in inherited}
    problems: list[Problem] = []
    for kind in sorted(sources, key=lambda k: "fields_from" in _mapping(sources[k])):
        try:
            sheets[kind] = _read_sheet(sources[kind], kind, sheets, frozenset(parameters))
        except Refusal as refusal:
            problems += refusal.problems
    if problems:
        raise Refusal(problems)
    return tuple(sorted(sheets.values(), key=lambda s: (s.letter, s.id)))


def _mapping(source: Source) -> dict[str, Any]:
    try:
        return source.values if isinstance(source.values, dict) else {}
    except Refusal:
        return {}


def _read_sheet(source: Source, kind: str, known: dict[str, SheetKind], parameters: frozenset[str]) -> SheetKind:
    raw = source.values if isinstance(source.values, dict) else {}
    lender = known.get(str(raw.get("fields_from", "")))
    if "fields_from" in raw and lender is None:
        expected = nearest(str(raw["fields_from"]), known)
        raise Refusal([source.problem(("fields_from",), "PROFILE-UNKNOWN-SHEET", str(raw["fields_from"]), expected)])
    own = [f["name"] for f in raw.get("fields") or () if isinstance(f, dict) and isinstance(f.get("name"), str)]
    names = [*(lender.names if lender else ()), *own]
    sheet = shaped(SheetKind, source, {"fields": names, "parameters": parameters})
    sheet = sheet.model_copy(update={"fields": (*(lender.fields if lender else ()), *sheet.fields)})
    problems = list(_sheet_problems(sheet, source, kind))
    if problems:
        raise Refusal(problems)
    return sheet


def _sheet_problems(sheet: SheetKind, source: Source, kind: str) -> Iterator[Problem]:
    if sheet.id != kind:
        yield source.problem(("id",), "YAML-WRONG-VALUE", sheet.id, kind)
    for path, found in (*_twice(sheet.fields, "fields"), *_twice(sheet.rules, "rules")):
        yield source.problem(path, "PROFILE-TWICE", found)
    yield from _cell_problems(source, ("example", "fields"), sheet.example.fields, {*sheet.names})
    for missing in sorted({*sheet.names} - {*sheet.example.fields}):
        yield source.problem(("example", "fields"), "YAML-MISSING-KEY", expected=missing)
    for at, rule in enumerate(sheet.rules):
        yield from _rule_problems(sheet, source, at, rule)
    if (start := circle(sheet.rules)) is not None:
        yield source.problem(("rules",), "RULE-CIRCLE", start)


def _twice(items: Sequence[Field] | Sequence[Rule], key: str) -> Iterator[tuple[tuple[str | int, ...], str]]:
    """Names, roles and rule ids that stand more than once on a sheet, with their paths."""
    marks = [{i.name, str(i.role)} if isinstance(i, Field) else {i.rule} for i in items]
    often = {mark for mark, n in Counter(m for some in marks for m in some).items() if n > 1}
    yield from (((key, at), mark) for at, some in enumerate(marks) for mark in sorted(some & often))


def _rule_problems(sheet: SheetKind, source: Source, at: int, rule: Rule) -> Iterator[Problem]:
    if not rule.rule.startswith(sheet.letter):
        yield source.problem(("rules", at, "rule"), "YAML-WRONG-VALUE", rule.rule, f"{sheet.letter}-…")
    for n, other_id in enumerate(rule.silent_when):
        other, path = sheet.rule(other_id), ("rules", at, "silent_when", n)
        if other is None:
            yield source.problem(path, "RULE-UNKNOWN", other_id, nearest(other_id, (r.rule for r in sheet.rules)))
        elif milder(other.severity, rule.severity):
            yield source.problem(path, "RULE-MILDER", f"{other_id} {other.severity}", rule.severity)
    for key, cells in (("example", rule.example), ("counterexample", rule.counterexample)):
        yield from _cell_problems(source, ("rules", at, key), cells, {*sheet.names, "votes"})


def _cell_problems(
    source: Source, path: tuple[str | int, ...], cells: Overrides | dict[str, int], known: set[str]
) -> Iterator[Problem]:
    for name in cells:
        if name not in known:
            yield source.problem((*path, name), "YAML-UNKNOWN-KEY", name, nearest(name, known))
        elif isinstance(cells[name], tuple) != (name == "votes"):
            yield source.problem((*path, name), "YAML-WRONG-VALUE", str(cells[name]), "votes: [1, 2, …]")


__all__ = ["Cell", "Election", "Field", "Filled", "Law", "Level", "Profile", "Rule", "SheetKind", "load_profile"]
