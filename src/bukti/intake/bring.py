"""Each entry's new files become extracts: a batch of rows that name their unit, series and place in the file."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass

from bukti.engine.code import code_digest
from bukti.engine.database import Connection, fetch
from bukti.engine.store import Store
from bukti.evidence.receive import DECISION, Staged
from bukti.evidence.terms import Terms
from bukti.intake import set_aside as aside
from bukti.intake.ballots import extract_votes
from bukti.intake.checking import code_problems, placed_in, stated_twice
from bukti.intake.cutting import cut
from bukti.intake.extract import Entry, extract_cells, extract_series, place_rows, read_cells, read_moments
from bukti.intake.gated import gate, load_gated
from bukti.intake.long import file_columns, place_cells, turn
from bukti.intake.raw import load_raw
from bukti.vocabulary.problems import Problem, Refusal, refusals
from bukti.vocabulary.shapes import SheetShape

BATCHES = "batches"
CELLS = "extract_cell"
VOTES = "extract_vote"
STATED_VOTES = "brought_votes"
PORTION = 24_000_000
"""Bytes of files at most that are read together."""


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


def definition(entry: Entry, units: str) -> str:
    """Digest of all that decides what a source's bytes say, but the bytes: declarations, ballot, sheets, units."""
    contests = entry.terms.contests_of(entry.source)
    ballots = [[c.id, c.scope, [s.id for s in c.selection]] for c in contests]
    parts = [
        code_digest("bukti.intake"), str(entry.place), entry.scheme, units,
        entry.source.model_dump_json(exclude={"path"}), entry.terms.matches_text(entry.source),
        json.dumps(ballots), *(c.model_dump_json(include={"area"}) for c in contests),
        *(entry.terms.contracts[s.extract].text for s in entry.sheets()), entry.terms.contracts[VOTES].text,
    ]  # fmt: skip
    return hashlib.sha256("\0".join(parts).encode()).hexdigest()


def source_key(staged: Staged) -> str:
    """A source with the moment declared for it: both decide its observations."""
    return f"{staged.received.source_id} {staged.received.as_of or ''}".strip()


def load_batches(store: Store) -> list[Batch]:
    """The batches that are in the store."""
    found = store.beside.get(BATCHES, ())
    return [Batch(**{**b, "sources": {k: Seen(**s) for k, s in b["sources"].items()}}) for b in found]


def reusable(store: Store, batches: Iterable[Batch], definitions: Mapping[str, str], keys: set[str]) -> list[Batch]:
    """The stored batches whose every source is still to be read, in the way it was read."""
    wanted = [b for b in batches if definitions.get(b.entry) == b.definition and set(b.sources) <= keys]
    lost = {
        slot.rpartition("|")[2]
        for slots in store.slots.values()
        for slot, built in slots.items()
        if "|" in slot and built.rows and not (store.folder / built.file).is_file()
    }
    return [b for b in wanted if b.id not in lost]


def portions(staged: Sequence[Staged]) -> Iterator[list[Staged]]:
    """The files in their order, so many together that they are at most a portion of bytes: bounds memory."""
    portion: list[Staged] = []
    for file in staged:
        if portion and sum(f.received.bytes for f in portion) + file.received.bytes > PORTION:
            yield portion
            portion = []
        portion.append(file)
    if portion:
        yield portion


def bring(
    connection: Connection,
    store: Store,
    entry: Entry,
    staged: Sequence[Staged],
    meaning: str,
    notices: list[Problem],
    *,
    keep: bool,
) -> Batch:
    """The staged sources as one batch, whose extracts lie in the store where they are to be kept.

    The tables `place` (every unit from village up), `held` (where contests are held), `candidate` and `unit_ballot`
    must be there. Raises Refusal with everything that is wrong in them.
    """
    names = {s.received.source_id: s.received.name for s in staged}
    problems = _take(connection, entry, staged, names, notices)
    place_rows(connection, entry)
    if wrong := code_problems(connection, entry, names):
        raise Refusal(wrong)
    read_cells(connection, entry)
    if entry.source.long:
        place_cells(connection)
    aside.start(connection)
    batch_id = hashlib.sha256("\0".join([meaning, *sorted(map(source_key, staged))]).encode()).hexdigest()[:16]
    relations = _extract(connection, entry, {s.received.source_id: s.received.as_of for s in staged})
    seen: dict[str, Seen] = {source_key(s): Seen(0, 0, s.received.as_of) for s in staged}
    problems += placed_in(names, extract_votes(connection, entry, relations, STATED_VOTES))
    for sheet in entry.sheets():
        relation = relations[sheet.extract]
        if entry.source.duplicates == "set-aside":
            problems += aside.set_aside(connection, entry, sheet, relation, names)
        told, again = stated_twice(connection, relation, names)
        problems += told
        _see(connection, staged, relation, again, seen)
    if refusals(problems):
        raise Refusal(refusals(problems))
    notices += problems
    if keep:
        _keep_extracts(connection, store, entry, relations, batch_id)
    for relation in (*relations.values(), STATED_VOTES, "raw", "raw_odd", "placed", "odd", "aside_row", "aside_cell"):
        connection.execute(f"drop table {relation}")
    return Batch(batch_id, entry.source.id, meaning, seen)


