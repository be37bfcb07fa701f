"""Every fact in the order of its receipt: one small file of JSON lines for each receipt, never rewritten."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from bukti.evidence import durable
from bukti.vocabulary.problems import Place, refuse

Fact = dict[str, Any]
"""Plain values of JSON: texts, whole numbers, nothing, and lists and objects of these."""


@dataclass(frozen=True)
class Journal:
    """The facts of one workspace; `folder` holds 00000001.jsonl, 00000002.jsonl, …"""

    folder: Path

    def files(self) -> list[Path]:
        return sorted(self.folder.glob("[0-9]*.jsonl"))

    def facts(self) -> list[Fact]:
        """All facts, oldest first. Raises Refusal where a line is no JSON object."""
        return [fact for file in self.files() for fact in _read(file)]

    def append(self, facts: Sequence[Fact]) -> None:
        """The facts stand in the journal, all or none of them."""
        if facts:
            number = int(self.files()[-1].stem) + 1 if self.files() else 1
            lines = "".join(line(fact) + "\n" for fact in facts)
            durable.write(self.folder / f"{number:08d}.jsonl", lines.encode())


def line(fact: Fact) -> str:
    """A fact as one line of JSON: keys in order, no spaces, so that equal facts are equal bytes."""
    return json.dumps(fact, sort_keys=True, separators=(",", ":"), ensure_ascii=False)


def _read(file: Path) -> list[Fact]:
    facts: list[Fact] = []
    for number, text in enumerate(file.read_bytes().removesuffix(b"\n").split(b"\n"), 1):
        try:
            fact = json.loads(text)
        except ValueError:
            fact = None
        if not isinstance(fact, dict):
            raise refuse("EV-JOURNAL-DAMAGED", Place(file.name, number), text[:80].decode(errors="backslashreplace"))
        facts.append(fact)
    return facts
