"""Steps run in order over the partitions whose inputs changed, a portion of them at a time, and then above them."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence

from bukti.engine.database import VERSION, Connection, columns_sql, create, literal
from bukti.engine.steps import Shared, Step
from bukti.engine.store import Store

ABOVE = "above"
PORTION = 300_000
"""Rows of a table at most that are worked on together: bounds memory, and changes no content."""


def run(store: Store, connection: Connection, step: Step, partitions: Sequence[str]) -> bool:
    """True where something had to be computed; afterwards the step's table is up to date in every partition."""
    return run_all(store, connection, [step], partitions)


def run_all(
    store: Store,
    connection: Connection,
    steps: Sequence[Step],
    partitions: Sequence[str],
    progress: Callable[[str], None] = lambda _: None,
) -> bool:
    """True where something had to be computed; afterwards every step's table is up to date in every partition."""
    running = _Running(store, connection, partitions, [step.identity for step in steps])
    worked = False
    for portion in _portions(store, running.ordinary):
        for at, step in enumerate(steps):
            progress(step.writes)
            worked = running.ordinary_rows(at, step, portion) or worked
        running.forget()
    for at, step in enumerate(steps):
        worked = running.above_rows(at, step) or worked
        store.drop(step.writes, partitions)
    running.forget()
    if worked:
        store.save()
    return worked


def _portions(store: Store, partitions: Sequence[str]) -> Iterator[list[str]]:
    """The partitions in their order, so many together that no table brings more rows than a portion."""
    rows: dict[str, int] = {}
    for slots in store.slots.values():
        own: dict[str, int] = {}
        for slot, built in slots.items():
            partition = slot.partition("|")[0]
            own[partition] = own.get(partition, 0) + built.rows
        rows.update({p: max(n, rows.get(p, 0)) for p, n in own.items()})
    portion: list[str] = []
    total = 0
    for partition in partitions:
        if portion and total + rows.get(partition, 0) > PORTION:
            yield portion
            portion, total = [], 0
        portion.append(partition)
        total += rows.get(partition, 0)
    if portion:
        yield portion


