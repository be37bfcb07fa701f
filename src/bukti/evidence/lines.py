"""On which line of a TOML file each key stands, for messages: tomllib does not say."""

from __future__ import annotations

import re

KeyPath = tuple[str | int, ...]

_HEADER = re.compile(r"^\s*(\[\[|\[)\s*([^\]#]+?)\s*\]\]?\s*(#.*)?$")
_KEY = re.compile(r"^\s*((?:[A-Za-z0-9_-]+|\"[^\"]*\"|'[^']*')(?:\s*\.\s*(?:[A-Za-z0-9_-]+|\"[^\"]*\"|'[^']*'))*)\s*=")
_PART = re.compile(r"\"([^\"]*)\"|'([^']*)'|([A-Za-z0-9_-]+)")


def key_lines(toml: str) -> dict[KeyPath, int]:
    """The line (from 1) of each table and key; a nested array of tables counts within its last parent.

    Keys inside an inline table are not listed: ask `line_of`, which falls back to the nearest parent.
    """
    lines: dict[KeyPath, int] = {}
    counts: dict[KeyPath, int] = {}
    table: KeyPath = ()
    for number, text in enumerate(toml.splitlines(), 1):
        if header := _HEADER.match(text):
            table = _enter(_parts(header[2]), header[1] == "[[", counts)
            lines[table] = number
        elif key := _KEY.match(text):
            lines.setdefault(table + tuple(_parts(key[1])), number)
    return lines


def line_of(path: KeyPath, lines: dict[KeyPath, int]) -> int:
    """The line of the key, or of the nearest thing around it; 0 where nothing around it is written."""
    while path:
        for known in (path, (*path, 0)):
            if known in lines:
                return lines[known]
        path = path[:-1]
    return 0


def _parts(dotted: str) -> list[str]:
    return [a or b or c for a, b, c in _PART.findall(dotted)]


def _enter(names: list[str], is_array: bool, counts: dict[KeyPath, int]) -> KeyPath:
    """The path of a header, with the index of the array element that each array of tables is at."""
    path: KeyPath = ()
    for position, name in enumerate(names):
        path = (*path, name)
        last = position == len(names) - 1
        if last and is_array:
            counts[path] = counts.get(path, -1) + 1
        if path in counts:
            path = (*path, counts[path])
    return path
