"""The table `unusual`: the parts of all tests, regency by regency, and the reports that are made of them.

A regency's rows are computed anew only where its sheets changed, or where another selection leads the contest.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from bukti.engine.code import code_digest
from bukti.engine.database import Connection, columns_sql, create, fetch, literal, records
from bukti.engine.run import ABOVE
from bukti.engine.store import Store
from bukti.evidence.ballots import Contest
from bukti.evidence.pictures import Picture, filed
from bukti.evidence.terms import Terms
from bukti.forensics import orders_of_time
from bukti.forensics.battery import TESTS, parts_of, reports_of
from bukti.forensics.reading import closing, inputs, moments, sheets
from bukti.forensics.reports import Line, Part, Report, not_run

TABLE = "unusual"
LINE, COUNT = "line", "count"
SEVERITY = "info"
Row = tuple[Any, ...]


@dataclass(frozen=True)
class Leading:
    """The places on the ballot of the two selections with the most counted votes in a contest, and by how many."""

    first: int
    second: int
    margin: int


@dataclass(frozen=True)
class Unusual:
    """The reports of a contest, who leads it, and whether sheets of its stations were read at all."""

    contest: str
    leading: Leading
    reports: tuple[Report, ...]

    def report(self, test: str) -> Report:
        return next(r for r in self.reports if r.test == test)


def put(
    store: Store,
    connection: Connection,
    terms: Terms,
    partitions: Sequence[str],
    progress: Callable[[str], None] = lambda _: None,
) -> None:
    """The table `unusual` is up to date in every partition of a regency."""
    progress(TABLE)
    keys: dict[str, str] = {}
    pictures = filed(terms.workspace)
    for contest in terms.configuration.contest:
        leads = leading(store, connection, terms, contest)
        for partition in partitions:
            if partition.startswith(contest.id + "/") and partition.rpartition("/")[2] not in (ABOVE, "unknown"):
                keys[partition] = _key(store, terms, partition, leads, pictures)
                if not store.is_built(TABLE, partition, keys[partition]):
                    rows = list(_rows(store, connection, terms, contest, partition, leads, pictures))
                    create(connection, "fresh", columns_sql(store.contracts[TABLE]), rows)
                    store.put(connection, TABLE, "fresh", {partition: keys[partition]})
                    connection.execute("drop table fresh")
    store.drop(TABLE, keys)


def leading(store: Store, connection: Connection, terms: Terms, contest: Contest) -> Leading:
    """Who leads by what was counted in all of the contest; of equals the first on the ballot."""
    votes = terms.shape.votes[: len(contest.selection)]
    partitions = [p for p in store.partitions("tally") if p.startswith(contest.id + "/")]
    sums = ", ".join(f"cast(coalesce(sum({v}), 0) as bigint)" for v in votes)
    sql = f"""select {sums} from ({store.rows_sql("tally", partitions)}) t
        where basis = 'counted' and level = 'village'"""
    counted = fetch(connection, sql)[0]
    order = sorted(range(1, len(votes) + 1), key=lambda place: (-counted[place - 1], place))
    first, second = order[0], order[1] if len(order) > 1 else order[0]
    return Leading(first, second, counted[first - 1] - counted[second - 1])


def _key(store: Store, terms: Terms, partition: str, leads: Leading, pictures: Sequence[Picture]) -> str:
    """Digest of everything that the partition's rows depend on."""
    parts = [code_digest("bukti.forensics"), store.contracts[TABLE].text, partition, str(leads.first), closing(terms)]
    for table in inputs(terms):
        whole = not store.contracts[table].partitioned
        parts.append(store.table_digest(table) if whole else store.partitions(table).get(partition, ""))
    parts += [repr(p) for p in pictures if p.contest == partition.partition("/")[0]]
    return hashlib.sha256("\0".join(parts).encode()).hexdigest()


def _rows(
    store: Store,
    connection: Connection,
    terms: Terms,
    contest: Contest,
    partition: str,
    leads: Leading,
    pictures: Sequence[Picture],
) -> Iterator[Row]:
    found = sheets(store, connection, terms, contest, partition)
    if found:
        times = moments(store, connection, contest, partition, pictures)
        for part in parts_of([s for s, _ in found], times, leads.first, closing(terms)):
            papers = {s.unit_id: sheet_id for s, sheet_id in found}
            yield from _part_rows(partition, contest.id, part, papers)


