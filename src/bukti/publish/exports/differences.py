"""`differences.csv`: two known statements of one number that disagree."""

from __future__ import annotations

from bukti.evidence.ballots import Contest
from bukti.publish.exports.written import Export, whole_table
from bukti.publish.opened import Opened


def export(asked: Opened, contest: Contest) -> Export:
    """One row for each row of `difference`."""
    return whole_table(asked, contest, "difference", ("field",))
