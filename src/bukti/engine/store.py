"""What is built: the files of each table by partition, under the digest of the inputs they came from."""

from __future__ import annotations

import hashlib
import json
import os
import shutil
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from bukti.engine import digest
from bukti.engine.contract import hold
from bukti.engine.database import Connection, columns_sql, create, fetch, literal
from bukti.evidence import durable
from bukti.vocabulary.contract import SQL_TYPES, Table

CATALOGUE = "catalogue.json"
UNFINISHED = "unfinished.json"
"""What is built so far where a build has not come to its end: only the next build reads it."""
ORDERED = "ordered"


@dataclass(frozen=True)
class Built:
    """One partition of a table: the digest of its inputs, of its content, its rows and the file that holds it.

    `parts` are the digests of the tables whose rows these are too, column for column (`Store.stand_in`).
    """

    key: str
    digest: str
    rows: int
    file: str
    parts: dict[str, str] = field(default_factory=dict)


class Store:
    """The built tables of a workspace. A slot is a partition, or for extracts a partition of one batch.

    `beside` is what other rooms keep together with the catalogue: both change at one moment. `at_work`: a build goes on
    with what one that was stopped had built; whoever else asks sees the tables as the last whole build left them.
    """

    def __init__(self, folder: Path, contracts: Mapping[str, Table], at_work: bool = False) -> None:
        self.folder = folder
        self.contracts = contracts
        self.at_work = at_work
        self.beside: dict[str, Any] = {}
        self.slots: dict[str, dict[str, Built]] = {}
        self.changed: set[tuple[str, str]] = set()
        self._there: set[str] = set()
        self._digests: dict[str, dict[str, str]] = {}
        self._load()

    def _load(self) -> None:
        unfinished = self.folder / UNFINISHED
        saved = _saved(unfinished if self.at_work and unfinished.is_file() else self.folder / CATALOGUE)
        self.beside = saved["beside"]
        for table, slots in saved["tables"].items():
            if table in self.contracts:
                self.slots[table] = {slot: Built(**built) for slot, built in slots.items()}

    def save(self, is_whole: bool = True) -> None:
        """The catalogue on the disk names exactly the slots: for all to see, or for the next build only."""
        tables = {t: {s: vars(b) for s, b in sorted(slots.items())} for t, slots in sorted(self.slots.items())}
        content = json.dumps({"tables": tables, "beside": self.beside}).encode()
        catalogue, unfinished = self.folder / CATALOGUE, self.folder / UNFINISHED
        if is_whole:
            durable.write_if_changed(catalogue, content)
            unfinished.unlink(missing_ok=True)
        elif not catalogue.is_file() or catalogue.read_bytes() != content:
            durable.write_if_changed(unfinished, content)

    def partitions(self, table: str) -> dict[str, str]:
        """The content digest of each partition of a table that has rows; batches of one partition are combined."""
        known = self._digests.get(table)
        if union := self.contracts[table].union_of:
            of_all: dict[str, list[str]] = defaultdict(list)
            for one in union:
                for partition, own in self.partitions(one).items():
                    of_all[partition].append(own)
            return {partition: _combined(digests) for partition, digests in of_all.items()}
        if known is None:
            found: dict[str, list[str]] = defaultdict(list)
            for slot, built in self.slots.get(table, {}).items():
                if built.rows:
                    found[slot.partition("|")[0]].append(built.digest)
            known = self._digests[table] = {p: d[0] if len(d) == 1 else _combined(d) for p, d in found.items()}
        return known

    def table_digest(self, table: str) -> str:
        """The digest of a whole table's content."""
        return digest.table_digest(self.partitions(table))

    def is_built(self, table: str, slot: str, key: str) -> bool:
        built = self.slots.get(table, {}).get(slot)
        return built is not None and built.key == key and (not built.rows or self._is_there(built.file))

    def _is_there(self, file: str) -> bool:
        if file not in self._there and (self.folder / file).is_file():
            self._there.add(file)
        return file in self._there

    def show(self, connection: Connection, table: str, partitions: Iterable[str] | None = None, name: str = "") -> None:
        """A view of the table's rows: of the partitions named, or of all."""
        rows = self.rows_sql(table, partitions)
        connection.execute(f"create or replace temp view {name or table} as {rows}")

    def files(self, table: str) -> set[Path]:
        """The files that the table's rows lie in."""
        if union := self.contracts[table].union_of:
            return {file for one in union for file in self.files(one)}
        return {self.folder / built.file for built in self.slots.get(table, {}).values() if built.rows}

    def rows_sql(self, table: str, partitions: Iterable[str] | None = None) -> str:
        """SQL for the table's rows: of the partitions named, or of all."""
        if union := self.contracts[table].union_of:
            return " union all ".join(self.rows_sql(one, partitions) for one in union)
        wanted = None if partitions is None else set(partitions)
        files: dict[str, list[str]] = {}
        for slot, built in self.slots.get(table, {}).items():
            if built.rows and (wanted is None or slot.partition("|")[0] in wanted):
                files.setdefault(built.file, []).append(slot.partition("|")[0])
        contract = self.contracts[table]
        # A file may still hold rows of partitions that were computed anew into another one: never read it whole.
        columns = ", ".join(contract.names)
        selects = [
            f"select {columns} from read_parquet({literal(str(self.folder / file))})"
            + (f" where {_among(inside)}" if contract.partitioned else "")
            for file, inside in files.items()
        ]
        if not selects:
            empty = ", ".join(f"cast(null as {SQL_TYPES[c.type]}) as {c.name}" for c in contract.columns)
            selects.append(f"select {empty} where false")
        return " union all ".join(selects)

    def put(
        self,
        connection: Connection,
        table: str,
        relation: str,
        keys: Mapping[str, str],
        batch: str = "",
        parts: Sequence[str] = (),
        name: str = "",
    ) -> None:
        """The relation's rows are the content of the slots of `keys` (partition to input digest).

        `parts` are tables that a slot's rows stand for as well, wherever their own keys are unique in it. With a
        `name`, a temporary table of this name goes on holding the rows in key order.
        """
        kept = name or ORDERED
        order = ", ".join(self.contracts[table].key)
        connection.execute(f"create or replace temp table {kept} as select * from {relation} order by {order}")
        self.put_ordered(connection, table, kept, keys, batch, parts)
        if not name:
            connection.execute(f"drop table {kept}")

    def put_ordered(
        self,
        connection: Connection,
        table: str,
        kept: str,
        keys: Mapping[str, str],
        batch: str = "",
        parts: Sequence[str] = (),
        beside: Sequence[str] = (),
    ) -> None:
        """The same for a table whose rows lie in key order; its columns named in `beside` are not kept."""
        contract = self.contracts[table]
        is_filled = hold(connection, contract, kept, beside) > 0
        of_parts = {part: self._part_digests(connection, part, kept) for part in parts if is_filled}
        found: dict[str, tuple[str, int]] = {}
        if of_parts:
            rows = dict(fetch(connection, f"select partition, count(*) from {kept} group by partition"))
            found = {p: (_combined([d[p][0] for d in of_parts.values()]), n) for p, n in rows.items()}
        elif is_filled:
            found = digest.content_digests(connection, contract, kept)
        file_name = hashlib.sha256("\0".join((table, batch, *sorted(keys.values()))).encode()).hexdigest()[:24]
        file = f"tables/{table}/{file_name}.parquet"
        if found:
            _write(connection, f"(select {', '.join(contract.names)} from {kept})", self.folder / file)
        slots = self.slots.setdefault(table, {})
        for partition, key in keys.items():
            content, count = found.pop(partition, (digest.empty_digest(contract), 0))
            slot = f"{partition}|{batch}" if batch else partition
            stands = {part: d[partition][0] for part, d in of_parts.items() if partition in d and d[partition][1]}
            self._set(table, slots, slot, Built(key, content, count, file, stands))
        assert not found, f"{table}: rows outside the partitions asked for: {sorted(found)}"

    def _part_digests(self, connection: Connection, part: str, ordered: str) -> dict[str, tuple[str, bool]]:
        """For each partition the digest of its rows as those of `part`, and whether that table's key is unique."""
        contract = self.contracts[part]
        twice = {row[0] for row in fetch(connection, digest.twice_sql(contract.key, ordered, "distinct partition"))}
        digests = digest.content_digests(connection, contract, ordered)
        return {p: (content, p not in twice) for p, (content, _) in digests.items()}

    def stand_in(self, table: str, partition: str, key: str, source: str) -> bool:
        """True where the partition's only slot of `source` holds exactly its rows, which then are the table's."""
        there = [b for s, b in self.slots.get(source, {}).items() if s.partition("|")[0] == partition and b.rows]
        if len(there) != 1 or table not in there[0].parts:
            return False
        built = there[0]
        self._set(
            table, self.slots.setdefault(table, {}), partition, Built(key, built.parts[table], built.rows, built.file)
        )
        return True

    def _set(self, table: str, slots: dict[str, Built], slot: str, built: Built) -> None:
        if slot not in slots or slots[slot].digest != built.digest:
            self.changed.add((table, slot.partition("|")[0]))
        slots[slot] = built
        self._there.add(built.file)
        self._digests.pop(table, None)

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
            self._digests.pop(table, None)

    def undo(self) -> None:
        """The store is as it was saved last."""
        self.slots.clear()
        self.changed.clear()
        self._digests.clear()
        self._load()
        self.tidy()

    def tidy(self) -> None:
        """Files that no slot names, nor a catalogue on the disk, are gone."""
        named = {b.file for slots in self.slots.values() for b in slots.values() if b.rows}
        for file in (CATALOGUE, UNFINISHED):
            tables = _saved(self.folder / file)["tables"].values()
            named |= {b["file"] for slots in tables for b in slots.values() if b["rows"]}
        for there in (self.folder / "tables").rglob("*.parquet"):
            if there.relative_to(self.folder).as_posix() not in named:
                there.unlink()


