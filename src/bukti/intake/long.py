"""A table with a row for each figure, turned so that each unit's figures stand side by side.

`raw` comes in as the file has it and goes out with a row for each unit, contest and moment: its place is that of the
first of its rows, and beside it stand `own_row` (the row of each figure) and `aside` (figures that the file states
twice with different values, none of which is taken).
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from bukti.engine.database import Connection, create, fetch, literal
from bukti.evidence.configuration import AsOfColumn, Source
from bukti.evidence.patterns import columns_in
from bukti.evidence.terms import Terms
from bukti.intake.parts import columns_of_parts
from bukti.intake.raw import Columns, columns_of, keys_of
from bukti.vocabulary.problems import Place, Problem
from bukti.vocabulary.roles import nearest

SHOWN = 20
TURNED = "="
"""What the names of turned columns begin with, before the column of the sheet's table that they stand for."""


def columns_for(terms: Terms, source: Source) -> Columns:
    """The columns of the raw table as it is read from: of a long table, as it is once it was turned."""
    if source.long is None:
        return columns_of(source, terms.configuration.contest_of(source.contest))
    return Columns(_carried(source), tuple(TURNED + t for t in _targets(terms, source)))


def file_columns(source: Source) -> Columns:
    """The columns of a long table as its file has them."""
    assert source.long
    names = (*_carried(source), *source.shared.values(), source.long.what, source.long.value, *source.where)
    return Columns(tuple(dict.fromkeys(names)))


def _carried(source: Source) -> tuple[str, ...]:
    """The columns that say what a row is about, in any table."""
    return tuple(dict.fromkeys((*_keys(source), *([source.unit.name] if source.unit.name else []))))


def _keys(source: Source) -> tuple[str, ...]:
    """The columns that tell one unit, contest and moment from another."""
    as_of = [a.column for a in (source.as_of, *(r.as_of for r in source.reading)) if isinstance(a, AsOfColumn)]
    contest = columns_in(source.contest) if source.is_of_many else ()
    return tuple(dict.fromkeys((*keys_of(source), *contest, *as_of)))


def _targets(terms: Terms, source: Source) -> tuple[str, ...]:
    """The columns of the sheet's table that a long table states."""
    return tuple(sorted({*(target for *_, target in _meanings(terms, source)), *source.shared}))


def _meanings(terms: Terms, source: Source) -> Iterator[tuple[str, str, str]]:
    """Contest, value of the `what` column, and the column of the sheet's table that it stands for."""
    named = source.reading[0].columns
    for contest in terms.contests_of(source):
        chosen = {s.id: s.id for s in contest.selection if s.id not in named} | named
        for name, value in chosen.items():
            if target := terms.column_of(contest, name):
                yield contest.id, value, target


def turn(connection: Connection, terms: Terms, source: Source, names: Mapping[str, str]) -> list[Problem]:
    """The table `raw` with a row for each unit, contest and moment, or what is wrong in it; then it is as it was.

    `names` are the files' names by source_id.
    """
    assert source.long
    columns = file_columns(source)
    create(connection, "meaning", "contest varchar, what varchar, target varchar", _meanings(terms, source))
    keys = ", ".join(["source_id", "member", "contest", *(f"trim({columns.raw(k)})" for k in _keys(source))])
    cells = ", ".join(f"raw.c{n}" for n in range(len(columns.names)))
    connection.execute(f"""
        create or replace temp table keyed as
        select *, min(n) over (partition by {keys}) as first_n
        from (
            select raw.n, raw.source_id, raw.member, raw.row, {cells}, {columns.spelled_sql(source.contest)} as contest,
                trim(raw.{columns.raw(source.long.what)}) as what, raw.{columns.raw(source.long.value)} as said
            from raw
        ) named""")
    _state(connection, source, columns)
    problems = [*_unknown(connection, terms, source, names)]
    problems += _twice(connection, terms, source, columns, names)
    if not any(p.level == "refusal" for p in problems):
        _turned(connection, terms, source, columns)
    for table in ("keyed", "meaning", "stated"):
        connection.execute(f"drop table {table}")
    return problems


def _state(connection: Connection, source: Source, columns: Columns) -> None:
    """The table `stated`: each figure of each unit at the row that states it; shared cells count once each."""
    shared = "".join(
        f"""
        union all
        select first_n, source_id, member, {literal(target)} as target, {columns.raw(column)} as said, min(row) as row,
            1 as times
        from keyed group by first_n, source_id, member, {columns.raw(column)}"""
        for target, column in sorted(source.shared.items())
    )
    connection.execute(f"""
        create or replace temp table stated as
        select first_n, source_id, member, m.target, said, min(row) as row, count(*) as times
        from keyed join meaning m on m.contest = keyed.contest and m.what = keyed.what
        group by first_n, source_id, member, m.target, said{shared}""")


