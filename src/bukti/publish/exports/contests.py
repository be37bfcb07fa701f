"""`contests.csv`: each contest's gap, whether it may be disputed, and whether what is out could change who leads."""

from __future__ import annotations

from typing import Any, Final

from bukti.disputes.matters import NOT_KNOWN
from bukti.engine.database import create
from bukti.publish.exports.written import Cells, Export
from bukti.publish.leading import Leading, leadings
from bukti.publish.opened import Opened
from bukti.vocabulary.contract import SQL_TYPES, ColumnType

TEXTS: Final[ColumnType] = "text"
COLUMNS: Final[dict[str, ColumnType]] = {
    "contest": TEXTS, "office": TEXTS, "population": "integer", "basis": TEXTS, "valid_votes": "integer",
    "first": TEXTS, "second": TEXTS, "gap": "integer", "permille_least": "integer", "permille_most": "integer",
    "threshold_nearest": "integer", "may_be_disputed": TEXTS, "stations_in": "integer", "stations_expected": "integer",
    "stations_out": "integer", "most_out": "integer", "could_change": TEXTS,
}  # fmt: skip


def contests(_: Opened) -> Export:
    """One row per contest that has a result where it is held, by its id."""
    columns = [Cells(name, f"c.{name}", type_) for name, type_ in COLUMNS.items()]
    return Export(columns, (), "contest_leading c", ("c.contest",), partitioned=False, prepare=_prepare)


def _prepare(asked: Opened) -> None:
    """The temporary table that the rows come from: what a contest's figures mean is worked out in whole numbers."""
    found = leadings(asked, asked.terms.configuration.contest)
    columns = ", ".join(f"{name} {SQL_TYPES[type_]}" for name, type_ in COLUMNS.items())
    create(asked.built.connection, "contest_leading", columns, [_row(one) for one in found.values()])


def _row(one: Leading) -> tuple[Any, ...]:
    selections, out = one.contest.selection, one.out
    population, permille = one.contest.population, one.permille
    return (
        one.contest.id,
        one.contest.office or "",
        population.people if population else None,
        one.basis,
        one.valid,
        selections[one.first].id,
        selections[one.second].id,
        one.gap,
        permille[0] if permille else None,
        permille[-1] if permille else None,
        one.threshold.nearest if one.threshold else None,
        one.within,
        one.inside,
        one.expected,
        out.stations if out else None,
        out.most if out and not out.unbounded else None,
        one.matters.answer if one.matters else NOT_KNOWN,
    )


__all__ = ["contests"]
