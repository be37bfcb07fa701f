"""Spreadsheets (.xlsx, .xls, .ods) by python-calamine: the values as text, and nothing that a program shows.

A whole number is written without `.0`, any other as the file holds it, a date in ISO form, a boolean TRUE or FALSE. A
formula without a stored value keeps its text, an error its name: neither becomes blank or zero.
"""

from __future__ import annotations

import datetime
import itertools
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Final

from bukti.intake.area import WHOLE, Area, letters
from bukti.intake.readers.archive import is_broken, safe_entries
from bukti.intake.readers.look import broken, must_be, opened
from bukti.intake.readers.shape import Record, blank, listed, shaped
from bukti.intake.readers.turned import Corners, turned
from bukti.intake.readers.workbook import Beside, beside, counts_from_1904, no_doctype
from bukti.intake.rows import PLAIN, Extract, Options, Row, Source, shown
from bukti.vocabulary.problems import Place, Problem, Refusal, refuse

if TYPE_CHECKING:
    from python_calamine import CalamineSheet, CalamineWorkbook, SheetMetadata

Value = int | float | str | bool | datetime.time | datetime.date | datetime.datetime | datetime.timedelta

KINDS: Final = ("XLSX", "XLS", "ODS")
SUFFIXES: Final = {".xlsx": "XLSX", ".xlsm": "XLSX", ".xlsb": "XLSB", ".xls": "XLS", ".ods": "ODS"}
LISTED: Final = 20


def read(path: Source, name: str, options: Options = PLAIN, /) -> Extract:
    """The rows of one sheet of a spreadsheet."""
    try:
        import python_calamine as calamine
    except ImportError:
        install = 'pip install "bukti[xlsx]"'
        raise refuse("extra-missing", Place(name), found="python-calamine", expected=install) from None
    try:
        kind = must_be(path, name, KINDS, options)
        _named(name, kind)
        if kind != "XLS":
            no_doctype(path, name, safe_entries(path, name, options.unpacked_limit))
        with opened(path) as stream:
            book = calamine.CalamineWorkbook.from_object(stream)
            found, notices = _chosen(path, book, kind, name, options)
            sheet = book.get_sheet_by_name(found.name)
        if kind == "XLSX" and counts_from_1904(path):
            notices.append(Problem("sheet-1904", Place(name, field=found.name), level="notice"))
    except calamine.PasswordError:
        raise refuse("file-encrypted", Place(name)) from None
    except calamine.CalamineError as error:
        raise refuse("sheet-broken", Place(name), found=shown(str(error))) from None
    except BaseException as error:
        if type(error).__name__ == "PanicException":  # how a failure inside calamine comes out: no Exception
            raise refuse("sheet-broken", Place(name), found=shown(str(error))) from None
        if is_broken(error) or isinstance(error, KeyError):  # a part that the list of parts promises, or that is needed
            raise refuse("zip-broken", Place(name), found=shown(str(error))) from None
        if not isinstance(error, OSError):
            raise
        raise broken(Path() if isinstance(path, bytes) else path, name, error) from None
    if found.beside.other_books:
        raise refuse("sheet-other-book", Place(name, field=sheet.name), found=_some(found.beside.other_books))
    merged = [corners for corners in sheet.merged_cell_ranges or [] if options.area.meets(corners)]
    if over := sorted(_range(corners) for corners in merged if _is_over_data(corners, options)):
        raise refuse("sheet-merged", Place(name, field=sheet.name), found=_some(over))
    records = _within(_records(sheet, found.beside, options), options.area, name, notices)
    if options.turned:
        extract = turned(records, name, options, options.turned, merged, notices)
    else:
        extract = shaped(records, name, options, notices=notices, grid=True)
    return _with_cells(extract, _records(sheet, found.beside, options), name, options)


def _is_over_data(corners: Corners, options: Options) -> bool:
    """Whether merged cells cover figures, so that it cannot be told whose the one value is."""
    (_, left), (bottom, _) = corners
    top = max(options.header_row, options.area.top)
    if options.turned:
        return left + 1 > max(options.turned.labels) and bottom + 1 >= top + len(options.turned.headings)
    return bottom + 1 >= top + options.header_rows


def _within(records: Iterator[Record], area: Area, name: str, notices: list[Problem]) -> Iterator[Record]:
    """The records inside an area, their cells from its left edge on; a notice where the table goes on below it."""
    for number, cells in records:
        inside = cells[area.left - 1 : area.right]
        if area.top <= number <= area.bottom:
            yield number, inside
        elif number == area.bottom + 1 and not blank(inside):
            notices.append(Problem("range-goes-on", Place(name, number), found=listed(inside), level="notice"))


def _with_cells(extract: Extract, records: Iterator[Record], name: str, options: Options) -> Extract:
    """The extract with the declared single cells as columns of every row. Raises Refusal where one is blank."""
    if not options.cells:
        return extract
    wanted = {place for _, place in options.cells}
    last = max(row for row, _ in wanted)
    said: dict[tuple[int, int], str] = {}
    for number, cells in itertools.takewhile(lambda record: record[0] <= last, records):
        said.update({(r, c): cells[c - 1].strip() for r, c in wanted if r == number and c <= len(cells)})
    empty = [(key, place) for key, place in options.cells if not said.get(place)]
    if empty:
        places = [Place(name, row, f"{letters(column)}{row}") for _, (row, column) in empty]
        raise Refusal(Problem("cell-blank", p, found=key) for p, (key, _) in zip(places, empty, strict=True))
    more = tuple(said[place] for _, place in options.cells)
    rows = (Row(row.number, (*row.cells, *more)) if isinstance(row, Row) else row for row in extract.rows)
    return Extract((*extract.columns, *(key for key, _ in options.cells)), rows, extract.notices, extract.encoding)