def _unknown(connection: Connection, terms: Terms, source: Source, names: Mapping[str, str]) -> Iterator[Problem]:
    """Rows of no declared contest, and rows whose figure nothing is declared for; a row may name no figure at all."""
    assert source.long
    ignored = f"keyed.what in ({', '.join(map(literal, source.long.ignore))})" if source.long.ignore else "false"
    contests = [c.id for c in terms.contests_of(source)]
    missing = f"keyed.contest not in ({', '.join(map(literal, contests))})"
    said = "(keyed.what <> '' or trim(said) <> '')"
    other = f"not {missing} and {said} and not ({ignored}) and m.what is null"
    column = columns_in(source.contest)[0] if source.is_of_many else ""
    for code, where, field, found in (
        ("IN-CONTEST-UNKNOWN", missing, column, "keyed.contest"),
        ("IN-WHAT-UNKNOWN", other, source.long.what, "keyed.what"),
    ):
        rows = fetch(connection, f"""
            select source_id, member, min(row), keyed.contest, {found}, count(*) from keyed
            left join meaning m on m.contest = keyed.contest and m.what = keyed.what
            where {where} group by source_id, member, keyed.contest, {found}
            order by source_id, min(row)""")  # fmt: skip
        for source_id, member, row, contest, text, times in rows[:SHOWN]:
            known = contests if code == "IN-CONTEST-UNKNOWN" else _known(terms, source, contest)
            place = Place(_file(names, source_id, member), row, field)
            yield Problem(code, place, f"{text} ({times}x)", nearest(text, known))
        if len(rows) > SHOWN:
            yield Problem("IN-MORE-OF-THIS", Place(field=field), str(len(rows) - SHOWN), code)


def _known(terms: Terms, source: Source, contest: str) -> list[str]:
    return [value for of, value, _ in _meanings(terms, source) if of == contest]


def _file(names: Mapping[str, str], source_id: str, member: str) -> str:
    return f"{names[source_id]}:{member}" if member else names[source_id]


def _twice(
    connection: Connection, terms: Terms, source: Source, columns: Columns, names: Mapping[str, str]
) -> Iterator[Problem]:
    """Figures that a file states twice: refused or set aside where the values differ, told where they are the same."""
    unit = _unit_sql(source, columns).replace("raw.", "k.")
    rows = fetch(connection, f"""
        select s.source_id, s.member, {unit} as unit, s.target, min(s.row), max(s.row)
        from stated s join keyed k on k.n = s.first_n
        group by s.first_n, s.source_id, s.member, {unit}, s.target
        having count(*) > 1 order by min(s.row), s.target""")  # fmt: skip
    whats = {target: what for _, what, target in _meanings(terms, source) if not source.is_of_many}
    if source.duplicates == "refuse":
        for source_id, member, code, target, first, last in rows[:SHOWN]:
            place = Place(_file(names, source_id, member), last, source.long.what if source.long else "")
            yield Problem("IN-STATED-TWICE", place, f"{code} {whats.get(target, '')}".strip(), str(first))
        if len(rows) > SHOWN:
            yield Problem("IN-MORE-OF-THIS", Place(), str(len(rows) - SHOWN), "IN-STATED-TWICE")
    elif rows:
        yield aside_notice(_file(names, rows[0][0], rows[0][1]), len(rows), rows[0][4], rows[0][5])
    same = fetch(connection, "select source_id, member, count(*), min(row) from stated where times > 1 group by 1, 2")
    for source_id, member, times, row in same:
        place = Place(_file(names, source_id, member), row)
        yield Problem("IN-FIGURE-SAME-TWICE", place, str(times), level="notice")


def _unit_sql(source: Source, columns: Columns) -> str:
    """SQL for how a row names its unit, to be shown."""
    if code := source.unit.code or source.unit.village:
        return columns.code_sql(code)
    return " || ' / ' || ".join(f"trim(raw.{columns.raw(c)})" for c in columns_of_parts(source.unit.names.values()))


def aside_notice(file: str, times: int, first: int, last: int) -> Problem:
    """That so many figures or sheets of a file were set aside, with the rows of the first of them."""
    return Problem("IN-SET-ASIDE", Place(file, last), str(times), str(first), "notice")


def _turned(connection: Connection, terms: Terms, source: Source, columns: Columns) -> None:
    after = columns_for(terms, source)
    carried = [f"k.{columns.raw(name)} as {after.raw(name)}" for name in _carried(source)]
    figures = [
        f"coalesce(max(case when s.target = {literal(t)} then s.said end), '') as {after.raw(TURNED + t)}"
        for t in _targets(terms, source)
    ]
    group = ", ".join(["k.n", "k.source_id", "k.member", "k.row", *(c.partition(" as ")[0] for c in carried)])
    places = ", ".join(f"({literal(t)}, {literal(after.count(TURNED + t))})" for t in _targets(terms, source))
    connection.execute("""
        create or replace temp table twice as
        select first_n, target from stated group by first_n, target having count(*) > 1""")
    connection.execute(f"""
        create or replace temp table raw as
        select k.n, k.source_id, k.member, k.row, {", ".join([*carried, *figures])}
        from keyed k
        left join (
            select stated.* from stated
            left join twice on twice.first_n = stated.first_n and twice.target = stated.target
            where twice.first_n is null
        ) s on s.first_n = k.n
        where k.n = k.first_n
        group by {group}""")
    for table, which in (("own_row", "is null"), ("aside", "is not null")):
        connection.execute(f"""
            create or replace temp table {table} as
            select s.first_n as n, p.raw, s.said as text, s.row
            from stated s
            join (values {places}) as p(target, raw) on p.target = s.target
            left join twice on twice.first_n = s.first_n and twice.target = s.target
            where twice.first_n {which}""")
    connection.execute("drop table twice")


def place_cells(connection: Connection) -> None:
    """The table `odd` names each figure's own row, and holds what was set aside."""
    connection.execute("""
        create or replace temp table odd as
        select o.n, o.raw, o.text, o.value, o.why, w.row
        from odd o left join own_row w on w.n = o.n and w.raw = o.raw
        union all
        select n, raw, text, cast(null as bigint) as value, 'stated-twice' as why, row from aside""")
    for table in ("own_row", "aside"):
        connection.execute(f"drop table {table}")
