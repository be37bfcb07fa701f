"""The recap of one unit as its paper has it: a line for each box, a column for each unit below, the total last."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Literal

from bukti.evidence.ballots import BallotArea, Contest
from bukti.publish.lookup import Named
from bukti.publish.opened import Opened, Row
from bukti.vocabulary.list_tables import candidate_id
from bukti.vocabulary.problems import refuse
from bukti.vocabulary.profile import SheetKind
from bukti.vocabulary.roles import Role

Basis = Literal["sheet", "declared", "counted", "in", "partial", "held", "void", "missing"]
SHOWN: tuple[Basis, ...] = ("in", "partial")
"""The states in which the sheet of a station gives its numbers; others are in no sum."""


@dataclass(frozen=True)
class Column:
    """What one unit adds to the paper, and on which basis; `None` is not known, and is never 0.

    `basis` is `sheet` for the column of the unit's own signed sheet, else a basis of its tally, else the state of a
    station.
    """

    unit_id: str
    name: str
    basis: Basis
    values: Mapping[str, int | None] = field(default_factory=dict)
    stations: tuple[int | None, int | None] = (None, None)
    """Of a count: the stations in, and those expected."""
    short: frozenset[str] = frozenset()
    """The boxes that some station of the count does not state, so that their sums lack it."""


@dataclass(frozen=True)
class Line:
    """A box of the form: a field, a vote column, or a candidate's place on the list of one."""

    column: str
    kind: Literal["field", "vote", "alone", "candidate"]
    part: str = ""
    name: str = ""
    number: int = 0
    area: str = ""


@dataclass(frozen=True)
class Form:
    """A recap sheet: the unit that makes it, its kind and name, its lines, a column for each unit below, the total."""

    unit: Named
    contest: Contest
    sheet: SheetKind
    title: str
    lines: tuple[Line, ...]
    columns: tuple[Column, ...]
    total: Column

    def adds_up(self, line: str) -> bool | None:
        """Whether the columns add up to the total of a line; None where one of them is not known."""
        parts, total = [c.values.get(line) for c in self.columns], self.total.values.get(line)
        known = [n for n in parts if n is not None]
        return None if total is None or len(known) < len(parts) or not parts else sum(known) == total


def form_of(opened: Opened, contest: Contest, unit: Named) -> Form:
    """The unit's recap in this contest.

    Raises Refusal: PAPER-NO-FORM where the unit's level makes none, PAPER-NOT-HELD where the contest is not held there.
    """
    sheet = _kind(opened, unit)
    _must_be_held(opened, contest, unit)
    partitions = opened.partitions(contest.id, unit.area)
    tables = [s.table for s in opened.terms.shape.sheets]
    opened.show(["tally", "standing", "vote", "vote_tally", *tables], partitions)
    below = _below(opened, contest, unit)
    own = _own_sheet(opened, contest, unit, sheet)
    columns = [_column(opened, contest, own, u, name) for u, name in below]
    total = _column(opened, contest, own, unit.unit_id, unit.name)
    lines = tuple(_lines(opened, contest, sheet, [*columns, total]))
    return Form(unit, contest, sheet, _title(sheet, unit), lines, tuple(columns), total)


def _kind(opened: Opened, unit: Named) -> SheetKind:
    """The recap that units of this level make: running totals, which count stations, are no plenary's paper."""
    recaps = [s for s in opened.terms.profile.sheets if "station" not in s.forms and not s.stations]
    found = next((s for s in recaps if unit.level in s.forms), None)
    if found is None:
        levels = ", ".join(dict.fromkeys(level for s in recaps for level in s.levels))
        raise refuse("PAPER-NO-FORM", found=f"{unit.path} ({unit.level})", expected=levels or "–")
    return found


def _title(sheet: SheetKind, unit: Named) -> str:
    return next(form for level, form in sheet.forms.items() if level == unit.level)


def _must_be_held(opened: Opened, contest: Contest, unit: Named) -> None:
    opened.show(["contest", "unit_path", "unit"])
    inside = """select 1 from contest c join unit_path p on p.ancestor_id = c.scope
        where c.contest = ? and p.unit_id = ?"""
    if not opened.rows(inside, contest.id, unit.unit_id):
        raise refuse("PAPER-NOT-HELD", found=unit.path, expected=contest.id)


def _below(opened: Opened, contest: Contest, unit: Named) -> list[tuple[str, str]]:
    """The units right below in the order of their codes, with their names; of a village its stations."""
    if unit.level == "village":
        sql = """
            select unit_id from unit where parent_id = ? and level = 'station'
            union select unit_id from standing where contest = ? and starts_with(unit_id, ?)
            order by unit_id"""
        stations = opened.rows(sql, unit.unit_id, contest.id, unit.unit_id + "/")
        return [(row["unit_id"], row["unit_id"].rpartition("/")[2]) for row in stations]
    rows = opened.rows("select unit_id, name from unit where parent_id = ? order by unit_id", unit.unit_id)
    return [(row["unit_id"], row["name"]) for row in rows]


