"""The stations of a contest as parts of its count, and what is doubtful about them: rows of tables in, parts out."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from bukti.disputes.bounds import totals
from bukti.disputes.caps import LAW, RECEIVED, REGISTERED, Cap, Rests
from bukti.disputes.question import SUMS, Doubt, Part
from bukti.engine.database import fetch, literal
from bukti.evidence.ballots import Contest
from bukti.publish.build import Built
from bukti.publish.leading import readings_sql

MOST_STATIONS: Final = 150_000
"""Of more stations than these no part is made: sets of so many tell nobody where to look."""
CapOf = Callable[[int | None, int | None], Cap | None]


@dataclass(frozen=True)
class Questioned:
    """The stations that are in, those among them that are doubtful, and why.

    `rests` says on what the caps of how many of them rest. `flagged` have an open error. `sums` are stations whose
    votes do not add up to the valid votes of their sheet, by how much; `readings` those that two readings state
    differently, by how many votes in all.
    """

    parts: tuple[Part, ...]
    rests: Mapping[Rests, int]
    flagged: frozenset[str]
    sums: Mapping[str, int]
    readings: Mapping[str, int]

    def apart(self, counted: Sequence[int]) -> tuple[int, ...]:
        """The votes of the count that are of no part: what stations state that are known in part only."""
        sums = totals(self.parts) or (0,) * len(counted)
        return tuple(all_ - own for all_, own in zip(counted, sums, strict=True))

    def all_doubts(self, of_flagged: Doubt) -> dict[str, Doubt]:
        """One doubt for each doubtful station: of those with an open error the one given, which is the widest."""
        found = {u: Doubt(SUMS, n) for u, n in {**self.sums, **self.readings}.items()}
        return found | dict.fromkeys(self.flagged, of_flagged)


def questioned(built: Built, contest: Contest, partitions: Sequence[str], cap_of: CapOf) -> Questioned | None:
    """The parts of a contest; None where it has no sheets of stations, or too many of them."""
    terms, store, ask = built.terms, built.store, built.connection
    slots = store.slots.get("standing", {})
    rows = sum(slots[p].rows for p in partitions if p in slots)
    if contest.id not in terms.with_stations or rows > MOST_STATIONS or not partitions:
        return None
    for table in ("standing", "latest", "difference", *(s.table for s in terms.shape.sheets if s.of_station)):
        store.show(ask, table, partitions)
    store.show(ask, "unit")
    votes = terms.shape.votes[: len(contest.selection)]
    columns = ", ".join(f"r.{v}" for v in votes)
    sql = f"""
        with stood as (
            select unit_id, min(sheet_id) as sheet_id from standing
            where contest = {literal(contest.id)} and unit_id like '%/%' group by unit_id
        )
        select s.unit_id, s.flagged, r.received, coalesce(r.registered, u.registered), r.cast_votes, r.valid_votes,
            {columns}
        from stood f join standing s on s.unit_id = f.unit_id and s.sheet_id = f.sheet_id
        join ({readings_sql(terms, votes)}) r on r.reading_id = s.reading_id
        left join latest l on l.reading_id = s.reading_id and l.sheet_id = s.sheet_id and l.unit_id = s.unit_id
        left join unit u on u.unit_id = s.unit_id
        where s.state = 'in' and not coalesce(l.placeholder, false) order by s.unit_id"""
    parts: list[Part] = []
    rests: dict[Rests, int] = {RECEIVED: 0, REGISTERED: 0, LAW: 0}
    flagged: set[str] = set()
    sums: dict[str, int] = {}
    for unit_id, is_flagged, received, registered, cast, valid, *own in fetch(ask, sql):
        cap = cap_of(received, registered)
        # A box holds at least the votes that were read out of it, whatever its sheet says of all ballots cast.
        box = None if cast is None else max(cast, sum(own))
        parts.append(Part(unit_id, tuple(own), cap.votes if cap else None, box))
        if cap:
            rests[cap.rests] += 1
        if is_flagged:
            flagged.add(unit_id)
        if valid is not None and valid != sum(own):
            sums[unit_id] = abs(valid - sum(own))
    inside = {p.unit_id for p in parts}
    readings = {u: n for u, n in _readings(built, votes).items() if u in inside}
    return Questioned(tuple(parts), rests, frozenset(flagged), sums, readings)


def _readings(built: Built, votes: Sequence[str]) -> dict[str, int]:
    """By how many votes the readings of a station part that part most, all selections together."""
    columns = ", ".join(literal(v) for v in votes)
    sql = f"""
        select unit_id, max(votes) from (
            select unit_id, cast(sum(abs(size)) as bigint) as votes from difference
            where comparison = 'readings' and unit_id like '%/%' and field in ({columns})
            group by unit_id, statement_a, statement_b
        ) parted group by unit_id order by unit_id"""
    found: dict[str, int] = dict(fetch(built.connection, sql))
    return found
