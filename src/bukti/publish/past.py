"""The tables of an earlier time, built again beside the current ones and compared with what was published."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from bukti.engine.database import connect
from bukti.engine.store import Store
from bukti.evidence import durable, lock
from bukti.evidence import format as formats
from bukti.evidence.past import Moment, as_it_was, moment_named, terms_then
from bukti.evidence.software import software
from bukti.evidence.workspace import Workspace
from bukti.publish.build import Progress, make, read
from bukti.vocabulary.contract import Table
from bukti.vocabulary.problems import Place, Problem, refuse

AT = "at"
NO_DIGEST = ""


@dataclass(frozen=True)
class Digests:
    """A table's content digest (hex) as built now, and as the publication recorded it; either may be missing."""

    table: str
    here: str
    recorded: str

    @property
    def differs(self) -> bool:
        return bool(self.recorded) and self.here != self.recorded


@dataclass(frozen=True)
class Then:
    """What a build of an earlier time came to. `software` and `recorded_software` are version and digest."""

    moment: Moment
    folder: Path
    digests: tuple[Digests, ...]
    software: tuple[str, str]
    notices: tuple[Problem, ...]

    @property
    def differing(self) -> list[str]:
        return [d.table for d in self.digests if d.differs]


def build_at(
    workspace: Workspace,
    at: str,
    folder: Path | None = None,
    threads: int | None = None,
    memory: str | None = None,
    progress: Progress = lambda _: None,
) -> Then:
    """The tables from only the facts received by a publication or moment, in a folder of their own.

    Facts, the current tables and the pages are as they were. Raises Refusal where the time is not to be had, the
    folder named holds something, or evidence lacks what had been received.
    """
    formats.require(workspace)
    moment = moment_named(workspace, at)
    into = folder or workspace.build / AT / moment.name
    if folder is not None and folder.exists() and (not folder.is_dir() or any(folder.iterdir())):
        raise refuse("EV-AT-FOLDER", Place(str(folder)))
    into.mkdir(parents=True, exist_ok=True)
    then = as_it_was(workspace, moment, into.resolve())
    with lock.held(then.build):
        durable.discard_unfinished(then.build)
        with durable.scratch(then.build) as scratch, connect(scratch, threads, memory) as connection:
            terms = terms_then(then, scratch)
            store = Store(then.build, terms.contracts)
            intake = read(terms, store, connection, scratch, progress, True)
            make(store, connection, intake, progress)
    here = {name: store.table_digest(name) for name in published_tables(terms.contracts.values())}
    return Then(moment, then.build, _compared(here, moment.tables), software(), tuple(intake.notices))


def published_tables(contracts: Iterable[Table]) -> list[str]:
    """The tables whose content a publication vouches for: all but what files hold row by row, by name."""
    return sorted(t.name for t in contracts if not t.name.startswith("extract_") and not t.union_of)


def _compared(here: dict[str, str], recorded: dict[str, str]) -> tuple[Digests, ...]:
    names = sorted({*here, *recorded})
    return tuple(Digests(n, here.get(n, NO_DIGEST), recorded.get(n, NO_DIGEST)) for n in names)
