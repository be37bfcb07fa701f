"""The rows that pages show, a contest's partition at a time: few questions to the tables, then plain lookups."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from bukti.engine.database import Connection, literal, records
from bukti.publish.pages.here import Site

Row = dict[str, Any]
TABLES = (
    "tally",
    "vote_tally",
    "standing",
    "latest",
    "observation",
    "cell",
    "finding",
    "difference",
    "trace",
    "comparison",
)


@dataclass
class Loaded:
    """Rows by what a page looks them up with: units, readings."""

    tally: dict[tuple[str, str], Row] = field(default_factory=dict)
    standing: dict[str, list[Row]] = field(default_factory=lambda: defaultdict(list))
    latest: dict[str, list[Row]] = field(default_factory=lambda: defaultdict(list))
    readings: dict[str, list[Row]] = field(default_factory=lambda: defaultdict(list))
    reading: dict[str, Row] = field(default_factory=dict)
    observations: dict[str, list[Row]] = field(default_factory=lambda: defaultdict(list))
    cells: dict[str, dict[str, Row]] = field(default_factory=lambda: defaultdict(dict))
    findings: dict[str, list[Row]] = field(default_factory=lambda: defaultdict(list))
    differences: dict[str, list[Row]] = field(default_factory=lambda: defaultdict(list))
    trace: dict[str, Row] = field(default_factory=dict)
    comparison: dict[str, list[Row]] = field(default_factory=lambda: defaultdict(list))
    lists: dict[tuple[str, str], dict[str, Row]] = field(default_factory=lambda: defaultdict(dict))
    stations: dict[str, list[str]] = field(default_factory=lambda: defaultdict(list))

    def votes(self, unit_id: str, basis: str, columns: Iterable[str]) -> tuple[int | None, ...] | None:
        """The votes of a unit on a basis; None where it has none there."""
        row = self.tally.get((unit_id, basis))
        return tuple(row[c] for c in columns) if row else None

    def stations_of(self, village: str) -> list[str]:
        """The stations of a village that some reading names, by number."""
        return self.stations.get(village, [])


def load(site: Site, partition: str) -> Loaded:
    """Everything of one partition."""
    found = Loaded()
    for table in (*TABLES, *(s.table for s in site.terms.shape.sheets)):
        _show(site, table, [partition])
    ask = site.built.connection
    for row in records(ask, "select * from tally"):
        found.tally[row["unit_id"], row["basis"]] = row
    for row in records(ask, "select * from vote_tally"):
        found.lists[row["unit_id"], row["basis"]][row["selection_id"]] = row
    for row in records(ask, "select * from standing order by sheet_id, unit_id"):
        found.standing[row["unit_id"]].append(row)
    for row in records(ask, "select * from latest order by sheet_id, unit_id, rank"):
        found.latest[row["unit_id"]].append(row)
    for sheet in site.terms.shape.sheets:
        for row in records(ask, f"select {literal(sheet.kind)} as kind, * from {sheet.table} order by reading_id"):
            found.readings[row["unit_id"]].append(row)
            found.reading[row["reading_id"]] = row
    for row in records(ask, "select * from observation order by as_of, place, source_id, member, row"):
        found.observations[row["reading_id"]].append(row)
    for row in records(ask, "select * from cell"):
        found.cells[row["reading_id"]][row["field"]] = row
    for row in records(ask, "select * from finding order by rule, series, fields, finding_id"):
        found.findings[row["unit_id"]].append(row)
    _statements(found, ask)
    for unit_id in sorted(u for u in {*found.standing, *found.readings} if "/" in u):
        found.stations[unit_id.partition("/")[0]].append(unit_id)
    return found


def load_above(site: Site, contest: str) -> Loaded:
    """What spans the partitions of a contest: tallies of regencies and above, and every difference in votes."""
    found = Loaded()
    for table in ("tally", "difference", "trace", "comparison"):
        _show(site, table, None)
    levels = "level in ('nation', 'province', 'regency')"
    wanted = f"contest = {literal(contest)}"
    ask = site.built.connection
    for row in records(ask, f"select * from tally where {wanted} and {levels}"):
        found.tally[row["unit_id"], row["basis"]] = row
    site.built.store.show(ask, "unit")
    columns = ", ".join(literal(v) for v in site.terms.shape.votes)
    unit = f"unit_id in (select unit_id from unit where {levels})"
    _statements(found, ask, f"where {wanted} and {unit}", f"where {wanted} and field in ({columns})")
    return found


def _statements(found: Loaded, ask: Connection, where: str = "", differing: str = "") -> None:
    order = "order by comparison, unit_id, statement_a, statement_b, field"
    for row in records(ask, f"select * from difference {differing} {order}"):
        found.differences[row["unit_id"]].append(row)
    for row in records(ask, f"select * from trace {where}"):
        found.trace[row["unit_id"]] = row
    order = "order by comparison, compared_level, statement_a, statement_b"
    for row in records(ask, f"select * from comparison {where} {order}"):
        found.comparison[row["unit_id"]].append(row)


def with_regencies(own: Loaded, above: Loaded) -> Loaded:
    """A partition's rows with the tallies of regencies and above, and all differences in votes, beside them."""
    for key, row in above.tally.items():
        own.tally.setdefault(key, row)
    for unit_id, some in above.differences.items():
        own.differences.setdefault(unit_id, some)
    for unit_id, some in above.comparison.items():
        own.comparison.setdefault(unit_id, some)
    return own


def _show(site: Site, table: str, partitions: Iterable[str] | None) -> None:
    site.built.store.show(site.built.connection, table, partitions)


def whole(site: Site, table: str, contest: str, sql: str) -> list[Row]:
    """Rows of a whole contest: `sql` asks the view named for the table, `{contest}` stands for the contest's text."""
    _show(site, table, None)
    return records(site.built.connection, sql.replace("{contest}", literal(contest)))


def partitions_of(site: Site, contest: str) -> dict[str, Mapping[str, str]]:
    """The content digest of every table by partition of the contest, to know what changed."""
    found: dict[str, dict[str, str]] = defaultdict(dict)
    for name, table in site.terms.contracts.items():
        if table.partitioned and not name.startswith("extract"):
            for partition, digest in site.built.store.partitions(name).items():
                if partition.startswith(contest + "/"):
                    found[partition][name] = digest
    return dict(found)
