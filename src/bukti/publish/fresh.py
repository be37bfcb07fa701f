"""Whether the tables are those of the evidence: what the last build left behind, held against what there is now."""

from __future__ import annotations

from typing import Final

from bukti.engine.store import kept_beside
from bukti.evidence.leaves import OWN
from bukti.evidence.software import software
from bukti.evidence.workspace import Workspace
from bukti.vocabulary.problems import Place, refuse

NAME: Final = "made of"
"""What a whole build keeps beside its catalogue: of how many facts its tables are, and by which software."""


def now(workspace: Workspace) -> dict[str, int | str]:
    """How many facts there are that tables are made of, and which software this is."""
    facts = sum(1 for fact in workspace.journal.facts() if fact["kind"] not in OWN)
    return {"facts": facts, "software": software()[1]}


def require(workspace: Workspace) -> None:
    """Raises Refusal where no build ended here, or facts came after it, or other software made it."""
    ended, there = kept_beside(workspace.build).get(NAME), now(workspace)
    if ended is None:
        raise refuse("PB-NOT-BUILT", Place(str(workspace.build)))
    if ended != there:
        told = [", ".join(f"{key} {value}" for key, value in said.items()) for said in (ended, there)]
        raise refuse("PB-NOT-UP-TO-DATE", Place(str(workspace.build)), *told)
