"""Which partitions a workspace has: each contest in each regency of its scope, what is above, and what is unknown."""

from __future__ import annotations

from bukti.engine.database import Connection, fetch
from bukti.engine.run import ABOVE
from bukti.engine.store import Store
from bukti.evidence.terms import Terms


def partitions(store: Store, connection: Connection, terms: Terms) -> list[str]:
    """Every partition of the workspace: each contest in each regency of its scope, what is above, and what is unknown.

    What is unknown are readings of units that are not in the unit table, or in which their contest is not held.
    """
    names = ("contest", "unit", "unit_path")
    for name in names:
        store.show(connection, name)
    held = """select distinct c.contest || '/' || u.area as partition
        from contest c join unit_path p on p.ancestor_id = c.scope join unit u on u.unit_id = p.unit_id"""
    found = {row[0] for row in fetch(connection, held)}
    for name in names:
        connection.execute(f"drop view {name}")
    unknown = {p for s in terms.shape.sheets for p in store.partitions(s.extract) if p.endswith("/unknown")}
    return sorted({*found, *unknown}, key=lambda p: (p.endswith("/" + ABOVE), p))
