"""What every reader promises: unique columns, rows of text exactly as written, each numbered as people count.

A cell is the text that stands in the file: no number is read, no zero lost, no space cut. A row's number is the line
of the file (or row of the sheet) where it starts, 1 the first. What cannot be read without a guess is refused, and all
problems of the rows are told, not only the first.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final, Literal, Protocol

from bukti.intake.area import WHOLE, Area
from bukti.vocabulary.problems import Place, Problem, Refusal

SHOWN_OF_A_KIND: Final = 50


@dataclass(frozen=True, slots=True)
class Row:
    """One row of a file: where it starts and its cells, as many as there are columns."""

    number: int
    cells: tuple[str, ...]


@dataclass(frozen=True)
class Turned:
    """A table whose units stand side by side, a column each, and whose fields stand below one another.

    headings: the names of the heading rows, from the top. labels: the columns (A is 1) whose texts name the fields.
    """

    headings: tuple[str, ...]
    labels: tuple[int, ...]


@dataclass(frozen=True)
class Options:
    """How a file is declared to be written. Nothing of it is guessed.

    header_row: the line or sheet row where the header starts; header_rows: how many rows make it (names joined).
    skip_rows: rows whose first cell that is not blank fits one of these are left out (`*` stands for any text,
    capitals do not matter). ragged: "keep" fills missing cells with blanks; a cell too many is always refused.
    sheet: the tab of a spreadsheet. expected: columns that must be there. keys: those of them that say which unit a
    row is of. line_limit: bytes of one row. size_limit: bytes of the file, 0 for none.
    unpacked_limit: bytes of an archive (a spreadsheet is one) once unpacked.
    Of spreadsheets only: area is the rectangle to be read, cells are single cells that become columns of every row,
    turned says that columns are rows.
    """

    delimiter: str = ","
    encoding: str = "utf-8"
    quote: str = '"'
    header_row: int = 1
    header_rows: int = 1
    skip_rows: tuple[str, ...] = ()
    ragged: Literal["refuse", "keep"] = "refuse"
    sheet: str | None = None
    expected: tuple[str, ...] = ()
    keys: tuple[str, ...] = ()
    line_limit: int = 1_000_000
    size_limit: int = 0
    unpacked_limit: int = 200_000_000
    area: Area = WHOLE
    cells: tuple[tuple[str, tuple[int, int]], ...] = ()
    turned: Turned | None = None


PLAIN: Final = Options()
"""UTF-8 text with commas and one header row."""


@dataclass
class Extract:
    """What a reader found: columns, then rows and their problems in file order, once.

    `notices` is complete when the rows are used up. `encoding` is what the text was read as.
    """

    columns: tuple[str, ...]
    rows: Iterator[Row | Problem]
    notices: list[Problem] = field(default_factory=list)
    encoding: str = ""


Source = Path | bytes
"""Where a reader finds the bytes: a file, or what was unpacked from an archive."""


class Reader(Protocol):
    """Reads one file. `name` is what messages call it. Raises Refusal when the file as a whole cannot be read."""

    def __call__(self, path: Source, name: str, options: Options = ..., /) -> Extract: ...


def good_rows(extract: Extract) -> Iterator[Row]:
    """The rows of a file; raises Refusal with all their problems at the end, if there is one."""
    problems = []
    for row in extract.rows:
        if isinstance(row, Row):
            yield row
        else:
            problems.append(row)
    if any(p.level == "refusal" for p in problems):
        raise Refusal(problems)
    extract.notices.extend(problems)


def few(rows: Iterable[Row | Problem], name: str, shown: int = SHOWN_OF_A_KIND) -> Iterator[Row | Problem]:
    """The same, but of each kind of problem only the first so many, then one that counts the others."""
    seen: Counter[str] = Counter()
    levels: dict[str, Literal["refusal", "notice"]] = {}
    for row in rows:
        if isinstance(row, Problem):
            seen[row.code] += 1
            levels.setdefault(row.code, row.level)
            if seen[row.code] > shown:
                continue
        yield row
    for code, times in sorted(seen.items()):
        if times > shown:
            yield Problem("row-more", Place(name), found=str(times - shown), expected=code, level=levels[code])


def few_problems(problems: Iterable[Problem], name: str, shown: int = SHOWN_OF_A_KIND) -> list[Problem]:
    """A list of problems that a person can read: of each kind the first so many, then how many more."""
    return [p for p in few(problems, name, shown) if isinstance(p, Problem)]


def shown(text: str, most: int = 80) -> str:
    """A text from a file as a message may show it: short, and with its invisible characters written out."""
    short = text if len(text) <= most else text[:most] + "…"
    return "".join(c if c.isprintable() else f"\\u{ord(c):04x}" for c in short)
