"""What changed since, in sequence: built tables come in; counts, rows and CSV files go out. Facts only, no words.

A change's sequence number is its place in its contest by moment, what has none first, then by its id. A file that
states an earlier moment and comes late moves the numbers behind it; the id of a change never moves.
"""

from __future__ import annotations

import csv
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any, Final, TextIO

from bukti.engine.database import fetch, literal, records
from bukti.evidence.journal import Fact
from bukti.evidence.receive import received_of
from bukti.evidence.terms import Terms
from bukti.publish.build import Built

Row = dict[str, Any]
CHANGED: Final = (
    "sequence", "change_id", "kind", "sheet_id", "unit_id", "series", "field", "old", "new", "since", "as_of",
    "source_id", "old_reading_id", "reading_id",
)  # fmt: skip
SEQUENCE: Final = "as_of nulls first, change_id"
KINDS: Final = ("filled", "corrected", "vanished")
BATCH: Final = 10_000


@dataclass(frozen=True)
class Moment:
    """What changed at one moment: sheets, and numbers by kind."""

    as_of: str | None
    sheets: int
    kinds: dict[str, int]

    @property
    def numbers(self) -> int:
        return sum(self.kinds.values())


def of_contest(built: Built, contest: str, table: str = "change") -> list[str]:
    """The partitions of a contest in which a table has rows."""
    return sorted(p for p in built.store.partitions(table) if p.startswith(contest + "/"))


def moments(built: Built, contest: str) -> list[Moment]:
    """What changed at each moment, the newest first, what has none last."""
    built.store.show(built.connection, "change", of_contest(built, contest))
    kinds = ", ".join(f"count(case when kind = '{k}' then 1 end)" for k in KINDS)
    sql = f"""select as_of, count(distinct sheet_id || ' ' || unit_id || ' ' || series), {kinds}
        from change group by as_of order by as_of desc nulls last"""
    return [Moment(at, n, dict(zip(KINDS, counts, strict=True))) for at, n, *counts in fetch(built.connection, sql)]


def newest(built: Built, contest: str, most: int) -> list[Row]:
    """The last changes in sequence, the newest first, each with its sequence number."""
    built.store.show(built.connection, "change", of_contest(built, contest))
    sql = f"""select * from (select row_number() over (order by {SEQUENCE}) as sequence, * from change) numbered
        order by sequence desc limit {most}"""
    return records(built.connection, sql)


def write_changes(built: Built, contest: str, to: TextIO) -> None:
    """`changes.csv`: every change of a contest in sequence; vote columns by the ids of their selections."""
    built.store.show(built.connection, "change", of_contest(built, contest))
    named = _named(built.terms, contest, "field")
    columns = ", ".join(f"{named} as field" if c == "field" else c for c in CHANGED if c != "sequence")
    sql = f"select row_number() over (order by {SEQUENCE}) as sequence, {columns} from change order by sequence"
    _write(to, CHANGED, built.connection.execute(sql))


def write_totals(built: Built, contest: str, to: TextIO) -> None:
    """`over-time.csv`: what each series added up to in each unit, moment after moment."""
    built.store.show(built.connection, "tally_at", of_contest(built, contest, "tally_at"))
    columns = totals_columns(built.terms, contest)
    sql = f"select {', '.join(columns.values())} from tally_at order by unit_id, series, as_of"
    _write(to, [*columns], built.connection.execute(sql))


def totals_columns(terms: Terms, contest: str) -> dict[str, str]:
    """The columns of `over-time.csv` in order, each with that of `tally_at` behind it."""
    votes = {s.id: v for v, s in zip(terms.shape.votes, terms.by_id[contest].selection, strict=False)}
    unknown = {f"{s}_unknown": f"{v}_unknown" for s, v in votes.items()}
    before, after = ("unit_id", "level", "series", "as_of"), ("sheets", "sheets_known", "stations_in")
    return {**{n: n for n in before}, **votes, **unknown, **{n: n for n in after}}


def _named(terms: Terms, contest: str, column: str) -> str:
    """SQL: a vote column by the id of its selection."""
    selections = zip(terms.shape.votes, terms.by_id[contest].selection, strict=False)
    cases = " ".join(f"when {literal(v)} then {literal(s.id)}" for v, s in selections)
    return f"case {column} {cases} else {column} end"


def _write(to: TextIO, head: Sequence[str], cursor: Any) -> None:
    writer = csv.writer(to, lineterminator="\n")
    writer.writerow(head)
    while rows := cursor.fetchmany(BATCH):
        writer.writerows(rows)


@dataclass(frozen=True)
class Late:
    """A file that states an earlier moment than its series had stated before it arrived."""

    source_id: str
    as_of: str
    newest: str
    received_at: str


def late_files(terms: Terms, as_of: dict[str, str | None]) -> list[Late]:
    """The files that came late, in the order of their receipt; `as_of` is the moment that each file states.

    Files that arrived together are none of them late: nobody had seen one of them before another.
    """
    return list(_late(terms.workspace.journal.facts(), as_of))


def _late(facts: Sequence[Fact], as_of: dict[str, str | None]) -> Iterator[Late]:
    before: dict[str, str] = {}
    together: dict[str, str] = {}
    last = ""
    for fact in (f for f in facts if f["kind"] == "source"):
        if fact["received_at"] != last:
            before |= {s: max(m, before.get(s, "")) for s, m in together.items()}
            together, last = {}, str(fact["received_at"])
        received = received_of(fact)
        moment = as_of.get(received.source_id)
        if not moment or not received.series:
            continue
        if moment < before.get(received.series, ""):
            yield Late(received.source_id, moment, before[received.series], last)
        together[received.series] = max(moment, together.get(received.series, ""))
