"""Where one figure comes from: its basis, what it adds up, the sheets and cells behind it. Facts only, no words."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

from bukti.compare import READINGS
from bukti.engine.database import literal
from bukti.evidence.ballots import Contest
from bukti.evidence.terms import Terms
from bukti.publish.lookup import Named, Units, basis_named
from bukti.publish.opened import Opened, Row

DECLARED, COUNTED = "declared", "counted"


@dataclass(frozen=True)
class Cell:
    """One cell of a received file: the file's digest, the row as people count it, the column, the text as written."""

    unit_id: str
    series: str
    file: str
    member: str
    row: int
    column: str
    written: str
    value: int | None
    as_of: str | None
    sha256: str
    state: str = "in"


@dataclass(frozen=True)
class Figure:
    """A unit's figure on one basis; `unknown` counts the sheets that do not state it, `held` is in no sum."""

    basis: str
    value: int | None
    unknown: int
    held: int
    stations: dict[str, int | None]
    sheet_id: str
    reading_id: str


@dataclass(frozen=True)
class Part:
    """One unit below, with its figure on each basis; of a station its state and which series stands."""

    unit: Named
    figures: dict[str, int | None]
    expected: int | None
    inside: int | None
    state: str = ""
    standing: str = ""


@dataclass(frozen=True)
class Gap:
    """Two statements about this figure that disagree, and where that comes from."""

    comparison: str
    statement_a: str
    statement_b: str
    a: int
    b: int
    margin_change: int | None
    trace: str
    trace_units: tuple[tuple[str, ...], ...]


@dataclass(frozen=True)
class Turn:
    """The figure as one series stated it otherwise than before; a figure that is None was not known."""

    change_id: str
    series: str
    kind: str
    old: int | None
    new: int | None
    since: str | None
    as_of: str | None
    file: str


@dataclass(frozen=True)
class OfUnit:
    """Why a unit from village upward has a figure."""

    contest: str
    unit: Named
    column: str
    basis: str
    figures: tuple[Figure, ...]
    parts: tuple[Part, ...]
    gaps: tuple[Gap, ...]
    sheet: tuple[Cell, ...]
    history: tuple[Turn, ...]
    cells: tuple[Cell, ...] = field(default=())
    decisions: tuple[Row, ...] = field(default=())

    @property
    def headline(self) -> Figure:
        return next(f for f in self.figures if f.basis == self.basis)


