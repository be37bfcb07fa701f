"""The shape of a table of text: one header with unique names, and rows that are as wide as it.

Every reader that yields rows passes through here, so that what is refused and what is told is the same for all.
"""

from __future__ import annotations

import difflib
import itertools
import re
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from typing import Final

from bukti.intake.numbers import OUTER
from bukti.intake.rows import Extract, Options, Row, few, few_problems, shown
from bukti.vocabulary.problems import Place, Problem, Refusal, refuse

Record = tuple[int, list[str]]
"""Where a row starts and its cells, before anything is checked."""

LOOK_AHEAD: Final = 20
DELIMITERS: Final = {",": "comma", ";": "semicolon", "\t": "tab", "|": "bar"}
TOTAL: Final = re.compile(r"(?:(?:sub|grand)[ -]?)?(?:total|jumlah|jml)\b", re.IGNORECASE)
_TOTAL_STARTS: Final = frozenset("sgtjSGTJ")


def tidy(name: str) -> str:
    """A column's name as it is asked for: outer space cut, white space inside it one space."""
    return " ".join(name.strip(OUTER).split())


def shaped(
    records: Iterator[Record | Problem],
    name: str,
    options: Options,
    *,
    notices: list[Problem],
    encoding: str = "",
    grid: bool = False,
    unfinished: Callable[[], bool] = lambda: False,
) -> Extract:
    """Columns and rows out of bare records. Raises Refusal where the header is not what it must be.

    grid: cells stand in a rectangle (a spreadsheet), so that blank ones at the end of a row say nothing.
    unfinished: tells whether the record last seen ended without a line end.
    """
    head: list[Record] = []
    for record in records:
        if isinstance(record, Problem):
            raise Refusal([record])
        if record[0] >= options.header_row and not blank(record[1]):
            head.append(record)
        if len(head) == options.header_rows:
            break
    else:
        raise refuse("header-none", Place(name), expected=str(options.header_row))
    columns = _names([cells for _, cells in head], grid)
    ahead = list(itertools.islice(records, LOOK_AHEAD))
    notices += _check_columns(columns, [head[0], *(r for r in ahead if not isinstance(r, Problem))], name, options)
    again = [tidy(cell) for cell in head[0][1]]
    rows = _rows(itertools.chain(ahead, records), name, columns, again, options, notices, grid, unfinished)
    return Extract(columns, few(rows, name), notices, encoding)


def blank(cells: Sequence[str]) -> bool:
    return not any(cell.strip(OUTER) for cell in cells)


def _names(head: list[list[str]], grid: bool) -> tuple[str, ...]:
    """The names of the columns; several header rows are joined, a column without a name is `#` and its place."""
    if grid:
        width = max((i + 1 for cells in head for i, cell in enumerate(cells) if tidy(cell)), default=0)
        head = [cells[:width] for cells in head]
    parts = itertools.zip_longest(*head, fillvalue="")
    return tuple(
        " ".join(filter(None, (tidy(part) for part in names))) or f"#{i}" for i, names in enumerate(parts, start=1)
    )


def _check_columns(columns: tuple[str, ...], records: list[Record], name: str, options: Options) -> list[Problem]:
    """Notices about the columns. Raises Refusal with all that is wrong with them."""
    row, cells = records[0]
    wanted = dict.fromkeys((*options.expected, *options.keys))
    missing = [column for column in wanted if column not in columns]
    if missing or (len(columns) == 1 and not wanted):
        _check_delimiter(cells, row, wanted, name, options)
    if missing:
        _check_header_row(columns, records, wanted, name)
    problems = [
        Problem("column-missing", Place(name, row, column), listed(columns), nearest(column, columns))
        for column in missing
    ]
    for column, times in Counter(columns).items():
        if times > 1:
            places = ", ".join(str(i) for i, other in enumerate(columns, start=1) if other == column)
            problems.append(Problem("column-duplicate", Place(name, row, shown(column)), found=places))
    if problems:
        raise Refusal(few_problems(problems, name))
    extra = [column for column in columns if column not in wanted]
    if extra and options.expected:
        return [Problem("column-extra", Place(name, row), found=listed(extra), level="notice")]
    return []


def listed(columns: Sequence[str], most: int = 60) -> str:
    more = [f"… (+{len(columns) - most})"] if len(columns) > most else []
    return ", ".join([shown(column, 40) for column in columns[:most]] + more)


def nearest(wanted: str, columns: Sequence[str]) -> str:
    by_small = {column.casefold(): column for column in columns}
    near = difflib.get_close_matches(wanted.casefold(), by_small, n=1, cutoff=0.0)
    return shown(by_small[near[0]], 40)


def _check_delimiter(cells: list[str], row: int, wanted: dict[str, None], name: str, options: Options) -> None:
    """Raises Refusal where another delimiter would have given the columns."""
    line = options.delimiter.join(cells)
    for delimiter, word in DELIMITERS.items():
        names = [tidy(part.strip(options.quote or None)) for part in line.split(delimiter)]
        better = len(names) > len(cells) and (len(cells) == 1 or all(column in names for column in wanted))
        if delimiter != options.delimiter and better:
            raise refuse(f"delimiter-{word}", Place(name, row), found=str(len(cells)), expected=str(len(names)))


