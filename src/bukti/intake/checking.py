"""What is wrong with raw rows before anything is made of them: codes that cannot be trusted, a paper stated twice."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from bukti.engine.database import Connection, fetch, literal
from bukti.evidence.patterns import is_pattern
from bukti.intake.extract import Entry
from bukti.vocabulary.problems import Place, Problem

SHOWN = 20
CODE = "^[A-Za-z0-9][A-Za-z0-9._-]*$"


def code_problems(connection: Connection, entry: Entry, names: Mapping[str, str]) -> list[Problem]:
    """Rows whose unit or sheet cannot be told without a guess; `names` are the files' names by source_id."""
    return [*_units(connection, entry, names), *_stations(connection, entry, names), *_sheets(connection, entry, names)]


def _find(
    connection: Connection, names: Mapping[str, str], code: str, column: str, raw: str, where: str, expected: str = "''"
) -> Iterator[Problem]:
    sql = f"""select source_id, member, row, {raw}, {expected} from raw left join placed on placed.n = raw.n
        where {where} order by raw.n"""
    rows = fetch(connection, sql)
    for source_id, member, row, found, wanted in rows[:SHOWN]:
        yield Problem(code, Place(_file(names, source_id, member), row, column), found, wanted or "")
    if len(rows) > SHOWN:
        yield Problem("IN-MORE-OF-THIS", Place(field=column), str(len(rows) - SHOWN), code)


def _file(names: Mapping[str, str], source_id: str, member: str) -> str:
    return f"{names[source_id]}:{member}" if member else names[source_id]


def _units(connection: Connection, entry: Entry, names: Mapping[str, str]) -> Iterator[Problem]:
    unit = entry.source.unit
    column = unit.village or unit.code or ""
    raw = entry.columns.code_sql(column) if is_pattern(column) else f"raw.{entry.columns.raw(column)}"
    code = f"trim({raw})"
    damaged = rf"regexp_matches({code}, '^[0-9]+[.,]0+$|^[0-9]+[.,][0-9]+[eE][+]?[0-9]+$')"
    odd = f"{code} <> '' and not regexp_matches({code}, '{CODE}') and not {damaged}"
    yield from _find(connection, names, "IN-NO-CODE", column, raw, f"{code} = ''")
    yield from _find(connection, names, "IN-CODE-ODD", column, raw, odd)
    yield from _find(connection, names, "IN-CODE-DAMAGED", column, raw, damaged)
    digits = 3 if unit.station_digits else 0
    own = f"substr({code}, 1, length({code}) - {digits})"
    lost = f"""regexp_matches({code}, '^[0-9]+$')
        and not exists (select 1 from unit_code u where u.code = {own})
        and exists (select 1 from unit_code u where length(u.code) > length({own})
            and ltrim(u.code, '0') = ltrim({own}, '0'))"""
    expected = f"(select min(u.code) from unit_code u where ltrim(u.code, '0') = ltrim({own}, '0'))"
    yield from _find(connection, names, "IN-CODE-LOST-ZEROS", column, raw, lost, expected)


def _stations(connection: Connection, entry: Entry, names: Mapping[str, str]) -> Iterator[Problem]:
    column = entry.source.unit.station
    if not column:
        return
    raw = f"raw.{entry.columns.raw(column)}"
    number = f"trim({raw})"
    is_number = f"regexp_matches({number}, '^[0-9]{{1,3}}$')"
    yield from _find(connection, names, "IN-STATION-NUMBER", column, raw, f"not {is_number}")
    if entry.source.unit.pad is None:
        short = f"{is_number} and length({number}) < 3"
        yield from _find(connection, names, "IN-STATION-SHORT", column, raw, short, f"lpad({number}, 3, '0')")


def _sheets(connection: Connection, entry: Entry, names: Mapping[str, str]) -> Iterator[Problem]:
    if isinstance(entry.source.sheet, str):
        return
    column = entry.source.sheet.column
    raw = f"raw.{entry.columns.raw(column)}"
    known = literal(", ".join(entry.source.sheet.values))
    yield from _find(connection, names, "IN-SHEET-UNKNOWN", column, raw, "placed.kind is null", known)


def stated_twice(connection: Connection, relation: str, names: Mapping[str, str]) -> list[Problem]:
    """Papers that one file states more than once: refused where the values differ, told where they are the same."""
    rows = fetch(connection, f"""
        select source_id, unit_id, series, count(distinct reading_id), count(*), min(row), max(row), max(member)
        from {relation} group by source_id, sheet_id, unit_id, series, coalesce(as_of, '')
        having count(*) > 1 order by source_id, min(row)""")  # fmt: skip
    problems = []
    differ = [row for row in rows if row[3] > 1]
    for source_id, unit_id, series, _, _, first, last, member in differ[:SHOWN]:
        place = Place(_file(names, source_id, member), last)
        problems.append(Problem("IN-STATED-TWICE", place, f"{unit_id} ({series})", str(first)))
    if len(differ) > SHOWN:
        problems.append(Problem("IN-MORE-OF-THIS", Place(), str(len(differ) - SHOWN), "IN-STATED-TWICE"))
    same = [row for row in rows if row[3] == 1]
    if same and not differ:
        source_id, unit_id, _, _, _, first, last, member = same[0]
        place = Place(_file(names, source_id, member), last)
        problems.append(Problem("IN-SAME-TWICE", place, str(len(same)), f"{unit_id}, {first}", "notice"))
    return problems
