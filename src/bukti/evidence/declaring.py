"""bukti.toml as read: the configuration, or every problem with the line it stands on."""

from __future__ import annotations

import datetime
import json
import re
import tomllib
import types
import typing
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, TypeVar

from pydantic import BaseModel, ValidationError
from pydantic_core import ErrorDetails

from bukti.evidence.configuration import Configuration
from bukti.evidence.lines import KeyPath, key_lines, line_of
from bukti.evidence.workspace import CONFIGURATION
from bukti.vocabulary.problems import Place, Problem, Refusal, refuse
from bukti.vocabulary.roles import nearest

# What a value must look like, in the language of the file itself and of no country.
_EXAMPLES = {
    "string_type": '"…"', "int_type": "1, 2, 3, …", "bool_type": "true | false", "tuple_type": "[…]",
    "dict_type": "{…}", "model_type": "{…}", "model_attributes_type": "{…}", "date_type": "2024-02-14",
    "date_from_datetime_parsing": "2024-02-14", "date_parsing": "2024-02-14",
    "timezone_aware": "2024-02-14T09:00:00+07:00", "datetime_type": "2024-02-14T09:00:00+07:00",
    "datetime_from_date_parsing": "2024-02-14T09:00:00+07:00", "datetime_parsing": "2024-02-14T09:00:00+07:00",
    "too_short": "[…, …]", "string_too_short": '"…"',
}  # fmt: skip
_BOUNDS = {"greater_than_equal": ("ge", "≥"), "less_than_equal": ("le", "≤"), "string_too_long": ("max_length", "≤")}

_AT_LINE = re.compile(r"at line (\d+)")
_MESSAGES = {"missing": "CF-MISSING-KEY", "extra_forbidden": "CF-UNKNOWN-KEY", "string_pattern_mismatch": "CF-PATTERN"}


M = TypeVar("M", bound=BaseModel)


@dataclass(frozen=True)
class Declaration:
    """The configuration with its text, and where each key stands in it."""

    configuration: Configuration
    text: str
    lines: dict[KeyPath, int] = field(repr=False)

    def problem(self, path: KeyPath, code: str, found: str = "", expected: str = "") -> Problem:
        """A problem with what stands at this path of bukti.toml."""
        return Problem(code, place(path, self.lines), found, expected)


def place(path: KeyPath, lines: dict[KeyPath, int], file: str = CONFIGURATION) -> Place:
    return Place(file, line_of(path, lines), ".".join(str(p) for p in path if not isinstance(p, int)))


def load(file: Path) -> Declaration:
    """The configuration in the file. Raises Refusal with every key that is wrong, unknown or missing."""
    return Declaration(*shaped(Configuration, file.read_bytes(), file.name, CONFIGURATION))


def shaped(model: type[M], content: bytes, file: str, told: str) -> tuple[M, str, dict[KeyPath, int]]:
    """What a file of TOML declares, its text, and where each key stands in it. `told` is the file as places name it.

    Raises Refusal with every key that is wrong, unknown or missing.
    """
    try:
        text = content.decode().replace("\r\n", "\n")
    except UnicodeDecodeError as error:
        raise refuse("CF-NOT-UTF-8", Place(file), f"0x{error.object[error.start]:02X}") from error
    try:
        values = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        line = int(at[1]) if (at := _AT_LINE.search(str(error))) else 0
        written = text.splitlines()[line - 1].strip() if 0 < line <= text.count("\n") + 1 else ""
        raise refuse("CF-SYNTAX", Place(file, line), written[:80]) from error
    lines = key_lines(text)
    try:  # as JSON, where an array may be a tuple and a date its text, and nothing else is converted
        return model.model_validate_json(json.dumps(values, default=_moment)), text, lines
    except ValidationError as error:
        raise Refusal(_problems(error, model, lines, told)) from None


def _moment(value: Any) -> str:
    if isinstance(value, datetime.date | datetime.datetime):
        return value.isoformat()
    raise TypeError(type(value))


def _problems(
    error: ValidationError, model: type[BaseModel], lines: dict[KeyPath, int], file: str
) -> Iterator[Problem]:
    seen: set[tuple[KeyPath, str]] = set()
    for detail in error.errors(include_url=False):
        code = _MESSAGES.get(detail["type"], "CF-WRONG-VALUE")
        *above, last = detail["loc"]
        parts = [p for p in above if isinstance(p, int) or not _is_branch(p)]
        is_key = code in ("CF-UNKNOWN-KEY", "CF-MISSING-KEY") or isinstance(last, int) or not _is_branch(last)
        path = (*parts, last) if is_key else tuple(parts)
        if (path, code) in seen or (detail["type"] == "too_short" and detail["input"]):  # its items are told
            continue
        seen.add((path, code))
        found = str(path[-1]) if code in ("CF-UNKNOWN-KEY", "CF-MISSING-KEY") else repr(detail["input"])[:80]
        expected = nearest(str(path[-1]), _keys_beside(model, path)) if code == "CF-UNKNOWN-KEY" else _expected(detail)
        yield Problem(code, place(path, lines, file), found, expected)


def _expected(detail: ErrorDetails) -> str:
    """What the value must be, without words."""
    context, kind = detail.get("ctx", {}), detail["type"]
    if kind in _BOUNDS:
        name, sign = _BOUNDS[kind]
        return f"{sign} {context[name]}"
    return str(context.get("pattern") or context.get("expected") or _EXAMPLES.get(kind, kind)).replace(" or ", ", ")


def _is_branch(part: str) -> bool:
    """True for what pydantic puts into a path to name the member of a union it tried."""
    return part in ("str", "constrained-str", "datetime") or part[:1].isupper()


def _keys_beside(model: type[BaseModel], path: KeyPath) -> list[str]:
    """The keys that may stand where the path's last key stands."""
    models: list[type[BaseModel]] = [model]
    for part in path[:-1]:
        if isinstance(part, str):
            fields = [m.model_fields[part].annotation for m in models if part in m.model_fields]
            models = [m for annotation in fields for m in _models(annotation)] or models
    return [f.alias or name for m in models for name, f in m.model_fields.items()]


def _models(annotation: Any) -> Iterator[type[BaseModel]]:
    if isinstance(annotation, type) and issubclass(annotation, BaseModel):
        yield annotation
    elif isinstance(annotation, types.UnionType) or typing.get_origin(annotation):
        for part in typing.get_args(annotation):
            yield from _models(part)
