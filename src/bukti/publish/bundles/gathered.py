"""What belongs to a case in the tables: sheets with all readings and their history, findings, recap level by level."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from bukti.evidence.ballots import Contest
from bukti.publish.disputed.now import UnitNow
from bukti.publish.disputed.view import CaseView
from bukti.publish.lookup import Named, Units
from bukti.publish.opened import Opened, Row

BASES = ("counted", "declared")


@dataclass(frozen=True)
class ReadingRow:
    """One reading of a column of a paper: whether it stands, its figures by column, where it was seen."""

    row: Row
    kind: str
    stands: bool
    latest: bool
    seen: tuple[Row, ...]


@dataclass(frozen=True)
class UnitPapers:
    """A unit with every reading of its papers, the changes between them, and what rules noticed there."""

    now: UnitNow
    readings: tuple[ReadingRow, ...]
    changes: tuple[Row, ...]
    findings: tuple[Row, ...]


@dataclass(frozen=True)
class Level:
    """A unit from a claimed one upward: its tally on each basis, and the differences between the two."""

    unit: Named
    tallies: dict[str, Row]
    differences: tuple[Row, ...]


@dataclass(frozen=True)
class Gathered:
    """Everything beside the claims."""

    papers: tuple[UnitPapers, ...]
    levels: tuple[Level, ...]
    as_of: str


def gathered(opened: Opened, units: Units, view: CaseView) -> Gathered:
    """All that the tables hold about the units that the claims name."""
    contest = view.contest
    named = {u.unit.unit_id: u for claim in view.claims for u in claim.units}
    papers = tuple(_papers(opened, contest, named[unit_id]) for unit_id in sorted(named))
    opened.show(["source"])
    as_of = str(opened.rows("select coalesce(max(as_of), '') as as_of from source")[0]["as_of"])
    return Gathered(papers, tuple(_levels(opened, units, contest, [*named.values()])), as_of)


def _papers(opened: Opened, contest: Contest, now: UnitNow) -> UnitPapers:
    shown = ["latest", "standing", "observation", "finding", "change", *(s.table for s in opened.terms.shape.sheets)]
    opened.show(shown, opened.partitions(contest.id, now.unit.area))
    opened.show(["source"])
    unit = now.unit.unit_id
    standing = {r["reading_id"] for r in _of(opened, "standing", contest, unit)}
    latest = {r["reading_id"] for r in _of(opened, "latest", contest, unit)}
    found: list[ReadingRow] = []
    for sheet in opened.terms.shape.sheets:
        sql = f"select * from {sheet.table} where contest = ? and unit_id = ? order by sheet_id, series, reading_id"
        for row in opened.rows(sql, contest.id, unit):
            reading = row["reading_id"]
            seen = opened.rows(
                """select o.*, s.path, s.sha256 from observation o join source s on s.source_id = o.source_id
                where o.reading_id = ? order by o.as_of nulls first, s.path, o.member, o.row""",
                reading,
            )
            found.append(ReadingRow(row, sheet.kind, reading in standing, reading in latest, tuple(seen)))
    found.sort(key=lambda r: (not r.stands, r.row["sheet_id"], not r.latest, r.row["series"], r.row["reading_id"]))
    changes = opened.rows(
        """select c.*, s.path, s.sha256 from change c join source s on s.source_id = c.source_id
        where c.contest = ? and c.unit_id = ? order by c.as_of nulls first, c.change_id""",
        contest.id,
        unit,
    )
    findings = opened.rows(
        "select * from finding where contest = ? and unit_id = ? order by rule, series, finding_id", contest.id, unit
    )
    return UnitPapers(now, tuple(found), tuple(changes), tuple(findings))


def _of(opened: Opened, table: str, contest: Contest, unit: str) -> list[Row]:
    return opened.rows(f"select reading_id from {table} where contest = ? and unit_id = ?", contest.id, unit)


def _levels(opened: Opened, units: Units, contest: Contest, named: Sequence[UnitNow]) -> Iterator[Level]:
    """The units of the claims from village upward and all above them, the lowest first."""
    opened.show(["unit_path", "tally", "difference"])
    seen: dict[str, Named] = {}
    for now in named:
        village = now.unit.unit_id.partition("/")[0]
        sql = "select ancestor_id from unit_path where unit_id = ? order by ancestor_id"
        seen |= {row["ancestor_id"]: units.named(row["ancestor_id"]) for row in opened.rows(sql, village)}
    order = [*reversed(opened.terms.profile.levels)]
    for unit in sorted(seen.values(), key=lambda u: (order.index(u.level) if u.level in order else 9, u.unit_id)):
        sql = "select * from tally where contest = ? and unit_id = ? and basis in ('counted', 'declared')"
        tallies = {row["basis"]: row for row in opened.rows(sql, contest.id, unit.unit_id)}
        differences = opened.rows(
            """select * from difference where contest = ? and unit_id = ? and comparison = 'declared'
            order by field""",
            contest.id,
            unit.unit_id,
        )
        if tallies:
            yield Level(unit, tallies, tuple(differences))
