"""`outlines-<level>.geojson`: the units of one level with their outlines and what they come to, for maps of one's own.

GeoJSON (RFC 7946). Positions are those of the office's files of boundaries, to the millionth of a degree: nothing is
simplified, closed or turned. A unit whose outline nobody states has none (`null`), and is there all the same.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping
from itertools import groupby
from pathlib import Path
from typing import Any, Final

from bukti.compare import DECLARED
from bukti.engine.database import fetch, literal, records
from bukti.evidence.ballots import Contest
from bukti.intake.units import LEVELS
from bukti.publish.addresses import PAGE
from bukti.publish.exports.known_units import KnownUnit
from bukti.publish.exports.nist import COUNTED
from bukti.publish.exports.unit_json import STATES
from bukti.publish.exports.written import Groups, votes_of
from bukti.publish.opened import Opened, Row

BASES: Final = (DECLARED, COUNTED)
DIGITS: Final = 6
"""Of a degree; a millionth is some eleven centimetres."""


def file_of(level: str) -> str:
    return f"outlines-{level}.geojson"


def levels(asked: Opened, contest: Contest) -> list[str]:
    """The levels of a contest of which some unit has an outline, from the top down."""
    store = asked.built.store
    if not store.partitions("outline"):
        return []
    asked.show(("outline", "unit", "tally"), [p for p in store.partitions("tally") if p.startswith(f"{contest.id}/")])
    sql = f"""select distinct u.level from unit u
        where u.unit_id in (select unit_id from outline)
            and u.unit_id in (select unit_id from tally where contest = {literal(contest.id)})"""
    found = {level for (level,) in fetch(asked.built.connection, sql)}
    return [level for level in LEVELS if level in found]


def write_outlines(
    asked: Opened, contest: Contest, groups: Groups, units: Mapping[str, KnownUnit], folder: Path
) -> None:
    """The folder of a contest holds a file for each level that has outlines; a unit's numbers are flat properties.

    `declared_<selection>` and `counted_<selection>` are votes on either basis, `null` where they are not known.
    """
    for level in levels(asked, contest):
        asked.show(("tally",), [partition for group in groups for partition in group or ()])
        votes = votes_of(asked.terms, contest)
        columns = ", ".join([*votes, *(f"stations_{state}" for state in STATES)])
        sql = f"""select unit_id, basis, {columns} from tally
            where contest = {literal(contest.id)} and level = {literal(level)}
                and basis in ({", ".join(map(literal, BASES))})
            order by unit_id, basis"""
        rows = records(asked.built.connection, sql)
        drawn = _drawn(asked, level)
        with (folder / file_of(level)).open("w", encoding="utf-8") as out:
            out.write('{"type":"FeatureCollection","features":[')
            for n, (unit_id, some) in enumerate(groupby(rows, key=lambda row: row["unit_id"])):
                if unit := units.get(unit_id):
                    said = _properties(contest, unit_id, unit, {row["basis"]: row for row in some}, votes)
                    out.write(("," if n else "") + "\n" + _feature(unit_id, said, drawn.get(unit_id)))
            out.write("\n]}\n")


def _properties(
    contest: Contest, unit_id: str, unit: KnownUnit, rows: Mapping[str, Row], votes: Mapping[str, str]
) -> dict[str, Any]:
    counted = rows.get(COUNTED)
    return {
        "unit_id": unit_id,
        "code": unit_id.partition(":")[2],
        "level": unit.level,
        "name": unit.name,
        "parent_id": unit.parent_id,
        "page": "/".join(("../../id", contest.id, *unit.slugs, PAGE)),
        **{f"stations_{state}": counted[f"stations_{state}"] if counted else None for state in STATES},
        **{
            f"{basis}_{selection}": rows[basis][column] if basis in rows else None
            for basis in BASES
            for column, selection in votes.items()
        },
    }


def _feature(unit_id: str, properties: Mapping[str, Any], geometry: str | None) -> str:
    said = json.dumps(properties, ensure_ascii=False, separators=(",", ":"))
    return f'{{"type":"Feature","id":{json.dumps(unit_id)},"properties":{said},"geometry":{geometry or "null"}}}'


def _drawn(asked: Opened, level: str) -> dict[str, str]:
    """The outline of each unit of a level as GeoJSON has it."""
    asked.show(("outline", "unit"))
    sql = f"""select o.unit_id, o.part, o.points from outline o join unit u on u.unit_id = o.unit_id
        where u.level = {literal(level)} order by o.unit_id, o.part, o.ring"""
    return {
        unit: f'{{"type":"MultiPolygon","coordinates":[{",".join(_areas(rings))}]}}'
        for unit, rings in groupby(fetch(asked.built.connection, sql), key=lambda row: row[0])
    }


def _areas(rings: Iterable[tuple[str, int, str]]) -> Iterator[str]:
    for _, some in groupby(rings, key=lambda ring: ring[1]):
        yield f"[{','.join(_ring(points) for _, _, points in some)}]"


def _ring(points: str) -> str:
    figures = [_degrees(figure) for figure in points.split(" ")]
    pairs = zip(figures[::2], figures[1::2], strict=True)
    return f"[{','.join([f'[{east},{north}]' for east, north in pairs])}]"


def _degrees(millionths: str) -> str:
    """Millionths of a degree as the decimal number that they are."""
    sign, digits = ("-", millionths[1:]) if millionths.startswith("-") else ("", millionths)
    digits = digits.zfill(DIGITS + 1)
    part = digits[-DIGITS:].rstrip("0")
    return f"{sign}{digits[:-DIGITS]}{f'.{part}' if part else ''}"
