"""Reading a YAML file that declares something: plain values, or every problem with its file, line and key.

YAML 1.2, so `NO` and `012` keep their meaning as people read them; a key written twice is refused, as is any tag.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any, Protocol, TypeVar, get_args

from pydantic import BaseModel, ConfigDict, ValidationError
from pydantic_core import ErrorDetails, PydanticCustomError
from ruamel.yaml import YAML
from ruamel.yaml.constructor import DuplicateKeyError
from ruamel.yaml.error import MarkedYAMLError, YAMLError
from ruamel.yaml.nodes import MappingNode, Node, SequenceNode

from bukti.vocabulary.problems import Place, Problem, Refusal, refuse
from bukti.vocabulary.roles import nearest

Path = Sequence[str | int]
_ANCHOR = re.compile(r"^[^#\"'\n]*?(?:^|[\s\[{,:-])([&*][A-Za-z0-9_]\S*)", re.MULTILINE)


class Declared(BaseModel):
    """A declaration with closed keys, exact types and no way to change it."""

    model_config = ConfigDict(strict=True, extra="forbid", frozen=True, arbitrary_types_allowed=True)


M = TypeVar("M", bound=Declared)


class Words(Declared):
    """One text in both languages."""

    indonesian: str
    english: str

    def tell(self, language: str) -> str:
        """The text in `id` or `en`."""
        return self.indonesian if language == "id" else self.english


class Readable(Protocol):
    """A file in a folder or in the package."""

    def read_text(self, encoding: str) -> str: ...


@dataclass(frozen=True)
class Source:
    """A YAML file as read: its name as problems show it, its text, its plain values (lists become tuples)."""

    file: str
    text: str

    @cached_property
    def values(self) -> Any:
        """The values of the file. Raises Refusal (YAML-SYNTAX, YAML-DUPLICATE-KEY, YAML-ANCHOR) with the line."""
        if anchor := _ANCHOR.search(self.text):
            line = self.text.count("\n", 0, anchor.end()) + 1
            raise refuse("YAML-ANCHOR", Place(self.file, line), found=anchor[1])
        try:
            return _plain(_yaml(pure=False).load(self.text))
        except YAMLError:  # told by one parser on every machine
            pass
        try:
            return _plain(_yaml().load(self.text))
        except DuplicateKeyError as error:
            raise self._refusal("YAML-DUPLICATE-KEY", error) from None
        except YAMLError as error:
            raise self._refusal("YAML-SYNTAX", error) from None

    def _refusal(self, code: str, error: YAMLError) -> Refusal:
        mark = error.problem_mark if isinstance(error, MarkedYAMLError) else None
        line = mark.line + 1 if mark else 0
        written = self.text.splitlines()[mark.line].strip() if mark and mark.line < self.text.count("\n") + 1 else ""
        return refuse(code, Place(self.file, line), found=written)

    def place(self, path: Path) -> Place:
        """The line on which the value at this path stands, or its nearest parent that is there."""
        node: Node | None = _yaml().compose(self.text)
        line = node.start_mark.line + 1 if node else 1
        for key in path:
            node, at = _child(node, key)
            line = at or line
        return Place(self.file, line, ".".join(str(k) for k in path))

    def problem(self, path: Path, code: str, found: str = "", expected: str = "") -> Problem:
        """A problem with the value at this path."""
        return Problem(code, self.place(path), found, expected)


def read(file: Readable, name: str) -> Source:
    """A file's text, ready to be read as YAML."""
    return Source(name, file.read_text(encoding="utf-8"))


def shaped(model: type[M], source: Source, context: Mapping[str, object] | None = None) -> M:
    """The file's values in the shape of the model. Raises Refusal with every problem of shape."""
    values = source.values if source.values is not None else {}
    try:
        return model.model_validate(values, context=dict(context or {}))
    except ValidationError as error:
        raise Refusal(_shape_problems(model, source, error)) from None


def refused(refusal: Refusal) -> PydanticCustomError:
    """A refusal's first problem as an error that a validator may raise: `shaped` gives it its line."""
    first = refusal.problems[0]
    told = {"code": first.code, "found": first.found, "expected": first.expected}
    return PydanticCustomError("refused", "{code}: {found}", told)


def _shape_problems(model: type[BaseModel], source: Source, error: ValidationError) -> Iterator[Problem]:
    for detail in error.errors(include_url=False):
        path = _there(source.values, detail["loc"])
        if detail["type"] == "missing":
            path = (*path, detail["loc"][-1])
        yield source.problem(path, *_told(model, path, detail))


def _told(model: type[BaseModel], path: Path, detail: ErrorDetails) -> tuple[str, str, str]:
    """Code, found and expected of one of pydantic's errors."""
    context, kind = detail.get("ctx", {}), detail["type"]
    if kind == "refused":
        return context["code"], context["found"], context["expected"]
    if kind == "extra_forbidden":
        return "YAML-UNKNOWN-KEY", str(path[-1]), nearest(str(path[-1]), _model_at(model, path[:-1]).model_fields)
    if kind == "missing":
        return "YAML-MISSING-KEY", "", str(path[-1])
    expected = context.get("expected") or context.get("pattern") or kind.removesuffix("_type").removesuffix("_exact")
    return "YAML-WRONG-VALUE", str(detail["input"])[:80], str(expected)


def _model_at(model: type[BaseModel], path: Path) -> type[BaseModel]:
    """The model of the mapping at this path."""
    for key in path:
        field = model.model_fields.get(str(key))
        model = next(_models(field.annotation), model) if field else model
    return model


def _models(annotation: Any) -> Iterator[type[BaseModel]]:
    if isinstance(annotation, type) and issubclass(annotation, BaseModel):
        yield annotation
    for part in get_args(annotation):
        yield from _models(part)


def _there(values: Any, path: Path) -> tuple[str | int, ...]:
    """As much of the path as leads to a value of the file."""
    found: list[str | int] = []
    for key in path:
        inside: Any = dict(enumerate(values)) if isinstance(values, tuple) else values
        if not isinstance(inside, dict) or key not in inside:
            break
        values = inside[key]
        found.append(key)
    return tuple(found)


def _child(node: Node | None, key: str | int) -> tuple[Node | None, int]:
    """The node under this key with the line of the key; None and 0 where there is none."""
    if isinstance(node, MappingNode):
        for name, value in node.value:
            if name.value == str(key):
                return value, name.start_mark.line + 1
    if isinstance(node, SequenceNode) and isinstance(key, int) and key < len(node.value):
        return node.value[key], node.value[key].start_mark.line + 1
    return None, 0


def _plain(value: Any) -> Any:
    if isinstance(value, dict):
        return {k: _plain(v) for k, v in value.items()}
    return tuple(_plain(v) for v in value) if isinstance(value, list) else value


def _yaml(*, pure: bool = True) -> YAML:
    yaml = YAML(typ="safe", pure=pure)
    yaml.allow_duplicate_keys = False
    return yaml
