"""A workbook for people with spreadsheets: typed cells, a frozen head row, a filter; no text in it can be a formula.

It repeats files that were written before, so nothing is asked of the tables again. A text is written as a text; one
that a spreadsheet would take for a formula, were it typed in again, bears the mark that keeps it one (`quotePrefix`),
and its letters stay as they are.
"""

from __future__ import annotations

import csv
import datetime
import importlib.util
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any, Final

from bukti.publish.exports.known_units import KnownUnit
from bukti.publish.exports.written import Cells

MOST_ROWS: Final = 10_000
"""A file of more rows has no sheet in the workbook: spreadsheets get slow, and publishing too."""
RISKY: Final = tuple("=+-@\t\r\n |%")
"""What a text that a spreadsheet takes for a formula may begin with, blanks before it included."""
CREATED: Final = datetime.datetime(1980, 1, 1)  # noqa: DTZ001 (no clock: the same rows give the same bytes)
WIDTH: Final = 18
LONGEST: Final = 32_767
"""So many signs a cell of a workbook can hold."""
SHEETS: Final[tuple[str, ...]] = ("tally", "readings", "differences", "findings", "decisions", "selections", "fields")
"""The files that a workbook repeats, in the order of its sheets."""


def is_there() -> bool:
    """Whether workbooks can be written: the library is an extra."""
    return importlib.util.find_spec("xlsxwriter") is not None


def write_workbook(to: Path, files: Mapping[str, tuple[Path, Sequence[Cells]]], units: Mapping[str, KnownUnit]) -> None:
    """The workbook has a sheet for each delimited file that it can hold, of the same name and the same columns.

    Where a row has a unit, the unit's name follows as a last column, `unit_name`.
    """
    from xlsxwriter import Workbook  # an extra

    with Workbook(str(to), {"in_memory": True}) as book:
        book.set_properties({"created": CREATED})
        bold = book.add_format({"bold": True})
        kept = book.add_format({"quote_prefix": True})
        for name, (file, columns) in files.items():
            rows = _rows(file)
            if rows is None:
                continue
            sheet = book.add_worksheet(name)
            _fill(sheet, rows, columns, units, bold, kept)


def _rows(file: Path) -> list[list[str]] | None:
    """The rows of a file; None where they are too many, or a cell is longer than a workbook can hold."""
    with file.open(encoding="utf-8", newline="") as text:
        found: list[list[str]] = []
        for row in csv.reader(text, strict=True):
            if len(found) > MOST_ROWS or max(map(len, row)) > LONGEST:
                return None
            found.append(row)
    return found[1:]


def _fill(
    sheet: Any,
    rows: Sequence[Sequence[str]],
    columns: Sequence[Cells],
    units: Mapping[str, KnownUnit],
    bold: Any,
    kept: Any,
) -> None:
    heads = [cells.name for cells in columns]
    unit = heads.index("unit_id") if "unit_id" in heads else None
    heads += ["unit_name"] if unit is not None else []
    counts = [n for n, cells in enumerate(columns) if cells.type in ("integer", "flag")]
    texts = [n for n, cells in enumerate(columns) if cells.type not in ("integer", "flag")]
    sheet.freeze_panes(1, 0)
    sheet.autofilter(0, 0, max(len(rows), 1), len(heads) - 1)
    sheet.set_column(0, len(heads) - 1, WIDTH)
    for n, head in enumerate(heads):
        sheet.write_string(0, n, head, bold)
    for at, row in enumerate(rows, 1):
        for n in texts:
            if row[n]:
                _text(sheet, at, n, row[n], kept)
        for n in counts:
            if row[n]:
                sheet.write_number(at, n, int(row[n]))
        if unit is not None and (found := units.get(row[unit].partition("/")[0])):
            _text(sheet, at, len(heads) - 1, found.name, kept)


def _text(sheet: Any, row: int, column: int, text: str, kept: Any) -> None:
    sheet.write_string(row, column, text, kept if text.lstrip("\u00a0").startswith(RISKY) else None)
