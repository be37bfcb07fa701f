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
    """The units of one contest with both statements, and per village the stations whose readings shift the sum.

    `below` are all units one level below a unit, `children` those of them with both statements.
    """

    units: dict[str, Unit] = field(default_factory=dict)
    below: dict[str, list[str]] = field(default_factory=lambda: defaultdict(list))
    children: dict[str, list[str]] = field(default_factory=lambda: defaultdict(list))
    shifts: dict[str, dict[str, Vector]] = field(default_factory=lambda: defaultdict(dict))

    def shifts_below(self, unit_id: str) -> dict[str, Vector]:
        """The stations of the unit whose readings differ, with what each would shift."""
        found = dict(self.shifts.get(unit_id, {}))
        for unit in self.below.get(unit_id, ()):
            found.update(self.shifts_below(unit))
        return found


def trace(terms: Terms) -> Step:
    """One row per unit whose declared votes are not those its stations add up to: where the gap comes from.

    explained: all stations whose two readings differ add up to the gap in every vote column. subset: some of them do,
    smallest sets first; so for villages, and for a unit below which nothing is declared. exchanged: its counted
    figures are declared for a sibling, round a circle. children: the gaps of the units below add up to it. Else
    not-traceable. The reading that does not stand is taken from the next series that has all votes; a station that is
    not counted shifts the sum by all of it.
    """
    sheets = tuple(s.table for s in terms.shape.sheets if s.of_station)
    return Step(
        writes="trace",
        reads=(*sheets, "standing", "latest", "tally", "unit") if terms.with_stations else (),
        rows=_work(terms),
        above=_work(terms),
        version=f"{code_digest('bukti.compare')} {terms.ballots!r}",
    )


def _work(terms: Terms) -> Work:
    def work(connection: Connection) -> Iterator[Row]:
        asked = {row[0] for row in fetch(connection, "select partition from asked")}
        for votes, contests in terms.ballots:
            for contest in (c for c in contests if c in terms.with_stations):
                found = _load(connection, terms, contest, votes)
                for row in _traces(contest, found):
                    if row[0] in asked:
                        yield row

    return work


def _load(connection: Connection, terms: Terms, contest: str, votes: tuple[str, ...]) -> Contest:
    found = Contest()
    known = " and ".join(f"x.{v} is not null and y.{v} is not null" for v in votes)
    if is_partial(terms):
        known += f" and {declared_on_same('x', 'y')}"
    sides = ", ".join(f"{side}.{v}" for side in ("x", "y") for v in votes)
    sql = f"""select x.unit_id, x.partition, coalesce(u.parent_id, ''), x.level, {sides}
        from tally x join tally y on y.unit_id = x.unit_id and y.contest = x.contest and y.basis = 'declared'
        join unit u on u.unit_id = x.unit_id
        where x.basis = 'counted' and x.contest = ? and {known} order by x.unit_id"""
    for unit_id, partition, parent, level, *values in fetch(connection, sql, [contest]):
        n = len(votes)
        found.units[unit_id] = Unit(partition, parent, level, tuple(values[:n]), tuple(values[n:]))
        found.children[parent].append(unit_id)
    tree = "select parent_id, unit_id from unit where level <> 'station' and parent_id is not null order by unit_id"
    for parent, unit_id in fetch(connection, tree):
        found.below[parent].append(unit_id)
    for station, shift in _shifts(connection, terms, contest, votes):
        found.shifts[station.rpartition("/")[0]][station] = shift
    return found


def _shifts(connection: Connection, terms: Terms, contest: str, votes: tuple[str, ...]) -> Iterator[tuple[str, Vector]]:
    """Stations where the next series that knows all votes states others than those counted, and by how much."""
    for sheet in (s for s in terms.shape.sheets if s.of_station):
        counted = {v: f"case when s.state = 'held' then 0 else coalesce(c.{v}, 0) end" for v in votes}
        other = ", ".join(f"o.{v}" for v in votes)
        sql = f"""
            with other as (
                select l.unit_id, l.sheet_id, l.reading_id,
                    row_number() over (partition by l.sheet_id, l.unit_id order by l.rank) as first
                from latest l join standing s on s.sheet_id = l.sheet_id and s.unit_id = l.unit_id
                where l.complete and l.series <> s.series and l.contest = ?
            )
            select s.unit_id, {", ".join(counted.values())}, {other}
            from standing s
            join other n on n.sheet_id = s.sheet_id and n.unit_id = s.unit_id and n.first = 1
            join {sheet.table} c on c.reading_id = s.reading_id
            join {sheet.table} o on o.reading_id = n.reading_id
            where {" or ".join(f"o.{v} <> {counted[v]}" for v in votes)}
            order by s.unit_id"""
        for station, *values in fetch(connection, sql, [contest]):
            yield station, tuple(b - a for a, b in zip(values[: len(votes)], values[len(votes) :], strict=True))


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
        return _by_stations(unit, found.shifts_below(unit_id))
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
