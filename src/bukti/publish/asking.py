"""One question in SQL to the built tables, asked of an engine that can only read them."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

from bukti.engine.database import (
    EngineError,
    NotAllowed,
    connect,
    is_one_select,
    lock,
    number_columns,
    tables_named,
)
from bukti.evidence.workspace import find
from bukti.locale import Catalogue, Language
from bukti.publish.opened import Opened, opened
from bukti.vocabulary.problems import Refusal, refuse
from bukti.vocabulary.roles import nearest

BATCH: Final = 10_000


@dataclass(frozen=True)
class Answer:
    """The columns of an answer, which of them hold numbers, and its rows as they come."""

    columns: tuple[str, ...]
    numbers: tuple[int, ...]
    rows: Iterator[tuple[Any, ...]]


def answers(folder: Path, sql: str, language: Language = "id") -> list[dict[str, Any]]:
    """What the tables of the workspace in a folder answer, each row by the names of its columns: for notebooks.

    Raises ValueError that says what is wrong in the language.
    """
    try:
        with opened(find(folder.resolve())) as asked:
            answer = ask(asked, sql)
            return [dict(zip(answer.columns, row, strict=True)) for row in answer.rows]
    except Refusal as refusal:
        raise ValueError("\n".join(p.tell(Catalogue(language)) for p in refusal.problems)) from None


def ask(asked: Opened, sql: str) -> Answer:
    """What the built tables answer; from here on the connection reads their files and no other.

    Raises Refusal: QUERY-NOT-SELECT for anything but one select, TABLE-UNKNOWN with the nearest name,
    QUERY-NOT-ALLOWED for what reaches outside the tables, QUERY-WRONG with the engine's own words.
    """
    try:
        named = _named(sql, asked)
        files = sorted({file for name in named for file in asked.built.store.files(name)})
        asked.show(named)
        lock(asked.built.connection, files)
        cursor = asked.built.connection.execute(sql)
        columns = tuple(d[0] for d in cursor.description or ())
        first = cursor.fetchmany(BATCH)
    except EngineError as error:
        raise _told(error) from error
    return Answer(columns, number_columns(cursor), _all(cursor, first))


def _named(sql: str, asked: Opened) -> list[str]:
    """The tables that a question reads; they are looked for by an engine that holds none."""
    known = {name.casefold(): name for name in asked.terms.contracts}
    with connect() as bare:
        lock(bare, ())
        if not is_one_select(bare, sql):
            raise refuse("QUERY-NOT-SELECT", found=sql.strip())
        found = tables_named(bare, sql)
    for name in sorted(found):
        if name.casefold() not in known:
            raise refuse("TABLE-UNKNOWN", found=name, expected=nearest(name, sorted(known.values())))
    return sorted(known[name.casefold()] for name in found)


def _all(cursor: Any, first: list[tuple[Any, ...]]) -> Iterator[tuple[Any, ...]]:
    try:
        while first:
            yield from first
            first = cursor.fetchmany(BATCH)
    except EngineError as error:
        raise _told(error) from error


def _told(error: Exception) -> Refusal:
    text = str(error).strip()
    return refuse("QUERY-NOT-ALLOWED" if isinstance(error, NotAllowed) else "QUERY-WRONG", found=text)
