"""Whether the tables are those of the evidence: what the last build left behind, held against what there is now."""

from __future__ import annotations

import json
from typing import Final

from bukti.evidence import durable
from bukti.evidence.leaves import OWN
from bukti.evidence.software import software
from bukti.evidence.workspace import Workspace
from bukti.vocabulary.problems import Place, refuse

NAME: Final = "ended.json"


def mark(workspace: Workspace) -> None:
    """The build that ended says of which facts its tables are, and by which software."""
    durable.write_if_changed(workspace.build / NAME, json.dumps(_now(workspace)).encode())


def require(workspace: Workspace) -> None:
    """Raises Refusal where the last build did not end, or facts came after it, or other software made it."""
    file = workspace.build / NAME
    try:
        ended = json.loads(file.read_bytes())
    except (OSError, ValueError):
        raise refuse("PB-NOT-BUILT", Place(str(workspace.build))) from None
    now = _now(workspace)
    if ended != now:
        told = [", ".join(f"{key} {value}" for key, value in said.items()) for said in (ended, now)]
        raise refuse("PB-NOT-UP-TO-DATE", Place(str(workspace.build)), *told)


def _now(workspace: Workspace) -> dict[str, int | str]:
    facts = sum(1 for fact in workspace.journal.facts() if fact["kind"] not in OWN)
    return {"facts": facts, "software": software()[1]}
