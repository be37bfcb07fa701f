"""How many votes the stations of each ballot area can still hold that are not in its sum, or only as zeros.

Built tables come in; whole numbers by ballot area go out. A station is open as on all pages: missing, held, void, known
in part, or all zero.
"""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction
from typing import Final

from bukti.disputes.caps import station_cap
from bukti.engine.database import fetch, literal
from bukti.evidence.terms import Terms
from bukti.publish.opened import Opened
from bukti.vocabulary.profile import SheetKind

CAP: Final = "station_cap"
RESERVE: Final = "reserve_percent"


@dataclass(frozen=True)
class Open:
    """Open stations, and the most votes they can hold together; None where nothing bounds one of them."""

    stations: int = 0
    most: int | None = 0

    def and_also(self, other: Open) -> Open:
        """Both together."""
        most = None if self.most is None or other.most is None else self.most + other.most
        return Open(self.stations + other.stations, most)


def alike(terms: Terms, stations: int, received: int | None, registered: int | None) -> Open:
    """So many open stations of which the same is known."""
    named = terms.profile.parameters
    reserve = terms.profile.parameter(RESERVE, terms.day) if RESERVE in named else None
    cap = station_cap(received, registered, Fraction(reserve) if reserve is not None else None, terms.caps.get(CAP))
    return Open(stations, None if cap is None else stations * cap.votes)


def by_area(asked: Opened, contest: str, partitions: list[str]) -> dict[str, Open]:
    """The open stations of each ballot area of a contest that has one, where sheets of stations are received."""
    kinds = [s for s in asked.terms.sheets if "station" in s.forms]
    if not kinds or not partitions:
        return {}
    asked.show(("unit", "unit_ballot"))
    tables = {k.id: next(s.table for s in asked.terms.shape.sheets if s.kind == k.id) for k in kinds}
    asked.show(("standing", "latest", *tables.values()), partitions)
    stated = " union all ".join(_stated_sql(k, tables[k.id]) for k in kinds)
    sql = f"""
        with listed as (select unit_id, registered from unit where level = 'station'),
        stands as (
            select unit_id, min(sheet_id) as sheet_id from standing
            where contest = {literal(contest)} and unit_id like '%/%' group by unit_id
        ),
        every as (select unit_id from listed union select unit_id from stands),
        known as (
            select e.unit_id, s.state, s.reading_id, l.registered as on_list, r.registered, r.received,
                s.reading_id in (select reading_id from latest where placeholder) as zeros
            from every e
            left join listed l on l.unit_id = e.unit_id
            left join stands f on f.unit_id = e.unit_id
            left join standing s on s.unit_id = f.unit_id and s.sheet_id = f.sheet_id
                and s.contest = {literal(contest)}
            left join ({stated}) r on r.reading_id = s.reading_id
        )
        select b.ballot_area, case when k.state = 'held' then null else k.received end,
            case when k.state = 'held' then null else coalesce(k.registered, k.on_list) end, count(*)
        from known k
        join unit_ballot b on b.unit_id = split_part(k.unit_id, '/', 1) and b.contest = {literal(contest)}
        where k.state is null or k.state <> 'in' or k.zeros
        group by 1, 2, 3 order by 1, 2, 3"""
    found: dict[str, Open] = {}
    for area, received, registered, n in fetch(asked.built.connection, sql):
        found[area] = found.get(area, Open()).and_also(alike(asked.terms, n, received, registered))
    return found


def _stated_sql(kind: SheetKind, table: str) -> str:
    """SQL: registered voters and ballots received as each reading of a sheet kind states them."""
    registered = " + ".join(f.name for f in kind.registered()) or "cast(null as bigint)"
    field = kind.field("ballots{received}")
    received = field.name if field else "cast(null as bigint)"
    return f"select reading_id, {registered} as registered, {received} as received from {table}"
