"""The rows of received files as text: only the columns that are declared, only the rows that are asked for."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from operator import itemgetter
from pathlib import Path

from bukti.evidence.configuration import Reading, Source
from bukti.evidence.receive import Staged
from bukti.intake.area import area_of, cell_place, column_number
from bukti.intake.gathered import check_figures, gathered
from bukti.intake.readers import READERS
from bukti.intake.rows import Extract, Options, Row, Turned
from bukti.intake.rows import Source as Bytes
from bukti.vocabulary.problems import Place, Problem, Refusal, refuse

_NUMBERED = re.compile(r"^(.*?)(\d+)$")


@dataclass
class Table:
    """One file's rows, each with its number and the cells of `columns`; `offered` are all columns of the file."""

    name: str
    columns: tuple[str, ...]
    offered: tuple[str, ...]
    rows: Iterator[tuple[int, tuple[str, ...]]]

    def record(self, cells: Sequence[str]) -> dict[str, str]:
        return dict(zip(self.columns, cells, strict=True))


def options_of(reading: Reading, expected: Sequence[str], keys: Sequence[str]) -> Options:
    """The declaration as a reader takes it; what the reader itself makes of a sheet is not asked of its columns."""
    how = reading.transposed if isinstance(reading, Source) else None
    made = {*reading.cells, *(how.units if how else ())}
    return Options(
        delimiter=reading.delimiter,
        encoding=reading.encoding,
        quote=reading.quote,
        header_row=reading.header_row,
        skip_rows=reading.skip_rows,
        ragged=reading.ragged,
        sheet=reading.tab,
        expected=tuple(c for c in expected if c not in made),
        keys=tuple(k for k in keys if k not in made),
        area=area_of(reading.range),
        cells=tuple((name, cell_place(cell)) for name, cell in reading.cells.items()),
        turned=Turned(how.units, tuple(map(column_number, how.fields))) if how else None,
    )


def read_rows(
    file: Staged, reading: Reading, columns: Sequence[str], keys: Sequence[str], notices: list[Problem]
) -> Table:
    """The rows of one received file. Raises Refusal with the file's problems, at the latest after its last row."""
    return read_bytes(file.path, file.received.name, reading, columns, keys, notices)


def read_bytes(
    content: Path | Bytes,
    name: str,
    reading: Reading,
    columns: Sequence[str],
    keys: Sequence[str],
    notices: list[Problem],
    plain: Sequence[str] = (),
) -> Table:
    """The rows of one file, `plain` being the columns that are no figures. Raises Refusal as `read_rows` does."""
    gather = reading.rows if isinstance(reading, Source) else None
    asked = [*plain, *gather.name, gather.value] if gather else columns
    extract = READERS[reading.reader](content, name, options_of(reading, asked, keys))
    if gather and isinstance(reading, Source):
        extract = gathered(extract, name, plain, gather.name, gather.value)
        stated = [c for r in reading.reading for c in r.columns.values()]
        check_figures(extract, name, [c for c in (*stated, *reading.shared.values()) if c in columns])
    places = {column: at for at, column in enumerate(extract.columns)}
    rows = _rows(extract, name, [places.get(c) for c in columns], reading, notices, places)
    return Table(name, tuple(columns), extract.columns, rows)


def _rows(
    extract: Extract,
    name: str,
    wanted: Sequence[int | None],
    reading: Reading,
    notices: list[Problem],
    places: dict[str, int],
) -> Iterator[tuple[int, tuple[str, ...]]]:
    filters = [(places.get(column), value) for column, value in reading.where.items()]
    problems: list[Problem] = []
    left_out = 0
    picked = _picker(wanted)
    for row in extract.rows:
        if not isinstance(row, Row):
            (problems if row.level == "refusal" else notices).append(row)
        elif any(at is None or row.cells[at].strip() != value for at, value in filters):
            left_out += 1
        else:
            yield row.number, picked(row.cells)
    if problems:
        raise Refusal(problems)
    notices += extract.notices
    if left_out:
        told = ", ".join(f"{k} = {v}" for k, v in reading.where.items())
        notices.append(Problem("IN-ROWS-LEFT-OUT", Place(name), str(left_out), told, "notice"))


def _picker(wanted: Sequence[int | None]) -> Callable[[tuple[str, ...]], tuple[str, ...]]:
    """What picks the cells wanted out of a row; blank for a column that the file lacks."""
    places = [at for at in wanted if at is not None]
    if len(places) == len(wanted) > 1:
        return itemgetter(*places)
    return lambda cells: tuple(cells[at] if at is not None else "" for at in wanted)


def refuse_more_selections(name: str, columns: Sequence[str], votes: Sequence[str]) -> None:
    """Raises Refusal where a column that is not declared looks like one more selection of the ballot.

    It looks so when it ends in a number and differs from the declared vote columns in nothing else; such a file is of
    another contest, or the contest lacks a selection.
    """
    stems = {m[1] for v in votes if (m := _NUMBERED.match(v))}
    more = [c for c in columns if c not in votes and (m := _NUMBERED.match(c)) and m[1] in stems]
    if more and len(stems) == 1:
        raise refuse("IN-MORE-SELECTIONS", Place(name, 0, more[0]), ", ".join(more[:10]), ", ".join(votes))
