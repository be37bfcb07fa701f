"""`tally.csv`: what every unit comes to, on every basis."""

from __future__ import annotations

from bukti.engine.database import literal
from bukti.evidence.ballots import Contest
from bukti.publish.exports.written import Cells, Export, votes_of
from bukti.publish.opened import Opened

OWN = ("partition", "contest")
ENDINGS = ("", "_unknown", "_held")


def export(asked: Opened, contest: Contest) -> Export:
    """One row for each row of `tally`; vote columns that the contest's ballot has not are left out."""
    terms = asked.terms
    table = terms.contracts["tally"]
    votes = votes_of(terms, contest)
    published = {f"{column}{end}": f"{selection}{end}" for column, selection in votes.items() for end in ENDINGS}
    beyond = {f"{column}{end}" for column in terms.shape.votes for end in ENDINGS} - published.keys()
    columns = [
        Cells(published.get(c.name, c.name), f"t.{c.name}", c.type)
        for c in table.columns
        if c.name not in OWN and c.name not in beyond
    ]
    rows = f"tally t where t.contest = {literal(contest.id)}"
    return Export(columns, ("tally",), rows, tuple(f"t.{k}" for k in table.key))
