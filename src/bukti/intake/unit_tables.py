"""The unit table as the tables `unit`, `unit_path`, `unit_code` and `unit_code_gap`."""

from __future__ import annotations

from bukti.engine.database import Connection, columns_sql, create, fetch, literal
from bukti.engine.store import Store
from bukti.intake.unit_table import UnitTable
from bukti.intake.units import LEVELS, Unit
from bukti.vocabulary.contract import Table

STATED = "place"
NUMBERED = "stated_stations"
OTHERS = "stated_codes"


def load_units(connection: Connection, contract: Table, table: UnitTable) -> None:
    """The temporary tables `place` (every unit from village up) and `stated_stations` (numbers from first to
    last of a village's stations) hold the unit table."""
    create(
        connection,
        STATED,
        columns_sql(contract),
        (
            (u.unit_id, u.level, u.name, u.slug, u.parent_id, u.area, u.stations_expected, u.registered, u.source_row)
            for u in table.units
        ),
    )
    columns = "village varchar, first bigint, last bigint, registered bigint, source_row varchar"
    rows = ((s.village, s.first, s.last, s.registered, s.source_row) for s in table.stations)
    create(connection, NUMBERED, columns, rows)


def units_in(connection: Connection, units: str, scheme: str, *, all_of: bool) -> list[Unit]:
    """The units from village up in the rows of the table `unit`, the root first; not `all_of` them, the root alone."""
    rows = fetch(connection, f"""
        select unit_id, level, name, substr(unit_id, {len(scheme) + 2}), parent_id, area from ({units}) u
        where {"level <> 'station'" if all_of else "parent_id is null"}
        order by parent_id is not null, unit_id""")  # fmt: skip
    return [Unit(unit_id, level, name, code, parent, area=area) for unit_id, level, name, code, parent, area in rows]


def names_of(connection: Connection, units: str, scheme: str) -> dict[str, str]:
    """The names of the units from village up in the rows of the table `unit`, by code."""
    sql = f"select substr(unit_id, {len(scheme) + 2}), name from ({units}) u where level <> 'station'"
    return dict(fetch(connection, sql))


def put_units(store: Store, connection: Connection, table: UnitTable, scheme: str, key: str) -> None:
    """The four tables hold the unit table, stations included; `key` is the digest of what it was read from."""
    load_units(connection, store.contracts["unit"], table)
    number = "lpad(cast(number as varchar), 3, '0')"
    store.put(
        connection,
        "unit",
        f"""(
            select * from {STATED}
            union all
            select s.village || '/' || {number} as unit_id, 'station' as level, {number} as name, {number} as slug,
                s.village as parent_id, u.area, cast(1 as bigint) as stations_expected, s.registered, s.source_row
            from (
                select village, registered, source_row, unnest(range(first, last + 1)) as number from {NUMBERED}
            ) s
            join {STATED} u on u.unit_id = s.village
        )""",
        {"": key},
    )
    store.put(connection, "unit_path", _path_sql(), {"": key})
    code = f"substr(unit_id, {len(scheme) + 2})"
    own = f"select unit_id, {literal(scheme)} as scheme, {code} as code, '' as from_date, '' as to_date from {STATED}"
    create(connection, OTHERS, columns_sql(store.contracts["unit_code"]), table.codes)
    store.put(connection, "unit_code", f"({own} union all select * from {OTHERS})", {"": key})
    create(connection, OTHERS, columns_sql(store.contracts["unit_code_gap"]), table.gaps)
    store.put(connection, "unit_code_gap", OTHERS, {"": key})
    for name in (STATED, NUMBERED, OTHERS):
        connection.execute(f"drop table {name}")


def _path_sql() -> str:
    """SQL for every unit from village up with each unit at or above it."""
    steps = [f"select unit_id, unit_id as ancestor_id, level as ancestor_level, parent_id from {STATED}"]
    for above in range(1, len(LEVELS) - 1):
        joins = "".join(f" join {STATED} u{n} on u{n}.unit_id = u{n - 1}.parent_id" for n in range(1, above + 1))
        steps.append(f"select u0.unit_id, u{above}.unit_id, u{above}.level, '' from {STATED} u0{joins}")
    return f"(select unit_id, ancestor_id, ancestor_level from ({' union all '.join(steps)}) p)"
