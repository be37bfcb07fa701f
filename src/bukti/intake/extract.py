"""From raw rows to readings: units named, cells read by the one grammar, each series of a row for itself."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from bukti.engine.database import Connection, create, fetch, literal
from bukti.engine.dialect import hashed, joined, one_line
from bukti.evidence.configuration import AsOfColumn, SeriesColumns, Source
from bukti.evidence.crosscheck import kinds_of
from bukti.evidence.terms import Terms
from bukti.intake.long import TURNED
from bukti.intake.moments import moment_rows
from bukti.intake.numbers import plain_count_sql, read_count
from bukti.intake.raw import Columns
from bukti.vocabulary.tables import SheetShape

OTHER_NAME = "other-name"
UNIT_NAME = "unit_id"


@dataclass(frozen=True)
class Entry:
    """A [[source]] with its place in bukti.toml and the columns it declares."""

    terms: Terms
    source: Source
    place: int
    columns: Columns

    @property
    def scheme(self) -> str:
        units = self.terms.configuration.units
        return units.scheme if units else "code"

    def columns_for(self, reading: SeriesColumns, sheet: SheetShape) -> dict[str, str]:
        """For each column of the sheet's table that the series states, the column of the raw table."""
        found: dict[str, str] = {}
        if self.source.long:
            return {
                name[len(TURNED) :]: self.columns.raw(name)
                for name in self.columns.names
                if name.startswith(TURNED) and name[len(TURNED) :] in (*sheet.fields, *self.terms.shape.votes)
            }
        contest = self.terms.configuration.contest_of(self.source.contest)
        for name, column in {**self.source.shared, **reading.columns}.items():
            target = self.terms.column_of(contest, name)
            if target and (target in sheet.fields or target in self.terms.shape.votes):
                found[target] = self.columns.raw(column)
        return found

    def votes(self) -> list[str]:
        """The source's columns that hold votes, as they are named there; a long table has none."""
        if self.source.long:
            return []
        contest = self.terms.configuration.contest_of(self.source.contest)
        ids = {s.id for s in contest.selection}
        return [c for r in self.source.reading for name, c in r.columns.items() if name in ids]

    def sheets(self) -> list[SheetShape]:
        kinds = kinds_of(self.source)
        return [s for s in self.terms.shape.sheets if s.kind in kinds]


def place_rows(connection: Connection, entry: Entry) -> None:
    """The table `placed`: for each raw row its unit, sheet kind and partition, and whether a name contradicts."""
    source, scheme = entry.source, literal(entry.scheme + ":")
    unit, village = _unit_sql(entry, scheme)
    contest = entry.columns.spelled_sql(source.contest)
    kind = literal(source.sheet) if isinstance(source.sheet, str) else _kind_sql(entry)
    made_by = f"{scheme} || trim({entry.columns.raw(source.unit.sheet)})" if source.unit.sheet else unit
    said = f"trim({entry.columns.raw(source.unit.name)})" if source.unit.name else "''"
    scoped = any(c.scope for c in entry.terms.contests_of(source))
    connection.execute(f"""
        create or replace temp table placed as
        with named as (
            select n, {contest} as contest, {kind} as kind, {unit} as unit_id, {village} as known_by,
                {made_by} as sheet_unit, {said} as said
            from raw
        )
        select named.n, named.contest, named.kind, named.unit_id, named.sheet_unit,
            named.contest || '/' || coalesce(unit.area, 'unknown') as partition,
            case when said <> '' and {one_line("said")} <> {one_line("unit.name")} then said end as other_name
        from named
        left join unit on unit.unit_id = named.known_by{_held_sql() if scoped else ""}""")


def _held_sql() -> str:
    """SQL condition: the contest of the row is held in the unit."""
    return """
                and exists (
                    select 1 from held where held.contest = named.contest and held.area = unit.area
                        and (held.unit_id = '' or held.unit_id = unit.unit_id)
                )"""


def _unit_sql(entry: Entry, scheme: str) -> tuple[str, str]:
    """SQL for the row's unit, and for the unit whose place and name are looked up: a station's is its village."""
    unit = entry.source.unit
    if unit.village and unit.station:
        village = f"{scheme} || trim({entry.columns.raw(unit.village)})"
        return f"{village} || '/' || lpad(trim({entry.columns.raw(unit.station)}), 3, '0')", village
    assert unit.code
    code = entry.columns.code_sql(unit.code)
    if unit.station_digits:
        village = f"{scheme} || substr({code}, 1, length({code}) - 3)"
        return f"{village} || '/' || substr({code}, length({code}) - 2, 3)", village
    return f"{scheme} || {code}", f"{scheme} || {code}"


