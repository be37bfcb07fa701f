"""The same reading in several files is one reading, seen at several places."""

from __future__ import annotations

from bukti.engine.dialect import joined
from bukti.engine.steps import Step
from bukti.vocabulary.contract import Table
from bukti.vocabulary.list_tables import VOTE
from bukti.vocabulary.shapes import Shape, SheetShape


def steps(shape: Shape, contracts: dict[str, Table]) -> list[Step]:
    return [*(made(s, contracts) for s in shape.sheets for made in (readings, observations)), cells(), votes()]


def readings(sheet: SheetShape, contracts: dict[str, Table]) -> Step:
    """One row per reading, wherever and however often it was seen."""
    rows = _distinct(contracts[sheet.table], sheet.extract)
    return Step(writes=sheet.table, reads=(sheet.extract,), rows=rows, stand_in=sheet.extract)


def observations(sheet: SheetShape, contracts: dict[str, Table]) -> Step:
    """One row per place where a reading was seen."""
    rows = _distinct(contracts[sheet.observation], sheet.extract)
    return Step(writes=sheet.observation, reads=(sheet.extract,), rows=rows, stand_in=sheet.extract)


def _distinct(table: Table, extract: str) -> str:
    return f"select distinct {', '.join(table.names)} from {extract}"


def cells() -> Step:
    """One row per odd cell of a reading, wherever it was seen; written in two ways, it is shown in the first.

    What a file states twice, and was set aside, is shown in all ways, with the rows that state it.
    """
    texts, rows = joined("text", " | ", "text"), joined("cast(row as varchar)", " ", "row")
    return Step(
        writes="cell",
        reads=("extract_cell",),
        rows=f"""
            select partition, reading_id, field, min(text) as text, min(why) as why, bool_and(known) as known,
                '' as rows
            from extract_cell where why <> 'stated-twice'
            group by partition, reading_id, field
            union all
            select t.partition, t.reading_id, t.field, t.text, 'stated-twice' as why, false as known, r.rows
            from (
                select partition, reading_id, field, {texts} as text
                from (
                    select distinct partition, reading_id, field, text from extract_cell where why = 'stated-twice'
                ) said
                group by partition, reading_id, field
            ) t
            join (
                select partition, reading_id, field, {rows} as rows
                from (
                    select distinct partition, reading_id, field, row from extract_cell where why = 'stated-twice'
                ) stood
                group by partition, reading_id, field
            ) r on r.partition = t.partition and r.reading_id = t.reading_id and r.field = t.field""",
    )


def votes() -> Step:
    """One row per candidate, or list alone, of a reading, wherever it was seen."""
    columns = ", ".join(VOTE.names)
    return Step(writes="vote", reads=("extract_vote",), rows=f"select distinct {columns} from extract_vote")
