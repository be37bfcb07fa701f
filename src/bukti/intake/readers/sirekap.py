"""Sirekap's answers (JSON): about one station, one row; about a regency or province, a row for each unit in it.

Every value is the text that stood there. Keys are joined by dots (`chart.100025`, `administrasi.suara_sah`); the column
`file` is the file's name without its ending, which for a station is its code. What is null or not there is blank.

Of a regency's answer the first row is the chart, what Sirekap says of the whole, and the others are its table, unit by
unit: `part` is chart or table, `unit` the unit's code, and what belongs to the whole file begins with `file.`, such as
`file.ts`. The code of the whole is that of its parts without the last two digits, as KPU gives codes.
"""

from __future__ import annotations

import difflib
import json
import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path, PurePosixPath
from typing import Final

from bukti.intake.readers.archive import members as members
from bukti.intake.readers.look import broken, must_be, opened, readable, size_of
from bukti.intake.rows import PLAIN, Extract, Options, Row, Source, shown
from bukti.vocabulary.problems import Place, Problem, Refusal, refuse

FILE: Final = "file"
NULL_KEY: Final = "chart.null"
TOP: Final = ("chart", "administrasi")
"""The keys without which a JSON text is no answer about a station."""
REGIONAL: Final = "tungsura"
"""The key that makes a JSON text an answer about a regency or province; it holds PARTS."""
PARTS: Final = ("chart", "table")
LISTED: Final = 20
_SURROGATE: Final = re.compile("[\ud800-\udfff]")


class _Twin(Exception):
    """A key that stands twice in one object."""


@dataclass(frozen=True)
class _NoNumber:
    """NaN or Infinity, which Python's parser takes and JSON does not know."""

    text: str

    def __str__(self) -> str:
        return self.text


def read(path: Source, name: str, options: Options = PLAIN, /) -> Extract:
    """The one row of a Sirekap station file, or the rows of a regional one."""
    answer = _answer(path, name, options)
    if REGIONAL in answer:
        return _regional(answer, name, options)
    missing = [key for key in TOP if key not in answer]
    if missing:
        keys = ", ".join(map(shown, list(answer)[:LISTED]))
        raise refuse("json-not-station", Place(name), found=keys, expected=", ".join(missing))
    cells: dict[str, str] = {FILE: PurePosixPath(name.replace("\\", "/")).stem}
    problems: list[Problem] = []
    notices: list[Problem] = []
    for key, value in _flat(answer):
        place = Place(name, 1, shown(key))
        if key == NULL_KEY and value is None:
            notices.append(Problem("json-null-key", place, level="notice"))
        elif key == NULL_KEY:
            problems.append(Problem("json-null-key-value", place, found=_shown(value)))
        elif key in cells:
            problems.append(Problem("json-duplicate-key", place))
        else:
            cells[key] = _text(value)
            problems += _wrong(value, place)
            if _SURROGATE.search(key + cells[key]):
                problems.append(Problem("json-half-character", place, found=_shown(value)))
    notices += _absent(cells, answer, name, options)
    rows: list[Row | Problem] = [*problems] or [Row(1, tuple(cells.values()))]
    return Extract(tuple(cells), iter(rows), notices, "utf-8")


def _regional(answer: dict[str, object], name: str, options: Options) -> Extract:
    """The rows of a regional answer: the chart, then the table in the order of the file."""
    inside = answer[REGIONAL]
    parts = [inside.get(part) if isinstance(inside, dict) else None for part in PARTS]
    chart, table = ({} if part is None else part for part in parts)
    if not isinstance(inside, dict) or not isinstance(chart, dict) or not isinstance(table, dict):
        raise refuse("json-not-regional", Place(name, 0, REGIONAL), shown(_shown(inside)), ", ".join(PARTS))
    problems: list[Problem] = []
    notices: list[Problem] = []
    whole = {f"{FILE}.{key}": value for key, value in _flat({k: v for k, v in answer.items() if k != REGIONAL})}
    rows = [{"part": PARTS[0], "unit": _whole(table, name), **dict(_flat(chart))}] if chart else []
    rows += [{"part": PARTS[1], "unit": unit, **dict(_flat(of or {}))} for unit, of in table.items() if unit != "null"]
    found: list[dict[str, str]] = []
    for number, row in enumerate(rows, 1):
        cells = {FILE: PurePosixPath(name.replace("\\", "/")).stem}
        for key, value in {**row, **whole}.items():
            place = Place(name, number, shown(key))
            if key == "null":
                problem = Problem("json-null-key", place, level="notice")
                (notices if value is None else problems).append(
                    problem if value is None else Problem("json-null-key-value", place, found=_shown(value))
                )
                continue
            cells[key] = _text(value)
            problems += _wrong(value, place)
        found.append(cells)
    wanted = dict.fromkeys((*options.expected, *options.keys))
    columns = tuple(dict.fromkeys([FILE, "part", "unit", *(key for cells in found for key in cells)]))
    missing = [key for key in wanted if key not in columns]
    if missing:
        listed = ", ".join(map(shown, columns[:LISTED]))
        near = {key: difflib.get_close_matches(key, columns, n=1, cutoff=0.0)[0] for key in missing}
        raise Refusal(Problem("column-missing", Place(name, 1, key), listed, shown(near[key])) for key in missing)
    good = [Row(n, tuple(cells.get(c, "") for c in columns)) for n, cells in enumerate(found, 1)]
    told: list[Row | Problem] = [*problems] or [*good]
    return Extract(columns, iter(told), notices, "utf-8")