def _named(name: str, kind: str) -> None:
    """Raises Refusal where the file's name says another kind than its bytes."""
    said = SUFFIXES.get(Path(name).suffix.lower(), kind)
    if said != kind:
        raise refuse("file-kind", Place(name), found=kind, expected=said)


@dataclass(frozen=True)
class _Tab:
    """One sheet of a workbook."""

    name: str
    visible: bool
    used: bool
    beside: Beside


def _is_shown(about: SheetMetadata) -> bool:
    return repr(about.visible).endswith(".Visible")  # calamine's enumerations are none of Python's


def _tab(path: Source, book: CalamineWorkbook, kind: str, name: str, about: SheetMetadata) -> _Tab:
    if kind == "XLSX":
        found = beside(path, name, about.name)
        return _Tab(about.name, _is_shown(about), found.used, found)
    used = book.get_sheet_by_name(about.name).start is not None
    return _Tab(about.name, _is_shown(about), used, Beside())


def _chosen(path: Source, book: CalamineWorkbook, kind: str, name: str, options: Options) -> tuple[_Tab, list[Problem]]:
    """The declared sheet, or the first where no other that is shown holds anything; notices of what is hidden."""
    about = [m for m in book.sheets_metadata if repr(m.typ).endswith("WorkSheet")]
    names = [m.name for m in about]
    if options.sheet is not None and options.sheet not in names:
        raise refuse("sheet-missing", Place(name), found=_some(names), expected=options.sheet)
    tabs = [_tab(path, book, kind, name, m) for m in about if options.sheet in (None, m.name)]
    used = [tab for tab in tabs if tab.used]
    shown_tabs = [tab for tab in used if tab.visible]
    if not used:
        raise refuse("sheet-empty", Place(name), found=_some([tab.name for tab in tabs]))
    if options.sheet is None and (len(shown_tabs) != 1 or shown_tabs[0].name != names[0]):
        raise refuse("sheet-undeclared", Place(name), found=_some([tab.name for tab in used]), expected=names[0])
    chosen = shown_tabs[0] if options.sheet is None else tabs[0]
    lists = (
        ("sheet-hidden", tuple(tab.name for tab in used if not tab.visible)),
        ("sheet-hidden-rows", chosen.beside.hidden_rows),
        ("sheet-hidden-columns", chosen.beside.hidden_columns),
    )
    notices = [
        Problem(code, Place(name, field=chosen.name), found=_some(each), level="notice") for code, each in lists if each
    ]
    return chosen, notices


def _some(names: tuple[str, ...] | list[str]) -> str:
    more = [f"… (+{len(names) - LISTED})"] if len(names) > LISTED else []
    return ", ".join([shown(each, 40) for each in names[:LISTED]] + more)


def _range(corners: tuple[tuple[int, int], tuple[int, int]]) -> str:
    (top, left), (bottom, right) = corners
    return f"{letters(left + 1)}{top + 1}:{letters(right + 1)}{bottom + 1}"


def _records(sheet: CalamineSheet, found: Beside, options: Options) -> Iterator[Record]:
    """Each row of the sheet with its number there; values as text.

    Cells start at the first column that is used, or at column A where places on the sheet are declared.
    """
    _, left = sheet.start or (0, 0)
    placed = options.area != WHOLE or options.cells or options.turned
    fill = _filling(sheet, options)
    lost: dict[int, dict[int, str]] = {}
    for (row, column), text in found.cells.items():
        lost.setdefault(row, {})[column - left - 1] = text
    for number, values in enumerate(sheet.iter_rows(), start=1):
        cells = [value if type(value) is str else as_text(value) for value in values]
        for column, text in lost.get(number, {}).items():
            if 0 <= column < len(cells):
                cells[column] = text
        for column, source in fill.get(number, {}).items():
            cells[column - left] = cells[source - left]
        yield number, [""] * left + cells if placed else cells


def _filling(sheet: CalamineSheet, options: Options) -> dict[int, dict[int, int]]:
    """For headers of several rows: the columns that a merged cell covers, and the one where its text stands."""
    fill: dict[int, dict[int, int]] = {}
    if options.header_rows > 1:
        for (top, left), (_, right) in sheet.merged_cell_ranges or []:
            for column in range(left + 1, right + 1):
                fill.setdefault(top + 1, {})[column] = left
    return fill


def as_text(value: Value) -> str:
    """A value of a cell as text; a whole number without a decimal point, so that 12 and 12.0 are one count."""
    if isinstance(value, str):
        return value
    if isinstance(value, bool):
        return "TRUE" if value else "FALSE"
    if isinstance(value, float):
        return str(int(value)) if value.is_integer() else repr(value)
    if isinstance(value, datetime.datetime):
        return value.isoformat(sep=" ")
    if isinstance(value, datetime.date | datetime.time):
        return value.isoformat()
    return str(value)
