"""Why a station's figure stands: every reading of its sheet with its cells, which one counts, what was noticed."""

from __future__ import annotations

from dataclasses import dataclass

from bukti.compare import READINGS
from bukti.engine.database import literal
from bukti.publish.lookup import Named
from bukti.publish.opened import Row
from bukti.publish.why import Asking, Cell, Gap, Turn

SEVERITIES = ("hold", "error", "warning", "info")


@dataclass(frozen=True)
class Said:
    """What one reading says; `stands` where it counts, `last` where it is the last word of its series."""

    reading_id: str
    series: str
    value: int | None
    stands: bool
    last: bool
    cells: tuple[Cell, ...]
    images: tuple[str, ...]


@dataclass(frozen=True)
class Noticed:
    """A finding on the station's sheet."""

    finding_id: str
    rule: str
    severity: str
    series: str
    fields: str
    terms: str
    observed: int | None
    expected: int | None
    proposal: str | None
    silent_because: str | None
    life: str
    decision: str


@dataclass(frozen=True)
class OfStation:
    """Why a station has a figure; `why` and `state` are empty where no reading is there."""

    contest: str
    unit: Named
    column: str
    value: int | None
    sheet_id: str
    series: str
    why: str
    state: str
    readings: tuple[Said, ...]
    findings: tuple[Noticed, ...]
    gaps: tuple[Gap, ...]
    decisions: tuple[Row, ...]
    history: tuple[Turn, ...]


def of_station(asking: Asking) -> OfStation:
    """All readings of the station's sheet, the standing one first, then the last word of each series, then earlier."""
    unit_id, contest = asking.unit.unit_id, asking.contest.id
    kinds = ", ".join(literal(s.kind) for s in asking.terms.shape.sheets if s.of_station) or "''"
    sql = f"select * from standing where contest = ? and unit_id = ? and kind in ({kinds}) order by sheet_id"
    stands = asking.opened.rows(sql, contest, unit_id)
    standing = stands[0] if stands else None
    readings = _readings(asking, standing)
    value = next((r.value for r in readings if r.stands), None)
    about: Row = {key: standing[key] if standing else "" for key in ("sheet_id", "series", "why", "state")}
    findings, gaps = _findings(asking), asking.gaps([READINGS])
    return OfStation(
        contest, asking.unit, asking.column, value, **about, readings=readings, findings=findings, gaps=gaps,
        decisions=asking.decisions(), history=asking.history(),
    )  # fmt: skip


def _readings(asking: Asking, standing: Row | None) -> tuple[Said, ...]:
    sql = """
        select r.reading_id, r.series, r.value, l.reading_id is not null as last, coalesce(l.rank, 99) as rank
        from {readings} r
        left join latest l on l.reading_id = r.reading_id and l.sheet_id = r.sheet_id
        where r.of_station and r.contest = ? and r.unit_id = ?"""
    places = """
        select r.reading_id, r.unit_id, r.series, r.value, '' as state, source.path, source.entry, source.sha256,
            o.member, o.row, o.as_of, o.images, c.text
        from {readings} r
        join observation o on o.reading_id = r.reading_id
        join source on source.source_id = o.source_id
        left join cell c on c.reading_id = r.reading_id and c.field = '{column}'
        where r.contest = ? and r.unit_id = ?
        order by o.as_of, source.path, o.member, o.row"""
    cells: dict[str, list[Cell]] = {}
    images: dict[str, list[str]] = {}
    for row in asking.rows(places, asking.contest.id, asking.unit.unit_id):
        cells.setdefault(row["reading_id"], []).append(asking.cell(row))
        images.setdefault(row["reading_id"], []).extend((row["images"] or "").split())
    counts = standing["reading_id"] if standing else ""
    found = asking.rows(sql, asking.contest.id, asking.unit.unit_id)
    found.sort(key=lambda r: (r["reading_id"] != counts, not r["last"], r["rank"], r["series"], r["reading_id"]))
    return tuple(
        Said(
            r["reading_id"], r["series"], r["value"], r["reading_id"] == counts, r["last"],
            tuple(cells.get(r["reading_id"], ())), tuple(dict.fromkeys(images.get(r["reading_id"], ()))),
        )
        for r in found
    )  # fmt: skip


def _findings(asking: Asking) -> tuple[Noticed, ...]:
    sql = "select * from finding where contest = ? and unit_id = ? order by rule, series, fields, finding_id"
    found = asking.opened.rows(sql, asking.contest.id, asking.unit.unit_id)
    keys = tuple(Noticed.__dataclass_fields__)
    told = [Noticed(**{k: row[k] for k in keys}) for row in found]
    return tuple(sorted(told, key=lambda f: (bool(f.silent_because), SEVERITIES.index(f.severity))))
