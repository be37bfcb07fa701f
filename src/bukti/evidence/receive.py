"""Taking in files: what is new is copied under its digest and journalled, all of it or nothing."""

from __future__ import annotations

import datetime
import hashlib
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path

from bukti.evidence import durable
from bukti.evidence.journal import Fact
from bukti.evidence.workspace import InboxFile, Workspace
from bukti.vocabulary.problems import Place, Problem, Refusal, refuse

UNITS = "units"
BOUNDARIES = "boundaries"
OF_PLACES = frozenset({UNITS, BOUNDARIES})
"""The entries of files that are about places and state no votes."""
DECISION = "decision"
"""The entry of files that hold decisions, and the series of the readings that these make."""
UNKNOWN_YET = 1 << 40  # what is not in the journal yet comes after all that is


@dataclass(frozen=True)
class Wanted:
    """An entry of bukti.toml with the files it points at; `as_of` is what it declares of them, UTC text or None.

    `moments` are those that the files' own names state, by name; they go first. `by_name`: a file's name says which
    unit it is of, or of which moment it is, so the same bytes under two names are two sources. `meaning` is a digest
    of how the entry reads a file: two entries of one meaning read the same bytes alike. `definition` is the digest of
    what its columns mean (`definitions`).
    """

    entry: str
    files: tuple[InboxFile, ...]
    as_of: str | None = None
    series: str = ""
    by_name: bool = False
    meaning: str = ""
    moments: Mapping[str, str] = field(default_factory=dict)
    definition: str = ""

    def received(self, file: InboxFile, sha256: str, size: int) -> Received:
        as_of = self.moments.get(file.name, self.as_of)
        return Received(
            self.entry, file.name, sha256, size, as_of, self.series, self.by_name, definition=self.definition
        )


@dataclass(frozen=True)
class Received:
    """A file as received by one entry: its name then, digest, size, and the moment declared for it.

    `order` is its place among all that was ever received; `definition` the digest of what its columns meant then.
    """

    entry: str
    name: str
    sha256: str
    bytes: int
    as_of: str | None
    series: str = ""
    by_name: bool = False
    order: int = field(default=0, compare=False)
    definition: str = field(default="", compare=False)

    @property
    def identity(self) -> str:
        """What makes two files the same: their bytes, and their names where these say something."""
        return f"{self.sha256} {self.name.rpartition('/')[2]}" if self.by_name else self.sha256

    @property
    def source_id(self) -> str:
        """Hash of the entry and the file's identity: the same file again is the same source."""
        return hashlib.sha256(f"{self.entry}\0{self.identity}".encode()).hexdigest()[:16]

    def fact(self, received_at: str) -> Fact:
        named = {"definition": self.definition} if self.definition else {}
        return {
            "kind": "source", "entry": self.entry, "name": self.name, "sha256": self.sha256, "bytes": self.bytes,
            "as_of": self.as_of, "series": self.series, "by_name": self.by_name, "received_at": received_at,
            **named,
        }  # fmt: skip


@dataclass(frozen=True)
class Staged:
    """A received file with the place where its bytes can be read now."""

    received: Received
    path: Path


@dataclass
class Receipt:
    """What stands ready to be read; `new` and its `copies` are not in evidence yet."""

    staged: list[Staged]
    new: list[Received]
    copies: dict[str, durable.Copy]
    notices: list[Problem]


def known(workspace: Workspace) -> dict[tuple[str, str], Received]:
    """The sources in the journal by entry and digest; a later fact about the same bytes replaces the earlier."""
    found: dict[tuple[str, str], Received] = {}
    for order, fact in enumerate(workspace.journal.facts()):
        if fact["kind"] == "source":
            received = received_of(fact, order)
            found[(received.entry, received.identity)] = received
    return found


def received_of(fact: Fact, order: int = 0) -> Received:
    """The source that a fact of the journal says was received."""
    return Received(
        fact["entry"], fact["name"], fact["sha256"], fact["bytes"], fact.get("as_of") or None,
        fact.get("series") or "", bool(fact.get("by_name")), order, fact.get("definition") or "",
    )  # fmt: skip


def stage(workspace: Workspace, wanted: Sequence[Wanted], scratch: Path) -> Receipt:
    """Everything the entries can read: what the journal knows, and copies in `scratch` of what is new.

    Raises Refusal where a file cannot be read, or an object in evidence no longer has its digest.
    """
    desk = _Desk(workspace, scratch, {w.entry: w.meaning for w in wanted})
    for entry in wanted:
        for file in entry.files:
            desk.receive(entry, file)
    order = {w.entry: place for place, w in enumerate(wanted)}
    held = [r for r in desk.current.values() if r.entry in order]
    for received in sorted(held, key=lambda r: (order[r.entry], r.name, r.sha256)):
        copy = desk.receipt.copies.get(received.sha256)
        desk.receipt.staged.append(
            Staged(received, copy.path if copy else intact(workspace, received.sha256, received.name))
        )
    _others_intact(workspace, {r.sha256 for r in held})
    return desk.receipt


