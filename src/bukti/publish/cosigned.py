"""A witness's cosignature is taken into what the public sees: the checkpoint, and the pages that name its signers."""

from __future__ import annotations

from bukti.evidence import durable, lock
from bukti.evidence.log import CURRENT, State, record
from bukti.evidence.workspace import Workspace
from bukti.ledger import tiles
from bukti.ledger.cosignature import CosignatureVerifier, attached
from bukti.ledger.unsound import Unsound
from bukti.publish.generation import LOG, verify_pages
from bukti.publish.opened import opened
from bukti.publish.publication import current_number, signed_of
from bukti.publish.signing import ledger_of
from bukti.vocabulary.problems import Place, refuse


def take(workspace: Workspace, line: bytes, vkey: str) -> int:
    """The number of the publication whose checkpoint now bears the line of the witness that the vkey stands for.

    No figure, no entry and no file of the manifest changes. Raises Refusal where the line is not a good cosignature of
    the checkpoint that the public sees.
    """
    with lock.held(workspace.root):
        ledger = ledger_of(workspace)
        number = current_number(workspace)
        if ledger.last is None or number is None:
            raise refuse("CLI-NOT-PUBLISHED", Place(str(workspace.site)))
        try:
            note = attached(ledger.last.note, line, CosignatureVerifier.of(vkey))
        except Unsound as error:
            raise refuse("PB-COSIGNATURE", found=error.detail, expected=error.reason) from error
        state = State(ledger.last.checkpoint, ledger.last.file, note)
        record(workspace, state)
        shown = workspace.site / CURRENT
        with opened(workspace) as asked:
            for file, content in verify_pages(asked, signed_of(ledger, state, number)):
                durable.write(shown / file, content)
        durable.write(shown / LOG / tiles.CHECKPOINT, note)
        return number
