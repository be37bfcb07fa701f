"""The keys of files that people write, from the models that read them: what each takes, and what holds without it."""

from __future__ import annotations

import datetime
import json
import re
import types
import typing
from collections.abc import Iterator, Mapping, Sequence
from typing import Any, Final

from docs.markdown import page, table
from pydantic import AwareDatetime, BaseModel
from pydantic.fields import FieldInfo
from pydantic_core import PydanticUndefined

from bukti.evidence.case import Case
from bukti.evidence.configuration import Configuration
from bukti.evidence.decision import EFFECTS, MAY, NEEDS, REASONS, Decision
from bukti.vocabulary import profile as profiles


def configuration_page() -> str:
    """Every key of bukti.toml."""
    intro = """\
`bukti.toml` says which election a workspace is of and how its files are read. Every key is listed here; a key that is
not is refused, with its line and the nearest key that exists."""
    return page("bukti.toml", intro, list(_models(Configuration, {Configuration: "bukti.toml"})))


def deciding_page() -> str:
    """Every key of a decision, with what each effect needs."""
    intro = """\
A decision is one small TOML file in the folder `decisions/` of a workspace. `bukti decide` writes one, `bukti build`
takes new ones in: all of them, or none. What was taken in stays a fact, whatever becomes of the file; it is undone by
another decision only (`withdraw-source`, with the id of the decision in `sources`). What a decision names must be there
in what was built last. One person writes it and another approves it, unless bukti.toml says `one-person = true`."""
    rows = [[f"`{e}`", _keys(NEEDS[e]), _keys(MAY.get(e, ())), WHAT[e]] for e in EFFECTS]
    effects = "## Effects\n\n" + table(["effect", "needs", "may have", "what follows"], rows)
    reasons = "## Reasons\n\n" + ", ".join(f"`{r}`" for r in REASONS) + "."
    return page("Decisions", intro, [effects, reasons, *_models(Decision, {Decision: "decisions/*.toml"})])


def cases_page() -> str:
    """Every key of a case."""
    intro = """\
A case is one small TOML file in the folder `cases/` of a workspace ([how a case is kept](disputes.md)). `bukti build`
takes in what is new or says something else than before; what was said before stays a fact. What a case names must be
there in what was built last, and what nobody has said is listed under `unknown`. No key holds a person's name."""
    return page("Cases", intro, list(_models(Case, {Case: "cases/*.toml"})))


WHAT: Final[Mapping[str, str]] = {
    "use-reading": "the reading counts, though another series goes first, a later one is there, or two tie",
    "set-field": "a reading of the series `decision` with the new figures counts; the old figures must match",
    "void-unit": "the unit's stations are in no sum, counted apart; a station of which no sheet came is still missing",
    "recount": 'the paper that a `[[source]]` with `paper = "recount-n"` brings counts in place of the other',
    "re-vote": 'the same with `paper = "re-vote-n"`',
    "explain-finding": "the finding is open no more and flags nothing, as long as its two sides stay what they are",
    "accept-finding": "the same, and a sheet held for it counts",
    "withdraw-source": "readings that only withdrawn files state stand no longer; a withdrawn decision has no effect",
    "accept-definition": "files taken in when columns meant something else are read by the new definition",
    "draw-lot": "the open last seats of the ballot area go to the lists in the order drawn; no count changes",
}
"""What each effect does."""


def _keys(names: Sequence[str]) -> str:
    return ", ".join(f"`{name}`" for name in names)


def profiles_page() -> str:
    """Every key of a profile's files."""
    intro = """\
A profile is a folder under `src/bukti/profiles`: `election.yaml` and one file for each sheet kind under `sheets/`.
Codes and numbers that are not counts are quoted: they are text. `src/bukti/vocabulary/says.py` explains `says`."""
    names: dict[type[BaseModel], str] = {profiles.Election: "election.yaml", profiles.SheetKind: "sheets/<kind>.yaml"}
    parts = [*_models(profiles.Election, names), *_models(profiles.SheetKind, names)]
    return page("Profile files", intro, list(dict.fromkeys(parts)))