def _part_rows(partition: str, contest: str, part: Part, papers: Mapping[str, str]) -> Iterator[Row]:
    for name, n in sorted(part.counts.items()):
        row_id = _hash(part.test, partition, COUNT, name)
        yield partition, row_id, part.test, SEVERITY, COUNT, name, contest, "", "", "", n, None, ""
    for line in part.lines:
        terms = " ".join(f"{name}={n}" for name, n in line.terms.items())
        row_id = finding_id(contest, part.test, line) if line.unit_id else _hash(part.test, partition, line.kind)
        yield (
            *(partition, row_id, part.test, SEVERITY, LINE, line.kind, contest, papers.get(line.unit_id, "")),
            *(line.unit_id, line.other_id, line.observed, None, terms),
        )


def finding_id(contest: str, test: str, line: Line) -> str:
    """The id of what a test noticed: it stays while the station's own figures do not make it another thing."""
    kind = line.kind if test == orders_of_time.TEST else ""
    return _hash(test, contest, line.unit_id, line.other_id, kind)


def _hash(*parts: str) -> str:
    return hashlib.sha256("\x1f".join(parts).encode()).hexdigest()[:24]


def unusual(store: Store, connection: Connection, terms: Terms, contest: Contest) -> Unusual:
    """The reports of a contest, of the parts that were built last."""
    partitions = [p for p in store.partitions(TABLE) if p.startswith(contest.id + "/")]
    leads = leading(store, connection, terms, contest)
    if not partitions:
        return Unusual(contest.id, leads, tuple(not_run(test, "no-stations", 0) for test in TESTS))
    parts: dict[tuple[str, str], tuple[dict[str, int], list[Line]]] = {}
    sql = f"select * from ({store.rows_sql(TABLE, partitions)}) u order by partition, test, finding_id"
    for row in records(connection, sql):
        counts, lines = parts.setdefault((row["partition"], row["test"]), ({}, []))
        if row["part"] == COUNT:
            counts[row["name"]] = row["observed"]
        else:
            lines.append(_line(row))
    made = [Part(test, counts, tuple(lines)) for (_, test), (counts, lines) in parts.items()]
    reports = reports_of(made, leads.first, leads.second, len(contest.selection))
    return Unusual(contest.id, leads, tuple(reports))


def _line(row: Mapping[str, Any]) -> Line:
    pairs = [pair.partition("=") for pair in row["terms"].split(" ") if pair]
    terms = {name: _whole(text) for name, _, text in pairs}
    return Line(row["unit_id"], row["name"], row["observed"], row["other_id"], terms)


def _whole(text: str) -> int:
    """A number that this room itself wrote."""
    found = 0
    for digit in text:
        found = 10 * found + ord(digit) - ord("0")
    return found


def answers(store: Store, connection: Connection, contest: str) -> dict[str, list[dict[str, Any]]]:
    """What was decided about lines, by finding, while their figures are what they were; and about stations, by unit."""
    partitions = [p for p in store.partitions("decision") if p.startswith(contest + "/")]
    if not partitions:
        return {}
    lines = store.rows_sql(TABLE, [p for p in store.partitions(TABLE) if p.startswith(contest + "/")])
    sql = f"""
        select d.* from ({store.rows_sql("decision", partitions)}) d
        left join (select finding_id, observed, unit_id from ({lines}) u where part = {literal(LINE)}) f
            on f.finding_id = d.finding_id and coalesce(f.observed = d.old, f.observed is null and d.old is null)
        where d.in_force and (f.finding_id is not null or (d.finding_id = '' and d.unit_id <> ''))
        order by d.decided_at, d.decision_id, d.unit_id, d.field"""
    found: dict[str, list[dict[str, Any]]] = {}
    for row in records(connection, sql):
        found.setdefault(row["finding_id"] or row["unit_id"], []).append(row)
    return found