def _take(
    connection: Connection, entry: Entry, staged: Sequence[Staged], names: Mapping[str, str], notices: list[Problem]
) -> list[Problem]:
    """The tables `raw` and `raw_odd` with a row for each sheet; what is told of a long table that was turned."""
    if not entry.is_cut:
        load_gated(connection, entry, staged, notices)
        return []
    told: list[Problem] = []
    columns = file_columns(entry.source) if entry.source.long else entry.columns
    load_raw(connection, entry.source, staged, columns, entry.ballots(), notices)
    if entry.source.long:
        told = turn(connection, entry.terms, entry.source, names)
        if refusals(told):
            raise Refusal(refusals(told))
    cut(connection, entry, names)
    gate(connection, entry)
    return told


def _extract(connection: Connection, entry: Entry, declared: Mapping[str, str | None]) -> dict[str, str]:
    """A table for each sheet's extract, rows of all series in key order, still with the raw row's number n."""
    relations: dict[str, str] = {}
    for sheet in entry.sheets():
        relation = f"brought_{sheet.extract}"
        parts = []
        for at, reading in enumerate(entry.source.reading):
            moments = read_moments(connection, entry, reading, f"moment_{at}")
            one = extract_series(entry, reading, sheet, declared, moments, f"moment_{at}")
            parts.append(f"select * from ({one}) s{at}")
        key = ", ".join(entry.terms.contracts[sheet.extract].key)
        rows = " union all ".join(parts)
        connection.execute(f"create or replace temp table {relation} as select * from ({rows}) r order by {key}")
        relations[sheet.extract] = relation
    return relations


def _keep_extracts(
    connection: Connection, store: Store, entry: Entry, relations: Mapping[str, str], batch_id: str
) -> None:
    shapes = {s.extract: s for s in entry.sheets()}
    cells = [
        extract_cells(entry, r, shapes[table], relation)
        for table, relation in relations.items()
        for r in entry.source.reading
    ]
    cells.append(f"select {aside.COLUMNS} from aside_cell")
    for table, relation in relations.items():
        parts = (shapes[table].table, shapes[table].observation)
        slots = _slots(connection, relation, batch_id)
        store.put_ordered(connection, table, relation, slots, batch_id, parts, beside=("n",))
    connection.execute(f"create or replace temp table brought_cells as {' union all '.join(cells)}")
    for table, relation in ((CELLS, "brought_cells"), (VOTES, STATED_VOTES)):
        store.put(connection, table, relation, _slots(connection, relation, batch_id), batch_id)
    connection.execute("drop table brought_cells")


def _slots(connection: Connection, relation: str, batch_id: str) -> dict[str, str]:
    return {p: f"{batch_id}:{p}" for (p,) in fetch(connection, f"select distinct partition from {relation}")}


def _see(
    connection: Connection, staged: Sequence[Staged], relation: str, again: Mapping[str, int], seen: dict[str, Seen]
) -> None:
    """What was found in each source, with what one more relation holds of it."""
    rows = dict(fetch(connection, "select source_id, count(*) from raw group by source_id"))
    made = {s: m for s, *m in fetch(connection, f"select source_id, count(*), max(as_of) from {relation} group by 1")}
    for file in staged:
        source_id, key = file.received.source_id, source_key(file)
        readings, as_of = made.get(source_id, (0, None))
        before = seen[key]
        latest = max(filter(None, (before.as_of, as_of)), default=None)
        seen[key] = Seen(rows.get(source_id, 0), before.readings + readings - again.get(source_id, 0), latest)


def keep(store: Store, terms: Terms, batches: Sequence[Batch]) -> None:
    """The store holds exactly these batches, and what decisions made."""
    ids = {DECISION, *(b.id for b in batches)}
    for table in extract_tables(terms.shape.sheets):
        store.drop(table, [s for s in store.slots.get(table, {}) if s.partition("|")[2] in ids])
    store.beside[BATCHES] = [asdict(b) for b in sorted(batches, key=lambda b: b.id)]


def extract_tables(sheets: Iterable[SheetShape]) -> list[str]:
    return [*(s.extract for s in sheets), CELLS, VOTES]
