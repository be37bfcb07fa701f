"""The rows that pages show, some partitions of a contest at a time: few questions to the tables, then plain lookups.

A station's row comes ready for its village's table (`stations`); everything about it is loaded only where something is
to be told that the row does not tell. Of the tallies the columns that every page needs come for all units, all others
only for units that a higher sheet speaks of.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass, field
from typing import Any

from bukti.compare import DECLARED
from bukti.engine.database import Connection, create, fetch, literal, records
from bukti.publish.pages import stations
from bukti.publish.pages.gaps import Gaps, Shift, shifts
from bukti.publish.pages.places import SHOWN, Site, Unit
from bukti.publish.pages.stations import Behind
from bukti.publish.pages.summaries import Summary
from bukti.vocabulary.roles import Role

Row = dict[str, Any]
TABLES = (
    "tally", "vote_tally", "standing", "latest", "observation", "cell", "finding", "difference", "trace", "comparison",
    "decision", "change", "tally_at",
)  # fmt: skip
STATES = ("stations_expected", "stations_in", "stations_held", "stations_void")


def _lists() -> dict[str, list[Any]]:
    return defaultdict(list)


@dataclass
class Loaded:
    """Rows by what a page looks them up with: units, readings."""

    votes: tuple[str, ...]
    tally: dict[tuple[str, str], Row] = field(default_factory=dict)
    stations: dict[str, list[stations.Station]] = field(default_factory=_lists)
    standing: dict[str, list[Row]] = field(default_factory=_lists)
    latest: dict[str, list[Row]] = field(default_factory=_lists)
    readings: dict[str, list[Row]] = field(default_factory=_lists)
    reading: dict[str, Row] = field(default_factory=dict)
    observations: dict[str, list[Row]] = field(default_factory=_lists)
    changes: dict[str, list[Row]] = field(default_factory=_lists)
    over_time: dict[str, list[Row]] = field(default_factory=_lists)
    cells: dict[str, dict[str, Row]] = field(default_factory=lambda: defaultdict(dict))
    findings: dict[str, list[Row]] = field(default_factory=_lists)
    shifts: dict[str, list[Shift]] = field(default_factory=dict)
    trace: dict[str, Row] = field(default_factory=dict)
    comparison: dict[str, list[Row]] = field(default_factory=_lists)
    zeros: Counter[str] = field(default_factory=Counter)
    partial: Counter[str] = field(default_factory=Counter)
    behind: dict[str, Behind] = field(default_factory=lambda: defaultdict(Behind))
    below: dict[str, Counter[str]] = field(default_factory=lambda: defaultdict(Counter))
    gaps: dict[str, Gaps] = field(default_factory=lambda: defaultdict(Gaps))
    sources: dict[str, set[str]] = field(default_factory=lambda: defaultdict(set))
    decisions: dict[str, list[Row]] = field(default_factory=_lists)
    generations: dict[str, list[tuple[str, int]]] = field(default_factory=dict)
    fired: dict[str, dict[str, list[int]]] = field(default_factory=lambda: defaultdict(dict))
    drawn: dict[tuple[str, str], list[Row]] = field(default_factory=lambda: defaultdict(list))
    lists: dict[tuple[str, str], dict[str, Row]] = field(default_factory=lambda: defaultdict(dict))

    def known(self, unit_id: str, basis: str) -> tuple[int | None, ...] | None:
        """The votes of a unit on a basis; None where it has none there."""
        row = self.tally.get((unit_id, basis))
        return tuple([row[c] for c in self.votes]) if row else None

    def declared_shift(self, unit_id: str) -> Shift | None:
        """What was declared of the unit against what was counted, where their votes part."""
        return next((s for s in self.shifts.get(unit_id, ()) if s.comparison == DECLARED), None)

    def summary(self, area: str) -> Summary:
        """What the pages above need to know of one of the areas."""
        noticed = Counter(
            f["rule"] for f in self.findings.get(area, ()) if not f["silent_because"] and f["life"] == "open"
        )
        return Summary(
            self.zeros[area],
            self.partial[area],
            asdict(self.behind[area]),
            dict(noticed + self.below.get(area, Counter())),
            self.gaps.get(area, Gaps()),
            sorted(self.sources.get(area, ())),
            self.generations.get(area, []),
            self.fired.get(area, {}),
        )

    def marks(self, unit_id: str) -> tuple[int, int]:
        """Stations of the unit with placeholder zeros, and stations known in part."""
        return self.zeros[unit_id], self.partial[unit_id]


def load(site: Site, contest: str, areas: Sequence[str], below: Mapping[str, Summary] | None = None) -> Loaded:
    """Everything of a contest in some areas; the site has their units.

    `below` tells of the regencies under the units above them; then the site has the regencies too.
    """
    ask = site.built.connection
    partitions = [f"{contest}/{area}" for area in areas]
    for table in (*TABLES, *(s.table for s in site.terms.shape.sheets)):
        site.built.store.show(ask, table, partitions)
    site.built.store.show(ask, "unit")
    own = [u for u in site.units.values() if u.area in set(areas)]
    create(ask, "place", "unit_id varchar, level varchar", [(u.unit_id, u.level) for u in own])
    found = Loaded(site.terms.shape.votes[: len(site.terms.configuration.contest_of(contest).selection)])
    _tallies(found, site, ask)
    _drawn(found, site, ask)
    _stations(found, site, contest, areas)
    _readings(found, site, ask)
    _through_time(found, ask)
    _statements(found, ask)
    _fired(found, ask)
    if below:
        _regencies(found, site, contest, below)
    _gather(found, site, own)
    return found


def tally_columns(site: Site) -> tuple[str, ...]:
    """The columns of a tally that every page needs: votes, what tables of stations show, registered voters, states."""
    sheets = [s for s in site.terms.sheets if "station" in s.forms]
    shown = [f.name for s in sheets for role in SHOWN if (f := s.field(Role(role)))]
    registered = [f for s in sheets for f in site.boxes[s.id].registered]
    unknown = [f"{f}_unknown" for f in (*registered, *shown)]
    totals = len(site.terms.with_stations) < len(site.terms.configuration.contest)
    unknown += [f"{v}_unknown" for v in site.terms.shape.votes if totals]
    return tuple(dict.fromkeys((*site.terms.shape.votes, *shown, *registered, *unknown, *STATES, "reading_id")))


def _tallies(found: Loaded, site: Site, ask: Connection) -> None:
    wanted = ", ".join(f"t.{c}" for c in tally_columns(site))
    for row in records(ask, f"select t.unit_id, t.basis, {wanted} from tally t join place p on p.unit_id = t.unit_id"):
        found.tally[row["unit_id"], row["basis"]] = row
    for row in records(ask, "select * from vote_tally"):
        found.lists[row["unit_id"], row["basis"]][row["selection_id"]] = row
    sheets = [s.table for s in site.terms.shape.sheets if not s.of_station]
    if sheets:
        spoken = " union ".join(f"select unit_id from {table}" for table in sheets)
        wide = f"""select * from tally where basis in ('declared', 'counted') and unit_id in (
            select p.unit_id from place p where p.unit_id in ({spoken}))"""
        for row in records(ask, wide):
            found.tally[row["unit_id"], row["basis"]] = row


def _drawn(found: Loaded, site: Site, ask: Connection) -> None:
    """How the maps of the units draw those below them."""
    if site.built.store.partitions("drawn"):
        site.built.store.show(ask, "drawn")
        for row in records(ask, "select d.* from drawn d join place p on p.unit_id = d.map_unit order by d.unit_id"):
            found.drawn[row["map_unit"], row["level"]].append(row)


def _stations(found: Loaded, site: Site, contest: str, areas: Sequence[str]) -> None:
    found.stations = stations.stations(site, contest, areas, found.votes)
    for village, some in found.stations.items():
        zeros, partial = stations.marks(some)
        if zeros or partial:
            found.zeros[village], found.partial[village] = zeros, partial
        open_ = stations.behind(some, site.cap)
        if open_.rows:
            found.behind[village] = open_
    for unit_id, source_id in stations.sources(site.built.connection):
        found.sources[unit_id].add(source_id)


def _readings(found: Loaded, site: Site, ask: Connection) -> None:
    """The sheets of units above stations, and of the stations about which something is to be told."""
    told = "unit_id in (select unit_id from told)"
    station = f"{told} and unit_id like '%/%'"
    for row in records(ask, f"select * from standing where {station} order by sheet_id, unit_id"):
        found.standing[row["unit_id"]].append(row)
    for row in records(ask, f"select * from latest where {station} order by sheet_id, unit_id, rank"):
        found.latest[row["unit_id"]].append(row)
    for sheet in site.terms.shape.sheets:
        kind = f"select {literal(sheet.kind)} as kind, * from {sheet.table} where {told} order by reading_id"
        for row in records(ask, kind):
            found.readings[row["unit_id"]].append(row)
            found.reading[row["reading_id"]] = row
    if found.reading:
        _of_readings(found, ask)
    for row in records(ask, f"select * from decision where {told} order by place, field, sheet_id, finding_id"):
        found.decisions[row["unit_id"]].append(row)
    for row in records(ask, f"select * from finding where {told} order by rule, series, fields, finding_id"):
        found.findings[row["unit_id"]].append(row)


def _of_readings(found: Loaded, ask: Connection) -> None:
    """Where the readings were seen, and their cells that are no plain counts."""
    create(ask, "said", "reading_id varchar", [(r,) for r in found.reading])
    said = "reading_id in (select reading_id from said)"
    for row in records(ask, f"select * from observation where {said} order by as_of, place, source_id, member, row"):
        found.observations[row["reading_id"]].append(row)
    for row in records(ask, f"select * from cell where {said}"):
        found.cells[row["reading_id"]][row["field"]] = row
    for row in found.reading.values():
        if "/" not in row["unit_id"]:
            found.sources[row["unit_id"]].update(o["source_id"] for o in found.observations[row["reading_id"]])


def _through_time(found: Loaded, ask: Connection) -> None:
    """What changed in the papers of which more is told, and what each series added up to in each unit when."""
    turn = "as_of nulls first, sheet_id, unit_id, series, old_reading_id, reading_id, field"
    for row in records(ask, f"select * from change where unit_id in (select unit_id from told) order by {turn}"):
        found.changes[row["unit_id"]].append(row)
    moments = "select t.* from tally_at t join place p on p.unit_id = t.unit_id order by t.unit_id, t.series, t.as_of"
    for row in records(ask, moments):
        found.over_time[row["unit_id"]].append(row)


def _statements(found: Loaded, ask: Connection) -> None:
    columns = ", ".join(literal(v) for v in found.votes)
    order = "order by comparison, unit_id, statement_a, statement_b, field"
    differing = records(ask, f"select * from difference where field in ({columns}) {order}")
    found.shifts = shifts(differing)
    for row in records(ask, "select t.* from trace t join place p on p.unit_id = t.unit_id"):
        found.trace[row["unit_id"]] = row
    order = "order by c.comparison, c.compared_level, c.statement_a, c.statement_b"
    upper = "p.level <> 'village'"
    for row in records(
        ask, f"select c.* from comparison c join place p on p.unit_id = c.unit_id where {upper} {order}"
    ):
        found.comparison[row["unit_id"]].append(row)


def _fired(found: Loaded, ask: Connection) -> None:
    sql = """select partition, rule, count(case when silent_because is null and life = 'open' then 1 end),
        count(case when silent_because is not null or life <> 'open' then 1 end),
        count(distinct unit_id) from finding group by partition, rule order by partition, rule"""
    for partition, rule, *counts in fetch(ask, sql):
        found.fired[partition.partition("/")[2]][rule] = counts


def _regencies(found: Loaded, site: Site, contest: str, below: Mapping[str, Summary]) -> None:
    """What the pages above need of the regencies: tallies, differences, and what their own pages summed up."""
    ask = site.built.connection
    create(ask, "place", "unit_id varchar, level varchar", [(area, "regency") for area in below])
    partitions = [f"{contest}/{area}" for area in below]
    for table in ("tally", "difference", "comparison"):
        site.built.store.show(ask, table, partitions)
    for row in records(ask, "select t.* from tally t join place p on p.unit_id = t.unit_id"):
        found.tally[row["unit_id"], row["basis"]] = row
    for row in records(ask, "select c.* from comparison c join place p on p.unit_id = c.unit_id"):
        found.comparison[row["unit_id"]].append(row)
    columns = ", ".join(literal(v) for v in found.votes)
    differing = f"""select * from difference where comparison = '{DECLARED}' and field in ({columns})
        and unit_id in (select unit_id from place) order by unit_id, statement_a, statement_b, field"""
    regencies = shifts(records(ask, differing))
    for area, summary in below.items():
        found.zeros[area], found.partial[area] = summary.zeros, summary.partial
        found.behind[area] = Behind(**summary.behind)
        found.sources[area] |= set(summary.sources)
        found.generations[area] = summary.generations
        for unit in upward(site, area):
            found.below[unit].update(summary.below)
            found.gaps[unit].add(summary.gaps)
    found.shifts.update(regencies)


def _gather(found: Loaded, site: Site, own: Sequence[Unit]) -> None:
    """What stands in no tally but belongs on the pages of the units above: added up from below."""
    inside = {u.unit_id for u in own}
    for unit_id, some in found.shifts.items():
        if unit_id.partition("/")[0] not in inside:
            continue
        parted = Gaps.of(some)
        for unit in upward(site, unit_id.partition("/")[0]):
            found.gaps[unit].add(parted)
    noticed = """select unit_id, rule, count(*) from finding where silent_because is null and life = 'open'
        group by unit_id, rule"""
    counted = f"""select village, rule, cast(sum(n) as bigint) from (
            select split_part(unit_id, '/', 1) as village, rule, n from ({noticed}) f(unit_id, rule, n)
            where unit_id like '%/%') below group by village, rule"""
    for unit_id, rule, n in fetch(ask := site.built.connection, counted):
        for unit in upward(site, unit_id):
            found.below[unit][rule] += n
    for unit_id, rule, n in fetch(ask, f"{noticed} having unit_id not like '%/%'"):
        for unit in [*upward(site, unit_id)][1:]:
            found.below[unit][rule] += n
    for each in reversed(_downward(site, own)):
        _add_up(found, site, each)


def upward(site: Site, unit_id: str) -> Iterable[str]:
    """The unit and all at hand above it, the lowest first."""
    unit = site.units.get(unit_id)
    while unit is not None:
        yield unit.unit_id
        unit = site.units.get(unit.parent or "")


def _add_up(found: Loaded, site: Site, unit: Unit) -> None:
    """The unit's marks, files and generations, those of the units right below it being known."""
    generations: list[tuple[str, int]] = []
    for child in site.children.get(unit.unit_id, ()):
        found.zeros[unit.unit_id] += found.zeros[child.unit_id]
        found.partial[unit.unit_id] += found.partial[child.unit_id]
        if child.unit_id in found.behind:
            found.behind[unit.unit_id].add(found.behind[child.unit_id])
        found.sources[unit.unit_id] |= found.sources.get(child.unit_id, set())
        added = [(child.level, 1), *found.generations.get(child.unit_id, ())]
        for n, (level, count) in enumerate(added):
            if n == len(generations):
                generations.append((level, count))
            else:
                generations[n] = (generations[n][0], generations[n][1] + count)
    found.generations[unit.unit_id] = generations


def _downward(site: Site, units: Sequence[Unit]) -> list[Unit]:
    """The units, each after those above it."""
    inside = {u.unit_id for u in units}
    found = [u for u in units if u.parent not in inside]
    for unit in found:
        found.extend(u for u in site.children.get(unit.unit_id, ()) if u.unit_id in inside)
    return found


def digests(site: Site) -> dict[str, Mapping[str, str]]:
    """The content digest of every table by partition, to know what changed."""
    found: dict[str, dict[str, str]] = defaultdict(dict)
    for name, table in site.terms.contracts.items():
        if table.partitioned and not name.startswith(("extract", "finding_")):
            for partition, digest in site.built.store.partitions(name).items():
                found[partition][name] = digest
    return dict(found)
