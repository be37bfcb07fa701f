"""What stands before a key signs: the facts, their entries, the state that was signed last, the keys in force."""

from __future__ import annotations

import datetime
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from bukti.evidence.journal import Fact
from bukti.evidence.keys import Keys, keys_of, load
from bukti.evidence.leaves import PUBLICATION, Leaf, index_of, leaves, opening_place
from bukti.evidence.log import State, grow, record, signed_last, signed_note
from bukti.evidence.workspace import Workspace
from bukti.ledger.note import Signer
from bukti.vocabulary.problems import Place, refuse

Passphrase = Callable[[str], str]
"""Gives the passphrase of the key that a vkey stands for."""


@dataclass(frozen=True)
class Ledger:
    """The log of a workspace as its facts have it, and what of it was signed."""

    workspace: Workspace
    facts: Sequence[Fact]
    leaves: Sequence[Leaf]
    opening: int
    last: State | None
    keys: Keys

    @property
    def origin(self) -> str:
        found: str = self.facts[self.opening]["origin"]
        return found

    @property
    def signed(self) -> int:
        """How many entries are signed."""
        return self.last.checkpoint.size if self.last else 0

    @property
    def entries(self) -> list[bytes]:
        return [leaf.entry for leaf in self.leaves]

    def index(self, place: int) -> int:
        """The index in the log of the fact at a place in the journal."""
        return index_of(place, self.opening)

    def publications(self) -> dict[int, int]:
        """The places in the journal of the publications, by number."""
        return {f["number"]: place for place, f in enumerate(self.facts) if f["kind"] == PUBLICATION}


def ledger_of(workspace: Workspace) -> Ledger:
    """The log as it must be now. Raises Refusal where nothing was opened, or what was signed is not what facts say."""
    facts = workspace.journal.facts()
    opening = opening_place(facts)
    if opening is None:
        raise refuse("PB-NOT-OPENED", Place(str(workspace.root)))
    found = leaves(facts)
    entries = [leaf.entry for leaf in found]
    last = signed_last(workspace, facts[opening]["origin"], keys_of(facts, 0).verifiers, entries)
    return Ledger(workspace, facts, found, opening, last, keys_of(facts, last.checkpoint.size if last else 0))


def signers_of(ledger: Ledger, passphrase: Passphrase) -> list[Signer]:
    """The key in force, and the one that waits to take its place, which signs beside it once."""
    vkeys = [ledger.keys.vkey, *([ledger.keys.waiting] if ledger.keys.waiting else [])]
    return [load(ledger.workspace, vkey, passphrase(vkey)) for vkey in vkeys]


def sign(ledger: Ledger, size: int, signers: Sequence[Signer]) -> State:
    """The log holds and serves its first `size` entries, signed; where more of it is signed already, that."""
    if ledger.last and ledger.last.checkpoint.size >= size:
        record(ledger.workspace, ledger.last)
        return ledger.last
    entries = ledger.entries[:size]
    state = signed_note(ledger.origin, entries, signers)
    grow(ledger.workspace, ledger.signed, entries, state)
    return state


def clock() -> str:
    """What the clock says, UTC, to the second."""
    return datetime.datetime.now(datetime.UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


def moment(facts: Sequence[Fact], now: str) -> str:
    """The moment of the next fact: now, or that of the last fact where a clock says it is before that."""
    before: str = facts[-1]["received_at"] if facts else now
    return max(now, before)
