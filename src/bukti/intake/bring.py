"""Each entry's new files become extracts: a batch of rows that name their unit, series and place in the file."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass, field

from bukti.engine.code import code_digest
from bukti.engine.database import Connection, fetch
from bukti.engine.store import Store
from bukti.evidence import durable
from bukti.evidence.receive import Staged
from bukti.evidence.terms import Terms
from bukti.intake import set_aside as aside
from bukti.intake.checking import code_problems, stated_twice
from bukti.intake.extract import Entry, extract_cells, extract_series, place_rows, read_cells
from bukti.intake.long import file_columns, place_cells, turn
from bukti.intake.raw import load_raw
from bukti.vocabulary.problems import Problem, Refusal, refusals
from bukti.vocabulary.tables import SheetShape

BATCHES = "batches.json"
CELLS = "extract_cell"


@dataclass(frozen=True)
class Seen:
    """What was found in one source: rows read, readings made, the latest moment that its rows state."""

    rows: int
    readings: int
    as_of: str | None


@dataclass(frozen=True)
class Batch:
    """Sources of one entry that were read together; `definition` is the digest of everything but their bytes."""

    id: str
    entry: str
    definition: str
    sources: dict[str, Seen]


@dataclass
class Brought:
    """Batches read now and not yet stored: for each table the relation that holds its rows."""

    batch: Batch
    relations: dict[str, str] = field(default_factory=dict)


def definition(entry: Entry, units: str) -> str:
    """Digest of all that decides what a source's bytes say, but the bytes: declarations, ballot, sheets, units."""
    contests = entry.terms.contests_of(entry.source)
    ballots = [[c.id, c.scope, [s.id for s in c.selection]] for c in contests]
    parts = [
        code_digest("bukti.intake"), str(entry.place), entry.scheme, units,
        entry.source.model_dump_json(exclude={"path"}),
        json.dumps(ballots), *(entry.terms.contracts[s.extract].text for s in entry.sheets()),
    ]  # fmt: skip
    return hashlib.sha256("\0".join(parts).encode()).hexdigest()


def source_key(staged: Staged) -> str:
    """A source with the moment declared for it: both decide its observations."""
    return f"{staged.received.source_id} {staged.received.as_of or ''}".strip()


def load_batches(store: Store) -> list[Batch]:
    """The batches that are in the store."""
    file = store.folder / BATCHES
    if not file.is_file():
        return []
    found = json.loads(file.read_bytes())
    return [Batch(**{**b, "sources": {k: Seen(**s) for k, s in b["sources"].items()}}) for b in found]


def reusable(store: Store, batches: Iterable[Batch], definitions: Mapping[str, str], keys: set[str]) -> list[Batch]:
    """The stored batches whose every source is still to be read, in the way it was read."""
    return [
        b
        for b in batches
        if definitions.get(b.entry) == b.definition and set(b.sources) <= keys and _is_stored(store, b)
    ]


def _is_stored(store: Store, batch: Batch) -> bool:
    suffix = f"|{batch.id}"
    return all(
        not built.rows or (store.folder / built.file).is_file()
        for slots in store.slots.values()
        for slot, built in slots.items()
        if slot.endswith(suffix)
    )


def bring(
    connection: Connection, entry: Entry, staged: Sequence[Staged], meaning: str, notices: list[Problem]
) -> Brought:
    """The extracts of the staged sources, in temporary tables. Raises Refusal with everything that is wrong in them.

    The views `unit` and `unit_code` must be there.
    """
    names = {s.received.source_id: s.received.name for s in staged}
    _take(connection, entry, staged, names, notices)
    place_rows(connection, entry)
    problems = code_problems(connection, entry, names)
    if problems:
        raise Refusal(problems)
    read_cells(connection, entry)
    if entry.source.long:
        place_cells(connection)
    aside.start(connection)
    batch_id = hashlib.sha256("\0".join([meaning, *sorted(map(source_key, staged))]).encode()).hexdigest()[:16]
    relations = _extract(connection, entry, {s.received.source_id: s.received.as_of for s in staged}, batch_id)
    for sheet in entry.sheets():
        relation = relations[sheet.extract]
        if entry.source.duplicates == "set-aside":
            notices += aside.set_aside(connection, entry, sheet, relation, names)
        problems += stated_twice(connection, relation, names)
    if refusals(problems):
        raise Refusal(refusals(problems))
    notices += problems
    brought = Brought(Batch(batch_id, entry.source.id, meaning, _seen(connection, staged, relations)))
    brought.relations = _without_n(connection, entry, relations)
    return brought


