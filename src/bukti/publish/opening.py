"""What an office does before and between publications: open the log, change the key, state an incident."""

from __future__ import annotations

import datetime
import hashlib
import shutil
from typing import Any, Final

from bukti.evidence import durable, lock
from bukti.evidence import format as formats
from bukti.evidence.declaring import load as load_declaration
from bukti.evidence.journal import Fact
from bukti.evidence.keys import COST, make
from bukti.evidence.leaves import INCIDENT, KEY, OPENING, leaves, opening_place
from bukti.evidence.log import SIGNED, State, grow, signed_note
from bukti.evidence.software import software
from bukti.evidence.workspace import Workspace
from bukti.ledger.checkpoint import is_origin
from bukti.ledger.tiles import CHECKPOINT
from bukti.publish.signing import Ledger, Passphrase, clock, ledger_of, moment, signers_of
from bukti.vocabulary.problems import Place, refuse
from bukti.vocabulary.profile import profile_text

INCIDENTS: Final = ("outage", "late-batch", "gap")
FORMER: Final = "former"
"""Where logs lie whose key was lost, in `evidence/`, each under the first of its root's digits."""


def open_log(
    workspace: Workspace,
    origin: str,
    passphrase: str,
    lost: bool = False,
    now: str | None = None,
    cost: int = COST,
) -> str:
    """A log of this origin is open: its first entry names origin, key, software and profile, and is signed.

    With `lost` it follows one whose key was lost or stolen: the opening names that one's last signed state. Gives the
    new key as a vkey; `cost` is that of a try at its passphrase. Raises Refusal where a log is open already, or none
    that could have been lost.
    """
    with lock.held(workspace.root):
        formats.require(workspace)
        facts = workspace.journal.facts()
        before = ledger_of(workspace) if opening_place(facts) is not None else None
        _require(workspace, origin, before, lost)
        signer = make(workspace, origin, passphrase, cost)
        fact: Fact = {
            "kind": OPENING, "origin": origin, "vkey": signer.vkey, "software": software()[1],
            "profile": profile_digest(workspace, facts), "previous": _previous(before) if before else None,
            "received_at": moment(facts, now or clock()),
        }  # fmt: skip
        if before and before.last:
            _keep_former(workspace, before.last)
        formats.mark(workspace)
        workspace.journal.append([fact])
        for record in (workspace.private / SIGNED, workspace.evidence / SIGNED):
            record.unlink(missing_ok=True)
        shutil.rmtree(workspace.log, ignore_errors=True)
        first = [leaf.entry for leaf in leaves([*facts, fact])][:1]
        grow(workspace, 0, first, signed_note(origin, first, [signer]))
        return signer.vkey


def _require(workspace: Workspace, origin: str, before: Ledger | None, lost: bool) -> None:
    """Raises Refusal where a log of this origin cannot be opened now."""
    if not is_origin(origin):
        raise refuse("PB-ORIGIN", found=origin)
    signed = before is not None and before.last is not None
    if lost and not signed:
        raise refuse("PB-NOT-OPENED", Place(str(workspace.root)))
    if before is not None and signed and not lost:
        raise refuse("PB-OPENED", Place(str(workspace.root)), before.origin)
    if before is not None and signed and before.origin == origin:
        raise refuse("PB-ORIGIN-TAKEN", found=origin)


def _previous(before: Ledger) -> dict[str, Any] | None:
    """The last good state of the log before; where that one was opened and never signed, what it named itself."""
    if before.last is None:
        named: dict[str, Any] | None = before.facts[before.opening]["previous"]
        return named
    last = before.last.checkpoint
    return {"origin": last.origin, "size": last.size, "root": last.root.hex()}


def _keep_former(workspace: Workspace, last: State) -> None:
    """The log before lies apart, whole, with the checkpoint signed last."""
    folder = workspace.evidence / FORMER / last.checkpoint.root.hex()[:16]
    shutil.copytree(workspace.log, folder, dirs_exist_ok=True)
    durable.write_if_changed(folder / CHECKPOINT, last.note)
    durable.settle_all(folder)


def profile_digest(workspace: Workspace, facts: list[Fact]) -> str:
    """The digest of the profile in force: as the journal has it, else of the profile that bukti.toml names."""
    name = load_declaration(workspace.configuration).configuration.election.profile
    known = [fact["sha256"] for fact in facts if fact["kind"] == "profile" and fact["name"] == name]
    return known[-1] if known else hashlib.sha256(profile_text(name)).hexdigest()


def rotate(workspace: Workspace, old: Passphrase, new: str, now: str | None = None) -> str:
    """A new key waits for the next publication, which both keys sign. Gives it as a vkey.

    Raises Refusal where a key waits already, or the passphrase of the key in force is not right.
    """
    with lock.held(workspace.root):
        ledger = ledger_of(workspace)
        if ledger.keys.waiting:
            raise refuse("PB-KEY-WAITING", found=ledger.keys.waiting)
        signers_of(ledger, old)
        signer = make(workspace, ledger.origin, new)
        fact: Fact = {
            "kind": KEY, "old": ledger.keys.vkey, "new": signer.vkey,
            "received_at": moment(ledger.facts, now or clock()),
        }  # fmt: skip
        workspace.journal.append([fact])
        return signer.vkey


def state_incident(workspace: Workspace, what: str, begin: str, end: str | None, now: str | None = None) -> Fact:
    """An incident is a fact: what it was and from when to when, UTC. Raises Refusal where a moment is none."""
    with lock.held(workspace.root):
        facts = workspace.journal.facts()
        fact: Fact = {
            "kind": INCIDENT, "what": what, "from": _utc(begin), "to": _utc(end) if end else None,
            "received_at": moment(facts, now or clock()),
        }  # fmt: skip
        if fact["to"] and fact["to"] < fact["from"]:
            raise refuse("PB-INCIDENT-ENDS-FIRST", found=end or "", expected=begin)
        workspace.journal.append([fact])
        return fact


def _utc(text: str) -> str:
    try:
        read = datetime.datetime.fromisoformat(text)
    except ValueError:
        raise refuse("PB-NO-MOMENT", found=text) from None
    if read.utcoffset() is None:
        raise refuse("PB-NO-MOMENT", found=text)
    return read.astimezone(datetime.UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


__all__ = ["INCIDENTS", "open_log", "profile_digest", "rotate", "state_incident"]
