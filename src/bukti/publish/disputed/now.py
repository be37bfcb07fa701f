"""What counts now at one unit that a case names, and the most that it can hold."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from fractions import Fraction
from typing import Final

from bukti.disputes.caps import Cap, station_cap
from bukti.disputes.effects import Place
from bukti.evidence.ballots import Contest
from bukti.publish.lookup import Named
from bukti.publish.opened import Opened, Row
from bukti.vocabulary.profile import SheetKind
from bukti.vocabulary.roles import Role

LIMIT: Final = "station_cap"
RESERVE: Final = "reserve_percent"
COUNTS: Final = ("in", "partial")
"""The states in which a station's figures are in the sums."""


@dataclass(frozen=True)
class UnitNow:
    """A unit with its figures as they count, on which sheet and reading, and its cap.

    `state` is that of a station; `declared` or `counted` of a unit above; `missing` where nothing is there. `values`
    are by table column; `kind` is the sheet kind they are of, if any.
    """

    unit: Named
    state: str
    votes: tuple[int | None, ...]
    values: Mapping[str, int | None]
    kind: str = ""
    sheet_id: str = ""
    reading_id: str = ""
    cap: Cap | None = None
    cast: int | None = None
    voted: int | None = None

    @property
    def counts(self) -> bool:
        """Whether its votes are known and in the sums."""
        return self.state not in ("missing", "held", "void") and None not in self.votes

    @property
    def most(self) -> int | None:
        return self.cap.votes if self.cap else None

    def place(self, each: int | None, whole: tuple[int, ...]) -> Place:
        """What a claim about it touches; where its own votes are not known, a station's part of the whole.

        Nothing limits a unit above stations whose votes are not known.
        """
        if self.counts:
            return Place(tuple(n for n in self.votes if n is not None), self.cast, self.most)
        return Place(whole, stations=1, most_each=(self.most or each) if self.unit.level == "station" else None)


def reserve_of(opened: Opened) -> Fraction | None:
    """The reserve ballots in percent; None where the profile has none."""
    terms = opened.terms
    return terms.profile.parameter(RESERVE, terms.day) if RESERVE in terms.profile.parameters else None


def limit_of(opened: Opened) -> int | None:
    """The law's limit of voters at one station."""
    return opened.terms.caps.get(LIMIT)


def now_of(opened: Opened, contest: Contest, unit: Named) -> UnitNow:
    """The unit as it counts now in a contest."""
    tables = [s.table for s in opened.terms.shape.sheets]
    opened.show(["standing", "tally", *tables], opened.partitions(contest.id, unit.area))
    opened.show(["unit"])
    return _station(opened, contest, unit) if unit.level == "station" else _above(opened, contest, unit)


def _station(opened: Opened, contest: Contest, unit: Named) -> UnitNow:
    sql = "select * from standing where contest = ? and unit_id = ? and sheet_unit = unit_id order by state, sheet_id"
    rows = opened.rows(sql, contest.id, unit.unit_id)
    votes = opened.terms.shape.votes[: len(contest.selection)]
    listed = opened.rows("select registered from unit where unit_id = ?", unit.unit_id)
    registered = listed[0]["registered"] if listed else None
    standing = next((r for r in rows if r["state"] != "void"), rows[0] if rows else None)
    if standing is None:
        cap = station_cap(None, registered, reserve_of(opened), limit_of(opened))
        return UnitNow(unit, "missing", (None,) * len(votes), {}, cap=cap)
    sheet = opened.terms.profile.sheet(standing["kind"])
    values = _reading(opened, sheet, standing["reading_id"])
    own = _sum(values, [f.name for f in sheet.registered()])
    received = _value(values, sheet, Role("ballots", part="received"))
    cap = station_cap(received, own if own is not None else registered, reserve_of(opened), limit_of(opened))
    return UnitNow(
        unit, standing["state"], tuple(values.get(v) for v in votes), values, sheet.id, standing["sheet_id"],
        standing["reading_id"], cap, _cast(values, sheet, votes), _value(values, sheet, Role("voted")),
    )  # fmt: skip


def _above(opened: Opened, contest: Contest, unit: Named) -> UnitNow:
    votes = opened.terms.shape.votes[: len(contest.selection)]
    sql = "select * from tally where contest = ? and unit_id = ? and basis in ('declared', 'counted')"
    rows = {r["basis"]: r for r in opened.rows(sql, contest.id, unit.unit_id)}
    basis = next((b for b in ("declared", "counted") if b in rows and _known(rows[b], votes)), None)
    if basis is None:
        return UnitNow(unit, "missing", (None,) * len(votes), {})
    row = rows[basis]
    sheet = next((s for s in opened.terms.sheets if row["sheet_id"].split(":")[1:2] == [s.id]), None)
    fields = sheet or next((s for s in opened.terms.sheets if "station" in s.forms), opened.terms.sheets[0])
    return UnitNow(
        unit, basis, tuple(row[v] for v in votes), row, sheet.id if sheet else "", row["sheet_id"], row["reading_id"],
        None, _cast(row, fields, votes), _value(row, fields, Role("voted")),
    )  # fmt: skip


def _known(row: Row, votes: tuple[str, ...]) -> bool:
    return all(row[v] is not None for v in votes)


def _reading(opened: Opened, sheet: SheetKind, reading_id: str) -> Row:
    shape = next(s for s in opened.terms.shape.sheets if s.kind == sheet.id)
    return opened.rows(f"select * from {shape.table} where reading_id = ?", reading_id)[0]


def _value(values: Mapping[str, int | None], sheet: SheetKind, role: Role) -> int | None:
    field = sheet.field(role)
    return values.get(field.name) if field else None


def _cast(values: Mapping[str, int | None], sheet: SheetKind, votes: tuple[str, ...]) -> int | None:
    """All ballots in the box: as the sheet says, at least the valid and invalid votes that it states."""
    cast, invalid = _value(values, sheet, Role("cast")), _value(values, sheet, Role("invalid"))
    summed = _sum(values, votes)
    counted = None if summed is None else summed + (invalid or 0)
    known = [n for n in (cast, counted) if n is not None]
    return max(known, default=None)


def _sum(values: Mapping[str, int | None], names: list[str] | tuple[str, ...]) -> int | None:
    known = [values.get(n) for n in names]
    found = [n for n in known if n is not None]
    return sum(found) if names and len(found) == len(known) else None