def _take(
    connection: Connection, entry: Entry, staged: Sequence[Staged], names: Mapping[str, str], notices: list[Problem]
) -> None:
    """The table `raw` with a row for each sheet, as `entry.columns` names its cells."""
    if not entry.source.long:
        load_raw(connection, entry.source, staged, entry.columns, entry.votes(), notices)
        return
    load_raw(connection, entry.source, staged, file_columns(entry.source), [], notices)
    problems = turn(connection, entry.terms, entry.source, names)
    if refusals(problems):
        raise Refusal(refusals(problems))
    notices += problems


def _extract(connection: Connection, entry: Entry, declared: Mapping[str, str | None], batch_id: str) -> dict[str, str]:
    """The relation of each sheet's extract, rows of all series, still with the raw row's number n."""
    relations: dict[str, str] = {}
    for sheet in entry.sheets():
        relation = f"{sheet.extract}_{entry.place}_{batch_id}"
        for at, reading in enumerate(entry.source.reading):
            sql = extract_series(connection, entry, reading, sheet, declared)
            head = f"insert into {relation}" if at else f"create or replace temp table {relation} as"
            connection.execute(f"{head} {sql}")
        relations[sheet.extract] = relation
    return relations


def _without_n(connection: Connection, entry: Entry, relations: Mapping[str, str]) -> dict[str, str]:
    """The same relations as their contracts say, and one more with the odd cells."""
    found: dict[str, str] = {}
    cells: list[str] = []
    shapes = {s.extract: s for s in entry.sheets()}
    for table, relation in relations.items():
        cells += [extract_cells(entry, r, shapes[table], relation) for r in entry.source.reading]
        found[table] = relation
    cells.append(f"select {aside.COLUMNS} from aside_cell")
    name = f"{CELLS}_{entry.place}_{next(iter(relations.values())).rpartition('_')[2]}"
    connection.execute(f"create or replace temp table {name} as {' union all '.join(cells)}")
    for relation in relations.values():
        connection.execute(f"alter table {relation} drop column n")
    return {**found, CELLS: name}


def _seen(connection: Connection, staged: Sequence[Staged], relations: Mapping[str, str]) -> dict[str, Seen]:
    rows = dict(fetch(connection, "select source_id, count(*) from raw group by source_id"))
    union = " union all ".join(f"select source_id, reading_id, as_of from {r}" for r in relations.values())
    made = {
        source_id: (readings, as_of)
        for source_id, readings, as_of in fetch(
            connection, f"select source_id, count(distinct reading_id), max(as_of) from ({union}) r group by source_id"
        )
    }
    return {
        source_key(s): Seen(rows.get(s.received.source_id, 0), *made.get(s.received.source_id, (0, s.received.as_of)))
        for s in staged
    }


def keep(connection: Connection, store: Store, terms: Terms, kept: Sequence[Batch], brought: Sequence[Brought]) -> None:
    """The store holds exactly the kept batches and those brought now."""
    for new in brought:
        for table, relation in new.relations.items():
            partitions = [row[0] for row in fetch(connection, f"select distinct partition from {relation}")]
            store.put(connection, table, relation, {p: f"{new.batch.id}:{p}" for p in partitions}, new.batch.id)
            connection.execute(f"drop table {relation}")
    batches = [*kept, *(b.batch for b in brought)]
    ids = {b.id for b in batches}
    for table in extract_tables(terms.shape.sheets):
        store.drop(table, [s for s in store.slots.get(table, {}) if s.partition("|")[2] in ids])
    text = json.dumps([asdict(b) for b in sorted(batches, key=lambda b: b.id)], indent=0)
    durable.write_if_changed(store.folder / BATCHES, text.encode())


def extract_tables(sheets: Iterable[SheetShape]) -> list[str]:
    return [*(s.extract for s in sheets), CELLS]
