"""What a file looks like before anybody declared it: format, encoding, delimiter, header row, columns, some cells."""

from __future__ import annotations

import csv
import io
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import islice
from pathlib import Path
from typing import Final, Literal

from bukti.intake.readers import READERS
from bukti.intake.readers.archive import members
from bukti.intake.readers.look import kind_of
from bukti.intake.rows import Options, Row
from bukti.vocabulary.problems import Place, refuse

LOOKED_AT: Final = 20
DELIMITERS: Final = (",", ";", "\t", "|")
SPREADSHEETS: Final = ("XLSX", "XLS", "ODS")
SAMPLE: Final = 500
MEMBERS: Final = 25

Format = Literal["delimited", "spreadsheet", "sirekap"]


@dataclass(frozen=True)
class Seen:
    """A file as it looks: nothing of it is declared yet. `cells` are those of the first rows, by column."""

    name: str
    reader: Format
    columns: tuple[str, ...]
    cells: dict[str, tuple[str, ...]]
    encoding: str = "utf-8"
    delimiter: str = ","
    header_row: int = 1
    tab: str | None = None

    def some(self, column: str) -> list[str]:
        """The first cells of a column that are not blank."""
        return [cell for cell in self.cells.get(column, ()) if cell.strip()]


def look(path: Path, name: str) -> Seen:
    """What a file, or a folder or ZIP of Sirekap's answers, looks like. Raises Refusal where it is none of these."""
    if path.is_dir():
        return _answers(path, name)
    kind = kind_of(path)
    if kind in ("JSON", "ZIP"):
        return _answers(path, name)
    if kind in SPREADSHEETS:
        return _spreadsheet(path, name)
    return _delimited(path, name)


def _seen(path: Path, name: str, reader: Format, options: Options) -> Seen:
    """The file as its reader reads it under these options."""
    extract = READERS[reader](path, name, options)
    rows = [row.cells for row in islice((r for r in extract.rows if isinstance(r, Row)), SAMPLE)]
    cells = {column: tuple(row[at] for row in rows) for at, column in enumerate(extract.columns)}
    encoding, delimiter = options.encoding, options.delimiter
    return Seen(name, reader, extract.columns, cells, encoding, delimiter, options.header_row, options.sheet)


def _delimited(path: Path, name: str) -> Seen:
    with path.open("rb") as stream:
        head = stream.read(1 << 20)
    encoding = _encoding(head)
    lines = head.decode(encoding, "replace").splitlines()[:LOOKED_AT]
    delimiter = _delimiter(lines)
    rows = list(csv.reader(io.StringIO("\n".join(lines)), delimiter=delimiter))
    return _seen(path, name, "delimited", Options(encoding=encoding, delimiter=delimiter, header_row=_header(rows)))


def _encoding(head: bytes) -> str:
    """UTF-8 where the bytes are that, UTF-16 where they begin with its mark, else what Windows writes."""
    if head.startswith((b"\xff\xfe", b"\xfe\xff")):
        return "utf-16"
    try:
        head.decode("utf-8")
    except UnicodeDecodeError as error:
        return "utf-8" if error.start > len(head) - 4 else "cp1252"
    return "utf-8"


def _delimiter(lines: Sequence[str]) -> str:
    """The delimiter that most lines have, equally often."""

    def steady(delimiter: str) -> tuple[int, int]:
        counts = Counter(line.count(delimiter) for line in lines if line.count(delimiter))
        often, times = max(counts.items(), key=lambda c: (c[1], c[0]), default=(0, 0))
        return times, often

    return max(DELIMITERS, key=steady)


def _header(rows: Sequence[Sequence[str]]) -> int:
    """The first row, from 1, that has as many cells as any and no number or blank among them."""
    widest = max((sum(1 for c in row if c.strip()) for row in rows), default=0)
    for at, row in enumerate(rows, 1):
        named = [c.strip() for c in row if c.strip()]
        if len(named) >= max(2, widest - 1) and not any(c.replace(".", "").isdigit() for c in named):
            return at
    return 1


def _spreadsheet(path: Path, name: str) -> Seen:
    for tab in _tabs(path, name):
        rows = list(tab[1])
        if any(any(cell for cell in row) for row in rows):
            return _seen(path, name, "spreadsheet", Options(sheet=tab[0], header_row=_header(rows)))
    raise refuse("sheet-empty", Place(name))


def _tabs(path: Path, name: str) -> Iterator[tuple[str, Iterator[list[str]]]]:
    """Each tab with its first rows as text."""
    try:
        from python_calamine import CalamineWorkbook
    except ImportError:
        raise refuse("extra-missing", Place(name), "python-calamine", 'pip install "bukti[xlsx]"') from None
    from bukti.intake.readers.spreadsheet import as_text

    with path.open("rb") as stream:
        book = CalamineWorkbook.from_object(stream)
        for tab in book.sheet_names:
            rows = book.get_sheet_by_name(tab).to_python(skip_empty_area=False)[:LOOKED_AT]
            yield tab, ([as_text(cell) for cell in row] for row in rows)


def _answers(path: Path, name: str) -> Seen:
    """Sirekap's answers: the keys of the first few put together, since an answer may lack what is not entered yet."""
    found: dict[str, list[str]] = {}
    contents = [(path.name, path)] if path.is_file() and kind_of(path) == "JSON" else members(path, name)
    for member, content in contents[:MEMBERS]:
        extract = READERS["sirekap"](content, member, Options())
        for row in extract.rows:
            if isinstance(row, Row):
                for column, cell in zip(extract.columns, row.cells, strict=True):
                    found.setdefault(column, []).append(cell)
    if not found:
        raise refuse("EV-FILE-MISSING", Place(name), str(path))
    return Seen(name, "sirekap", tuple(found), {c: tuple(cells) for c, cells in found.items()})
