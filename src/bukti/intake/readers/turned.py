"""A table of the other direction: a column for each unit, a row for each field, as recap forms are printed.

What comes out is like any other table: a row for each unit, numbered by its column on the sheet, with its headings
first and then a cell for each field under the field's label.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence

from bukti.intake.area import letters
from bukti.intake.readers.shape import Record, blank, listed, matcher, nearest, tidy
from bukti.intake.rows import Extract, Options, Row, Turned, few_problems, shown
from bukti.vocabulary.problems import Place, Problem, Refusal, refuse

Corners = tuple[tuple[int, int], tuple[int, int]]
"""Top left and bottom right of merged cells, rows and columns counted from 0."""


def turned(
    records: Iterator[Record],
    name: str,
    options: Options,
    how: Turned,
    merged: Iterable[Corners],
    notices: list[Problem],
) -> Extract:
    """Columns and rows out of a table whose units stand side by side, right of the labels of its fields.

    Raises Refusal where a label that is asked for is missing or not the only one, and where a column with figures has
    no heading. A label that stands twice is told apart by its row: `JUMLAH #14`.
    """
    left = options.area.left
    rows = {number: cells for number, cells in records if number >= options.header_row and not blank(cells)}
    if len(rows) <= len(how.headings):
        raise refuse("header-none", Place(name), expected=str(max(options.header_row, options.area.top)))
    top = min(rows)
    below = [number for number in rows if number >= top + len(how.headings)]
    width = max(map(len, rows.values()))
    grid = {number: cells + [""] * (width - len(cells)) for number, cells in rows.items()}
    _spread(grid, left, merged, top + len(how.headings), max(how.labels))
    labels = _labels([(n, [grid[n][c - left] for c in how.labels]) for n in below])
    _check(labels, how, options, Place(name, top))
    columns = (*how.headings, *(label for _, label in labels))
    heads = [grid.get(top + at, [""] * width) for at in range(len(how.headings))]
    skip = matcher(options.skip_rows)
    skipped, problems, found = 0, [], []
    for column in range(max(how.labels) + 1, left + width):
        heading = [tidy(head[column - left]) for head in heads]
        cells = [grid[n][column - left] for n, _ in labels]
        if blank(heading):
            if not blank(cells):
                problems.append(Problem("unit-heading-blank", Place(name, top, letters(column)), found=_first(cells)))
        elif skip and any(skip.fullmatch(text) for text in heading):
            skipped += 1
        else:
            found.append(Row(column, (*heading, *cells)))
    if problems:
        raise Refusal(few_problems(problems, name))
    if skipped:
        notices.append(Problem("unit-skipped", Place(name), found=str(skipped), level="notice"))
    if not found:
        notices.append(Problem("row-none", Place(name), level="notice"))
    return Extract(columns, iter(found), notices)


def _first(cells: Sequence[str]) -> str:
    return shown(next(cell for cell in cells if cell.strip()))


def _spread(grid: dict[int, list[str]], left: int, merged: Iterable[Corners], data: int, last_label: int) -> None:
    """The text of merged cells stands in each of their cells, within the headings and within the labels."""
    for (first, one), (last, other) in merged:
        text = grid.get(first + 1, [])[one + 1 - left : one + 2 - left] if one + 1 >= left else []
        for number in range(first + 1, last + 2):
            for column in range(max(one + 1, left), other + 2):
                in_head, in_labels = number < data and first + 1 < data, column <= last_label
                if text and number in grid and (in_head or in_labels) and column - left < len(grid[number]):
                    grid[number][column - left] = text[0]


def _labels(rows: Sequence[tuple[int, list[str]]]) -> list[tuple[int, str]]:
    """The name of each field by its row: its labels from left to right, said once where they are merged."""
    names = [(n, " ".join(dict.fromkeys(filter(None, map(tidy, texts)))) or f"#{n}") for n, texts in rows]
    often = Counter(name for _, name in names)
    return [(n, name if often[name] == 1 else f"{name} #{n}") for n, name in names]


def _check(labels: Sequence[tuple[int, str]], how: Turned, options: Options, place: Place) -> None:
    """Raises Refusal with every label that is asked for and is not there once."""
    names = [label for _, label in labels]
    problems = []
    for wanted in dict.fromkeys((*options.expected, *options.keys)):
        if wanted in names or wanted in how.headings:
            continue
        where = Place(place.file, place.row, wanted)
        twice = [label for label in names if label.startswith(f"{wanted} #")]
        if twice:
            problems.append(Problem("label-twice", where, found=listed(twice)))
        else:
            problems.append(Problem("label-missing", where, listed(names), nearest(wanted, names)))
    if problems:
        raise Refusal(few_problems(problems, place.file))
