"""A publication leaves the public's folder: pages and data are gone, its entry stays, a later entry says why."""

from __future__ import annotations

import shutil
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from bukti.evidence import durable, lock
from bukti.evidence import format as formats
from bukti.evidence.journal import Fact
from bukti.evidence.leaves import WITHDRAWAL
from bukti.evidence.workspace import Workspace
from bukti.publish.publication import current_number
from bukti.publish.signing import clock, ledger_of, moment
from bukti.vocabulary.problems import Place, refuse

REASONS: Final = ("personal-data", "court-order", "wrong-files")
"""Why content leaves the site, in one code: what goes into the ledger stays there for ever, so no free text."""


@dataclass(frozen=True)
class Withdrawn:
    """What left: the publication's number, the entry that is withdrawn, and how many of its files are still public.

    `shared` counts files that other publications hold too, byte for byte: they stay there.
    """

    number: int
    index: int
    shared: int


def withdraw(workspace: Workspace, number: int, reason: str, now: str | None = None) -> Withdrawn:
    """The publication of a number lies in `site/` no more, and a fact says so, with the reason.

    The fact is written first: a run that is struck after it is ended by the next of the same number. Raises Refusal
    where no publication bears the number, or where the public sees it now.
    """
    with lock.held(workspace.root):
        formats.require(workspace)
        ledger = ledger_of(workspace)
        places = ledger.publications()
        if number not in places:
            raise refuse("EV-AT-NO-PUBLICATION", found=str(number), expected=" ".join(map(str, sorted(places))))
        if number in (current_number(workspace), max(places)):
            raise refuse("PB-WITHDRAW-SHOWN", Place(f"site/{number}"), str(number))
        index = ledger.index(places[number])
        if number not in {fact["number"] for fact in ledger.facts if fact["kind"] == WITHDRAWAL}:
            at = moment(ledger.facts, now or clock())
            fact: Fact = {"kind": WITHDRAWAL, "number": number, "reason": reason, "received_at": at}
            workspace.journal.append([fact])
        return Withdrawn(number, index, _remove(workspace.site / str(number)))


def _remove(folder: Path) -> int:
    """The folder is gone, in one step for whoever looks; so many of its files have other names elsewhere."""
    if not folder.is_dir():
        return 0
    shared = sum(1 for path in folder.rglob("*") if path.is_file() and path.stat().st_nlink > 1)
    leaving = durable.unfinished(folder.parent)
    durable.name(folder, leaving / folder.name)
    durable.settle(folder.parent)
    shutil.rmtree(leaving)
    return shared


__all__ = ["REASONS", "Withdrawn", "withdraw"]
