"""What is built: the files of each table by partition, under the digest of the inputs they came from."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from bukti.engine import digest
from bukti.engine.contract import hold
from bukti.engine.database import Connection, columns_sql, create, literal
from bukti.evidence import durable
from bukti.vocabulary.contract import SQL_TYPES, Table

CATALOGUE = "catalogue.json"


@dataclass(frozen=True)
class Built:
    """One partition of a table: the digest of its inputs, of its content, its rows and the file that holds it."""

    key: str
    digest: str
    rows: int
    file: str


class Store:
    """The built tables of a workspace. A slot is a partition, or for extracts a partition of one batch."""

    def __init__(self, folder: Path, contracts: Mapping[str, Table]) -> None:
        self.folder = folder
        self.contracts = contracts
        self.slots: dict[str, dict[str, Built]] = {}
        self.changed: set[tuple[str, str]] = set()
        self._load()

    def _load(self) -> None:
        file = self.folder / CATALOGUE
        if not file.is_file():
            return
        for table, slots in json.loads(file.read_bytes()).items():
            if table in self.contracts:
                self.slots[table] = {slot: Built(**built) for slot, built in slots.items()}

    def save(self) -> None:
        """The catalogue on the disk names exactly the slots."""
        tables = {t: {s: vars(b) for s, b in sorted(slots.items())} for t, slots in sorted(self.slots.items())}
        durable.write_if_changed(self.folder / CATALOGUE, json.dumps(tables).encode())

    def partitions(self, table: str) -> dict[str, str]:
        """The content digest of each partition of a table that has rows; batches of one partition are combined."""
        found: dict[str, list[str]] = {}
        for slot, built in self.slots.get(table, {}).items():
            if built.rows:
                found.setdefault(slot.partition("|")[0], []).append(built.digest)
        return {p: d[0] if len(d) == 1 else _combined(d) for p, d in found.items()}

    def table_digest(self, table: str) -> str:
        """The digest of a whole table's content."""
        return digest.table_digest(self.partitions(table))

    def is_built(self, table: str, slot: str, key: str) -> bool:
        built = self.slots.get(table, {}).get(slot)
        return built is not None and built.key == key and (not built.rows or (self.folder / built.file).is_file())

    def show(self, connection: Connection, table: str, partitions: Iterable[str] | None = None, name: str = "") -> None:
        """A view of the table's rows: of the partitions named, or of all."""
        wanted = None if partitions is None else set(partitions)
        files: dict[str, list[str]] = {}
        for slot, built in self.slots.get(table, {}).items():
            if built.rows and (wanted is None or slot.partition("|")[0] in wanted):
                files.setdefault(built.file, []).append(slot.partition("|")[0])
        contract = self.contracts[table]
        # A file may still hold rows of partitions that were computed anew into another one: never read it whole.
        selects = [
            f"select * from read_parquet({literal(str(self.folder / file))})"
            + (f" where partition in ({', '.join(map(literal, inside))})" if contract.partitioned else "")
            for file, inside in files.items()
        ]
        if not selects:
            empty = ", ".join(f"cast(null as {SQL_TYPES[c.type]}) as {c.name}" for c in contract.columns)
            selects.append(f"select {empty} where false")
        connection.execute(f"create or replace temp view {name or table} as {' union all '.join(selects)}")

    def put(self, connection: Connection, table: str, relation: str, keys: Mapping[str, str], batch: str = "") -> None:
        """The relation's rows are the content of the slots of `keys` (partition to input digest)."""
        contract = self.contracts[table]
        hold(connection, contract, relation)
        order = ", ".join(contract.key)
        connection.execute(f"create or replace temp table ordered as select * from {relation} order by {order}")
        found = digest.content_digests(connection, contract, "ordered")
        name = hashlib.sha256("\0".join((table, batch, *sorted(keys.values()))).encode()).hexdigest()[:24]
        file = f"tables/{table}/{name}.parquet"
        if found:
            _write(connection, self.folder / file)
        connection.execute("drop table ordered")
        slots = self.slots.setdefault(table, {})
        for partition, key in keys.items():
            content, rows = found.pop(partition, (digest.empty_digest(contract), 0))
            slot = f"{partition}|{batch}" if batch else partition
            if slot not in slots or slots[slot].digest != content:
                self.changed.add((table, partition))
            slots[slot] = Built(key, content, rows, file)
        assert not found, f"{table}: rows outside the partitions asked for: {sorted(found)}"

    def put_rows(self, connection: Connection, table: str, rows: Iterable[Sequence[Any]], key: str) -> None:
        """The rows are the whole content of a table without partitions."""
        if not self.is_built(table, "", key):
            create(connection, "fresh", columns_sql(self.contracts[table]), rows)
            self.put(connection, table, "fresh", {"": key})
            connection.execute("drop table fresh")

    def drop(self, table: str, keep: Iterable[str]) -> None:
        """Slots of a table that are not to be kept are forgotten."""
        wanted = set(keep)
        slots = self.slots.get(table, {})
        for slot in [s for s in slots if s not in wanted]:
            self.changed.add((table, slot.partition("|")[0]))
            del slots[slot]

    def tidy(self) -> None:
        """Files that no slot names are gone."""
        named = {self.folder / b.file for slots in self.slots.values() for b in slots.values() if b.rows}
        for file in (self.folder / "tables").rglob("*.parquet"):
            if file not in named:
                file.unlink()


def _write(connection: Connection, path: Path) -> None:
    """The rows of the table `ordered` in their order as a file, whole or not at all."""
    path.parent.mkdir(parents=True, exist_ok=True)
    temporary = path.with_name(durable.TEMPORARY + path.name)
    connection.execute(
        f"copy ordered to {literal(str(temporary))} (format parquet, compression zstd, row_group_size 20480)"
    )
    temporary.replace(path)


def _combined(digests: Sequence[str]) -> str:
    return hashlib.sha256("".join(sorted(digests)).encode()).hexdigest()