Named = Mapping[type[BaseModel], str]


def _models(model: type[BaseModel], names: Named) -> Iterator[str]:
    """A heading and a table of keys for the model, then for each model inside it, where it is first met."""
    places = dict(places_of(model, names))
    anchors = {m: _anchor(_heading(m, at, names)) for m, at in places.items()}
    for current, at in places.items():
        rows = [[f"`{f.alias or name}`", _type(f, anchors), _default(f)] for name, f in current.model_fields.items()]
        says = " ".join((current.__doc__ or "").split())
        heading = f"## {_heading(current, at, names)}"
        yield "\n\n".join(part for part in (heading, says, table(["key", "value", "without it"], rows)) if part)


def places_of(model: type[BaseModel], names: Named) -> Iterator[tuple[type[BaseModel], str]]:
    """Every model with the path of keys at which it is first met, level by level."""
    ahead = [(model, names[model])]
    seen: set[type[BaseModel]] = set()
    while ahead:
        current, at = ahead.pop(0)
        if current in seen:
            continue
        seen.add(current)
        yield current, at
        for name, field in current.model_fields.items():
            key = field.alias or name
            path = key if current in names else f"{at}.{key}"
            many = typing.get_origin(field.annotation) is dict
            ahead += [(m, f"{path}.<name>" if many else path) for m in _inside(field.annotation)]


def _heading(model: type[BaseModel], at: str, names: Named) -> str:
    return f"`{at}`" if model in names else f"`{at}` ({model.__name__})"


def _anchor(heading: str) -> str:
    """The anchor that a heading gets: small letters, hyphens for spaces, no other signs."""
    return re.sub(r"[^a-z0-9 _-]", "", heading.lower()).replace(" ", "-")


def _inside(annotation: Any) -> Iterator[type[BaseModel]]:
    if isinstance(annotation, type) and issubclass(annotation, BaseModel):
        yield annotation
    for part in typing.get_args(annotation):
        yield from _inside(part)


def _default(field: FieldInfo) -> str:
    if field.is_required():
        return "must be there"
    if field.default is PydanticUndefined or field.default in ((), {}):
        return "none"
    if isinstance(field.default, BaseModel):
        return "as its keys say"
    return "none" if field.default is None else f"`{_literal(field.default)}`"


def _literal(value: object) -> str:
    return json.dumps(value, ensure_ascii=False)


PLAIN: Final[Mapping[Any, str]] = {
    str: "text", int: "whole number", bool: "true or false", datetime.date: "day",
    AwareDatetime: "moment with zone",
}  # fmt: skip


Anchors = Mapping[type[BaseModel], str]


def _type(field: FieldInfo, anchors: Anchors) -> str:
    limits = [*_limits(field.metadata)]
    return _told(field.annotation, anchors) + (f" {', '.join(limits)}" if limits else "")


def _limits(metadata: Sequence[Any]) -> Iterator[str]:
    """What narrows a value, in words."""
    for limit in metadata:
        if pattern := getattr(limit, "pattern", None):
            yield f"like `{pattern}`"
        for name, word in (("ge", "from"), ("le", "to")):
            if (bound := getattr(limit, name, None)) is not None:
                yield f"{word} {bound}"


def _told(annotation: Any, anchors: Anchors) -> str:
    """A type in words."""
    origin, parts = typing.get_origin(annotation), typing.get_args(annotation)
    told = [
        _told(p, anchors) for p in parts if p is not types.NoneType and (isinstance(p, type) or typing.get_origin(p))
    ]
    if origin is typing.Annotated:
        return " ".join([told[0], *_limits(parts[1:])])
    if origin is typing.Literal:
        return " or ".join(f"`{_literal(p)}`" for p in parts)
    if origin in (typing.Union, types.UnionType):
        return " or ".join(told)
    if origin is tuple:
        return f"list of {told[0]}"
    if origin is dict:
        return f"for each {told[0]}: {told[1]}"
    if annotation in anchors:
        return f"[{annotation.__name__}](#{anchors[annotation]})"
    return PLAIN.get(annotation) or str(annotation.__name__).lower()