def _whole(table: dict[str, object], name: str) -> str:
    """The code of the unit whose parts these are. Raises Refusal where they are not of one unit."""
    codes = sorted({unit[:-2] for unit in table if unit != "null"})
    if len(codes) != 1 or not codes[0]:
        raise refuse("json-whole-unknown", Place(name, 1, PARTS[1]), found=shown(", ".join(table)) or "{}")
    return codes[0]


def _absent(cells: dict[str, str], answer: dict[str, object], name: str, options: Options) -> list[Problem]:
    """Adds a blank cell for each column that is asked for and not there.

    That is how Sirekap says "not known" where the whole part is null; a single key that lacks among others is told. A
    part that does not exist at all is another kind of file: raises Refusal.
    """
    wanted = [key for key in dict.fromkeys((*options.expected, *options.keys)) if key not in cells]
    unknown = [key for key in wanted if key.split(".")[0] not in answer]
    if unknown:
        found = ", ".join(map(shown, list(cells)[:LISTED]))
        near = {key: difflib.get_close_matches(key, cells, n=1, cutoff=0.0)[0] for key in unknown}
        raise Refusal(Problem("column-missing", Place(name, 1, key), found, shown(near[key])) for key in unknown)
    cells.update(dict.fromkeys(wanted, ""))
    partly = [
        key
        for key in wanted
        if any(other.startswith(key.rpartition(".")[0] + ".") for other in set(cells) - set(wanted))
    ]
    return [Problem("json-key-absent", Place(name, 1, key), level="notice") for key in partly if "." in key]


def _answer(path: Source, name: str, options: Options) -> dict[str, object]:
    """The JSON object of a file, its numbers as text. Raises Refusal where it is none."""
    try:
        must_be(path, name, ("JSON",), options)
        if size_of(path) > options.line_limit:
            raise refuse("file-too-large", Place(name), found=str(size_of(path)), expected=str(options.line_limit))
        codec, _ = readable(path, name, "utf-8")
        with opened(path) as stream:
            text = stream.read().decode(codec)
    except OSError as error:
        raise broken(Path() if isinstance(path, bytes) else path, name, error) from None
    try:
        found = json.loads(text, parse_int=str, parse_float=str, parse_constant=_NoNumber, object_pairs_hook=_object)
    except json.JSONDecodeError as error:
        offset = len(text[: error.pos].encode())
        code = "json-cut" if error.pos >= len(text.rstrip()) - 1 or "Unterminated" in error.msg else "json-broken"
        raise refuse(code, Place(name, error.lineno), found=str(offset + 1), expected=str(len(text.encode()))) from None
    except _Twin as twin:
        raise refuse("json-duplicate-key", Place(name, field=shown(str(twin)))) from None
    except RecursionError:
        raise refuse("json-deep", Place(name)) from None
    if not isinstance(found, dict):
        raise refuse("json-not-station", Place(name), found=type(found).__name__, expected=", ".join(TOP))
    return found


def _object(pairs: list[tuple[str, object]]) -> dict[str, object]:
    found = dict(pairs)
    if len(found) < len(pairs):
        keys = [key for key, _ in pairs]
        raise _Twin(next(key for key in keys if keys.count(key) > 1))
    return found


def _flat(answer: dict[str, object], above: str = "") -> Iterator[tuple[str, object]]:
    """Every value with its keys joined by dots; a part that is null holds no values."""
    for key, value in answer.items():
        if isinstance(value, dict):
            yield from _flat(value, f"{above}{key}.")
        elif value is not None or above or key not in TOP:
            yield above + key, value


def _text(value: object) -> str:
    """A value as text: numbers as they stood there, parts of a list joined by a space."""
    if isinstance(value, list):
        return " ".join(filter(None, map(_text, value)))
    if isinstance(value, bool):
        return "TRUE" if value else "FALSE"
    return "" if value is None else str(value)


def _wrong(value: object, place: Place) -> list[Problem]:
    """What makes a value none that a cell can hold."""
    parts = value if isinstance(value, list) else [value]
    if any(isinstance(part, list | dict) for part in parts):
        return [Problem("json-list", place, found=_shown(value))]
    return [Problem("json-no-number", place, found=part.text) for part in parts if isinstance(part, _NoNumber)]


def _shown(value: object) -> str:
    return shown(json.dumps(value, ensure_ascii=False, default=str))