def _kind_sql(entry: Entry) -> str:
    assert not isinstance(entry.source.sheet, str)
    column = f"trim({entry.columns.raw(entry.source.sheet.column)})"
    cases = " ".join(f"when {literal(said)} then {literal(kind)}" for said, kind in entry.source.sheet.values.items())
    return f"case {column} {cases} end"


def read_cells(connection: Connection, entry: Entry) -> None:
    """The tables `odd` (cells that are no plain digits, read by the grammar) and `patch` (their counts, by column)."""
    sheets = entry.sheets()
    wanted = sorted({raw for r in entry.source.reading for s in sheets for raw in entry.columns_for(r, s).values()})
    rows: list[tuple[int, str, str, int | None, str | None]] = []
    for raw in wanted:
        blank_or_plain = f"{raw} = '' or {plain_count_sql(raw)} is not null"
        for number, text in fetch(connection, f"select n, {raw} from raw where not ({blank_or_plain})"):
            count = read_count(text, entry.source.thousands)
            rows.append((number, raw, text, count.value, count.why or ("space-around" if count.note else None)))
    cells = [(*row, None) for row in rows]
    create(connection, "odd", "n bigint, raw varchar, text varchar, value bigint, why varchar, row bigint", cells)
    patched = sorted({raw for _, raw, _, value, _ in rows if value is not None})
    values = ", ".join(f"max(value) filter (where raw = '{raw}') as {raw}" for raw in patched)
    connection.execute(
        f"create or replace temp table patch as select n{', ' + values if values else ''} from odd "
        "where value is not null group by n"
    )


def read_moments(connection: Connection, declared: AsOfColumn, columns: Columns) -> None:
    """The table `moment`: each text of the as_of column with the moment it states, UTC, or NULL where it states none.

    Raises Refusal naming the texts that are no moment under the declared format.
    """
    raw = columns.raw(declared.column)
    texts = [text for (text,) in fetch(connection, f"select distinct {raw} from raw order by 1")]
    create(connection, "moment", "text varchar, as_of varchar", moment_rows(texts, declared))


def extract_series(
    connection: Connection, entry: Entry, reading: SeriesColumns, sheet: SheetShape, declared: Mapping[str, str | None]
) -> str:
    """SQL for the rows of `extract_<sheet>` that one series of the entry states.

    A row is a reading where one of the series' own cells is not blank, shared cells alone say nothing; or where the
    source has this series only and the row shows pictures of the paper: it is there and was not read.
    """
    targets = entry.columns_for(reading, sheet)
    own = [f"raw.{raw}" for raw in _own(entry, reading, targets)]
    if len(entry.source.reading) == 1:
        own += [f"raw.{entry.columns.raw(c)}" for c in entry.source.images]
    names = [*sheet.fields, *entry.terms.shape.votes]
    patched = [row[0] for row in fetch(connection, "describe patch")]
    values = {name: _value(targets.get(name), patched) for name in names}
    unknown = _unknown_votes(entry, values)
    moments = reading.as_of or (entry.source.as_of if isinstance(entry.source.as_of, AsOfColumn) else None)
    if moments:
        read_moments(connection, moments, entry.columns)
        as_of = "moment.as_of"
        join = f"left join moment on moment.text = raw.{entry.columns.raw(moments.column)}"
    else:
        as_of, join = _declared_sql(declared), ""
    images = " || ' ' || ".join(entry.columns.raw(c) for c in entry.source.images) or "''"
    sheet_id = f"placed.contest || {literal(':' + sheet.kind + ':')} || placed.sheet_unit || ':original'"
    return f"""
        with valued as (
            select raw.n, placed.partition, {sheet_id} as sheet_id, placed.sheet_unit,
                placed.contest, placed.unit_id, {literal(reading.series)} as series,
                {", ".join(f"{values[name]} as {name}" for name in names)},
                cast({unknown} as bigint) as votes_unknown,
                raw.source_id, raw.member, raw.row, {as_of} as as_of, cast({entry.place} as bigint) as place,
                nullif(trim(regexp_replace({images}, ' +', ' ', 'g')), '') as images
            from raw
            join placed on placed.n = raw.n
            left join patch on patch.n = raw.n
            {join}
            where placed.kind = {literal(sheet.kind)} and {_stated_sql(entry, own)}
        )
        select partition,
            {hashed("sheet_id", "unit_id", "series", *_texts(names), "coalesce(written.cells, '')")} as reading_id,
            sheet_id, sheet_unit, contest, unit_id, series, {", ".join(names)}, votes_unknown,
            source_id, member, row, as_of, place, images, valued.n as n
        from valued left join ({_written_sql(targets)}) written on written.n = valued.n"""