class _Running:
    """One run over all steps: which inputs have which digests, and what of this portion lies in memory still."""

    def __init__(
        self, store: Store, connection: Connection, partitions: Sequence[str], identities: Sequence[str]
    ) -> None:
        self.store, self.connection, self.identities = store, connection, identities
        self.partitions = partitions
        self.ordinary = [p for p in partitions if not p.endswith("/" + ABOVE)]
        self.above = [p for p in partitions if p.endswith("/" + ABOVE)]
        self.at_hand: dict[str, frozenset[str]] = {}

    def ordinary_rows(self, at: int, step: Step, portion: Sequence[str]) -> bool:
        worked = False
        for one, some in self._parted(step, portion):
            keys = self._keys(self.identities[at] if one is step else one.identity, one, {p: [p] for p in some})
            worked = self._compute(one, keys, one.rows, {p: [p] for p in keys}) or worked
        return worked

    def _parted(self, step: Step, partitions: Sequence[str]) -> Iterator[tuple[Step, Sequence[str]]]:
        """The step for the partitions that it is run on, and its other for those where that one is."""
        table, other = step.instead or ("", step)
        others = self.store.partitions(table) if table else {}
        yield step, [p for p in partitions if p not in others] if others else partitions
        if others:
            yield other, [p for p in partitions if p in others]

    def above_rows(self, at: int, step: Step) -> bool:
        if not step.above:
            return self.ordinary_rows(at, step, self.above)
        read = {p: self._of_contest(p) for p in self.above}
        keys = self._keys(self.identities[at], step, read, step.writes)
        return self._compute(step, keys, step.above, read, above=True)

    def _of_contest(self, above: str) -> list[str]:
        contest = above.removesuffix(ABOVE)
        return [p for p in self.partitions if p.startswith(contest)]

    def _keys(self, identity: str, step: Step, read: Mapping[str, Sequence[str]], own: str = "") -> dict[str, str]:
        """For each partition the digest of the step, its contract, the engine's version, the content of all it reads.

        Only those whose rows are not built under that digest.
        """
        parts = [identity, VERSION, self.store.contracts[step.writes].text]
        per_table: list[tuple[str, Mapping[str, str]]] = []
        for table in (*step.inputs, *([own] if own else [])):
            content = self.store.partitions(table)
            if self.store.contracts[table].partitioned:
                per_table.append((table, content))
            else:
                parts.append(f"{table}::{content.get('', '')}")
        base = hashlib.sha256("\n".join(parts).encode())
        found: dict[str, str] = {}
        for partition, wanted in read.items():
            running = base.copy()
            for table, digests in per_table:
                for p in sorted(wanted):
                    if table != own or not p.endswith("/" + ABOVE):
                        running.update(f"\n{table}:{p}:{digests.get(p, '')}".encode())
            key = running.hexdigest()
            if not self.store.is_built(step.writes, partition, key):
                found[partition] = key
        return found

    def _compute(
        self,
        step: Step,
        stale: dict[str, str],
        rows: object,
        read: Mapping[str, Sequence[str]],
        above: bool = False,
    ) -> bool:
        if not stale:
            return False
        keys = dict(stale)
        if step.stand_in and not above:
            for partition, key in stale.items():
                if self.store.stand_in(step.writes, partition, key, step.stand_in):
                    del keys[partition]
            if not keys:
                return True
        inputs = sorted({i for p in keys for i in read[p]})
        create(self.connection, "asked", "partition varchar", [(p,) for p in sorted(keys)])
        for shared in step.shares:
            self._share(shared, sorted(keys))
        for table in step.reads:
            self._show(table, inputs, above)
        if above:
            self.store.show(self.connection, step.writes, [p for p in inputs if not p.endswith("/" + ABOVE)], "below")
        for name, sql in step.stages:
            self.connection.execute(f"create or replace temp table {name} as {sql}")
        self._put(step, keys, rows, above)
        for table in ("asked", *(name for name, _ in step.stages)):
            self.connection.execute(f"drop table {table}")
        for view in (*step.reads, *(shared.name for shared in step.shares), *(["below"] if above else [])):
            self.connection.execute(f"drop view {view}")
        return True

    def _share(self, shared: Shared, asked: Sequence[str]) -> None:
        """A view of what several steps read, computed where it does not lie in memory for these partitions."""
        if self.at_hand.get(shared.name) != frozenset(asked):
            for table in shared.reads:
                self._show(table, asked, above=False)
            self.connection.execute(f"create or replace temp table at_hand_{shared.name} as {shared.sql}")
            self.at_hand[shared.name] = frozenset(asked)
            for table in shared.reads:
                self.connection.execute(f"drop view {table}")
        self.connection.execute(f"create or replace temp view {shared.name} as select * from at_hand_{shared.name}")

    def _put(self, step: Step, keys: Mapping[str, str], rows: object, above: bool) -> None:
        hand = "" if above else f"at_hand_{step.writes}"
        if isinstance(rows, str):
            self.store.put(self.connection, step.writes, f"({rows})", keys, name=hand)
        else:
            assert callable(rows)
            create(self.connection, "fresh", columns_sql(self.store.contracts[step.writes]), rows(self.connection))
            self.store.put(self.connection, step.writes, "fresh", keys, name=hand)
            self.connection.execute("drop table fresh")
        if hand:
            self.at_hand[step.writes] = frozenset(keys)

    def _show(self, table: str, inputs: Sequence[str], above: bool) -> None:
        """A view of a table's rows in the partitions: of what lies in memory where it holds them all."""
        contract = self.store.contracts[table]
        if not contract.partitioned:
            self._show_whole(table, inputs)
            return
        if not above and not contract.union_of and not self.at_hand.get(table, frozenset()) >= set(inputs):
            rows = self.store.rows_sql(table, inputs)
            self.connection.execute(f"create or replace temp table at_hand_{table} as {rows}")
            self.at_hand[table] = frozenset(inputs)
        if above or table not in self.at_hand:
            self.store.show(self.connection, table, inputs)
            return
        some = "" if self.at_hand[table] == set(inputs) else f" where partition in ({', '.join(map(literal, inputs))})"
        self.connection.execute(f"create or replace temp view {table} as select * from at_hand_{table}{some}")

    def _show_whole(self, table: str, inputs: Iterable[str]) -> None:
        """A view of a table without partitions: where it has areas, of those areas and of what is above them."""
        if "area" not in self.store.contracts[table].names:
            self.store.show(self.connection, table)
            return
        areas = frozenset({*(p.partition("/")[2] for p in inputs), ABOVE})
        if not self.at_hand.get(table, frozenset()) >= areas:
            listed = ", ".join(map(literal, sorted(areas)))
            rows = self.store.rows_sql(table)
            self.connection.execute(
                f"create or replace temp table at_hand_{table} as select * from ({rows}) t where area in ({listed})"
            )
            self.at_hand[table] = areas
        self.connection.execute(f"create or replace temp view {table} as select * from at_hand_{table}")

    def forget(self) -> None:
        """Nothing of the portion lies in memory any more."""
        for table in self.at_hand:
            self.connection.execute(f"drop table at_hand_{table}")
        self.at_hand.clear()