class Asking:
    """One question about one column of one contest in one unit."""

    def __init__(self, opened: Opened, units: Units, contest: Contest, unit: Named, column: str) -> None:
        """The tables of the unit's partition are ready to be asked."""
        self.opened, self.units, self.contest, self.unit, self.column = opened, units, contest, unit, column
        terms = opened.terms
        readings = [s.table for s in terms.shape.sheets]
        names = [
            "tally",
            "standing",
            "latest",
            "observation",
            "cell",
            "finding",
            "difference",
            "trace",
            "decision",
            "change",
            *readings,
        ]
        opened.show(["source", "unit", "unit_path"])
        opened.show(names, opened.partitions(contest.id, unit.area))

    @property
    def terms(self) -> Terms:
        return self.opened.terms

    def rows(self, sql: str, *parameters: object) -> list[Row]:
        """The rows of a query: `{readings}` stands for all readings with their value, `{column}` for the column."""
        sheets = [
            f"select reading_id, unit_id, sheet_id, sheet_unit, contest, series, {literal(s.kind)} as kind,"
            f" {'true' if s.of_station else 'false'} as of_station, {self._value(s.fields)} as value from {s.table}"
            for s in self.terms.shape.sheets
        ]
        filled = sql.replace("{readings}", f"({' union all '.join(sheets)})").replace("{column}", self.column)
        return self.opened.rows(filled, *parameters)

    def _value(self, fields: Sequence[str]) -> str:
        known = self.column in (*fields, *self.terms.shape.votes)
        return self.column if known else "cast(null as bigint)"

    def gaps(self, comparisons: Sequence[str] = ()) -> tuple[Gap, ...]:
        """The differences of this figure between two statements."""
        sql = """select * from difference where contest = ? and unit_id = ? and field = ?
            order by comparison, statement_a, statement_b"""
        found = self.opened.rows(sql, self.contest.id, self.unit.unit_id, self.column)
        keys = ("comparison", "statement_a", "statement_b", "a", "b", "margin_change", "trace")
        return tuple(
            Gap(
                **{k: g[k] for k in keys}, trace_units=tuple(tuple(s.split()) for s in g["trace_units"].split("|") if s)
            )
            for g in found
            if not comparisons or g["comparison"] in comparisons
        )

    def decisions(self) -> tuple[Row, ...]:
        """What was decided about the unit in this contest, of figures only where it is about this one."""
        sql = """select * from decision where contest = ? and unit_id in (?, ?) and field in ('', ?)
            order by place, field, sheet_id, finding_id"""
        unit = self.unit.unit_id
        return tuple(self.opened.rows(sql, self.contest.id, unit, unit.partition("/")[0], self.column))

    def history(self) -> tuple[Turn, ...]:
        """How this figure changed on the unit's own papers, by moment."""
        sql = """select c.change_id, c.series, c.kind, c.old, c.new, c.since, c.as_of, source.path as file
            from change c join source on source.source_id = c.source_id
            where c.contest = ? and c.unit_id = ? and c.field = ? order by c.as_of nulls first, c.change_id"""
        return tuple(Turn(**row) for row in self.opened.rows(sql, self.contest.id, self.unit.unit_id, self.column))

    def cells(self, where: str, *parameters: object) -> tuple[Cell, ...]:
        """The cells of the readings that a condition on `r` (reading) or `s` (standing, latest) picks out."""
        sql = f"""
            select distinct r.unit_id, r.series, r.value, s.state, source.path, source.entry, source.sha256, o.member,
                o.row, o.as_of, c.text
            from {{readings}} r
            join ({_STATES}) s on s.reading_id = r.reading_id and s.sheet_id = r.sheet_id
            join observation o on o.reading_id = r.reading_id
            join source on source.source_id = o.source_id
            left join cell c on c.reading_id = r.reading_id and c.field = '{{column}}'
            where r.contest = ? and {where}
            order by r.unit_id, r.series, o.as_of, source.path, o.member, o.row"""
        return tuple(self.cell(row) for row in self.rows(sql, self.contest.id, *parameters))

    def cell(self, row: Row) -> Cell:
        """A row of a query as the cell that it is about."""
        written = row["text"] if row["text"] is not None else "" if row["value"] is None else str(row["value"])
        column = column_in_file(self.terms, self.contest, row["entry"], row["series"], self.column)
        return Cell(
            row["unit_id"], row["series"], row["path"], row["member"], row["row"], column, written, row["value"],
            row["as_of"], row["sha256"], row["state"],
        )  # fmt: skip


_STATES = """
            select reading_id, sheet_id, 'standing' as role, state from standing
            union all
            select reading_id, sheet_id, 'latest' as role,
                case when paper = 'void' then 'void' when held then 'held' when complete then 'in' else 'partial' end
                    as state
            from latest"""


def column_in_file(terms: Terms, contest: Contest, entry: str, series: str, column: str) -> str:
    """The name that a file's column has for a field or vote column; empty where the file has none."""
    source = next((s for s in terms.configuration.source if s.id == entry), None)
    if source is None:
        return ""
    named = {**source.shared}
    for reading in source.reading:
        if reading.series == series:
            named.update(reading.columns)
    return next((file for name, file in named.items() if terms.column_of(contest, name) == column), "")


def public_name(terms: Terms, contest: Contest, column: str) -> str:
    """What people write for a table column: a selection's id, or the field's own name."""
    return next((s.id for s in contest.selection if terms.vote_column(contest, s.id) == column), column)


def of_unit(asking: Asking, basis: str | None = None, deep: bool = False) -> OfUnit:
    """Why a unit from village upward has its figure. Raises Refusal for a basis that it does not have."""
    figures = _figures(asking)
    if basis is None:
        declared = next((f for f in figures if f.basis == DECLARED and f.value is not None), None)
        chosen = DECLARED if declared else COUNTED
    else:
        chosen = basis_named(basis, [f.basis for f in figures])
    declared = next((f for f in figures if f.basis == DECLARED), None)
    sheet = asking.cells("s.role = 'standing' and r.reading_id = ?", declared.reading_id) if declared else ()
    return OfUnit(
        asking.contest.id, asking.unit, asking.column, chosen, figures, _parts(asking),
        tuple(g for g in asking.gaps() if g.comparison != READINGS), sheet, asking.history(),
        _all_cells(asking, chosen, sheet, deep), asking.decisions(),
    )  # fmt: skip


