"""The whole line: new files are taken in, then every table is brought up to date. `check` changes nothing."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from bukti.checks.step import step as checks_step
from bukti.compare.steps import steps as compare_steps
from bukti.engine.database import Connection, columns_sql, connect, create, fetch
from bukti.engine.run import ABOVE, run
from bukti.engine.steps import Step
from bukti.engine.store import Store
from bukti.evidence import durable, lock
from bukti.evidence.candidates import KIND as CANDIDATES
from bukti.evidence.receive import UNITS, Receipt, Received, Staged, commit, keep_text, stage
from bukti.evidence.terms import Terms, settle, wanted
from bukti.evidence.workspace import CONFIGURATION, Workspace
from bukti.intake import merge
from bukti.intake.bring import Batch, Brought, bring, definition, keep, load_batches, reusable, source_key
from bukti.intake.extract import Entry
from bukti.intake.long import columns_for
from bukti.intake.scopes import HELD, held_rows, scopes
from bukti.intake.units import Unit, code_rows, path_rows, read_units, unit_rows
from bukti.intake.without_units import units_of_sources
from bukti.publish.labels import display
from bukti.recap.reporting import findings as reporting_step
from bukti.recap.rollup import tally
from bukti.recap.standing import latest, standing
from bukti.vocabulary.problems import Place, Problem, Refusal

Progress = Callable[[str], None]


@dataclass
class Intake:
    """What was read and stands ready to be kept: nothing is written yet."""

    terms: Terms
    receipt: Receipt
    units: list[Unit] = field(default_factory=list)
    scopes: dict[str, str] = field(default_factory=dict)
    kept: list[Batch] = field(default_factory=list)
    brought: list[Brought] = field(default_factory=list)
    notices: list[Problem] = field(default_factory=list)

    @property
    def batches(self) -> list[Batch]:
        return [*self.kept, *(new.batch for new in self.brought)]


@dataclass(frozen=True)
class Built:
    """An up-to-date workspace with a connection to ask it."""

    terms: Terms
    store: Store
    connection: Connection
    notices: tuple[Problem, ...]
    new_sources: int


def all_steps(terms: Terms) -> list[Step]:
    """Every step, in the order in which data flows."""
    return [
        *merge.steps(terms.shape, terms.contracts),
        checks_step(terms),
        latest(terms),
        standing(terms),
        tally(terms),
        reporting_step(terms),
        *compare_steps(terms),
    ]


def check(workspace: Workspace) -> tuple[list[Problem], list[Problem]]:
    """Everything wrong with configuration and sources, and everything to be noticed. Changes nothing."""
    try:
        terms = settle(workspace)
        with durable.scratch(workspace.build) as scratch, connect(scratch) as connection:
            intake = read(terms, Store(workspace.build, terms.contracts), connection, scratch, lambda _: None)
    except Refusal as refusal:
        return list(refusal.problems), []
    return [], intake.notices


def build(
    workspace: Workspace, threads: int | None = None, memory: str | None = None, progress: Progress = lambda _: None
) -> Built:
    """The workspace with everything new taken in and every table up to date.

    Raises Refusal with every problem found; then nothing was changed.
    """
    with lock.held(workspace.root):
        terms = settle(workspace)
        durable.discard_unfinished(workspace.objects)
        durable.discard_unfinished(workspace.build)
        store = Store(workspace.build, terms.contracts)
        with durable.scratch(workspace.build) as scratch:
            connection = connect(scratch, threads, memory)
            intake = read(terms, store, connection, scratch, progress)
            others = keep_text(workspace, "configuration", CONFIGURATION, terms.declared.text.encode())
            for path, content in terms.files.items():
                others += keep_text(workspace, CANDIDATES, path, content)
            commit(workspace, intake.receipt, others)
            _unit_tables(store, connection, terms, intake.units)
            _setting_tables(store, connection, terms, intake.scopes)
            keep(connection, store, terms, intake.kept, intake.brought)
            _source_table(store, connection, intake)
            store.save()
            for step in all_steps(terms):
                progress(step.writes)
                run(store, connection, step, partitions(store, connection, terms))
            store.tidy()
            connection.close()
        asking = connect(threads=threads, memory=memory)
        if terms.asks_for_names:
            terms = terms.named({u.code: display(u.name) for u in intake.units if u.level != "station"})
        return Built(terms, store, asking, tuple(intake.notices), len(intake.receipt.new))


def read(terms: Terms, store: Store, connection: Connection, scratch: Path, progress: Progress) -> Intake:
    """All new files as extracts in temporary tables. Raises Refusal with the problems of all files together."""
    entries, problems = wanted(terms)
    if problems:
        raise Refusal(dict.fromkeys(problems))
    intake = Intake(terms, stage(terms.workspace, entries, scratch))
    intake.notices += intake.receipt.notices
    by_entry = {w.entry: [s for s in intake.receipt.staged if s.received.entry == w.entry] for w in entries}
    progress(UNITS)
    intake.units = _units(terms, by_entry, intake.receipt.new, intake.notices)
    intake.scopes = scopes(terms, intake.units)
    entries_read = [
        Entry(terms, source, place, columns_for(terms, source))
        for place, source in enumerate(terms.configuration.source, 1)
    ]
    _bring_all(store, connection, intake, entries_read, by_entry, progress)
    return intake


def _bring_all(
    store: Store,
    connection: Connection,
    intake: Intake,
    entries: Sequence[Entry],
    by_entry: dict[str, list[Staged]],
    progress: Progress,
) -> None:
    units = _digest(list(unit_rows(intake.units)))
    meanings = {e.source.id: definition(e, units) for e in entries}
    keys = {source_key(s) for staged in by_entry.values() for s in staged}
    intake.kept = reusable(store, load_batches(store), meanings, keys)
    covered = {key for batch in intake.kept for key in batch.sources}
    for name, rows in (
        ("unit", unit_rows(intake.units)),
        ("unit_code", code_rows(intake.units, scheme_of(intake.terms))),
    ):
        create(connection, name, columns_sql(intake.terms.contracts[name]), rows)
    create(connection, "held", HELD, held_rows(intake.terms, intake.units, intake.scopes))
    problems: list[Problem] = []
    for entry in entries:
        fresh = [s for s in by_entry[entry.source.id] if source_key(s) not in covered]
        if fresh:
            progress(entry.source.id)
            try:
                meaning = meanings[entry.source.id]
                intake.brought.append(bring(connection, entry, fresh, meaning, intake.notices))
            except Refusal as refusal:
                problems += refusal.problems
    for name in ("unit", "unit_code", "held"):
        connection.execute(f"drop table {name}")
    if problems:
        raise Refusal(problems)
    intake.notices += _older(intake)


def _older(intake: Intake) -> Iterator[Problem]:
    """Notices for new files that state an earlier moment than what their series had said before."""
    before: dict[str, str] = {}
    moments = {key: seen.as_of for batch in intake.batches for key, seen in batch.sources.items()}
    new = {source_key(s) for s in intake.receipt.staged if s.received in intake.receipt.new}
    for staged in sorted(intake.receipt.staged, key=lambda s: s.received.order):
        series, key = staged.received.series, source_key(staged)
        moment = moments.get(key)
        if not moment:
            continue
        if key in new and moment < before.get(series, ""):
            yield Problem("IN-OLDER", Place(staged.received.name), moment, before[series], "notice")
        before[series] = max(before.get(series, ""), moment)


def _units(
    terms: Terms, by_entry: dict[str, list[Staged]], new: Sequence[Received], notices: list[Problem]
) -> list[Unit]:
    declared = terms.configuration.units
    if declared is None:
        return units_of_sources(terms, by_entry)
    named = [s for s in by_entry[UNITS] if terms.workspace.is_named(declared.path, s.received.name)]
    last = {s.received.name: s for s in sorted(named, key=lambda s: s.received.order)}
    told: list[Problem] = []
    above: dict[str, Sequence[Staged]] = {upper.level: by_entry[f"{UNITS}/{upper.level}"] for upper in declared.above}
    units = read_units(list(last.values()), declared, told, above)
    if any(r.entry == UNITS for r in new):  # what was told when the table came is not told again
        notices += told
    return units


def _unit_tables(store: Store, connection: Connection, terms: Terms, units: Sequence[Unit]) -> None:
    rows = list(unit_rows(units))
    key = _digest(rows)
    store.put_rows(connection, "unit", rows, key)
    store.put_rows(connection, "unit_path", path_rows(units), key)
    store.put_rows(connection, "unit_code", code_rows(units, scheme_of(terms)), key)


def scheme_of(terms: Terms) -> str:
    """Who gives the units their codes."""
    return terms.configuration.units.scheme if terms.configuration.units else "code"


def _digest(rows: Sequence[object]) -> str:
    return hashlib.sha256(repr(rows).encode()).hexdigest()


def _setting_tables(store: Store, connection: Connection, terms: Terms, scopes: Mapping[str, str]) -> None:
    contests = [(c.id, scopes[c.id], c.id in terms.with_stations) for c in terms.configuration.contest]
    series = [(s.id, n, s.how) for n, s in enumerate(terms.configuration.series, 1)]
    selections = [
        (c.id, n, s.id, terms.shape.votes[n - 1], s.blank)
        for c in terms.configuration.contest
        for n, s in enumerate(c.selection, 1)
    ]
    settings: tuple[tuple[str, list[tuple[object, ...]]], ...] = (
        ("contest", [*contests]), ("series", [*series]), ("selection", [*selections]),
    )  # fmt: skip
    for table, rows in settings:
        store.put_rows(connection, table, rows, _digest(rows))


def _source_table(store: Store, connection: Connection, intake: Intake) -> None:
    readers = {s.id: s.reader for s in intake.terms.configuration.source}
    seen = {key: s for batch in intake.batches for key, s in batch.sources.items()}
    rows = []
    for staged in intake.receipt.staged:
        r = staged.received
        found = seen.get(source_key(staged))
        units = intake.terms.configuration.units
        reader = readers.get(r.entry) or (units.reader if units else "")
        made = (found.rows, found.readings, r.as_of or found.as_of) if found else (0, 0, r.as_of)
        rows.append((r.source_id, r.entry, r.name, r.sha256, r.bytes, reader, r.series, made[2], made[0], made[1]))
    rows.sort()
    store.put_rows(connection, "source", rows, _digest(rows))


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
