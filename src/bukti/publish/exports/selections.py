"""`selections.csv`: the ballot."""

from __future__ import annotations

from bukti.engine.database import literal
from bukti.evidence.ballots import Contest
from bukti.publish.exports.written import Cells, Export
from bukti.publish.opened import Opened


def export(asked: Opened, contest: Contest) -> Export:  # noqa: ARG001
    """One row per selection in ballot order: id, the number printed, name, short name."""
    columns = (
        Cells("selection", "b.selection", "code"),
        Cells("number", "b.number", "integer"),
        Cells("name", "b.name", "text"),
        Cells("short", "b.short", "text"),
    )
    ballot = ", ".join(
        f"({n}, {literal(s.id)}, {s.number or n}, {literal(s.name)}, {literal(s.short or '')})"
        for n, s in enumerate(contest.selection, 1)
    )
    rows = f"(values {ballot}) b(position, selection, number, name, short)"
    return Export(columns, (), rows, ("b.position",), partitioned=False)
