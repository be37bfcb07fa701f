"""The sheets and moments of a regency's stations, as the tables have them."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime, time, timedelta, timezone

from bukti.engine.database import Connection, fetch, literal
from bukti.engine.store import Store
from bukti.evidence.ballots import Contest
from bukti.evidence.pictures import Picture
from bukti.evidence.terms import Terms
from bukti.forensics.orders_of_time import Moments
from bukti.forensics.sheets import Sheet
from bukti.vocabulary.profile import SheetKind
from bukti.vocabulary.roles import Role, RoleName

CLOSE = "polls_close"
EASTERNMOST = timezone(timedelta(hours=9))
"""Where in Indonesia stations close first: WIT."""
READ = ("standing", "latest", "observation", "change", "unit", "unit_path")
FIGURES: tuple[RoleName, ...] = ("valid", "invalid", "cast")
STATION = "unit_id like '%/%'"


def inputs(terms: Terms) -> tuple[str, ...]:
    """The tables that the tests depend on."""
    return (*READ, *(s.table for s in terms.shape.sheets if s.of_station))


def closing(terms: Terms) -> str:
    """The moment in UTC before which no station of Indonesia can have closed; empty where the profile has no hour."""
    hour = terms.caps.get(CLOSE)
    if hour is None:
        return ""
    local = datetime.combine(terms.day, time(hour), EASTERNMOST)
    return local.astimezone(UTC).isoformat().replace("+00:00", "Z")


def sheets(
    store: Store, connection: Connection, terms: Terms, contest: Contest, partition: str
) -> list[tuple[Sheet, str]]:
    """Each station that is in, by what stands, with the id of its paper: of several papers the first.

    Beside it stand the votes of the series that goes first among the others, a decision's own reading aside.
    """
    votes = terms.shape.votes[: len(contest.selection)]
    stations = [(shape, kind) for shape, kind in zip(terms.shape.sheets, terms.sheets, strict=True) if shape.of_station]
    if not stations:
        return []
    for table in ("standing", "latest", "unit", "unit_path"):
        store.show(connection, table, [partition] if store.contracts[table].partitioned else None)
    own, other = (", ".join(f"{side}.{v}" for v in votes) for side in ("r", "o"))
    figures = ", ".join(f"r.{name}" for name in (*FIGURES, "registered"))
    readings = " union all ".join(
        _readings_sql(store.rows_sql(shape.table, [partition]), kind, votes) for shape, kind in stations
    )
    connection.execute(f"create or replace temp table read_sheet as {readings}")
    rows = fetch(connection, f"""
        with beside as (
            select sheet_id, unit_id, reading_id from (
                select l.sheet_id, l.unit_id, l.reading_id,
                    row_number() over (partition by l.sheet_id, l.unit_id order by l.rank, l.series) as nth
                from latest l join standing s on s.sheet_id = l.sheet_id and s.unit_id = l.unit_id
                where l.series <> s.series and l.series <> 'decision'
            ) numbered where nth = 1
        )
        select s.unit_id, s.sheet_id, w.ancestor_id, u.registered, o.reading_id is not null, o.invalid, {figures},
            {own}, {other}
        from standing s
        join read_sheet r on r.reading_id = s.reading_id
        left join beside b on b.sheet_id = s.sheet_id and b.unit_id = s.unit_id
        left join read_sheet o on o.reading_id = b.reading_id
        left join unit u on u.unit_id = s.unit_id
        left join unit_path w on w.unit_id = split_part(s.unit_id, '/', 1) and w.ancestor_level = 'district'
        where s.state = 'in' and s.{STATION} and s.contest = {literal(contest.id)}
        order by s.unit_id, s.sheet_id""")  # fmt: skip
    connection.execute("drop table read_sheet")
    found: dict[str, tuple[Sheet, str]] = {}
    for unit_id, sheet_id, district, listed, has_other, other_invalid, valid, invalid, cast, registered, *rest in rows:
        if unit_id not in found:
            first, second = tuple(rest[: len(votes)]), tuple(rest[len(votes) :])
            sheet = Sheet(
                *(unit_id, district or "", first, valid, invalid, cast),
                *(listed if registered is None else registered, second if has_other else None, other_invalid),
            )
            found[unit_id] = sheet, sheet_id
    return list(found.values())


def of_villages(
    store: Store, connection: Connection, terms: Terms, contest: Contest, villages: Sequence[str]
) -> dict[str, list[Sheet]]:
    """The sheets of the stations of some villages, by village."""
    store.show(connection, "unit")
    listed = ", ".join(map(literal, villages)) or "''"
    areas = fetch(connection, f"select distinct area from unit where unit_id in ({listed}) order by area")
    found: dict[str, list[Sheet]] = {village: [] for village in villages}
    for (area,) in areas:
        for sheet, _ in sheets(store, connection, terms, contest, f"{contest.id}/{area}"):
            if sheet.village in found:
                found[sheet.village].append(sheet)
    return found


def _readings_sql(rows: str, kind: SheetKind, votes: Sequence[str]) -> str:
    """SQL: what each reading of one kind of station sheet says."""
    named = [(role, kind.field(Role(role))) for role in FIGURES]
    figures = ", ".join(f"{f.name if f else 'cast(null as bigint)'} as {role}" for role, f in named)
    registered = " + ".join(f.name for f in kind.registered()) or "cast(null as bigint)"
    return f"""select reading_id, {", ".join(votes)}, {figures}, {registered} as registered
        from ({rows}) r where {STATION}"""


def moments(
    store: Store, connection: Connection, contest: Contest, partition: str, pictures: Sequence[Picture]
) -> list[Moments]:
    """When each station's sheets were stated first and changed last, when a higher sheet was, and their pictures.

    Changes are those of known figures in the series that stands. A higher sheet is one of any unit above the station.
    """
    for table in ("standing", "observation", "change", "unit_path"):
        store.show(connection, table, [partition] if store.contracts[table].partitioned else None)
    seen = fetch(connection, f"""
        select o.unit_id, coalesce(min(o.as_of), '')
        from observation o join (select distinct unit_id from standing) s on s.unit_id = o.unit_id
        where o.{STATION} group by o.unit_id order by o.unit_id""")  # fmt: skip
    shown: dict[str, set[str]] = {}
    linked = f"select distinct unit_id, images from observation where images is not null and {STATION}"
    for unit_id, images in fetch(connection, linked):
        shown.setdefault(unit_id, set()).update(images.split())
    changed = dict(fetch(connection, f"""
        select c.unit_id, max(c.as_of) from change c
        join standing s on s.sheet_id = c.sheet_id and s.unit_id = c.unit_id and s.series = c.series
        where c.kind = 'corrected' and c.as_of is not null and c.{STATION} group by c.unit_id"""))  # fmt: skip
    sealed = dict(fetch(connection, f"""
        select p.unit_id, min(o.as_of)
        from standing s join observation o on o.reading_id = s.reading_id
        join unit_path p on p.ancestor_id = s.unit_id
        where s.unit_id not like '%/%' and o.as_of is not null and s.contest = {literal(contest.id)}
        group by p.unit_id"""))  # fmt: skip
    for picture in pictures:
        if picture.contest == contest.id:
            shown.setdefault(picture.unit_id, set()).add(picture.original)
    return [
        Moments(
            unit_id,
            first,
            changed.get(unit_id, ""),
            sealed.get(unit_id.partition("/")[0], ""),
            tuple(sorted(shown.get(unit_id, ()))),
        )
        for unit_id, first in seen
    ]
