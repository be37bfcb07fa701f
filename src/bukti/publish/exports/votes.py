"""`votes.csv`: the votes of candidates in the readings of `readings.csv`, where the contest has candidates in lists."""

from __future__ import annotations

from bukti.engine.database import literal
from bukti.evidence.ballots import Contest
from bukti.publish.exports.written import Export, of_table
from bukti.publish.opened import Opened


def export(asked: Opened, contest: Contest) -> Export | None:
    """One row per candidate, or list alone, of a reading that is the last word of its series."""
    if not has_lists(contest):
        return None
    columns = of_table(asked.terms.contracts["vote"], ("reading_id", "selection_id", "votes"), "v")
    rows = f"""vote v
        where exists (
            select 1 from latest l
            where l.contest = {literal(contest.id)} and l.partition = v.partition and l.reading_id = v.reading_id
        )"""
    return Export(columns, ("vote", "latest"), rows, ("v.partition", "v.reading_id", "v.selection_id"))


def has_lists(contest: Contest) -> bool:
    """Whether candidates stand in lists."""
    return any(area.candidates for area in contest.area)
