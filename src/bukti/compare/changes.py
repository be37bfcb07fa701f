"""What changed: one number of one series on one column of a paper, between one reading and the next."""

from __future__ import annotations

from bukti.engine.database import literal
from bukti.engine.dialect import hashed
from bukti.engine.steps import Step
from bukti.evidence.terms import Terms
from bukti.recap.history import turned
from bukti.vocabulary.shapes import SheetShape

FILLED, CORRECTED, VANISHED = "filled", "corrected", "vanished"
KINDS = (FILLED, CORRECTED, VANISHED)


def changes(terms: Terms) -> Step:
    """One row per number that a series states otherwise than at the reading before.

    The id is made of the sheet, the column, the series, the field and the two readings, so that the same file again,
    or another file that says the same, is no further change. Where a series goes from one reading to another for the
    second time, how often it has done so is in the id too.
    """
    parts = [_of_sheet(terms, sheet) for sheet in terms.shape.sheets]
    reads = ["latest", "observation", *(s.table for s in terms.shape.sheets)]
    if any(contest.listed(s.id) for contest in terms.configuration.contest for s in contest.selection):
        parts.append(_of_candidates(terms))
        reads += ["vote", "candidate"]
    ids = ("sheet_id", "unit_id", "series", "field", "before", "reading_id")
    rows = f"""
        select partition,
            {hashed(*ids, "case when nth > 1 then cast(nth as varchar) else '' end")} as change_id,
            contest, case when old is null then '{FILLED}' when new is null then '{VANISHED}' else '{CORRECTED}' end
                as kind,
            sheet_id, unit_id, series, field, old, new, before as old_reading_id, reading_id, since, as_of, source_id
        from ({" union all ".join(parts)}) stated
        where old is distinct from new"""
    own = tuple(r for r in reads if r not in turned().reads)
    return Step(writes="change", reads=own, rows=rows, shares=(turned(),))


TURN = "t.partition, t.sheet_id, t.unit_id, t.series, t.before, t.reading_id, t.nth, t.since, t.as_of, t.source_id"


def _of_sheet(terms: Terms, sheet: SheetShape) -> str:
    """SQL: each number of a sheet kind beside what the reading before stated."""
    numbers = (*sheet.fields, *terms.shape.votes)
    old, new = (" ".join(f"when {literal(n)} then {side}.{n}" for n in numbers) for side in ("a", "b"))
    return f"""
        select {TURN}, b.contest, field, case field {old} end as old, case field {new} end as new
        from turned t
        join {sheet.table} a on a.reading_id = t.before and a.partition = t.partition
        join {sheet.table} b on b.reading_id = t.reading_id and b.partition = t.partition
        cross join (values {", ".join(f"({literal(n)})" for n in numbers)}) f(field)"""


def _of_candidates(terms: Terms) -> str:
    """SQL: the votes of each place on a list beside what the reading before stated of it."""
    contests = " union all ".join(f"select partition, reading_id, contest from {s.table}" for s in terms.shape.sheets)
    sides = (("before", "old"), ("reading_id", "new"))
    voted = " union all ".join(
        f"""select {TURN}, v.selection_id,
                {", ".join(f"{'v.votes' if s == side else 'cast(null as bigint)'} as {s}" for _, s in sides)}
            from turned t join vote v on v.reading_id = t.{reading} and v.partition = t.partition"""
        for reading, side in sides
    )
    turn = TURN.replace("t.", "v.")
    return f"""
        select {turn}, r.contest,
            c.party || '.' || case when c.number < 10 then '0' else '' end || cast(c.number as varchar) as field,
            max(v.old) as old, max(v.new) as new
        from ({voted}) v
        join ({contests}) r on r.reading_id = v.reading_id and r.partition = v.partition
        join (
            select contest, selection_id, party, min(number) as number
            from candidate group by contest, selection_id, party
        ) c on c.selection_id = v.selection_id and c.contest = r.contest
        group by {turn}, r.contest, c.party, c.number"""
