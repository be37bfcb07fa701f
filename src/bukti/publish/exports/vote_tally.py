"""`vote_tally.csv`: what candidates come to in every unit, where the contest has candidates in lists."""

from __future__ import annotations

from bukti.evidence.ballots import Contest
from bukti.publish.exports.votes import has_lists
from bukti.publish.exports.written import Export, whole_table
from bukti.publish.opened import Opened


def export(asked: Opened, contest: Contest) -> Export | None:
    """One row for each row of `vote_tally`."""
    return whole_table(asked, contest, "vote_tally") if has_lists(contest) else None
