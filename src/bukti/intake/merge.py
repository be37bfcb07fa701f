"""The same reading in several files is one reading, seen at several places."""

from __future__ import annotations

from bukti.engine.steps import Step
from bukti.vocabulary.contract import Table
from bukti.vocabulary.tables import Shape, SheetShape


def steps(shape: Shape, contracts: dict[str, Table]) -> list[Step]:
    return [*(made(s, contracts) for s in shape.sheets for made in (readings, observations)), cells()]


def readings(sheet: SheetShape, contracts: dict[str, Table]) -> Step:
    """One row per reading, wherever and however often it was seen."""
    return _taken(sheet.table, sheet.extract, contracts)


def observations(sheet: SheetShape, contracts: dict[str, Table]) -> Step:
    """One row per place where a reading was seen."""
    return _taken(sheet.observation, sheet.extract, contracts)


def _taken(table: str, extract: str, contracts: dict[str, Table]) -> Step:
    columns = ", ".join(contracts[table].names)
    return Step(writes=table, reads=(extract,), rows=f"select distinct {columns} from {extract}", stand_in=extract)


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
