"""Problems in words on the error stream, and texts on the output."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import replace
from typing import TYPE_CHECKING, Final

import click

from bukti.cli.language import language, say
from bukti.locale import format as formats

if TYPE_CHECKING:
    from bukti.vocabulary.problems import Problem

MANY: Final = 5
"""More notices of one code than this are told as one line."""


def problems(found: Iterable[Problem]) -> None:
    """Every problem with its place and what to do."""
    for problem in dict.fromkeys(found):
        click.echo(_told(problem), err=True)


def _told(problem: Problem) -> str:
    try:
        return problem.tell(say)
    except KeyError:  # a code whose words have not been written: its facts are told all the same
        return " ".join(filter(None, (problem.code, problem.place.tell(say), problem.found, problem.expected)))


def notices(found: Iterable[Problem]) -> None:
    """Every notice once; where a code has many, one line says how many and shows the first."""
    for line in _notices(list(dict.fromkeys(found))):
        click.echo(line, err=True)


def _notices(found: list[Problem]) -> Iterator[str]:
    often = Counter(p.code for p in found)
    told: set[str] = set()
    for problem in found:
        if often[problem.code] <= MANY:
            yield _told(problem)
        elif problem.code not in told:
            told.add(problem.code)
            more = say("cli.more-like-it", n=number(often[problem.code] - 1))
            yield f"{_told(replace(problem))}\n  {more}"


def number(n: int) -> str:
    return formats.number(n, language())
