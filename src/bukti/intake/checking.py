"""What is wrong with raw rows before anything is made of them: codes that cannot be trusted, a paper stated twice."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import replace

from bukti.engine.database import Connection, fetch, literal
from bukti.engine.digest import twice_sql
from bukti.evidence.patterns import is_pattern
from bukti.intake.extract import Entry
from bukti.intake.headings import is_named, name_problems, total_of
from bukti.vocabulary.problems import Place, Problem

SHOWN = 20
PAPER = ("sheet_id", "unit_id", "series")
CODE = "^[A-Za-z0-9][A-Za-z0-9._-]*$"


def code_problems(connection: Connection, entry: Entry, names: Mapping[str, str]) -> list[Problem]:
    """Rows whose unit or sheet cannot be told without a guess; `names` are the files' names by source_id."""
    coded = [] if entry.source.unit.names else _units(connection, entry, names)
    return [*coded, *_stations(connection, entry, names), *_sheets(connection, entry, names)]


def _find(
    connection: Connection, names: Mapping[str, str], code: str, column: str, raw: str, where: str, expected: str = "''"
) -> Iterator[Problem]:
    """Problems of the rows whose text in a column is wrong; `where` and `expected` speak of it as `text`."""
    wrong = f"select text, {expected} as wanted from (select distinct {raw} as text from raw) seen where {where}"
    if fetch(connection, f"select count(*) from ({wrong}) wrong") == [(0,)]:
        return
    sql = f"""select source_id, member, row, text, wanted from raw join ({wrong}) wrong on wrong.text = {raw}
        order by raw.n"""
    rows = fetch(connection, sql)
    for source_id, member, row, found, wanted in rows[:SHOWN]:
        yield Problem(code, Place(_file(names, source_id, member), row, column), found, wanted or "")
    if len(rows) > SHOWN:
        yield Problem("IN-MORE-OF-THIS", Place(field=column), str(len(rows) - SHOWN), code)


def placed_in(names: Mapping[str, str], problems: list[Problem]) -> list[Problem]:
    """The problems with their files named; each has `source_id` and `member` in place of the name, a tab between."""
    return [
        replace(p, place=replace(p.place, file=_file(names, *p.place.file.split("\t")))) if p.place.file else p
        for p in problems
    ]


def _file(names: Mapping[str, str], source_id: str, member: str) -> str:
    return f"{names[source_id]}:{member}" if member else names[source_id]


def _units(connection: Connection, entry: Entry, names: Mapping[str, str]) -> Iterator[Problem]:
    unit = entry.source.unit
    if is_named(entry.source):
        named = list(name_problems(connection, entry.source, entry.columns))
        yield from placed_in(names, named[:SHOWN])
        if len(named) > SHOWN:
            yield Problem("IN-MORE-OF-THIS", Place(), str(len(named) - SHOWN), named[0].code)
    column = unit.village or unit.code or unit.sheet or ""
    if not column:
        return
    raw = entry.columns.code_sql(column) if is_pattern(column) else entry.columns.raw(column)
    code = "trim(text)"
    damaged = rf"regexp_matches({code}, '^[0-9]+[.,]0+$|^[0-9]+[.,][0-9]+[eE][+]?[0-9]+$')"
    total = total_of(entry.source)
    counted = f" and {code} <> {literal(total)}" if total else ""
    odd = f"{code} <> '' and not regexp_matches({code}, '{CODE}') and not {damaged}{counted}"
    yield from _find(connection, names, "IN-NO-CODE", column, raw, f"{code} = ''")
    yield from _find(connection, names, "IN-CODE-ODD", column, raw, odd)
    yield from _find(connection, names, "IN-CODE-DAMAGED", column, raw, damaged)
    digits = 3 if unit.station_digits else 0
    own = f"substr({code}, 1, length({code}) - {digits})"
    known = f"substr(p.unit_id, {len(entry.scheme) + 2})"
    lost = f"""regexp_matches({code}, '^[0-9]+$')
        and not exists (select 1 from place p where {known} = {own})
        and exists (select 1 from place p where length({known}) > length({own})
            and ltrim({known}, '0') = ltrim({own}, '0'))"""
    expected = f"(select min({known}) from place p where ltrim({known}, '0') = ltrim({own}, '0'))"
    yield from _find(connection, names, "IN-CODE-LOST-ZEROS", column, raw, lost, expected)


def _stations(connection: Connection, entry: Entry, names: Mapping[str, str]) -> Iterator[Problem]:
    station = entry.source.unit.station
    if not station:
        return
    column = station if isinstance(station, str) else station.column
    raw, number = entry.cell(station), "trim(text)"
    is_number = f"regexp_matches({number}, '^[0-9]{{1,3}}$')"
    yield from _find(connection, names, "IN-STATION-NUMBER", column, raw, f"not {is_number}")
    if entry.source.unit.pad is None:
        short = f"{is_number} and length({number}) < 3"
        yield from _find(connection, names, "IN-STATION-SHORT", column, raw, short, f"lpad({number}, 3, '0')")


def _sheets(connection: Connection, entry: Entry, names: Mapping[str, str]) -> Iterator[Problem]:
    if isinstance(entry.source.sheet, str):
        return
    column, said = entry.source.sheet.column, entry.source.sheet.values
    listed = ", ".join(map(literal, said))
    where, known = f"trim(text) not in ({listed})", literal(", ".join(said))
    yield from _find(connection, names, "IN-SHEET-UNKNOWN", column, entry.columns.raw(column), where, known)


def stated_twice(
    connection: Connection, relation: str, names: Mapping[str, str]
) -> tuple[list[Problem], dict[str, int]]:
    """Papers that one file states more than once: refused where the values differ, told where they are the same.

    And for each source how many rows say again what another row of it said. `relation` lies in key order.
    """
    same = " and ".join(f"r.{c} = t.{c}" for c in PAPER)
    again = twice_sql(PAPER, relation, f"distinct {', '.join(PAPER)}")
    connection.execute(f"create or replace temp table again as {again}")
    of_source = ", ".join(("source_id", *PAPER, "coalesce(as_of, '')"))
    rows = fetch(connection, f"""
        select source_id, unit_id, series, count(distinct reading_id), count(*), min(row), max(row), max(member)
        from (select r.* from {relation} r join again t on {same}) papers
        group by {of_source} having count(*) > 1 order by source_id, min(row)""")  # fmt: skip
    problems = []
    differ = [row for row in rows if row[3] > 1]
    for source_id, unit_id, series, _, _, first, last, member in differ[:SHOWN]:
        place = Place(_file(names, source_id, member), last)
        problems.append(Problem("IN-STATED-TWICE", place, f"{unit_id} ({series})", str(first)))
    if len(differ) > SHOWN:
        problems.append(Problem("IN-MORE-OF-THIS", Place(), str(len(differ) - SHOWN), "IN-STATED-TWICE"))
    same_rows = [row for row in rows if row[3] == 1]
    if same_rows and not differ:
        source_id, unit_id, _, _, _, first, last, member = same_rows[0]
        place = Place(_file(names, source_id, member), last)
        problems.append(Problem("IN-SAME-TWICE", place, str(len(same_rows)), f"{unit_id}, {first}", "notice"))
    repeated: Counter[str] = Counter()
    for source_id, _, _, different, times, *_ in rows:
        repeated[source_id] += times - different
    return problems, repeated
