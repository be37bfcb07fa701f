"""What people type off the papers of an audit, blind: nothing here tells them what was published."""

from __future__ import annotations

import csv
import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from bukti.audit.record import Audit, entry_fact, put
from bukti.evidence import lock
from bukti.evidence.workspace import Workspace
from bukti.intake.numbers import read_count
from bukti.publish.auditing.draws import by_id, to_fetch
from bukti.publish.signing import clock, moment
from bukti.vocabulary.problems import Place, Problem, Refusal

UNIT: Final = "unit_id"
MISSING: Final = "missing"
YES: Final = "1"
ROLE: Final = re.compile(r"[a-z0-9][a-z0-9-]{0,39}")
"""The sort of a role: a code of an office, so that no name of a person gets into the ledger."""


@dataclass(frozen=True)
class Typed:
    """One paper as somebody typed it: votes by place on the ballot, or None where the sheet was not found."""

    unit_id: str
    votes: tuple[int, ...] | None


def enter(
    workspace: Workspace, audit: Audit, typed: Sequence[Typed], role: str, drawn: int | None = None,
    now: str | None = None,
) -> Audit:  # fmt: skip
    """Each paper typed is a fact beside those before it. All are written or none.

    Raises Refusal with every paper of a station that was not drawn, or where the role is no code.
    """
    with lock.held(workspace.root):
        current = by_id(workspace, audit.id)
        wanted = {*to_fetch(current, drawn)}
        wrong = [] if ROLE.fullmatch(role) else [Problem("AU-ROLE", Place(current.id), role)]
        for one in typed:
            if one.unit_id not in wanted:
                wrong.append(Problem("AU-NOT-DRAWN", Place(current.id), one.unit_id, str(len(wanted))))
        if wrong:
            raise Refusal(wrong)
        facts = [entry_fact(current, one.unit_id, one.votes, role) for one in typed]
        put(workspace, facts, moment(workspace.journal.facts(), now or clock()))
        return by_id(workspace, audit.id)


def counts(audit: Audit, cells: Sequence[str], place: Place) -> tuple[int, ...]:
    """Cells as votes by place on the ballot. Raises Refusal with each that is no count, or where some are missing."""
    selections = audit.plan.selections
    if len(cells) != len(selections):
        raise Refusal([Problem("AU-CELLS", place, str(len(cells)), ", ".join(selections))])
    found = [read_count(cell, None).value for cell in cells]
    wrong = [
        Problem("AU-NO-COUNT", Place(place.file, place.row, selection), cell)
        for selection, cell, n in zip(selections, cells, found, strict=True)
        if n is None
    ]
    if wrong:
        raise Refusal(wrong)
    return tuple(n for n in found if n is not None)


def typed_in(audit: Audit, file: Path) -> list[Typed]:
    """The papers in a CSV file: a column unit_id, one for each selection, and `missing` with 1 where none was found.

    Raises Refusal with every row that is wrong.
    """
    try:
        with file.open(encoding="utf-8-sig", newline="") as lines:
            rows = [*csv.reader(lines, strict=True)]
    except (csv.Error, UnicodeDecodeError) as error:
        raise Refusal([Problem("AU-CSV", Place(file.name), str(error))]) from None
    head = rows[0] if rows else []
    expected = [UNIT, *audit.plan.selections]
    if {*head} - {MISSING} != {*expected} or len({*head}) != len(head) or len(rows) < 2:
        raise Refusal([Problem("AU-COLUMNS", Place(file.name), ", ".join(head) or "–", ", ".join(expected))])
    found: list[Typed] = []
    wrong: list[Problem] = []
    for number, row in enumerate(rows[1:], 2):
        try:
            found += _typed(audit, dict(zip(head, row, strict=False)), row, Place(file.name, number), len(head))
        except Refusal as refusal:
            wrong += refusal.problems
    times = Counter(one.unit_id for one in found)
    wrong += [Problem("AU-TWICE", Place(file.name), unit) for unit, n in sorted(times.items()) if n > 1]
    if wrong:
        raise Refusal(wrong)
    return found


def _typed(audit: Audit, said: dict[str, str], row: Sequence[str], place: Place, width: int) -> Iterator[Typed]:
    if not any(cell.strip() for cell in row):
        return
    if len(row) != width:
        raise Refusal([Problem("AU-CELLS", place, str(len(row)), str(width))])
    cells = [said[s] for s in audit.plan.selections]
    unit, gone = said[UNIT].strip(), said.get(MISSING, "").strip()
    if gone and (gone != YES or any(cell.strip() for cell in cells)):
        raise Refusal([Problem("AU-MISSING", place, gone)])
    yield Typed(unit, None if gone else counts(audit, cells, place))


__all__ = ["MISSING", "ROLE", "Typed", "counts", "enter", "typed_in"]