class _Desk:
    """Where files are taken in one by one: what is known by now, and the receipt being written."""

    def __init__(self, workspace: Workspace, scratch: Path, meanings: dict[str, str]) -> None:
        self.objects = workspace.objects
        self.scratch = scratch
        self.meanings = meanings
        self.current = known(workspace)
        self.receipt = Receipt([], [], {}, [])
        self.firsts: dict[tuple[str, str], Received] = {}
        for received in self.current.values():
            self._remember(received)

    def _remember(self, received: Received) -> None:
        """The first source of these bytes under each meaning."""
        if meaning := self.meanings.get(received.entry):
            self.firsts.setdefault((received.identity, meaning), received)

    def receive(self, entry: Wanted, file: InboxFile) -> None:
        """The file is known already, which is told, or stands in the receipt as new with a copy of its bytes."""
        received = entry.received(file, *_digest(file))
        same = self.current.get((entry.entry, received.identity))
        twin = self.firsts.get((received.identity, entry.meaning)) if entry.meaning else None
        first = (
            same if same and (same.as_of, same.series) == (received.as_of, received.series) else None if same else twin
        )
        if first:
            if (first.entry, first.name) != (entry.entry, file.name):
                self.receipt.notices.append(Problem("EV-ALREADY-KNOWN", Place(file.name), first.name, level="notice"))
            return
        received = replace(received, order=UNKNOWN_YET + len(self.receipt.new))
        self.current[(entry.entry, received.identity)] = received
        self._remember(received)
        self.receipt.new.append(received)
        sha256 = received.sha256
        if sha256 not in self.receipt.copies and not (self.objects / sha256).is_file():
            self.receipt.copies[sha256] = _copy(file, sha256, self.scratch)


def _digest(file: InboxFile) -> tuple[str, int]:
    try:
        with file.path.open("rb") as stream:
            return hashlib.file_digest(stream, "sha256").hexdigest(), file.path.stat().st_size
    except FileNotFoundError as error:
        raise refuse("EV-FILE-MISSING", Place(file.name), str(file.path)) from error
    except OSError as error:
        raise refuse("EV-NO-PERMISSION", Place(file.name), error.strerror or "") from error


def _copy(file: InboxFile, sha256: str, scratch: Path) -> durable.Copy:
    copy = durable.copy_in(file.path, scratch, file.name)
    if copy.sha256 != sha256:
        raise refuse("EV-CHANGED-WHILE-READ", Place(file.name), copy.sha256[:12], sha256[:12])
    return copy


def intact(workspace: Workspace, sha256: str, name: str) -> Path:
    """The object of this digest. Raises Refusal, naming what it was received as, where it is gone or altered."""
    path = workspace.objects / sha256
    if not path.is_file():
        raise refuse("EV-OBJECT-MISSING", Place(name), sha256)
    with path.open("rb") as stream:
        found = hashlib.file_digest(stream, "sha256").hexdigest()
    if found != sha256:
        raise refuse("EV-OBJECT-ALTERED", Place(name), found, sha256)
    return path


def _others_intact(workspace: Workspace, seen: set[str]) -> None:
    """Raises Refusal where an object that no entry reads, such as an earlier configuration, has not its digest."""
    problems = []
    for path in sorted(workspace.objects.glob("[0-9a-f]*")):
        if path.name not in seen:
            with path.open("rb") as stream:
                found = hashlib.file_digest(stream, "sha256").hexdigest()
            if found != path.name:
                where = Place(str(path.relative_to(workspace.root)))
                problems.append(Problem("EV-OBJECT-ALTERED", where, found, path.name))
    if problems:
        raise Refusal(problems)


def commit(workspace: Workspace, receipt: Receipt, others: Iterable[Fact] = ()) -> list[Problem]:
    """The new bytes lie under their digests and the facts stand in the journal: objects first, journal last.

    What a killed run gave a name to, and had not made sure of, is made sure of before a fact names it. Moments of
    receipt never run backwards: where the clock does, the last moment stands, and a notice is returned.
    """
    folder = workspace.journal.folder
    durable.make_folder(workspace.objects)
    durable.make_folder(folder)
    for copy in receipt.copies.values():
        durable.keep(copy, workspace.objects)
    durable.settle(workspace.root, workspace.evidence, workspace.objects, folder)
    clock = datetime.datetime.now(datetime.UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
    last = max((str(f["received_at"]) for f in workspace.journal.facts()), default="")
    now = max(clock, last)
    facts = [*(r.fact(now) for r in receipt.new), *({**f, "received_at": now} for f in others)]
    workspace.journal.append(facts)
    return [Problem("EV-CLOCK-BEHIND", found=clock, expected=last, level="notice")] if facts and clock < last else []


def keep_text(workspace: Workspace, kind: str, name: str, content: bytes) -> list[Fact]:
    """The fact that this text is in force, where the last fact of its kind and name says something else."""
    sha256 = hashlib.sha256(content).hexdigest()
    before = [f for f in workspace.journal.facts() if f["kind"] == kind and f.get("name") == name]
    if before and before[-1]["sha256"] == sha256:
        return []
    durable.write_if_changed(workspace.objects / sha256, content)
    return [{"kind": kind, "name": name, "sha256": sha256, "bytes": len(content)}]
