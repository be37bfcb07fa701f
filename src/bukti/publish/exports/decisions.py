"""`decisions.csv`: what people decided, thing by thing."""

from __future__ import annotations

from dataclasses import replace

from bukti.evidence.ballots import Contest
from bukti.publish.exports.written import Export, whole_table
from bukti.publish.opened import Opened


def export(asked: Opened, contest: Contest) -> Export | None:
    """One row for each row of `decision`; nothing of a contest in which nothing was decided."""
    if not any(p.startswith(f"{contest.id}/") for p in asked.built.store.partitions("decision")):
        return None
    return replace(whole_table(asked, contest, "decision", ("field",)), partitioned=False)
