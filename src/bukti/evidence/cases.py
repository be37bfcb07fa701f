"""Cases as facts: the last word on each of those taken in, and the files in the inbox that are new or say more."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from bukti.evidence import durable
from bukti.evidence.case import CASE, FOLDER, WrittenCase, problems, read
from bukti.evidence.inbox import texts_in
from bukti.evidence.journal import Fact
from bukti.evidence.receive import intact
from bukti.evidence.workspace import Workspace
from bukti.vocabulary.problems import Problem, Refusal

LARGEST: Final = 1_000_000
"""Bytes of a case's file at most."""


@dataclass(frozen=True)
class TakenCase:
    """A case with its contest, and the unit that each name in it means, as it was found when it was taken in."""

    written: WrittenCase
    contest: str
    units: Mapping[str, str]

    @property
    def id(self) -> str:
        return self.written.id

    @property
    def fact(self) -> Fact:
        """What the journal holds of it beside the time: machine values only, no text and no people."""
        written = self.written
        return {
            "kind": CASE, "name": written.name, "sha256": written.sha256, "bytes": len(written.content),
            "contest": self.contest, "units": dict(self.units),
        }  # fmt: skip


def known(workspace: Workspace) -> list[TakenCase]:
    """The last word on each case in the journal, by id. Raises Refusal where the bytes of one are gone or changed."""
    last: dict[str, Fact] = {f["name"]: f for f in workspace.journal.facts() if f["kind"] == CASE}
    found: list[TakenCase] = []
    wrong: list[Problem] = []
    for name, fact in sorted(last.items()):
        try:
            content = intact(workspace, fact["sha256"], f"{FOLDER}/{name}").read_bytes()
            found.append(TakenCase(read(name, fact["sha256"], content), fact["contest"], fact["units"]))
        except Refusal as refusal:
            wrong += refusal.problems
    if wrong:
        raise Refusal(wrong)
    return found


def fresh(workspace: Workspace, taken: Sequence[TakenCase]) -> tuple[list[WrittenCase], list[Problem]]:
    """The cases in the inbox that are new or say something else than before, and all that is wrong there.

    A file that is gone is no matter, for its fact stays.
    """
    before = {t.written.name: t.written.sha256 for t in taken}
    found: list[WrittenCase] = []
    wrong: list[Problem] = []
    there = [] if workspace.upto is not None else texts_in(workspace.cases, FOLDER, LARGEST, "CS-SIZE", wrong)
    for name, content in there:
        sha256 = hashlib.sha256(content).hexdigest()
        if before.get(name) == sha256:
            continue
        try:
            written = read(name, sha256, content)
        except Refusal as refusal:
            wrong += refusal.problems
            continue
        own = [*problems(written)]
        wrong += own
        found += [] if own else [written]
    wrong += _numbers_twice(found, [t.written for t in taken])
    return found, wrong


def _numbers_twice(new: Sequence[WrittenCase], taken: Sequence[WrittenCase]) -> list[Problem]:
    """Two cases of one number."""
    names = {one.name for one in new}
    numbers = {t.case.number: t.name for t in taken if t.case.number and t.name not in names}
    wrong = []
    for one in new:
        number = one.case.number
        if number and numbers.setdefault(number, one.name) != one.name:
            wrong.append(one.problem(("number",), "CS-NUMBER-TWICE", number, f"{FOLDER}/{numbers[number]}"))
    return wrong


def keep(workspace: Workspace, new: Sequence[TakenCase]) -> list[Fact]:
    """The facts of the new cases, whose bytes lie under their digests."""
    for one in new:
        durable.write_if_changed(workspace.objects / one.written.sha256, one.written.content)
    return [one.fact for one in new]


__all__ = ["TakenCase", "fresh", "keep", "known"]
