"""`fields.csv`: the fields of `readings.csv`, and which of them count stations."""

from __future__ import annotations

from bukti.engine.database import literal
from bukti.evidence.ballots import Contest
from bukti.publish.exports.readings import sheets_of
from bukti.publish.exports.written import Cells, Export
from bukti.publish.opened import Opened


def export(asked: Opened, contest: Contest) -> Export:
    """One row per field in the order of `readings.csv`; `stations` is `in`, `total`, `validated` or `missing`.

    A tally does not sum such a field: it says on how many stations a partial sheet stands.
    """
    sheets = sheets_of(asked.terms, contest)
    counted = {field: part for sheet in sheets for part, field in sheet.stations.items()}
    fields = dict.fromkeys(f for sheet in sheets for f in sheet.fields)
    listed = ", ".join(f"({n}, {literal(f)}, {literal(counted.get(f, ''))})" for n, f in enumerate(fields, 1))
    columns = (Cells("field", "f.field", "code"), Cells("stations", "f.stations", "code"))
    return Export(columns, (), f"(values {listed}) f(position, field, stations)", ("f.position",), partitioned=False)
