"""Columns made of others before rows are read: parts of cells, pictures of papers not read, units by their names.

The table `raw` comes in with the cells as written, and goes out with a column more for each of these.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping

from bukti.engine.database import Connection, create, fetch
from bukti.evidence.configuration import Unread
from bukti.evidence.patterns import Part
from bukti.intake.extract import LINK, SAID, SAID_CODE, UNIT_NAMED, Entry
from bukti.intake.named import match_rows
from bukti.intake.parts import part_of
from bukti.intake.rows import shown
from bukti.vocabulary.problems import Place, Problem, Refusal

SHOWN = 20


def cut(connection: Connection, entry: Entry, files: Mapping[str, str]) -> None:
    """The table `raw` with the entry's parts of cells, links of rows not read, and units by name.

    Raises Refusal naming the cells that a pattern does not fit and the names that are of no unit, or of two.
    """
    cut_parts(connection, entry, files)
    if entry.source.unread:
        set_aside(connection, entry, entry.source.unread)
    if entry.source.unit.names:
        found = match_rows(connection, entry, files)
        if found.problems:
            raise Refusal(found.problems)
        cells = [entry.cell(part) for part in found.columns]
        columns = ", ".join(f"name_{at} varchar" for at in range(len(cells)))
        create(connection, "name_path", f"{columns}, unit_id varchar", found.rows)
        same = " and ".join(f"name_path.name_{at} = raw.{cell}" for at, cell in enumerate(cells))
        connection.execute(f"""
            create or replace temp table raw as
            select raw.*, name_path.unit_id as {UNIT_NAMED} from raw join name_path on {same}""")


def cut_parts(connection: Connection, entry: Entry, files: Mapping[str, str]) -> None:
    """The table `raw` with a column for each part of a cell that the entry declares.

    Raises Refusal naming the first cells of each text that a pattern does not fit, with how many rows have it.
    """
    if not entry.parts:
        return
    problems: list[Problem] = []
    columns, joins = [], []
    for at, part in enumerate(entry.parts):
        raw = entry.columns.raw(part.column)
        texts = [text for (text,) in fetch(connection, f"select distinct {raw} from raw order by 1")]
        values = {text: part_of(text, part) for text in texts}
        create(connection, f"cut_{at}", "text varchar, value varchar", values.items())
        columns.append(f"cut_{at}.value as {entry.cell(part)}")
        joins.append(f"join cut_{at} on cut_{at}.text = raw.{raw}")
        problems += _unfit(connection, part, raw, [t for t, v in values.items() if v is None], files)
    if problems:
        raise Refusal(problems)
    connection.execute(f"""
        create or replace temp table raw as
        select raw.*, {", ".join(columns)} from raw {" ".join(joins)}""")


def _unfit(
    connection: Connection, part: Part, raw: str, texts: Iterable[str], files: Mapping[str, str]
) -> Iterator[Problem]:
    """What is told of cells that the pattern does not fit, each text once at its first row."""
    create(connection, "unfit", "text varchar", [(t,) for t in texts])
    rows = fetch(connection, f"""
        select raw.source_id, raw.member, raw.row, unfit.text
        from (select {raw} as text, min(n) as n from raw group by {raw}) firsts
        join unfit on unfit.text = firsts.text join raw on raw.n = firsts.n order by raw.n""")  # fmt: skip
    for source_id, member, row, text in rows[:SHOWN]:
        place = Place(f"{files[source_id]}:{member}" if member else files[source_id], row, part.column)
        yield Problem("IN-PART-UNFIT", place, shown(text), part.pattern or "")
    if len(rows) > SHOWN:
        yield Problem("IN-MORE-OF-THIS", Place(field=part.column), str(len(rows) - SHOWN), "IN-PART-UNFIT")


def set_aside(connection: Connection, entry: Entry, unread: Unread) -> None:
    """The table `raw` where a cell that says its paper was not read states no figure; what it says beside it."""
    raw = entry.columns.raw(unread.column)
    pattern = re.compile(unread.pattern)
    texts = [t for (t,) in fetch(connection, f"select distinct {raw} from raw order by 1")]
    said = [(text, fits.groupdict()) for text in texts if (fits := pattern.fullmatch(text.strip()))]
    rows = [(text, groups.get("link") or "", groups.get("code") or "") for text, groups in said]
    create(connection, "unread", "text varchar, link varchar, code varchar", rows)
    columns = [row[0] for row in fetch(connection, "describe raw")]
    kept = [f"case when unread.text is null then raw.{raw} else '' end as {raw}" if c == raw else f"raw.{c}"
            for c in columns]  # fmt: skip
    connection.execute(f"""
        create or replace temp table raw as
        select {", ".join(kept)}, coalesce(unread.link, '') as {LINK}, coalesce(unread.code, '') as {SAID_CODE},
            coalesce(unread.text, '') as {SAID}
        from raw left join unread on unread.text = raw.{raw}""")
