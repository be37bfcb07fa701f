"""`readings.csv`: the last word of every series on every column of a paper, and which of them counts."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from bukti.engine.database import literal
from bukti.evidence.ballots import Contest
from bukti.evidence.crosscheck import kinds_of
from bukti.evidence.terms import Terms
from bukti.publish.exports.written import Cells, Export, of_table, votes_of
from bukti.publish.opened import Opened
from bukti.vocabulary.shapes import SheetShape


def export(asked: Opened, contest: Contest) -> Export:
    """One row for each row of `latest`; the reading that stands says why, and its state.

    The fields are those of all kinds of sheets of the contest, in the order of the papers; a field that a kind has not
    is empty, like one that is not known.
    """
    terms = asked.terms
    sheets = sheets_of(terms, contest)
    votes = votes_of(terms, contest)
    fields = tuple(dict.fromkeys(f for sheet in sheets for f in sheet.fields))
    columns = [
        *of_table(
            terms.contracts["latest"], ("kind", "sheet_id", "sheet_unit", "unit_id", "series", "reading_id"), "l"
        ),
        Cells("standing", "s.reading_id is not null", "flag"),
        *of_table(terms.contracts["standing"], ("why", "state"), "s"),
        *of_table(terms.contracts["latest"], ("held", "flagged"), "l"),
        *(Cells(field, f"r.{field}", "integer") for field in fields),
        *(Cells(selection, f"r.{column}", "integer") for column, selection in votes.items()),
    ]
    readings = " union all ".join(_of_kind(sheet, fields, votes) for sheet in sheets)
    rows = f"""latest l
        join ({readings}) r on r.partition = l.partition and r.reading_id = l.reading_id and r.kind = l.kind
        left join standing s on s.partition = l.partition and s.sheet_id = l.sheet_id and s.unit_id = l.unit_id
            and s.series = l.series and s.reading_id = l.reading_id
        where l.contest = {literal(contest.id)}"""
    order = ("l.partition", "l.sheet_id", "l.unit_id", "l.series")
    return Export(columns, ("latest", "standing", *(s.table for s in sheets)), rows, order)


def sheets_of(terms: Terms, contest: Contest) -> list[SheetShape]:
    """The kinds of sheets that some source brings for the contest."""
    kinds = {kind for s in terms.configuration.source if s.may_hold(contest.id) for kind in kinds_of(s)}
    return [sheet for sheet in terms.shape.sheets if sheet.kind in kinds]


def _of_kind(sheet: SheetShape, fields: Sequence[str], votes: Iterable[str]) -> str:
    """SQL for the readings of one kind, with every field of the file and every vote column."""
    own = {*sheet.fields}
    figures = ", ".join([*(f if f in own else f"cast(null as bigint) as {f}" for f in fields), *votes])
    return f"select partition, reading_id, {literal(sheet.kind)} as kind, {figures} from {sheet.table}"
