"""Files with a row for each figure: the rows of one paper become one row, with a column for each figure's name."""

from __future__ import annotations

from collections.abc import Sequence

from bukti.intake.readers.shape import listed, nearest, tidy
from bukti.intake.rows import Extract, Row, few_problems
from bukti.vocabulary.problems import Place, Problem, Refusal


def gathered(extract: Extract, name: str, plain: Sequence[str], named: Sequence[str], value: str) -> Extract:
    """The extract with one row for all rows that say the same in the `plain` columns, numbered as the first of them.

    The figure in the column `value` stands under the texts of the columns `named`, side by side. A figure that a paper
    has in no row is blank. Raises Refusal, at the end of the file, with all that its rows have wrong and with every
    figure that one paper states twice in different ways. The whole file is held in memory.
    """
    places = {column: at for at, column in enumerate(extract.columns)}
    papers: dict[tuple[str, ...], tuple[int, dict[str, tuple[str, int]]]] = {}
    figures: dict[str, None] = {}
    problems: list[Problem] = []
    for row in extract.rows:
        if isinstance(row, Problem):
            (problems if row.level == "refusal" else extract.notices).append(row)
            continue
        figure = " ".join(filter(None, (tidy(row.cells[places[c]]) for c in named)))
        text = row.cells[places[value]]
        _, said = papers.setdefault(tuple(row.cells[places[c]] for c in plain), (row.number, {}))
        before, first = said.setdefault(figure, (text, row.number))
        figures[figure] = None
        if before != text:
            problems.append(Problem("figure-twice", Place(name, row.number, figure), f"{before}, {text}", str(first)))
    if problems:
        raise Refusal(few_problems(problems, name))
    rows = (
        Row(number, (*key, *(said[f][0] if f in said else "" for f in figures)))
        for key, (number, said) in papers.items()
    )
    return Extract((*plain, *figures), rows, extract.notices, extract.encoding)


def check_figures(extract: Extract, name: str, wanted: Sequence[str]) -> None:
    """Raises Refusal with every figure that is asked for and that no row of the file names."""
    there = extract.columns
    missing = [figure for figure in wanted if figure not in there]
    if missing:
        told = [Problem("figure-missing", Place(name, 0, m), listed(there), nearest(m, there)) for m in missing]
        raise Refusal(few_problems(told, name))
