"""`tally-tidy.csv`: what every unit comes to, one number a row."""

from __future__ import annotations

from bukti.engine.database import literal
from bukti.evidence.ballots import Contest
from bukti.publish.exports.written import Cells, Export, votes_of
from bukti.publish.opened import Opened


def export(asked: Opened, contest: Contest) -> Export:
    """One row for each number of each row of `tally.csv`, in the order of its columns.

    A number that no sheet of the unit has at all, known or not, has no row.
    """
    terms = asked.terms
    votes = votes_of(terms, contest)
    numbers = [*((f, f, "field") for f in terms.shape.summed), *((v, s, "selection") for v, s in votes.items())]
    listed = ", ".join(f"({n}, {literal(name)}, {literal(what)})" for n, (_, name, what) in enumerate(numbers, 1))

    def of(ending: str, some: list[str]) -> str:
        cases = " ".join(f"when {n} then t.{c}{ending}" for n, (c, _, _) in enumerate(numbers, 1) if c in some)
        return f"case w.position {cases} end"

    columns = [column for column, _, _ in numbers]
    value, unknown = of("", columns), of("_unknown", columns)
    cells = (
        Cells("unit_id", "t.unit_id", "code"),
        Cells("level", "t.level", "code"),
        Cells("basis", "t.basis", "code"),
        Cells("what", "w.what", "code"),
        Cells("field", "w.field", "code"),
        Cells("value", value, "integer"),
        Cells("unknown", unknown, "integer"),
        Cells("held", of("_held", [*votes]), "integer"),
    )
    rows = f"""tally t cross join (values {listed}) w(position, field, what)
        where t.contest = {literal(contest.id)} and ({value} is not null or {unknown} > 0)"""
    order = (*(f"t.{k}" for k in terms.contracts["tally"].key), "w.position")
    return Export(cells, ("tally",), rows, order)
