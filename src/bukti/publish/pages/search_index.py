"""What the search box asks: one table of names and codes as many small files, each found by the digest of a key.

A reader's browser loads the few files whose keys its words lead to, so that a nation's 91,500 units cost no more than
some kilobytes a question. `search.js` folds words and finds keys in the same way; `tests/site/test_search.py` holds
the two to each other.
"""

from __future__ import annotations

import json
import re
import unicodedata
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

FOLDER: Final = "search"
FILE_BYTES: Final = 3_000
"""About so many bytes of the table lie in one file."""
DEPTH: Final = 3
"""So many consonants of a word make a key; a fourth lets any one of them be wrong."""
MOST_NAMES: Final = 60
"""So many names are offered for a beginning that is too short to be searched."""
MOST_ALIKE: Final = 1_200
"""So many names lie under one key. No key of the nation's first words has more; second words fill what is left."""
LEVELS: Final = ("nation", "province", "regency", "district", "village")
_OLD: Final = (("oe", "u"), ("dj", "j"), ("tj", "c"), ("sj", "sy"), ("nj", "ny"), ("ch", "kh"), ("y", "j"))
"""Spellings of before 1972 and their successors; `y` and `j` count as one letter, since the old `j` is today's `y`."""
_OTHER = re.compile(r"[^a-z0-9]+")
_TWICE = re.compile(r"([a-z])\1+")
_SILENT = re.compile(r"[aeiouh ]")
_NASAL = re.compile(r"ng+")

Table = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Entry:
    """A unit as the search finds it. `path` is its folders from the top, `above` the names over it, lowest first."""

    name: str
    level: str
    path: str
    above: str
    code: str
    contests: tuple[str, ...]
    stations: int | None


def fold(text: str) -> str:
    """The name as people may spell it: small plain letters, old spellings as new ones, doubled letters once."""
    plain = "".join(c for c in unicodedata.normalize("NFKD", text) if not unicodedata.combining(c)).lower()
    for old, new in _OLD:
        plain = plain.replace(old, new)
    return _TWICE.sub(r"\1", _OTHER.sub(" ", plain).strip())


def bones(folded: str) -> str:
    """The consonants and digits of a folded name, `ng` and `ngg` as one; without `h`, which many leave out."""
    return _NASAL.sub("g", _SILENT.sub("", folded))


def starts(folded: str) -> list[str]:
    """The bones from each word of the name to its end: a name is found by any of its words."""
    words = folded.split(" ")
    return list(dict.fromkeys(bones("".join(words[n:])) for n in range(len(words))))


def near(word: str) -> list[str]:
    """The keys of bones: the first three consonants, then those with one of the first four left out.

    Two words whose bones part by one letter added, lost or changed have a key in common.
    """
    head = word[: DEPTH + 1]
    fewer = [head[:n] + head[n + 1 :] for n in range(len(head))] if len(head) >= DEPTH else []
    return list(dict.fromkeys([head[:DEPTH], *fewer]))


def place(key: str, files: int) -> int:
    """The number of the file that holds a key: FNV-1a over its UTF-8 bytes, 32 bits."""
    digest = 0x811C9DC5
    for byte in key.encode():
        digest = (digest ^ byte) * 0x01000193 & 0xFFFFFFFF
    return digest % files


def table(entries: Iterable[Entry]) -> Table:
    """Everything that can be asked: `=name` its units, `#code` its name, `~bones` names alike, `^bones` names so begun.

    The names of `^` are the highest units first and at most 60: who types on is searched.
    """
    units: dict[str, list[Entry]] = defaultdict(list)
    for entry in entries:
        units[fold(entry.name)].append(entry)
    found: Table = {}
    alike: dict[str, list[tuple[int, str]]] = defaultdict(list)
    begun: dict[str, list[tuple[int, int, str]]] = defaultdict(list)
    for name in sorted(units):
        some = sorted(units[name], key=lambda e: (LEVELS.index(e.level), e.path))
        found[f"={name}"] = [[e.name, e.level, e.path, e.above, e.code, list(e.contests), e.stations] for e in some]
        for entry in some:
            found[f"#{entry.code}"] = name
        rank = LEVELS.index(some[0].level)
        heads = starts(name)
        for n, head in enumerate(heads):
            if n == 0 or len(head) >= DEPTH:
                for key in near(head):
                    alike[key].append((n, name))
            for end in range(min(len(head), DEPTH - 1) + 1):
                begun[head[:end]].append((n if len(head) > end else -1, rank, name))
    for key, some_names in alike.items():
        found[f"~{key}"] = sorted(dict.fromkeys(name for _, name in sorted(some_names)[:MOST_ALIKE]))
    for key, ranked in begun.items():
        found[f"^{key}"] = list(dict.fromkeys(name for *_, name in sorted(ranked)))[:MOST_NAMES]
    return found


def files(entries: Sequence[Entry]) -> Iterator[tuple[str, str]]:
    """The files of the index with their texts. The first says how many others there are."""
    asked = table(entries)
    sizes = sum(len(key) + len(json.dumps(value, ensure_ascii=False)) for key, value in asked.items())
    n = max(1, -(-sizes // FILE_BYTES))
    parts: list[Table] = [{} for _ in range(n)]
    for key in sorted(asked):
        parts[place(key, n)][key] = asked[key]
    yield f"{FOLDER}/index.json", _json({"files": n})
    for number, part in enumerate(parts):
        yield f"{FOLDER}/{number}.json", _json(part)


def _json(value: Mapping[str, object]) -> str:
    return json.dumps(value, ensure_ascii=False, separators=(",", ":"))


__all__ = ["FOLDER", "Entry", "bones", "files", "fold", "near", "place", "starts", "table"]
