"""The facts of audits: a plan, its seed, what people typed. All are kept, in order; nothing takes another's place."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property
from typing import Any, Final, Literal

from bukti.audit.papers import Entry, Paper, papers
from bukti.audit.plan import Plan, read
from bukti.audit.progress import Progress, progress
from bukti.evidence import durable
from bukti.evidence.journal import Fact
from bukti.evidence.leaves import AUDIT
from bukti.evidence.receive import intact
from bukti.evidence.workspace import Workspace

What = Literal["plan", "seed", "entry"]
FOLDER: Final = "audit"
"""The folder of the site with the files of audits, and of each contest with the page about them."""


@dataclass(frozen=True)
class Recorded:
    """One fact of an audit: what it is, the digest of its text, its moment (UTC), its number within the audit."""

    what: What
    sha256: str
    at: str
    number: int

    @property
    def name(self) -> str:
        """The file that holds its text, among those of the audit."""
        return f"facts/{self.number:04d}-{self.what}.json"


@dataclass(frozen=True)
class Audit:
    """One audit as far as it has come; `seed` is None until it was thrown."""

    id: str
    plan: Plan
    recorded: tuple[Recorded, ...]
    seed: str | None = None
    entries: tuple[Entry, ...] = field(default=(), repr=False)

    @cached_property
    def papers(self) -> Mapping[str, Paper]:
        return papers(self.entries, self.plan.two)

    @cached_property
    def progress(self) -> Progress:
        plan = self.plan
        return progress(plan.frame, self.seed, self.papers, plan.risk, plan.share)

    @property
    def has_begun(self) -> bool:
        """Whether chance or paper has spoken already, so that its plan binds."""
        return self.seed is not None or bool(self.entries)


def audits(workspace: Workspace) -> list[Audit]:
    """All audits in the order of their plans. Raises Refusal where the text of a fact is gone or altered."""
    found: dict[str, Audit] = {}
    for fact in workspace.journal.facts():
        if fact["kind"] == AUDIT:
            _take(workspace, found, fact)
    return [*found.values()]


def _take(workspace: Workspace, found: dict[str, Audit], fact: Fact) -> None:
    name, what = fact["audit"], fact["what"]
    content = intact(workspace, fact["sha256"], f"{name}, {what}").read_bytes()
    before = found.get(name)
    recorded = Recorded(what, fact["sha256"], fact["received_at"], len(before.recorded) + 1 if before else 1)
    if before is None:
        found[name] = Audit(name, read(content), (recorded,))
        return
    said: dict[str, Any] = json.loads(content)
    now = replace(before, recorded=(*before.recorded, recorded))
    if what == "seed":
        found[name] = replace(now, seed=said["seed"])
    else:
        votes = None if said["votes"] is None else tuple(said["votes"])
        entry = Entry(said["unit"], votes, fact["role"], fact["received_at"])
        found[name] = replace(now, entries=(*before.entries, entry))


def of_contest(some: Sequence[Audit], contest: str, area: str = "") -> list[Audit]:
    """The audits of a contest, or of one of its ballot areas, the oldest first."""
    return [a for a in some if (a.plan.contest, a.plan.area) == (contest, area)]


def name_of(some: Sequence[Audit], contest: str, area: str) -> str:
    """The name of the next audit: the contest's, its area's, and the first number that is free."""
    taken = {audit.id for audit in some}
    begin = "-".join(filter(None, (contest, area)))
    return next(f"{begin}-{n}" for n in range(1, len(taken) + 2) if f"{begin}-{n}" not in taken)


def plan_fact(name: str, plan: Plan) -> tuple[Fact, bytes]:
    """The fact of a plan and its text."""
    return _fact("plan", name, plan.contest, plan.text)


def seed_fact(audit: Audit, seed: str) -> tuple[Fact, bytes]:
    """The fact of a seed and its text."""
    return _fact("seed", audit.id, audit.plan.contest, _text({"audit": audit.id, "seed": seed}))


def entry_fact(audit: Audit, unit_id: str, votes: Sequence[int] | None, role: str) -> tuple[Fact, bytes]:
    """The fact of what one person typed and its text; None for a sheet that was not found."""
    said = {"audit": audit.id, "unit": unit_id, "votes": None if votes is None else list(votes)}
    fact, text = _fact("entry", audit.id, audit.plan.contest, _text(said))
    return {**fact, "role": role}, text


def _text(said: Mapping[str, object]) -> bytes:
    return (json.dumps(said, sort_keys=True, separators=(",", ":"), ensure_ascii=False) + "\n").encode()


def _fact(what: What, name: str, contest: str, text: bytes) -> tuple[Fact, bytes]:
    digest = hashlib.sha256(text).hexdigest()
    fact = {"kind": AUDIT, "what": what, "audit": name, "contest": contest, "sha256": digest, "bytes": len(text)}
    return fact, text


def put(workspace: Workspace, some: Sequence[tuple[Fact, bytes]], at: str) -> None:
    """The facts stand in the journal, all or none; their texts lie in evidence before."""
    for fact, text in some:
        durable.write_if_changed(workspace.objects / fact["sha256"], text)
    workspace.journal.append([{**fact, "received_at": at} for fact, _ in some])


def texts(workspace: Workspace, audit: Audit) -> Iterator[tuple[str, bytes]]:
    """The texts of an audit's facts, each with the name of its file."""
    for one in audit.recorded:
        yield one.name, intact(workspace, one.sha256, one.name).read_bytes()


__all__ = [
    "FOLDER", "Audit", "Recorded", "audits", "entry_fact", "name_of", "of_contest", "plan_fact", "put", "seed_fact",
    "texts",
]  # fmt: skip