def _own_sheet(opened: Opened, contest: Contest, unit: Named, sheet: SheetKind) -> dict[str, Row]:
    """The columns of the sheet that the unit made itself, as it stands, by their units."""
    sql = """select unit_id, reading_id from standing
        where contest = ? and kind = ? and sheet_unit = ? and state <> 'void' order by sheet_id"""
    return {row["unit_id"]: row for row in opened.rows(sql, contest.id, sheet.id, unit.unit_id)}


def _column(opened: Opened, contest: Contest, own: Mapping[str, Row], unit_id: str, name: str) -> Column:
    """The unit's own column of the sheet, else what was declared of it, else what was counted in it."""
    if unit_id in own:
        return Column(unit_id, name, "sheet", _read(opened, own[unit_id]["reading_id"]))
    if "/" in unit_id:
        return _station(opened, contest, unit_id, name)
    sql = "select * from tally where contest = ? and unit_id = ? and basis in ('declared', 'counted') order by basis"
    tallies = {row["basis"]: row for row in opened.rows(sql, contest.id, unit_id)}
    basis: Basis = "declared" if "declared" in tallies else "counted" if "counted" in tallies else "missing"
    if basis == "missing":
        return Column(unit_id, name, basis)
    row = tallies[basis]
    sql = "select selection_id, votes, unknown from vote_tally where contest = ? and unit_id = ? and basis = ?"
    lists = opened.rows(sql, contest.id, unit_id, basis)
    values = {**row, **_listed(lists)}
    short = {n for n in values if row.get(f"{n}_unknown")} | {*_listed([r for r in lists if r["unknown"]])}
    stations = (row["stations_in"], row["stations_expected"])
    return Column(unit_id, name, basis, values, stations, frozenset(short) if basis == "counted" else frozenset())


def _station(opened: Opened, contest: Contest, unit_id: str, name: str) -> Column:
    sql = "select * from standing where contest = ? and unit_id = ? and sheet_unit = unit_id order by state, sheet_id"
    standing = opened.rows(sql, contest.id, unit_id)
    rest = [s for s in standing if s["state"] != "void"] or standing
    if not rest:
        return Column(unit_id, name, "missing")
    state: Basis = rest[0]["state"]
    values = _read(opened, rest[0]["reading_id"]) if state in SHOWN else {}
    return Column(unit_id, name, state, values)


def _read(opened: Opened, reading_id: str) -> dict[str, int | None]:
    """What a reading says, candidates included."""
    found: dict[str, Any] = {}
    for sheet in opened.terms.shape.sheets:
        for row in opened.rows(f"select * from {sheet.table} where reading_id = ?", reading_id):
            found.update(row)
    lists = opened.rows("select selection_id, votes from vote where reading_id = ?", reading_id)
    return {**found, **_listed(lists)}


def _listed(rows: Sequence[Row]) -> dict[str, int | None]:
    return {f"{LISTED}{row['selection_id']}": row["votes"] for row in rows}


LISTED = "list "
"""Before the id of a candidate, or of a list alone, so that it is never taken for a field."""


def _lines(opened: Opened, contest: Contest, sheet: SheetKind, columns: Sequence[Column]) -> Iterator[Line]:
    """The boxes in paper order: the votes stand before the valid votes, candidates below their list."""
    valid = sheet.field(Role("valid"))
    names = sheet.names
    at = names.index(valid.name) if valid else len(names)
    boxes = [Line(f.name, "field", f.part) for f in sheet.fields]
    yield from boxes[:at]
    for n, selection in enumerate(contest.selection):
        yield Line(opened.terms.shape.votes[n], "vote")
        for area in contest.area:
            yield from _places(contest, area, selection.id, columns)
    yield from boxes[at:]


def _places(contest: Contest, area: BallotArea, party: str, columns: Sequence[Column]) -> Iterator[Line]:
    """The places of a party's list in one area, where some column states one of its candidates."""
    names = area.candidates.get(party, ())
    ids = [LISTED + candidate_id(area.id, party, n) for n in range(1, len(names) + 1)]
    if not any(i in c.values for i in ids for c in columns):
        return
    if len(contest.area) == 1:
        yield Line(LISTED + candidate_id(area.id, party, 0), "alone")
    for n, (line, name) in enumerate(zip(ids, names, strict=True), 1):
        yield Line(line, "candidate", "", name, n, area.id if len(contest.area) > 1 else "")


__all__ = ["Column", "Form", "Line", "form_of"]
