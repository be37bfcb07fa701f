"""What the XML of one sheet of an .xlsx says beside its values: formulas, errors, what is hidden, how large it is."""

from __future__ import annotations

import html
import io
import posixpath
import re
import zipfile
from dataclasses import dataclass, field
from typing import Final
from xml.etree import ElementTree

from bukti.intake.area import column_number, letters
from bukti.intake.readers.look import opened
from bukti.intake.rows import Source
from bukti.vocabulary.problems import Place, refuse

CELLS: Final = 30_000_000
"""The largest rectangle of cells that is opened."""

_DOCTYPE: Final = re.compile(rb"<!\s*(?:DOCTYPE|ENTITY)", re.IGNORECASE)
_ROOT: Final = re.compile(rb"<[A-Za-z_]")
_REFERENCE: Final = re.compile(rb"""\br\s*=\s*["']([A-Za-z]{1,3})([0-9]{1,7})["']""")
_CELL: Final = re.compile(rb"<(?:\w+:)?c(?=[\s/>])")
_PLACED: Final = re.compile(rb"""<(?:\w+:)?c\s(?:[^<>]*\s)?r\s*=\s*["'][A-Za-z]{1,3}[0-9]{1,7}["']""")
_VALUE: Final = re.compile(rb"<(?:\w+:)?(?:v|is|f)\b")
_FORMULA: Final = re.compile(
    rb"<(?:\w+:)?c\b([^>]*[^>/])?>\s*<(?:\w+:)?f\b[^>]*?(?:/>|>([^<]*)</(?:\w+:)?f>)\s*"
    rb"(<(?:\w+:)?v\b[^>]*?(?:/>|>[^<]*</(?:\w+:)?v>))?\s*</(?:\w+:)?c>"
)
_ERROR: Final = re.compile(
    rb'<(?:\w+:)?c\b([^>]*\bt="e"[^>]*)>\s*(?:<(?:\w+:)?f\b[^>]*?(?:/>|>[^<]*</(?:\w+:)?f>))?\s*'
    rb"<(?:\w+:)?v\b[^>]*>([^<]*)</"
)
_HIDDEN_ROW: Final = re.compile(rb'<(?:\w+:)?row\b([^>]*\bhidden="(?:1|true)"[^>]*)>')
_HIDDEN_COLUMN: Final = re.compile(rb'<(?:\w+:)?col\b([^>]*\bhidden="(?:1|true)"[^>]*)>')
_FROM_1904: Final = re.compile(rb"""\bdate1904\s*=\s*["'](?:1|true)["']""")
_OTHER_BOOK: Final = re.compile(rb"\[[0-9]+\][^!]*!|\[[^\]]+\.xl\w+\]", re.IGNORECASE)


@dataclass(frozen=True)
class Beside:
    """Texts of cells that a reader of values loses, by row and column (1 the first), and what is hidden."""

    cells: dict[tuple[int, int], str] = field(default_factory=dict)
    hidden_rows: tuple[str, ...] = ()
    hidden_columns: tuple[str, ...] = ()
    other_books: tuple[str, ...] = ()
    used: bool = True


def no_doctype(source: Source, name: str, entries: list[zipfile.ZipInfo]) -> None:
    """Raises Refusal where a part of the workbook declares a document type: no office program writes one."""
    with opened(source) as stream, zipfile.ZipFile(stream) as archive:
        for entry in entries:
            if not entry.filename.endswith((".xml", ".rels")):
                continue
            with archive.open(entry) as part:
                head = part.read(65_536).replace(b"\0", b"")
            root = _ROOT.search(head)
            if _DOCTYPE.search(head[: root.start() if root else None]) or (head and root is None):
                raise refuse("sheet-doctype", Place(name), found=entry.filename)


def counts_from_1904(source: Source) -> bool:
    """Whether the workbook counts days from 1904, as old ones from another system do."""
    with opened(source) as stream, zipfile.ZipFile(stream) as archive:
        return bool(_FROM_1904.search(archive.read("xl/workbook.xml")))


def beside(source: Source, name: str, sheet: str) -> Beside:
    """What the XML of a sheet says beside its values.

    Raises Refusal where the sheet is too large to open: a reader of values holds the whole rectangle between its first
    and last cell, and two cells in far corners make a rectangle of billions. A cell that does not say where it is may
    be anywhere from the first row and column on.
    """
    with opened(source) as stream, zipfile.ZipFile(stream) as archive:
        part = _part(archive, sheet)
        data = archive.read(part) if part else b""
    places = {match.groups() for match in _REFERENCE.finditer(data)}
    columns = {column_number(letter.decode().upper()) for letter in {letter for letter, _ in places}}
    used = {int(row) for row in {row for _, row in places}}
    first = (min(used, default=1), min(columns, default=1))
    if len(_CELL.findall(data)) != len(_PLACED.findall(data)):
        first = (1, 1)
    if used and (max(used) - first[0] + 1) * (max(columns) - first[1] + 1) > CELLS:
        size = f"{letters(max(columns))}{max(used)}"
        raise refuse("sheet-too-large", Place(name, field=sheet), found=size, expected=str(CELLS))
    cells: dict[tuple[int, int], str] = {}
    other: list[str] = []
    for attributes, text, value in _FORMULA.findall(data) if b"<f" in data or b":f" in data else ():
        place = _place(attributes)
        written = "=" + html.unescape(text.decode("utf-8", "replace"))
        if _OTHER_BOOK.search(text):
            other.append(f"{letters(place[1])}{place[0]}")
        if not re.search(rb">[^<]", value) and b't="str"' not in attributes:
            cells[place] = written
    for attributes, text in _ERROR.findall(data) if b't="e"' in data else ():
        cells[_place(attributes)] = html.unescape(text.decode("utf-8", "replace"))
    hidden = tuple(str(_number(rb"r", a)) for a in _HIDDEN_ROW.findall(data) if _number(rb"r", a) in used)
    return Beside(cells, hidden, _hidden_columns(data, columns), tuple(other), _VALUE.search(data) is not None)


def _hidden_columns(data: bytes, used: set[int]) -> tuple[str, ...]:
    found = []
    for attributes in _HIDDEN_COLUMN.findall(data):
        first, last = _number(rb"min", attributes), _number(rb"max", attributes)
        found += [letters(column) for column in sorted(used) if first <= column <= last]
    return tuple(found)


def _number(key: bytes, attributes: bytes) -> int:
    found = re.search(rb"\b" + key + rb'="([0-9]{1,7})"', attributes)
    return int(found[1]) if found else 0


def _place(attributes: bytes) -> tuple[int, int]:
    found = re.search(rb'\br="([A-Z]{1,3})([0-9]{1,7})"', attributes)
    return (int(found[2]), column_number(found[1].decode())) if found else (0, 0)


def _part(archive: zipfile.ZipFile, sheet: str) -> str | None:
    """The entry that holds a sheet."""
    try:
        book = ElementTree.parse(io.BytesIO(archive.read("xl/workbook.xml")))
        links = ElementTree.parse(io.BytesIO(archive.read("xl/_rels/workbook.xml.rels")))
    except (KeyError, ElementTree.ParseError):
        return None
    ids = {
        e.get("name"): next((value for key, value in e.items() if key.endswith("}id")), None)
        for e in book.iter()
        if e.tag.rpartition("}")[2] == "sheet"
    }
    targets = {e.get("Id"): e.get("Target", "") for e in links.iter()}
    target = targets.get(ids.get(sheet), "")
    part = posixpath.normpath(target[1:] if target.startswith("/") else posixpath.join("xl", target))
    return part if target and part in archive.namelist() else None
