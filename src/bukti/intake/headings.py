"""Units that a sheet calls by their names: each is the one unit that the name can mean there, or is refused.

A name is looked for only among few: the sheet's own unit by its name and those above it, a column's unit right below
the sheet's. Names are compared by their letters and digits.
"""

from __future__ import annotations

from collections.abc import Iterator

from bukti.engine.database import Connection, create, fetch, literal
from bukti.engine.dialect import one_line
from bukti.evidence.configuration import Source
from bukti.intake.raw import Columns
from bukti.vocabulary.problems import Place, Problem

UPWARD = 4  # at most so many levels stand between a sheet's unit and the top


def is_named(source: Source) -> bool:
    """Whether the rows of a source call some unit by its name."""
    return bool(source.unit.by_name or source.unit.sheet_names)


def total_of(source: Source) -> str | None:
    """The text in place of a unit that means the sheet's own unit."""
    return source.transposed.total if source.transposed else None


def name_units(connection: Connection, source: Source, columns: Columns, scheme: str) -> None:
    """The table `named_unit`: for each raw row the sheet's unit, the row's unit, and how many units they could be.

    The row's own unit is that of the sheet where the row is the sheet's total, or where rows have no name of their
    own; `units` counts what the name could mean. `scheme` is SQL for what stands before a code. The table
    `place` (every unit from village up) must be there.
    """
    unit = source.unit
    names = [f"trim(raw.{columns.raw(c)})" for c in unit.sheet_names]
    own = f"trim(raw.{columns.raw(unit.by_name)})" if unit.by_name else "''"
    total = total_of(source)
    is_total = f"{own} = {literal(total)}" if total and unit.by_name else "false"
    if unit.sheet_names:
        _sheets_by_name(connection, names)
        keys = " and ".join(f"s.n{at} = {name}" for at, name in enumerate(names))
        sheet, sheets, join = "s.unit_id", "s.units", f"left join named_sheet s on {keys}"
    else:
        code = f"{scheme} || trim(raw.{columns.raw(unit.sheet or '')})"
        sheet, sheets, join = code, "cast(1 as bigint)", ""
    connection.execute(f"""
        create or replace temp table named_unit as
        with said as (
            select raw.n, {sheet} as sheet_unit, {sheets} as sheets, {own} as own, {is_total} as is_total
            from raw {join}
        ), found as (
            select said.n, min(place.unit_id) as unit_id, count(place.unit_id) as units
            from said left join place on place.parent_id = said.sheet_unit
                and {one_line("place.name")} = {one_line("said.own")} and said.own <> ''
            group by said.n
        )
        select said.n, said.sheet_unit, said.sheets, said.own,
            case when said.is_total then said.sheet_unit else found.unit_id end as unit_id,
            case when said.is_total then said.sheets else found.units end as units
        from said join found on found.n = said.n""")


def _sheets_by_name(connection: Connection, names: list[str]) -> None:
    """The table `named_sheet`: each combination of names in the rows, its unit, and how many units it could be."""
    columns = [f"n{at}" for at in range(len(names))]
    texts = fetch(connection, f"select distinct {', '.join(names)} from raw order by {', '.join(names)}")
    create(connection, "said_sheet", ", ".join(f"{c} varchar" for c in columns), texts)
    ups = " ".join(f"left join place u{at} on u{at}.unit_id = u{at - 1}.parent_id" for at in range(1, UPWARD + 1))
    above = [
        " or ".join(
            f"coalesce({one_line(f'u{up}.name')} = {one_line(f'said_sheet.{c}')}, false)" for up in range(1, UPWARD + 1)
        )
        for c in columns[1:]
    ]
    conditions = " and ".join([f"{one_line('u0.name')} = {one_line('said_sheet.n0')}", *(f"({a})" for a in above)])
    connection.execute(f"""
        create or replace temp table named_sheet as
        select {", ".join(f"said_sheet.{c}" for c in columns)}, min(hit.unit_id) as unit_id,
            count(hit.unit_id) as units
        from said_sheet
        left join (
            select {", ".join(f"said_sheet.{c}" for c in columns)}, u0.unit_id
            from said_sheet cross join place u0 {ups}
            where {conditions}
        ) hit on {" and ".join(f"hit.{c} = said_sheet.{c}" for c in columns)}
        group by {", ".join(f"said_sheet.{c}" for c in columns)}""")


def name_problems(connection: Connection, source: Source, columns: Columns) -> Iterator[Problem]:
    """Names that mean no unit or several; source and member stand in place of the file's name, a tab between."""
    unit = source.unit
    for column, many, texts, where in (
        (unit.sheet_names[:1], "sheets", [columns.raw(c) for c in unit.sheet_names], "sheets <> 1"),
        ((unit.by_name,), "units", [columns.raw(c) for c in (unit.by_name,) if c], "sheets = 1 and units <> 1"),
    ):
        if not texts:
            continue
        told = " || ', ' || ".join(f"trim(raw.{t})" for t in texts)
        rows = fetch(
            connection,
            f"""select source_id, member, row, {told}, {many} from raw join named_unit on named_unit.n = raw.n
            where {where} order by raw.n""",
        )
        for source_id, member, row, found, units in rows:
            code = "IN-NAME-UNKNOWN" if units == 0 else "IN-NAME-OF-SEVERAL"
            yield Problem(code, Place(f"{source_id}\t{member}", row, str(column[0])), found, str(units))
