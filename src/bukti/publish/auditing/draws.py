"""The draw of an audit: the seed that was thrown in public, once, after its plan was fixed; the stations to fetch."""

from __future__ import annotations

from collections.abc import Sequence

from bukti.audit.progress import Draw, asked
from bukti.audit.record import Audit, audits, of_contest, put, seed_fact
from bukti.audit.tickets import is_seed
from bukti.evidence import lock
from bukti.evidence.ballots import Contest
from bukti.evidence.workspace import Workspace
from bukti.publish.lookup import contest_named
from bukti.publish.opened import Opened
from bukti.publish.signing import clock, moment
from bukti.vocabulary.problems import Place, refuse


def last(asked_of: Opened, contest: str | None, area: str | None) -> tuple[Contest, Audit]:
    """The contest meant and its last audit. Raises Refusal where none was planned, or where there are several areas."""
    one = contest_named(asked_of, contest)
    some = audits(asked_of.terms.workspace)
    areas = sorted({a.plan.area for a in some if a.plan.contest == one.id and a.plan.area})
    chosen = area if area is not None else areas[0] if len(areas) == 1 else ""
    found = of_contest(some, one.id, chosen)
    if not found:
        raise refuse("AU-NOT-PLANNED", Place(one.id), f" ({area})" if area else "", ", ".join(areas) or "–")
    return one, found[-1]


def throw(workspace: Workspace, audit: Audit, seed: str, now: str | None = None) -> Audit:
    """The seed of an audit is a fact.

    Raises Refusal where the text is no seed, where the audit has one, and where it compares all papers without any.
    """
    if not is_seed(seed):
        raise refuse("AU-NO-SEED", Place(audit.id), seed)
    with lock.held(workspace.root):
        current = by_id(workspace, audit.id)
        if current.plan.is_full:
            raise refuse("AU-FULL-COUNT", Place(audit.id), str(current.plan.draws), str(len(current.plan.stations)))
        if current.seed is not None:
            raise refuse("AU-SEED-TWICE", Place(audit.id), seed, current.seed)
        put(workspace, [seed_fact(current, seed)], moment(workspace.journal.facts(), now or clock()))
        return by_id(workspace, audit.id)


def by_id(workspace: Workspace, name: str) -> Audit:
    """The audit of this name as the journal has it now."""
    return next(a for a in audits(workspace) if a.id == name)


def drawn(audit: Audit, number: int | None = None) -> list[Draw]:
    """The first draws of an audit in order: so many as were asked for, else as its rule needs by now.

    Raises Refusal where no seed was thrown yet.
    """
    if audit.seed is None:
        raise refuse("AU-UNSEEDED", Place(audit.id))
    needed = max(audit.plan.draws, len(audit.progress.draws) + audit.progress.more)
    return asked(audit.plan.frame, audit.seed, audit.papers, min(number or needed, len(audit.plan.stations)))


def to_fetch(audit: Audit, number: int | None = None) -> Sequence[str]:
    """The stations whose papers are to be read, each once, in the order in which they were drawn; else all."""
    stations = audit.plan.stations
    if audit.plan.is_full or audit.progress.conclusion == "full-count":
        return [s.unit_id for s in stations]
    return [*dict.fromkeys(stations[d.at].unit_id for d in drawn(audit, number))]


__all__ = ["by_id", "drawn", "last", "throw", "to_fetch"]
