"""Decisions as facts: those taken in, in the order of their receipt, and the files in the inbox that are new."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Final

from bukti.evidence import durable
from bukti.evidence.decision import FOLDER, Written, problems, read
from bukti.evidence.inbox import texts_in
from bukti.evidence.journal import Fact
from bukti.evidence.receive import DECISION
from bukti.evidence.workspace import Workspace
from bukti.vocabulary.problems import Place, Problem, Refusal, refuse

LARGEST: Final = 1_000_000
"""Bytes of a decision's file at most."""


@dataclass(frozen=True)
class Touched:
    """One thing that a decision is about, as it was found when the decision was taken in; empty where of none.

    `reading` is the reading used or corrected, with the sheet and unit that it is of. `observed` and `expected` are
    the two sides of a finding then: a finding that states others later is another matter. `area` is a ballot area.
    """

    contest: str = ""
    unit: str = ""
    sheet: str = ""
    reading: str = ""
    finding: str = ""
    source: str = ""
    observed: int | None = None
    expected: int | None = None
    area: str = ""

    @property
    def plain(self) -> dict[str, str | int]:
        """What is not empty, for the journal."""
        return {k: v for k, v in vars(self).items() if v not in ("", None)}


@dataclass(frozen=True)
class Taken:
    """A decision with the things it is about."""

    written: Written
    touches: tuple[Touched, ...]

    @property
    def fact(self) -> Fact:
        """What the journal holds of it: machine values only, no text and no people."""
        d, received = self.written.decision, self.written.received
        return {
            "kind": DECISION, "name": received.name, "sha256": received.sha256, "bytes": received.bytes,
            "effect": d.effect, "units": list(dict.fromkeys(t.unit for t in self.touches if t.unit)),
            "role": d.author_role, "reason": d.reason, "touches": [t.plain for t in self.touches],
        }  # fmt: skip


def known(workspace: Workspace) -> list[Taken]:
    """The decisions in the journal, oldest first. Raises Refusal where the bytes of one are gone or changed."""
    found: list[Taken] = []
    wrong: list[Problem] = []
    for fact in workspace.journal.facts():
        if fact["kind"] == DECISION:
            try:
                content = _object(workspace, fact)
                touches = tuple(Touched(**t) for t in fact["touches"])
                found.append(Taken(read(fact["name"], fact["sha256"], content), touches))
            except Refusal as refusal:
                wrong += refusal.problems
    if wrong:
        raise Refusal(wrong)
    return found


def _object(workspace: Workspace, fact: Fact) -> bytes:
    path = workspace.objects / str(fact["sha256"])
    place = Place(f"{FOLDER}/{fact['name']}")
    if not path.is_file():
        raise refuse("EV-OBJECT-MISSING", place, fact["sha256"])
    content = path.read_bytes()
    digest = hashlib.sha256(content).hexdigest()
    if digest != fact["sha256"]:
        raise refuse("EV-OBJECT-ALTERED", place, digest, fact["sha256"])
    return content


def fresh(
    workspace: Workspace, taken: Sequence[Taken], one_person: bool
) -> tuple[list[Written], list[Problem], list[Problem]]:
    """The decisions in the inbox that are new; all that is wrong there; all that is to be noticed.

    A file that was taken in and says something else now is wrong: what was taken in stands. One that is gone is no
    matter, for its fact stays.
    """
    found: list[Written] = []
    wrong: list[Problem] = []
    notices: list[Problem] = []
    by_name = {t.written.name: t.written.sha256 for t in taken}
    by_digest = {t.written.sha256: t.written.name for t in taken}
    # a workspace as it was at an earlier time has no inbox
    past = workspace.upto is not None and workspace.supposed is None
    there = [] if past else texts_in(workspace.decisions, FOLDER, LARGEST, "DC-SIZE", wrong)
    for name, content in there:
        place = Place(f"{FOLDER}/{name}")
        sha256 = hashlib.sha256(content).hexdigest()
        if by_name.get(name, sha256) != sha256:
            wrong.append(Problem("DC-ALTERED", place, sha256[:12], by_name[name][:12]))
        elif sha256 in by_digest:
            if by_digest[sha256] != name:
                notices.append(Problem("EV-ALREADY-KNOWN", place, by_digest[sha256], level="notice"))
        else:
            by_digest[sha256] = name
            try:
                written = read(name, sha256, content)
            except Refusal as refusal:
                wrong += refusal.problems
                continue
            own = list(problems(written, one_person))
            wrong += own
            found += [] if own else [written]
    return found, wrong, notices


def out_of_order(taken: Iterable[Taken], new: Iterable[Taken]) -> Iterator[Problem]:
    """Two decisions on one thing that are of one moment without an order, or that come in after a later one."""
    before: dict[tuple[str, ...], Taken] = {}
    for one in sorted(taken, key=lambda t: t.written.rank):
        before.update(dict.fromkeys(_things(one), one))
    for one in sorted(new, key=lambda t: t.written.rank):
        told: set[str] = set()
        for thing in _things(one):
            other = before.get(thing)
            before[thing] = one
            if other is None or other.written.name in told:
                continue
            if other.written.rank[:2] >= one.written.rank[:2]:
                told.add(other.written.name)
                same = other.written.decision.at == one.written.decision.at
                code = "DC-NO-ORDER" if same else "DC-AFTER-A-LATER-ONE"
                yield one.written.problem(("time",), code, f"{FOLDER}/{other.written.name}", " ".join(thing[-2:]))


def _things(one: Taken) -> Iterator[tuple[str, ...]]:
    """What no two decisions may be about at one moment: a unit of a contest, a finding, a ballot area's lot."""
    for t in one.touches:
        if t.finding:
            yield ("finding", t.finding)
        elif t.unit:
            yield ("unit", t.contest, t.unit)
        elif t.source:
            yield ("source", t.source)
        elif t.area:
            yield ("lot", t.contest, t.area)


def keep(workspace: Workspace, new: Sequence[Taken]) -> list[Fact]:
    """The facts of the new decisions, whose bytes lie under their digests."""
    for one in new:
        durable.write_if_changed(workspace.objects / one.written.sha256, one.written.content)
    return [one.fact for one in new]
