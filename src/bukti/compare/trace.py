"""Where a difference between counted and declared comes from: stations read differently, units below, exchanges."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

from bukti.compare import DECLARED
from bukti.compare.pairs import declared_on_same, is_partial
from bukti.compare.subsets import MOST_STATIONS, Vector, cycles, smallest_sets, total
from bukti.engine.code import code_digest
from bukti.engine.database import Connection, fetch
from bukti.engine.steps import Row, Step, Work
from bukti.evidence.terms import Terms
from bukti.recap.stated import stated, station_kinds


@dataclass
class Unit:
    """A unit with both statements: what its stations add up to, and what was declared."""

    partition: str
    parent: str
    level: str
    counted: Vector
    declared: Vector

    @property
    def gap(self) -> Vector:
        return tuple(d - c for c, d in zip(self.counted, self.declared, strict=True))


@dataclass
class Contest:
    """Units of one contest with both statements: those to be traced, and those one level below them (`children`).

    `shifts` are the stations of a unit whose other readings shift the sum, and by how much.
    """

    shifts: dict[str, dict[str, Vector]]
    units: dict[str, Unit] = field(default_factory=dict)
    children: dict[str, list[str]] = field(default_factory=lambda: defaultdict(list))


def trace(terms: Terms) -> Step:
    """One row per unit whose declared votes are not those its stations add up to: where the gap comes from.

    explained: all stations whose two readings differ add up to the gap in every vote column. subset: some of them do,
    smallest sets first; so for villages, and for a unit below which nothing is declared. exchanged: its counted
    figures are declared for a sibling, round a circle. children: the gaps of the units below add up to it. Else
    not-traceable. The reading that does not stand is taken from the next series that has all votes; a station that is
    not counted shifts the sum by all of it.
    """
    return Step(
        writes="trace",
        reads=("tally", "unit", "unit_path", "shift") if terms.with_stations else (),
        rows=_work(terms),
        above=_work(terms),
        version=f"{code_digest('bukti.compare')} {terms.ballots!r}",
    )


def shifts(terms: Terms) -> Step:
    """One row per station where the next series that knows all votes states others than those counted."""
    votes = terms.shape.votes
    counted = {v: f"case when c.state in ('held', 'void') then 0 else coalesce(c.{v}, 0) end" for v in votes}
    moved = {v: f"coalesce(o.{v}, 0) - {counted[v]}" for v in votes}
    sql = f"""
        with next as (
            select sheet_id, unit_id, min(rank) as rank from stated
            where complete and not counts and kind in ({station_kinds(terms)})
            group by sheet_id, unit_id
        )
        select c.partition, c.contest, c.unit_id, {", ".join(f"{sql} as {v}" for v, sql in moved.items())}
        from next n
        join stated o on o.sheet_id = n.sheet_id and o.unit_id = n.unit_id and o.rank = n.rank
        join stated c on c.sheet_id = n.sheet_id and c.unit_id = n.unit_id and c.counts
        where {" or ".join(f"{sql} <> 0" for sql in moved.values())}"""
    return Step(writes="shift", reads=(), rows=sql, shares=(stated(terms),))


def _work(terms: Terms) -> Work:
    def work(connection: Connection) -> Iterator[Row]:
        asked = {row[0] for row in fetch(connection, "select partition from asked")}
        for votes, contests in terms.ballots:
            for contest in contests:
                if contest in terms.with_stations and any(p.startswith(contest + "/") for p in asked):
                    for row in _traces(contest, _load(connection, terms, contest, votes)):
                        if row[0] in asked:
                            yield row

    return work


def _load(connection: Connection, terms: Terms, contest: str, votes: tuple[str, ...]) -> Contest:
    """The units of the partitions asked for and those below them, as far as both statements know every vote."""
    found = Contest(_shifts(connection, contest, votes))
    known = " and ".join(f"x.{v} is not null and y.{v} is not null" for v in votes)
    if is_partial(terms):
        known += f" and {declared_on_same('x', 'y')}"
    sides = ", ".join(f"{side}.{v}" for side in ("x", "y") for v in votes)
    sql = f"""
        with wanted as (
            select t.unit_id from tally t join asked on asked.partition = t.partition where t.basis = 'counted'
        )
        select x.unit_id, x.partition, coalesce(u.parent_id, ''), x.level, {sides}
        from tally x join tally y on y.unit_id = x.unit_id and y.contest = x.contest and y.basis = 'declared'
        join unit u on u.unit_id = x.unit_id
        where x.basis = 'counted' and x.contest = ? and {known}
            and (x.unit_id in (select unit_id from wanted) or u.parent_id in (select unit_id from wanted))
        order by x.unit_id"""
    for unit_id, partition, parent, level, *values in fetch(connection, sql, [contest]):
        n = len(votes)
        found.units[unit_id] = Unit(partition, parent, level, tuple(values[:n]), tuple(values[n:]))
        found.children[parent].append(unit_id)
    return found


def _shifts(connection: Connection, contest: str, votes: tuple[str, ...]) -> dict[str, dict[str, Vector]]:
    """For each unit asked for, the stations below it whose other readings shift its sum, and by how much."""
    sql = f"""
        select p.ancestor_id, s.unit_id, {", ".join(f"s.{v}" for v in votes)}
        from shift s
        join unit_path p on p.unit_id = substr(s.unit_id, 1, length(s.unit_id) - 4)
        join (
            select distinct t.unit_id from tally t join asked on asked.partition = t.partition
        ) wanted on wanted.unit_id = p.ancestor_id
        where s.contest = ? order by p.ancestor_id, s.unit_id"""
    found: dict[str, dict[str, Vector]] = defaultdict(dict)
    for unit_id, station, *shift in fetch(connection, sql, [contest]):
        found[unit_id][station] = tuple(shift)
    return found


def _traces(contest: str, found: Contest) -> Iterator[Row]:
    circles = _circles(found)
    for unit_id, unit in found.units.items():
        if any(unit.gap):
            how, units, differing = _explain(unit_id, unit, found, circles)
            yield (unit.partition, DECLARED, contest, unit_id, how, units, differing)


def _circles(found: Contest) -> dict[str, tuple[str, ...]]:
    """For each unit in a circle of exchanged rows, the circle from it on."""
    result: dict[str, tuple[str, ...]] = {}
    for siblings in found.children.values():
        units = {s: found.units[s] for s in siblings}
        for circle in cycles({s: u.counted for s, u in units.items()}, {s: u.declared for s, u in units.items()}):
            for at, unit_id in enumerate(circle):
                result[unit_id] = circle[at:] + circle[:at]
    return result


def _explain(unit_id: str, unit: Unit, found: Contest, circles: Mapping[str, tuple[str, ...]]) -> tuple[str, str, int]:
    if unit_id in circles:
        return "exchanged", " ".join(circles[unit_id]), len(circles[unit_id])
    children = found.children.get(unit_id, [])
    if not children:
        return _by_stations(unit, found.shifts.get(unit_id, {}))
    gaps = {c: found.units[c].gap for c in children if any(found.units[c].gap)}
    if gaps and total(list(gaps.values()), len(unit.gap)) == unit.gap:
        return "children", " ".join(sorted(gaps)), len(gaps)
    return "not-traceable", "", len(gaps)


def _by_stations(unit: Unit, shifts: Mapping[str, Vector]) -> tuple[str, str, int]:
    if shifts and total(list(shifts.values()), len(unit.gap)) == unit.gap:
        return "explained", " ".join(sorted(shifts)), len(shifts)
    if len(shifts) <= MOST_STATIONS and (sets := smallest_sets(shifts, unit.gap)):
        return "subset", "|".join(" ".join(s) for s in sets), len(shifts)
    return "not-traceable", "", len(shifts)
