"""Under which definition a file was taken in: what its columns meant, which ballot its votes stood for.

A definition is evidence: it lies under its digest, and the fact of every file names it. Where what a column meant is
another thing by now, the build stops until two people have said so: in Antrim County, Michigan, 2020, a ballot changed
after its files were written, and votes slid by one place without a word.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Collection, Iterable, Iterator, Mapping
from typing import Any

from bukti.evidence import durable
from bukti.evidence.configuration import Source
from bukti.evidence.crosscheck import kinds_of
from bukti.evidence.receive import Receipt, known
from bukti.evidence.terms import Terms
from bukti.evidence.workspace import Workspace
from bukti.vocabulary.problems import Place, Problem, refuse

LAYOUT = {"contest", "area", "paper", "sheet", "unit", "long", "rows", "transposed", "cells", "thousands", "tab"}
"""Keys of a [[source]] that say what its cells are; how a file is written down otherwise is no meaning."""


def definition(terms: Terms, source: Source) -> bytes:
    """What the columns of an entry's files mean, as JSON: ballots, columns, layout, and the fields of its sheets.

    Titles, names, colours, paths, moments and rules are no part of it.
    """
    contests = terms.contests_of(source)
    said = {
        "ballot": {c.id: [s.id for s in c.selection] for c in contests},
        "candidates": {c.id: {a.id: a.candidates for a in c.area} for c in contests if c.area},
        "columns": {r.series: {**source.shared, **r.columns} for r in source.reading},
        "lists": {r.series: {k: c.model_dump(mode="json") for k, c in r.candidates.items()} for r in source.reading},
        "layout": source.model_dump(mode="json", include=LAYOUT),
        "profile": terms.profile.id,
        "fields": {
            kind: {f.name: str(f.role) for f in terms.profile.sheet(kind).fields} for kind in sorted(kinds_of(source))
        },
    }
    return json.dumps(said, sort_keys=True, separators=(",", ":"), ensure_ascii=False).encode()


def definitions(terms: Terms) -> dict[str, bytes]:
    """The definition of every entry."""
    return {s.id: definition(terms, s) for s in terms.configuration.source}


def digest(content: bytes) -> str:
    return hashlib.sha256(content).hexdigest()


def changes(old: Any, new: Any, path: tuple[str, ...] = ()) -> Iterator[tuple[str, Any, Any]]:
    """What the old definition says and the new one says otherwise or no more; what it says beside that is no change."""
    if isinstance(old, Mapping) and isinstance(new, Mapping):
        for key, value in old.items():
            yield from changes(value, new.get(key), (*path, key))
    elif old != new:
        yield ".".join(path), old, new


def changed(workspace: Workspace, current: Mapping[str, bytes], accepted: Collection[str]) -> Iterator[Problem]:
    """Entries whose files were taken in under a definition by which some column meant another thing.

    A definition that a decision accepts stops nothing. Raises Refusal where an old definition is not in evidence.
    """
    before: dict[str, dict[str, None]] = {}
    for received in known(workspace).values():
        if received.definition:
            before.setdefault(received.entry, {})[received.definition] = None
    for entry, content in current.items():
        now = digest(content)
        for then in before.get(entry, {}):
            if then != now and now not in accepted:
                yield from _told(entry, now, _read(workspace, entry, then), json.loads(content))


def _told(entry: str, now: str, old: Any, new: Any) -> Iterator[Problem]:
    parts = [f"{path}: {_short(a)} → {_short(b)}" for path, a, b in changes(old, new)]
    if parts:
        more = [f"+ {len(parts) - 5}"] if len(parts) > 5 else []
        yield Problem("DF-CHANGED", Place("bukti.toml", 0, entry), "; ".join([*parts[:5], *more]), now)


def _short(value: Any) -> str:
    told = "–" if value is None else value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)
    return told if len(told) <= 60 else told[:59] + "…"


def _read(workspace: Workspace, entry: str, sha256: str) -> Any:
    path = workspace.objects / sha256
    if not path.is_file():
        raise refuse("EV-OBJECT-MISSING", Place(entry), sha256)
    content = path.read_bytes()
    if digest(content) != sha256:
        raise refuse("EV-OBJECT-ALTERED", Place(entry), digest(content), sha256)
    return json.loads(content)


def keep(workspace: Workspace, current: Iterable[bytes], receipt: Receipt) -> None:
    """The definitions that the new files name lie under their digests."""
    named = {r.definition for r in receipt.new}
    for content in current:
        if digest(content) in named:
            durable.write_if_changed(workspace.objects / digest(content), content)
