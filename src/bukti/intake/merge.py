"""The same reading in several files is one reading, seen at several places."""

from __future__ import annotations

from bukti.engine.steps import Step
from bukti.vocabulary.contract import Table
from bukti.vocabulary.list_tables import VOTE
from bukti.vocabulary.tables import Shape, SheetShape


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
