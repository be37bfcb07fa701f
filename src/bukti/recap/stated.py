"""What the last word of each series states, figure by figure, and whether it counts."""

from __future__ import annotations

from bukti.engine.database import literal
from bukti.engine.steps import Shared
from bukti.evidence.terms import Terms
from bukti.recap.standing import flagged_sql, state_sql
from bukti.vocabulary.shapes import SheetShape

STATED = "stated"


def stated(terms: Terms) -> Shared:
    """One row per column of a paper that counts or is void, and series, in the partitions asked for.

    Columns: partition, contest, kind, sheet_id, sheet_unit, unit_id, series, rank, reading_id, complete, state (in,
    held, partial or void), flagged (in with an open error), counts (it is the standing reading), every number of the
    workspace, NULL where it is not known or the sheet has no such field, and stations_in and stations_total as a
    partial sheet states them.
    """
    reads = ("latest", "standing", *(s.table for s in terms.shape.sheets))
    return Shared(STATED, reads, " union all ".join(_of_sheet(terms, sheet) for sheet in terms.shape.sheets))


def _of_sheet(terms: Terms, sheet: SheetShape) -> str:
    return f"""
        select l.partition, l.contest, l.kind, l.sheet_id, l.sheet_unit, l.unit_id, l.series, l.rank, l.reading_id,
            l.complete,
            {state_sql("l")} as state, {flagged_sql("l")} as flagged, s.reading_id is not null as counts,
            {figures(terms, sheet)}, {station_counts(sheet)}
        from latest l
        join asked on asked.partition = l.partition
        join {sheet.table} r on r.reading_id = l.reading_id
        left join standing s on s.reading_id = l.reading_id
        where l.kind = {literal(sheet.kind)} and l.paper <> 'beside'"""


def figures(terms: Terms, sheet: SheetShape) -> str:
    """SQL columns for every number of the workspace out of reading `r`, NULL where the sheet has no such field."""
    present = {*sheet.fields, *terms.shape.votes}
    return ", ".join(f"r.{n}" if n in present else f"cast(null as bigint) as {n}" for n in terms.numbers)


def station_counts(sheet: SheetShape) -> str:
    """SQL columns: the stations that reading `r` says it stands on, and those it says there are; NULL where it does
    not."""
    named = (("in", "stations_in"), ("total", "stations_total"))
    return ", ".join(
        f"r.{sheet.stations[part]} as {name}" if part in sheet.stations else f"cast(null as bigint) as {name}"
        for part, name in named
    )


def station_kinds(terms: Terms) -> str:
    """SQL list of the sheet kinds that stations make."""
    return ", ".join(literal(s.kind) for s in terms.shape.sheets if s.of_station) or "''"
