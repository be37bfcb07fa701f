"""Every fact in the order of its receipt: one small file of JSON lines for each receipt, never rewritten.

Beside each file stands its digest as `sha256sum -c` reads it, so that a bit that rots is noticed.
"""

from __future__ import annotations

import hashlib
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
    """The facts of one workspace; `folder` holds 00000001.jsonl with 00000001.sha256, 00000002.jsonl, …

    `upto` is how many of them are seen, where it is read as it was at an earlier time; then nothing can be added.
    """

    folder: Path
    upto: int | None = None

    def files(self) -> list[Path]:
        return sorted(self.folder.glob("[0-9]*.jsonl"))

    def facts(self) -> list[Fact]:
        """All facts, oldest first. Raises Refusal where a file is gone or altered, or a line is no JSON object.

        Files from before there were digests have none.
        """
        files = self.files()
        for number, file in enumerate(files, 1):
            if file.stem != f"{number:08d}":
                raise refuse("EV-JOURNAL-MISSING", Place(f"{number:08d}.jsonl"))
        has_digest = [_digest_file(file).is_file() for file in files]
        first = has_digest.index(True) if True in has_digest else len(files)
        return [fact for at, file in enumerate(files) for fact in _read(file, at >= first)][: self.upto]

    def append(self, facts: Sequence[Fact]) -> None:
        """The facts stand in the journal, all or none of them."""
        assert self.upto is None, "the past is only read"
        if facts:
            number = int(self.files()[-1].stem) + 1 if self.files() else 1
            file = self.folder / f"{number:08d}.jsonl"
            content = "".join(line(fact) + "\n" for fact in facts).encode()
            durable.write(_digest_file(file), _digest_line(file, content))
            durable.write(file, content)


def line(fact: Fact) -> str:
    """A fact as one line of JSON: keys in order, no spaces, so that equal facts are equal bytes."""
    return json.dumps(fact, sort_keys=True, separators=(",", ":"), ensure_ascii=False)


def _digest_file(file: Path) -> Path:
    return file.with_suffix(".sha256")


def _digest_line(file: Path, content: bytes) -> bytes:
    return f"{hashlib.sha256(content).hexdigest()}  {file.name}\n".encode()


def _read(file: Path, has_digest: bool) -> list[Fact]:
    facts: list[Fact] = []
    content, digest = file.read_bytes(), _digest_file(file)
    if has_digest and (not digest.is_file() or digest.read_bytes() != _digest_line(file, content)):
        raise refuse("EV-JOURNAL-ALTERED", Place(file.name), hashlib.sha256(content).hexdigest(), digest.name)
    for number, text in enumerate(content.removesuffix(b"\n").split(b"\n"), 1):
        try:
            fact = json.loads(text)
        except ValueError:
            fact = None
        if not isinstance(fact, dict):
            raise refuse("EV-JOURNAL-DAMAGED", Place(file.name, number), text[:80].decode(errors="backslashreplace"))
        facts.append(fact)
    return facts