def linked(folder: Path, into: Path) -> None:
    """The second folder holds the tables as the last whole build in the first left them.

    Files of tables are never written into once they have their name, so a second name for the same bytes serves; where
    the disk has no such names, copies do.
    """
    saved = _saved(folder / CATALOGUE)
    files = {built["file"] for slots in saved["tables"].values() for built in slots.values() if built["rows"]}
    for file in sorted(files):
        to = into / file
        to.parent.mkdir(parents=True, exist_ok=True)
        try:
            os.link(folder / file, to)
        except OSError:
            shutil.copyfile(folder / file, to)
    shutil.copyfile(folder / CATALOGUE, into / CATALOGUE)


def kept_beside(folder: Path) -> dict[str, Any]:
    """What other rooms kept beside the catalogue of the last whole build."""
    beside: dict[str, Any] = _saved(folder / CATALOGUE)["beside"]
    return beside


def _saved(file: Path) -> dict[str, Any]:
    """What a catalogue says; nothing where there is none, or an older form, which held tables alone."""
    saved: dict[str, Any] = json.loads(file.read_bytes()) if file.is_file() else {}
    return saved if "beside" in saved else {"tables": {}, "beside": {}}


def _among(partitions: Sequence[str]) -> str:
    """SQL condition: the row is of one of the partitions; their range stands first, so that row groups are passed."""
    ordered = sorted(set(partitions))
    listed = f"partition in ({', '.join(map(literal, ordered))})"
    return f"partition >= {literal(ordered[0])} and partition <= {literal(ordered[-1])} and {listed}"


def _write(connection: Connection, ordered: str, path: Path) -> None:
    """The rows of a relation in their order as a file, whole or not at all, also where the power fails."""
    path.parent.mkdir(parents=True, exist_ok=True)
    temporary = path.with_name(durable.TEMPORARY + path.name)
    options = "format parquet, compression zstd, compression_level 1, row_group_size 20480"
    connection.execute(f"copy {ordered} to {literal(str(temporary))} ({options})")
    durable.sync_file(temporary)
    temporary.replace(path)


def _combined(digests: Sequence[str]) -> str:
    return hashlib.sha256("".join(sorted(digests)).encode()).hexdigest()
