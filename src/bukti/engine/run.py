"""Steps run in order, each once over all the partitions whose inputs changed."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Mapping, Sequence

from bukti.engine.database import VERSION, Connection, columns_sql, create
from bukti.engine.steps import Step
from bukti.engine.store import Store

ABOVE = "above"


def run(store: Store, connection: Connection, step: Step, partitions: Sequence[str]) -> bool:
    """True where something had to be computed; afterwards the step's table is up to date in every partition."""
    ordinary = [p for p in partitions if not p.endswith("/" + ABOVE)]
    above = [p for p in partitions if p.endswith("/" + ABOVE)]
    read = {table: store.partitions(table) for table in step.reads}
    worked = _compute(store, connection, step, {p: _key(store, step, [p], read) for p in ordinary}, above=False)
    if step.above:
        read[step.writes] = store.partitions(step.writes)
        keys = {p: _key(store, step, _of_contest(p, partitions), read, [step.writes]) for p in above}
        worked = _compute(store, connection, step, keys, above=True, partitions=partitions) or worked
    elif above:
        worked = (
            _compute(store, connection, step, {p: _key(store, step, [p], read) for p in above}, above=False) or worked
        )
    store.drop(step.writes, partitions)
    if worked:
        store.save()
    return worked


def _of_contest(above: str, partitions: Iterable[str]) -> list[str]:
    contest = above.removesuffix(ABOVE)
    return [p for p in partitions if p.startswith(contest)]


def _key(
    store: Store,
    step: Step,
    partitions: Sequence[str],
    read: Mapping[str, Mapping[str, str]],
    own: Sequence[str] = (),
) -> str:
    """Digest of the step, its contract, the engine's version and the content of all it reads.

    `read` are the digests of the partitions of each table, looked up once for all keys.
    """
    parts = [step.identity, VERSION, store.contracts[step.writes].text]
    for table in (*step.reads, *own):
        digests = read[table]
        wanted = partitions if store.contracts[table].partitioned else [""]
        if table in own:
            wanted = [p for p in partitions if not p.endswith("/" + ABOVE)]
        parts += [f"{table}:{p}:{digests.get(p, '')}" for p in sorted(wanted)]
    return hashlib.sha256("\n".join(parts).encode()).hexdigest()


def _compute(
    store: Store,
    connection: Connection,
    step: Step,
    keys: dict[str, str],
    above: bool,
    partitions: Sequence[str] = (),
) -> bool:
    stale = {p: key for p, key in keys.items() if not store.is_built(step.writes, p, key)}
    if not stale:
        return False
    inputs = sorted({i for p in stale for i in _of_contest(p, partitions)}) if above else sorted(stale)
    for table in step.reads:
        store.show(connection, table, inputs if store.contracts[table].partitioned else None)
    if above:
        store.show(connection, step.writes, [p for p in inputs if not p.endswith("/" + ABOVE)], name="below")
    create(connection, "asked", "partition varchar", [(p,) for p in sorted(stale)])
    for name, sql in step.stages:
        connection.execute(f"create or replace temp table {name} as {sql}")
    rows = step.above if above else step.rows
    if isinstance(rows, str):
        connection.execute(f"create or replace temp table fresh as {rows}")
    else:
        create(connection, "fresh", columns_sql(store.contracts[step.writes]), rows(connection))
    store.put(connection, step.writes, "fresh", stale)
    for table in ("fresh", "asked", *(name for name, _ in step.stages)):
        connection.execute(f"drop table {table}")
    for view in (*step.reads, *(["below"] if above else [])):
        connection.execute(f"drop view {view}")
    return True
