"""The whole line: new files are taken in, then every table is brought up to date. `check` changes nothing."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path

from bukti.checks.step import step as checks_step
from bukti.compare.steps import steps as compare_steps
from bukti.engine.code import code_digest
from bukti.engine.database import Connection, connect, create, limits_told
from bukti.engine.run import run_all
from bukti.engine.steps import Step
from bukti.engine.store import Store
from bukti.evidence import cases, deciding, definitions, durable, lock
from bukti.evidence import format as formats
from bukti.evidence.candidates import KIND as CANDIDATES
from bukti.evidence.deciding import Taken
from bukti.evidence.receive import BOUNDARIES, DECISION, UNITS, Receipt, Staged, commit, keep_text, stage
from bukti.evidence.terms import Terms, settle, wanted
from bukti.evidence.workspace import CONFIGURATION, Workspace
from bukti.forensics import table as unusual
from bukti.intake import merge
from bukti.intake.ballots import Rows, ballot_rows, candidate_rows, hide_ballots, show_ballots
from bukti.intake.bring import Batch, bring, definition, keep, load_batches, portions, reusable, source_key
from bukti.intake.extract import Entry
from bukti.intake.letters import unusual_names
from bukti.intake.long import columns_for
from bukti.intake.outlines import put_outlines, read_outlines
from bukti.intake.scopes import HELD, held_rows, scopes
from bukti.intake.unit_table import UnitTable, unit_table
from bukti.intake.unit_tables import load_units, names_of, put_units, units_in
from bukti.intake.units import Unit
from bukti.publish import cards, fresh
from bukti.publish.drawing import draw
from bukti.publish.labels import display
from bukti.publish.pages import colours
from bukti.publish.partitions import partitions
from bukti.recap.decisions import decide
from bukti.recap.lists import vote_tally
from bukti.recap.reporting import findings as reporting_step
from bukti.recap.rollup import tally
from bukti.recap.standing import latest, standing
from bukti.recap.through_time import tally_at
from bukti.vocabulary.problems import Place, Problem, Refusal
from bukti.vocabulary.profile import profile_text

Progress = Callable[[str], None]
TEXTS = "texts"
UNIT_TABLES = ("unit", "unit_path", "unit_code", "unit_code_gap")


@dataclass
class Intake:
    """What was read; the extracts lie in the store, which is not saved yet, where they are to be kept.

    `taken` are all decisions, `decided` the new ones, `disputed` the new cases; `definitions` what columns mean.
    """

    terms: Terms
    receipt: Receipt
    units: UnitTable | None = None
    units_key: str = ""
    outlines_key: str = ""
    ballots: Rows | None = None
    ballots_key: str = ""
    known: Sequence[Unit] = ()
    scopes: dict[str, str] = field(default_factory=dict)
    batches: list[Batch] = field(default_factory=list)
    notices: list[Problem] = field(default_factory=list)
    taken: list[Taken] = field(default_factory=list)
    decided: list[Taken] = field(default_factory=list)
    disputed: list[cases.TakenCase] = field(default_factory=list)
    definitions: dict[str, bytes] = field(default_factory=dict)


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
        vote_tally(terms),
        tally_at(terms),
        reporting_step(terms),
        *compare_steps(terms),
    ]


def check(workspace: Workspace) -> tuple[list[Problem], list[Problem]]:
    """Everything wrong with configuration and sources, and everything to be noticed. Changes nothing."""
    try:
        with lock.held(workspace.root):
            formats.require(workspace)
            return checked(workspace)
    except Refusal as refusal:
        return list(refusal.problems), []


def checked(workspace: Workspace) -> tuple[list[Problem], list[Problem]]:
    """The same of a workspace of any format: nothing that is built counts."""
    try:
        terms = settle(workspace)
        with durable.scratch(workspace.build) as scratch, connect(scratch) as connection:
            intake = read(terms, Store(workspace.build, terms.contracts), connection, scratch, lambda _: None, False)
    except Refusal as refusal:
        return list(refusal.problems), []
    return [], intake.notices


def build(
    workspace: Workspace,
    threads: int | None = None,
    memory: str | None = None,
    progress: Progress = lambda _: None,
    then: Callable[[Built], object] = lambda _: None,
) -> Built:
    """The workspace with everything new taken in and every table up to date; then `then` is done with them.

    The workspace is held until that is done too. Raises Refusal with every problem found; then nothing was changed.
    Raises OSError or MemoryError where the machine does not allow it.
    """
    with lock.held(workspace.root), limits_told(workspace.build):
        formats.require(workspace)
        terms = settle(workspace)
        for folder in (workspace.evidence, workspace.objects, workspace.journal.folder, workspace.build):
            durable.discard_unfinished(folder)
        store = Store(workspace.build, terms.contracts, at_work=True)
        with durable.scratch(workspace.build) as scratch:
            connection = connect(scratch, threads, memory)
            intake = read(terms, store, connection, scratch, progress, True)
            others = keep_text(workspace, "configuration", CONFIGURATION, terms.declared.text.encode())
            for path, content in terms.files.items():
                others += keep_text(workspace, CANDIDATES, path, content)
            profile = terms.profile.id
            others += [
                {**f, "profile": profile} for f in keep_text(workspace, "profile", profile, profile_text(profile))
            ]
            others += [*deciding.keep(workspace, intake.decided), *cases.keep(workspace, intake.disputed)]
            definitions.keep(workspace, intake.definitions.values(), intake.receipt)
            formats.mark(workspace)
            intake.notices += commit(workspace, intake.receipt, others)
            make(store, connection, intake, progress)
            connection.close()
        asking = connect(threads=threads, memory=memory)
        built = Built(named(terms, store, asking), store, asking, tuple(intake.notices), len(intake.receipt.new))
        then(built)
        return built


def make(store: Store, connection: Connection, intake: Intake, progress: Progress) -> None:
    """The store holds every table of what was read, and nothing else."""
    terms = intake.terms
    _setting_tables(store, connection, intake)
    put_outlines(store, connection, intake.outlines_key)
    draw(store, connection)
    keep(store, terms, intake.batches)
    _source_table(store, connection, intake)
    store.beside[TEXTS] = texts_of(terms)
    store.save(is_whole=False)
    whole = partitions(store, connection, terms)
    run_all(store, connection, all_steps(terms), whole, progress)
    unusual.put(store, connection, terms, whole, progress)
    store.beside[fresh.NAME] = fresh.now(terms.workspace)
    store.save()
    store.tidy()


def read(
    terms: Terms, store: Store, connection: Connection, scratch: Path, progress: Progress, keeping: bool
) -> Intake:
    """All new files as extracts in the store, if `keeping`. Raises Refusal with the problems of all files together."""
    from bukti.publish.cases import new_cases  # which look names up in what was built
    from bukti.publish.decisions import decisions

    entries, problems = wanted(terms)
    found = decisions(terms, store, connection)
    disputed, wrong = new_cases(terms, store, connection, {t.written.id for t in found.all})
    meanings = definitions.definitions(terms)
    problems += [*found.wrong, *wrong, *definitions.changed(terms.workspace, meanings, found.accepted)]
    problems += cards.problems(terms.configuration)
    if problems:
        raise Refusal(dict.fromkeys(problems))
    digests = {entry: definitions.digest(content) for entry, content in meanings.items()}
    entries = [replace(w, definition=digests.get(w.entry, "")) for w in entries]
    receipt = stage(terms.workspace, entries, scratch)
    intake = Intake(terms, receipt, taken=found.all, decided=found.new, disputed=disputed, definitions=meanings)
    intake.notices += found.notices
    intake.notices += [*intake.receipt.notices, *unusual_names(terms)]
    intake.notices += colours.problems(terms.configuration)
    by_entry = {w.entry: [s for s in intake.receipt.staged if s.received.entry == w.entry] for w in entries}
    progress(UNITS)
    _read_units(store, intake, by_entry)
    intake.outlines_key = read_outlines(
        terms, store, connection, intake.units, intake.units_key, by_entry, intake.receipt.new, intake.notices
    )
    intake.known = _known_units(store, connection, intake)
    intake.scopes = scopes(terms, intake.known)
    entries_read = [
        Entry(terms, source, place, columns_for(terms, source))
        for place, source in enumerate(terms.configuration.source, 1)
    ]
    _bring_all(store, connection, intake, entries_read, by_entry, progress, keeping)
    if keeping:
        _decide(store, connection, intake)
    return intake


def _decide(store: Store, connection: Connection, intake: Intake) -> None:
    """The store has the unit table, and what the decisions made of the readings. Raises Refusal, and then neither."""
    if intake.units:
        put_units(store, connection, intake.units, scheme_of(intake.terms), intake.units_key)
    try:
        decide(store, connection, intake.terms, intake.taken)
    except Refusal:
        store.undo()
        raise


def _bring_all(
    store: Store,
    connection: Connection,
    intake: Intake,
    entries: Sequence[Entry],
    by_entry: dict[str, list[Staged]],
    progress: Progress,
    keeping: bool,
) -> None:
    meanings = {e.source.id: definition(e, intake.units_key) for e in entries}
    keys = {source_key(s) for staged in by_entry.values() for s in staged}
    intake.batches = reusable(store, load_batches(store), meanings, keys)
    covered = {key for batch in intake.batches for key in batch.sources}
    problems: list[Problem] = []
    fresh_by_entry = {e.source.id: [s for s in by_entry[e.source.id] if source_key(s) not in covered] for e in entries}
    areas = [c.model_dump_json(include={"id", "area"}) for c in intake.terms.configuration.contest]
    intake.ballots_key = _digest([intake.units_key, *areas])
    if any(fresh_by_entry.values()) or not store.is_built("unit_ballot", "", intake.ballots_key):
        _units_at_hand(store, connection, intake)
        intake.ballots = ballot_rows(connection, intake.terms, scheme_of(intake.terms))
        show_ballots(connection, candidate_rows(intake.terms), intake.ballots)
    for entry in entries:
        for portion in portions(fresh_by_entry[entry.source.id]):
            progress(entry.source.id)
            try:
                meaning = meanings[entry.source.id]
                batch = bring(connection, store, entry, portion, meaning, intake.notices, keep=keeping and not problems)
                intake.batches.append(batch)
            except Refusal as refusal:
                problems += refusal.problems
    if intake.ballots is not None:
        hide_ballots(connection)
    if problems:
        store.undo()
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


def _read_units(store: Store, intake: Intake, by_entry: dict[str, list[Staged]]) -> None:
    """The unit table is read where the store has not the one that these files state; its key says which it is."""
    terms, declared = intake.terms, intake.terms.configuration.units
    if declared is not None:
        last = {s.received.name: s for s in sorted(by_entry[UNITS], key=lambda s: s.received.order)}
        read = [(s.received.name, s.received.sha256) for s in last.values()]
        contracts = [terms.contracts[name].text for name in UNIT_TABLES]
        intake.units_key = _digest([code_digest("bukti.intake"), declared.model_dump_json(), contracts, read])
        if all(store.is_built(name, "", intake.units_key) for name in UNIT_TABLES):
            return
    intake.units = unit_table(terms, by_entry, intake.receipt.new, intake.notices)
    intake.units_key = intake.units_key or _digest(intake.units.units)


def _known_units(store: Store, connection: Connection, intake: Intake) -> Sequence[Unit]:
    """The units from village up, the root first; the root alone where every contest is held in the whole table."""
    if intake.units:
        return intake.units.units
    scoped = any(c.scope for c in intake.terms.configuration.contest)
    return units_in(connection, store.rows_sql("unit"), scheme_of(intake.terms), all_of=scoped)


def _units_at_hand(store: Store, connection: Connection, intake: Intake) -> None:
    """The temporary tables `place`, every unit from village up, and `held`, where contests of their own scope are."""
    if intake.units:
        load_units(connection, intake.terms.contracts["unit"], intake.units)
    else:
        rows = f"select * from ({store.rows_sql('unit')}) u where level <> 'station'"
        connection.execute(f"create or replace temp table place as {rows}")
    create(connection, "held", HELD, held_rows(intake.terms, intake.known, intake.scopes))


def named(terms: Terms, store: Store, connection: Connection) -> Terms:
    """The terms with the names of units in the titles of contests that ask for them."""
    if not terms.asks_for_names:
        return terms
    names = names_of(connection, store.rows_sql("unit"), scheme_of(terms))
    return terms.named({code: display(name) for code, name in names.items()})


def scheme_of(terms: Terms) -> str:
    """Who gives the units their codes."""
    return terms.configuration.units.scheme if terms.configuration.units else "code"


def texts_of(terms: Terms) -> dict[str, str]:
    """The digests of the configuration and of the files of candidates, by their names."""
    texts = {CONFIGURATION: terms.declared.text.encode(), **terms.files}
    return {name: hashlib.sha256(content).hexdigest() for name, content in texts.items()}


def _digest(rows: Sequence[object]) -> str:
    return hashlib.sha256(repr(rows).encode()).hexdigest()


def _setting_tables(store: Store, connection: Connection, intake: Intake) -> None:
    terms = intake.terms
    contests = [(c.id, intake.scopes[c.id], c.id in terms.with_stations) for c in terms.configuration.contest]
    series = [(DECISION, 0, DECISION), *((s.id, n, s.how) for n, s in enumerate(terms.configuration.series, 1))]
    selections = [
        (c.id, n, s.id, terms.shape.votes[n - 1], s.blank)
        for c in terms.configuration.contest
        for n, s in enumerate(c.selection, 1)
    ]
    settings: tuple[tuple[str, list[tuple[object, ...]]], ...] = (
        ("contest", [*contests]), ("series", [*series]), ("selection", [*selections]),
        ("candidate", [*candidate_rows(terms)]),
    )  # fmt: skip
    for table, rows in settings:
        store.put_rows(connection, table, rows, _digest(rows))
    if intake.ballots is not None:
        store.put_rows(connection, "unit_ballot", intake.ballots, intake.ballots_key)


def _source_table(store: Store, connection: Connection, intake: Intake) -> None:
    readers: dict[str, str] = {s.id: s.reader for s in intake.terms.configuration.source}
    readers[BOUNDARIES] = "geojson"
    units = intake.terms.configuration.units
    seen = {key: s for batch in intake.batches for key, s in batch.sources.items()}
    rows = []
    for staged in intake.receipt.staged:
        r = staged.received
        found = seen.get(source_key(staged))
        reader = readers.get(r.entry) or (units.reader_of(r.name, intake.terms.workspace.is_named) if units else "")
        made = (found.rows, found.readings, r.as_of or found.as_of) if found else (0, 0, r.as_of)
        meaning = intake.definitions.get(r.entry)
        read_as = definitions.digest(meaning) if meaning else ""
        rows.append(
            (r.source_id, r.entry, r.name, r.sha256, r.bytes, reader, r.series, made[2], made[0], made[1], read_as)
        )
    for one in (t.written for t in intake.taken):
        made_by = len(one.decision.set)
        r = one.received
        rows.append(
            (r.source_id, r.entry, r.name, r.sha256, r.bytes, "toml", r.series, one.decision.at, made_by,
             1 if made_by else 0, "")
        )  # fmt: skip
    rows.sort()
    store.put_rows(connection, "source", rows, _digest(rows))
