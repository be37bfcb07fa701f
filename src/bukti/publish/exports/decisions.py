"""`decisions.csv`: what people decided, thing by thing, with reason, legal basis and document."""

from __future__ import annotations

from bukti.evidence.ballots import Contest
from bukti.publish.exports.written import Export, whole_table
from bukti.publish.opened import Opened


def export(asked: Opened, contest: Contest) -> Export:
    """One row for each row of `decision`; who decided is a role, never a name."""
    return whole_table(asked, contest, "decision", ("field",))