def _own(entry: Entry, reading: SeriesColumns, targets: Mapping[str, str]) -> list[str]:
    """The raw columns that belong to this series alone."""
    if entry.source.long:
        return list(targets.values())
    return [entry.columns.raw(c) for c in reading.columns.values()]


def _stated_sql(entry: Entry, own: Sequence[str]) -> str:
    """SQL condition: the row states something. A row of a long table does, or it would not be there."""
    return "true" if entry.source.long else "(" + " or ".join(f"trim({c}) <> ''" for c in own) + ")"


def _unknown_votes(entry: Entry, values: Mapping[str, str]) -> str:
    """SQL for how many vote columns of the row's contest are not known."""
    votes = entry.terms.shape.votes
    counted = {
        length: " + ".join(f"case when {values[v]} is null then 1 else 0 end" for v in votes[:length])
        for length in sorted({len(c.selection) for c in entry.terms.contests_of(entry.source)})
    }
    if len(counted) == 1:
        return next(iter(counted.values()))
    cases = [
        f"when placed.contest in ({', '.join(map(literal, contests))}) then {counted[len(ballot)]}"
        for ballot, contests in entry.terms.ballots
        if len(ballot) in counted
    ]
    return f"case {' '.join(cases)} end"


def _value(raw: str | None, patched: Sequence[str]) -> str:
    if raw is None:
        return "cast(null as bigint)"
    plain = plain_count_sql(f"raw.{raw}")
    return f"coalesce({plain}, patch.{raw})" if raw in patched else plain


def _texts(names: Sequence[str]) -> list[str]:
    return [f"coalesce(cast({name} as varchar), '')" for name in names]


def _written_sql(targets: Mapping[str, str]) -> str:
    """SQL for what stands in a row's cells that state no count, so that it is part of the reading."""
    return f"""
        select n, {joined("target || '=' || text", "|", "target || '=' || text")} as cells
        from ({_odd_sql(targets)}) cells where value is null group by n"""


def _odd_sql(targets: Mapping[str, str]) -> str:
    """SQL for the odd cells by the column of the sheet's table that they stand for."""
    if not targets:
        return "select n, '' as target, text, value, why, row from odd where false"
    pairs = ", ".join(f"({literal(target)}, {literal(raw)})" for target, raw in sorted(targets.items()))
    return f"""select odd.n, target, odd.text, odd.value, odd.why, odd.row
        from odd join (values {pairs}) as names(target, raw) on names.raw = odd.raw"""


def _declared_sql(declared: Mapping[str, str | None]) -> str:
    """SQL for the moment declared for each file of the entry."""
    known = {source_id: at for source_id, at in declared.items() if at}
    if not known:
        return "cast(null as varchar)"
    cases = " ".join(f"when {literal(s)} then {literal(at)}" for s, at in sorted(known.items()))
    return f"case raw.source_id {cases} end"


def extract_cells(entry: Entry, reading: SeriesColumns, sheet: SheetShape, relation: str) -> str:
    """SQL for the rows of `extract_cell` behind the readings in `relation`: odd cells, and names that contradict."""
    targets = entry.columns_for(reading, sheet)
    return f"""
        select r.partition, r.reading_id, c.target as field, c.text, c.why, c.value is not null as known,
            r.source_id, r.member, coalesce(c.row, r.row) as row
        from {relation} r join ({_odd_sql(targets)}) c on c.n = r.n
        where r.series = {literal(reading.series)} and c.why is not null
            and not exists (select 1 from aside_row a where a.n = r.n and a.series = r.series)
        union all
        select r.partition, r.reading_id, {literal(UNIT_NAME)}, p.other_name, {literal(OTHER_NAME)}, true,
            r.source_id, r.member, r.row
        from {relation} r join placed p on p.n = r.n
        where r.series = {literal(reading.series)} and p.other_name is not null"""