def _check_header_row(columns: tuple[str, ...], records: list[Record], wanted: dict[str, None], name: str) -> None:
    """Raises Refusal where a row further down looks more like the header."""
    row = records[0][0]
    here = sum(column in columns for column in wanted)
    for number, cells in records[1:]:
        there = sum(column in {tidy(cell) for cell in cells} for column in wanted)
        if there > here and there * 2 >= len(wanted):
            raise refuse("header-elsewhere", Place(name, row), found=str(number), expected=str(row))


def matcher(patterns: tuple[str, ...]) -> re.Pattern[str] | None:
    """One pattern out of those declared, in which `*` stands for any text."""
    if not patterns:
        return None
    each = (".*".join(re.escape(part) for part in pattern.strip().split("*")) for pattern in patterns)
    return re.compile("|".join(f"(?:{one})" for one in each), re.IGNORECASE | re.DOTALL)


def _rows(
    records: Iterator[Record | Problem],
    name: str,
    columns: tuple[str, ...],
    head: list[str],
    options: Options,
    notices: list[Problem],
    grid: bool,
    unfinished: Callable[[], bool],
) -> Iterator[Row | Problem]:
    width, skip = len(columns), matcher(options.skip_rows)
    keys = [columns.index(key) for key in options.keys]
    careful = frozenset(OUTER) | _TOTAL_STARTS | {head[0][:1]}
    told: Counter[str] = Counter()
    plain = 0
    for record in records:
        if isinstance(record, Problem):
            told["rows"] += 1
            yield record
            continue
        number, cells = record
        first = cells[0] if cells else ""
        # Nearly every row: nothing in it can be a total, a second header or a row to skip.
        if first and first[0] not in careful and len(cells) == width and not skip:
            for key in keys:
                if not cells[key] or cells[key][0] in careful:
                    break
            else:
                plain += 1
                yield Row(number, tuple(cells))
                continue
        first = first.strip(OUTER) or next((text for cell in cells if (text := cell.strip(OUTER))), "")
        if not first:
            told["row-blank"] += 1
            continue
        if skip and skip.fullmatch(first):
            told["row-skipped"] += 1
            continue
        told["rows"] += 1
        if len(cells) != width:
            problem = _fit(cells, number, columns, name, options, grid, unfinished)
            if problem and problem.level == "refusal":
                yield problem
                continue
            if problem:
                told[problem.code] += 1
        if first == head[0] and [tidy(cell) for cell in cells] == head:
            yield Problem("row-header-again", Place(name, number))
            continue
        total = _total(cells, first, keys)
        if total:
            yield Problem("row-total", Place(name, number), found=shown(total))
            continue
        yield Row(number, tuple(cells))
    for code in ("row-blank", "row-skipped", "row-short-kept", "row-cut-kept"):
        if told[code]:
            notices.append(Problem(code, Place(name), found=str(told[code]), level="notice"))
    if not plain and not told["rows"]:
        notices.append(Problem("row-none", Place(name), level="notice"))


def _total(cells: list[str], first: str, keys: list[int]) -> str:
    """The text that makes this row a sum of others, if it is one."""
    if not keys:
        looked = [first]
    else:
        looked = [cells[key].strip(OUTER) for key in keys]
        if "" in looked:
            looked.append(first)
    return next((text for text in looked if text[:1] in _TOTAL_STARTS and TOTAL.match(text)), "")


def _fit(
    cells: list[str],
    number: int,
    columns: tuple[str, ...],
    name: str,
    options: Options,
    grid: bool,
    unfinished: Callable[[], bool],
) -> Problem | None:
    """Makes the cells as many as the columns where that loses nothing; tells what is wrong with them otherwise."""
    width, found = len(columns), len(cells)
    if found > width:
        if (grid or options.ragged == "keep") and blank(cells[width:]):
            del cells[width:]
            return None
        return _too_many(cells, number, columns, name, options)
    cut = unfinished()
    cells += [""] * (width - found)
    if grid:
        return None
    if options.ragged == "keep":
        return Problem("row-cut-kept" if cut else "row-short-kept", Place(name, number), level="notice")
    code = "row-cut" if cut else "row-short"
    return Problem(code, Place(name, number, columns[found]), found=str(found), expected=str(width))


def _too_many(cells: list[str], number: int, columns: tuple[str, ...], name: str, options: Options) -> Problem:
    """A row with more cells than columns, and the cell that a thousands comma has likely torn in two."""
    width = len(columns)
    for i in range(width):
        pair = cells[i : i + 2]
        if len(cells) == width + 1 and re.fullmatch("[0-9]{1,3}", pair[0]) and re.fullmatch("[0-9]{3}", pair[1]):
            likely = options.delimiter.join(pair)
            return Problem("row-long-number", Place(name, number, columns[i]), found=likely, expected=str(width))
    return Problem("row-long", Place(name, number), found=str(len(cells)), expected=str(width))
