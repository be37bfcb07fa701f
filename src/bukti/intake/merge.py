"""The same reading in several files is one reading, seen at several places."""

from __future__ import annotations

from bukti.engine.steps import Step
from bukti.vocabulary.contract import Table
from bukti.vocabulary.list_tables import VOTE
from bukti.vocabulary.tables import OBSERVATION, Shape, SheetShape


def steps(shape: Shape, contracts: dict[str, Table]) -> list[Step]:
    return [*(readings(sheet, contracts) for sheet in shape.sheets), observations(shape), cells(), votes()]


def readings(sheet: SheetShape, contracts: dict[str, Table]) -> Step:
    """One row per reading, wherever and however often it was seen."""
    columns = ", ".join(contracts[sheet.table].names)
    return Step(writes=sheet.table, reads=(sheet.extract,), rows=f"select distinct {columns} from {sheet.extract}")


def observations(shape: Shape) -> Step:
    """One row per place where a reading was seen."""
    columns = ", ".join(OBSERVATION.names)
    extracts = tuple(s.extract for s in shape.sheets)
    sql = " union all ".join(f"select {columns} from {table}" for table in extracts)
    return Step(writes="observation", reads=extracts, rows=sql)


def cells() -> Step:
    """One row per odd cell of a reading, wherever it was seen; written in two ways, it is shown in the first."""
    return Step(
        writes="cell",
        reads=("extract_cell",),
        rows="""
            select partition, reading_id, field, min(text) as text, min(why) as why, bool_and(known) as known
            from extract_cell
            group by partition, reading_id, field""",
    )


def votes() -> Step:
    """One row per candidate, or list alone, of a reading, wherever it was seen."""
    columns = ", ".join(VOTE.names)
    return Step(writes="vote", reads=("extract_vote",), rows=f"select distinct {columns} from extract_vote")