def _figures(asking: Asking) -> tuple[Figure, ...]:
    held = "{column}_held" if asking.column in asking.terms.shape.votes else "cast(0 as bigint)"
    states = ("expected", "in", "flagged", "held", "void", "missing")
    sql = f"""
        select basis, {{column}} as value, {{column}}_unknown as unknown, {held} as held, sheet_id, reading_id,
            {", ".join(f"stations_{s}" for s in states)}
        from tally where contest = ? and unit_id = ?"""
    order = [DECLARED, COUNTED, *(f"series:{s.id}" for s in asking.terms.configuration.series)]
    found = asking.rows(sql, asking.contest.id, asking.unit.unit_id)
    return tuple(
        Figure(
            row["basis"], row["value"], row["unknown"], row["held"], {s: row[f"stations_{s}"] for s in states},
            row["sheet_id"], row["reading_id"],
        )
        for row in sorted(found, key=lambda r: order.index(r["basis"]))
    )  # fmt: skip


def _parts(asking: Asking) -> tuple[Part, ...]:
    if asking.unit.level == "village":
        return _stations(asking)
    sql = """
        select t.unit_id, t.basis, t.{column} as value, t.stations_in, t.stations_expected
        from tally t join unit u on u.unit_id = t.unit_id
        where t.contest = ? and u.parent_id = ? order by t.unit_id, t.basis"""
    figures: dict[str, dict[str, int | None]] = {}
    stations: dict[str, tuple[int | None, int | None]] = {}
    for row in asking.rows(sql, asking.contest.id, asking.unit.unit_id):
        figures.setdefault(row["unit_id"], {})[row["basis"]] = row["value"]
        if row["basis"] == COUNTED:
            stations[row["unit_id"]] = (row["stations_expected"], row["stations_in"])
    none = (None, None)
    return tuple(Part(asking.units.named(u), found, *stations.get(u, none)) for u, found in figures.items())


def _stations(asking: Asking) -> tuple[Part, ...]:
    village = asking.unit.unit_id
    below = village + "/"
    sql = """
        select r.unit_id, 'series:' || r.series as basis, r.value, '' as state, '' as standing
        from latest l join {readings} r on r.reading_id = l.reading_id
        where r.of_station and l.contest = ? and starts_with(r.unit_id, ?)
        union all
        select r.unit_id, 'counted' as basis, r.value, s.state, s.series as standing
        from standing s join {readings} r on r.reading_id = s.reading_id
        where r.of_station and s.contest = ? and starts_with(r.unit_id, ?)"""
    found: dict[str, list[Row]] = {u: [] for u in asking.units.stations(village)}
    for row in asking.rows(sql, asking.contest.id, below, asking.contest.id, below):
        found.setdefault(row["unit_id"], []).append(row)
    parts = []
    for unit_id, rows in found.items():
        standing = next((r for r in rows if r["basis"] == COUNTED), None)
        state = standing["state"] if standing else "missing"
        figures = {r["basis"]: r["value"] for r in rows}
        inside = 1 if state == "in" else 0
        parts.append(
            Part(asking.units.named(unit_id), figures, 1, inside, state, standing["standing"] if standing else "")
        )
    return tuple(parts)


def _all_cells(asking: Asking, basis: str, sheet: tuple[Cell, ...], deep: bool) -> tuple[Cell, ...]:
    """Every cell behind the figure: of all stations below, and before them of the declared sheet."""
    if not deep:
        return ()
    below = """r.of_station and left(r.unit_id, length(r.unit_id) - 4) in (
            select unit_id from unit_path where ancestor_id = ?)"""
    if basis in (COUNTED, DECLARED):
        first = sheet if basis == DECLARED else ()
        return first + asking.cells(f"s.role = 'standing' and {below}", asking.unit.unit_id)
    series = basis.removeprefix("series:")
    return asking.cells(f"s.role = 'latest' and r.series = ? and {below}", series, asking.unit.unit_id)


__all__ = ["Asking", "Cell", "Figure", "Gap", "OfUnit", "Part", "column_in_file", "of_unit", "public_name"]
