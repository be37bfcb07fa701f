"""From raw rows to readings: units named, cells read by the one grammar, each series of a row for itself."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from bukti.engine.database import Connection, create, fetch, literal
from bukti.engine.dialect import hashed, joined, one_line
from bukti.evidence.ballots import Contest
from bukti.evidence.configuration import AsOfColumn, SeriesColumns, Source
from bukti.evidence.crosscheck import kinds_of, list_columns
from bukti.evidence.patterns import Part
from bukti.evidence.terms import Terms
from bukti.intake.headings import is_named, name_units, total_of
from bukti.intake.letters import same_letters
from bukti.intake.long import TURNED
from bukti.intake.moments import moment_rows
from bukti.intake.numbers import plain_count_sql, read_count
from bukti.intake.raw import Columns
from bukti.vocabulary.list_tables import list_place
from bukti.vocabulary.shapes import SheetShape

OTHER_NAME = "other-name"
UNIT_NAME = "unit_id"
UNREAD = "unread"
UNIT_NAMED, LINK, SAID_CODE, SAID = "unit_named", "unread_link", "unread_code", "unread_said"
"""Columns that `intake/cutting.py` adds to the raw rows: the unit by its names, what a row says that was not read."""


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
        if self.source.long:
            states = (*sheet.fields, *self.terms.shape.votes)
            turned = {name.removeprefix(TURNED): name for name in self.columns.counts}
            return {target: self.columns.count(name) for target, name in turned.items() if target in states}
        contest = self.terms.configuration.contest_of(self.source.contest)
        found: dict[str, str] = {}
        for name, column in {**self.source.shared, **reading.columns}.items():
            target = self.terms.column_of(contest, name)
            if target and (target in sheet.fields or target in self.terms.shape.votes):
                found[target] = self.columns.count(column)
        return found

    @property
    def parts(self) -> tuple[Part, ...]:
        """The parts of cells that are cut out before rows are read, each once."""
        unit = self.source.unit
        parts = [p for p in (*unit.names.values(), unit.station) if isinstance(p, Part)]
        return tuple(part for at, part in enumerate(parts) if part not in parts[:at])

    def cell(self, where: str | Part) -> str:
        """The column of the raw table that holds this cell, or this part of one."""
        return f"p{self.parts.index(where)}" if isinstance(where, Part) else self.columns.raw(where)

    @property
    def is_cut(self) -> bool:
        """Whether rows are made of others before they are read: `intake/cutting.py` and `intake/long.py`."""
        return bool(self.parts or self.source.unread or self.source.unit.names or self.source.long)

    @property
    def links(self) -> tuple[str, ...]:
        """The columns of the raw table, beside those declared, by which a row shows a paper that was not read."""
        return (LINK,) if self.source.unread and len(self.source.reading) == 1 else ()

    @property
    def images(self) -> tuple[str, ...]:
        """The columns of the raw table with links to pictures of the paper."""
        return (*(self.columns.raw(c) for c in self.source.images), *([LINK] if self.source.unread else []))

    @property
    def contest(self) -> Contest:
        """The contest that the source is of."""
        return self.terms.configuration.contest_of(self.source.contest)

    def ballots(self) -> list[list[str]]:
        """The source's columns that hold votes, as they are named there: of selections, then of each list.

        A long table has none.
        """
        if self.source.long:
            return []
        ids = {s.id for s in self.contest.selection}
        votes = [c for r in self.source.reading for name, c in r.columns.items() if name in ids]
        lists = [
            [c for party, n, c in list_columns(self.source, r, self.contest) if n and party == selection]
            for r in self.source.reading
            for selection in r.candidates
        ]
        return [votes, *lists]

    def lists_for(self, reading: SeriesColumns) -> dict[str, str]:
        """For each place on a list that the series states, as cells name it, the column of the raw table."""
        if not reading.candidates:
            return {}
        listed = list_columns(self.source, reading, self.contest)
        return {list_place(party, n): self.columns.count(c) for party, n, c in listed}

    def sheets(self) -> list[SheetShape]:
        kinds = kinds_of(self.source)
        return [s for s in self.terms.shape.sheets if s.kind in kinds]


def place_rows(connection: Connection, entry: Entry) -> None:
    """The table `placed`: for each raw row its unit, sheet kind and partition, and whether a name contradicts."""
    source, scheme = entry.source, literal(entry.scheme + ":")
    unit, village = _unit_sql(entry, scheme)
    contest = entry.columns.spelled_sql(source.contest)
    kind = literal(source.sheet) if isinstance(source.sheet, str) else _kind_sql(entry)
    made_by, join = unit, ""
    if is_named(source):
        name_units(connection, source, entry.columns, scheme)
        made_by, join = "named_unit.sheet_unit", "join named_unit on named_unit.n = raw.n"
    elif source.unit.sheet:
        made_by = f"{scheme} || trim({entry.columns.raw(source.unit.sheet)})"
    said = f"trim({entry.columns.raw(source.unit.name)})" if source.unit.name else "''"
    said_code = SAID_CODE if source.unread else "''"
    scoped = any(c.scope for c in entry.terms.contests_of(source))
    connection.execute(f"""
        create or replace temp table placed as
        with named as (
            select raw.n, {contest} as contest, {kind} as kind, {unit} as unit_id, {village} as known_by,
                {made_by} as sheet_unit, {said} as said, {said_code} as said_code
            from raw {join}
        )
        select named.n, named.contest, named.kind, named.unit_id, named.sheet_unit, place.name as unit_name,
            named.contest || '/' || coalesce(place.area, 'unknown') as partition,
            case when said <> '' and {one_line("said")} <> {one_line("place.name")} then said
                when said_code <> '' and said_code <> replace(substr(named.unit_id, {len(entry.scheme) + 2}), '/', '')
                then said_code end as other_name
        from named
        left join place on place.unit_id = named.known_by{HELD_THERE if scoped else ""}""")
    _same_names(connection)


HELD_THERE = """
            and exists (
                select 1 from held where held.contest = named.contest and held.area = place.area
                    and (held.unit_id = '' or held.unit_id = place.unit_id)
            )"""
"""SQL condition: the contest of the row is held in the unit."""


def _same_names(connection: Connection) -> None:
    """The table `same_name`: names that rows and unit table write otherwise only in how accents are put together."""
    pairs = fetch(
        connection, "select distinct other_name, unit_name from placed where other_name <> '' and unit_name <> ''"
    )
    create(connection, "same_name", "said varchar, name varchar", [p for p in pairs if same_letters(*p)])


def _unit_sql(entry: Entry, scheme: str) -> tuple[str, str]:
    """SQL for the row's unit, and for the unit whose place and name are looked up: a station's is its village."""
    unit = entry.source.unit
    if unit.by_name:
        return "named_unit.unit_id", "named_unit.unit_id"
    if unit.village or unit.names:
        village = f"{scheme} || trim({entry.columns.raw(unit.village)})" if unit.village else UNIT_NAMED
        station = f" || '/' || lpad(trim({entry.cell(unit.station)}), 3, '0')" if unit.station else ""
        return f"{village}{station}", village
    assert unit.code
    code = entry.columns.code_sql(unit.code)
    if unit.station_digits:
        village = f"{scheme} || substr({code}, 1, length({code}) - 3)"
        return f"{village} || '/' || substr({code}, length({code}) - 2, 3)", village
    own = f"{scheme} || {code}"
    if total := total_of(entry.source):
        sheet = (
            "named_unit.sheet_unit" if unit.sheet_names else f"{scheme} || trim({entry.columns.raw(unit.sheet or '')})"
        )
        own = f"case when {code} = {literal(total)} then {sheet} else {own} end"
    return own, own


def _kind_sql(entry: Entry) -> str:
    assert not isinstance(entry.source.sheet, str)
    column = f"trim({entry.columns.raw(entry.source.sheet.column)})"
    cases = " ".join(f"when {literal(said)} then {literal(kind)}" for said, kind in entry.source.sheet.values.items())
    return f"case {column} {cases} end"


def read_cells(connection: Connection, entry: Entry) -> None:
    """The table `odd` holds every cell that is no plain digits, read by the grammar; `raw` has what it says as counts.

    Until then `raw` holds what a cast made of the cells of odd rows, which is not to be used.
    """
    columns = entry.columns
    rows: list[tuple[int, str, str, int | None, str | None]] = []
    texts = {name: columns.raw(name) for name in columns.counts}
    odd = {name: f"{text} <> '' and {plain_count_sql(text)} is null" for name, text in texts.items()}
    asked = ", ".join(f"count(*) filter (where {where})" for where in odd.values())
    there = fetch(connection, f"select {asked} from raw_odd")[0] if odd else ()
    for name in (name for name, found in zip(odd, there, strict=True) if found):
        for number, written in fetch(connection, f"select n, {texts[name]} from raw_odd where {odd[name]}"):
            count = read_count(written, entry.source.thousands)
            why = count.why or ("space-around" if count.note else None)
            rows.append((number, columns.count(name), written, count.value, why))
    cells = ((*row, None) for row in rows)
    create(connection, "odd", "n bigint, raw varchar, text varchar, value bigint, why varchar, row bigint", cells)
    if columns.counts:
        connection.execute(_exact_sql(entry))


def _exact_sql(entry: Entry) -> str:
    """SQL that gives the odd rows of `raw` the counts that their cells state, and what they speak of."""
    columns = entry.columns
    counts = [(columns.count(name), plain_count_sql(f"o.{columns.raw(name)}")) for name in columns.counts]
    read = ", ".join(f"max(value) filter (where raw = '{count}') as {count}" for count, _ in counts)
    sets = [f"{count} = coalesce({digits}, p.{count})" for count, digits in counts]
    for at, (figures, links) in enumerate(columns.own):
        filled = [f"trim(o.{columns.raw(name)}) <> ''" for name in (*figures, *links)]
        filled += [f"raw.{link} <> ''" for link in entry.links]
        sets.append(f"o{at} = {' or '.join(filled) or 'false'}")
    return f"""
        update raw set {", ".join(sets)}
        from raw_odd o left join (select n, {read} from odd group by n) p on p.n = o.n
        where raw.n = o.n"""


def read_moments(connection: Connection, entry: Entry, reading: SeriesColumns, name: str) -> AsOfColumn | None:
    """The column in which a series states its moments, if any; the table `name` then has each text of it with the
    moment it states, UTC, or NULL where it states none.

    Raises Refusal naming the texts that are no moment under the declared format.
    """
    declared = reading.as_of or (entry.source.as_of if isinstance(entry.source.as_of, AsOfColumn) else None)
    if declared:
        raw = entry.columns.raw(declared.column)
        texts = [text for (text,) in fetch(connection, f"select distinct {raw} from raw order by 1")]
        create(connection, name, "text varchar, as_of varchar", moment_rows(texts, declared))
    return declared


def extract_series(
    entry: Entry,
    reading: SeriesColumns,
    sheet: SheetShape,
    declared: Mapping[str, str | None],
    moments: AsOfColumn | None,
    moment_table: str,
) -> str:
    """SQL for the rows of `extract_<sheet>` that one series of the entry states.

    A row is a reading where one of the series' own cells is not blank, shared cells alone say nothing; or where the
    source has this series only and the row shows pictures of the paper: it is there and was not read. A row of a long
    table is always one, or it would not be there.
    """
    targets = entry.columns_for(reading, sheet)
    lists = entry.lists_for(reading)
    names = [*sheet.fields, *entry.terms.shape.votes]
    values = {name: value_sql(targets.get(name)) for name in names}
    listed = [f"coalesce('|{place}=' || cast({value_sql(c)} as varchar), '')" for place, c in lists.items()]
    identity = ["sheet_id", "unit_id", "series", *names, "written.cells", *(["listed"] if listed else [])]
    speaks = "true" if entry.source.long else f"raw.o{entry.source.reading.index(reading)}"
    unknown = _unknown_votes(entry, values)
    if moments:
        as_of = "moment.as_of"
        join = f"left join {moment_table} moment on moment.text = raw.{entry.columns.raw(moments.column)}"
    else:
        as_of, join = _declared_sql(declared), ""
    images = " || ' ' || ".join(entry.images) or "''"
    kind, paper = literal(f":{sheet.kind}:"), literal(f":{entry.source.paper}")
    sheet_id = f"placed.contest || {kind} || placed.sheet_unit || {paper}"
    return f"""
        with valued as (
            select raw.n, placed.partition, {sheet_id} as sheet_id, placed.sheet_unit,
                placed.contest, placed.unit_id, {literal(reading.series)} as series,
                {", ".join(f"{values[name]} as {name}" for name in names)},
                cast({unknown} as bigint) as votes_unknown, {" || ".join(listed) or "''"} as listed,
                raw.source_id, raw.member, raw.row, {as_of} as as_of, cast({entry.place} as bigint) as place,
                nullif(trim(regexp_replace({images}, ' +', ' ', 'g')), '') as images
            from raw
            join placed on placed.n = raw.n
            {join}
            where placed.kind = {literal(sheet.kind)} and {speaks}
        )
        select partition,
            {hashed(*identity)} as reading_id,
            sheet_id, sheet_unit, contest, unit_id, series, {", ".join(names)}, votes_unknown,
            source_id, member, row, as_of, place, images, valued.n as n
        from valued left join ({_written_sql({**targets, **lists})}) written on written.n = valued.n"""


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


def value_sql(count: str | None) -> str:
    """SQL for the count in a column of the raw table; not known where there is none."""
    return f"cast(raw.{count} as bigint)" if count else "cast(null as bigint)"


def _written_sql(targets: Mapping[str, str]) -> str:
    """SQL for what stands in a row's cells that state no count, so that it is part of the reading."""
    return f"""
        select n, {joined("target || '=' || text", "|", "target, text")} as cells
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
    """SQL for the rows of `extract_cell` behind the readings in `relation`.

    They are cells that are no plain count, names that contradict, and sentences in place of figures.
    """
    targets = {**entry.columns_for(reading, sheet), **entry.lists_for(reading)}
    own = f"r.series = {literal(reading.series)}"
    place = "r.source_id, r.member, r.row"
    unread = entry.columns.count(entry.source.unread.column) if entry.source.unread else ""
    sentences = [f"""
        union all
        select r.partition, r.reading_id, {literal(target)}, raw.{SAID}, {literal(UNREAD)}, false, {place}
        from {relation} r join raw on raw.n = r.n
        where {own} and raw.{SAID} <> ''""" for target, count in targets.items() if count == unread]  # fmt: skip
    return f"""
        select r.partition, r.reading_id, c.target as field, c.text, c.why, c.value is not null as known,
            r.source_id, r.member, coalesce(c.row, r.row) as row
        from {relation} r join ({_odd_sql(targets)}) c on c.n = r.n
        where {own} and c.why is not null
            and not exists (select 1 from aside_row a where a.n = r.n and a.series = r.series)
        union all
        select r.partition, r.reading_id, {literal(UNIT_NAME)}, p.other_name, {literal(OTHER_NAME)}, true, {place}
        from {relation} r join placed p on p.n = r.n
        where {own} and p.other_name is not null
            and not exists (select 1 from same_name s where s.said = p.other_name and s.name = p.unit_name)
            {"".join(sentences)}"""
