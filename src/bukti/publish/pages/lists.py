"""The candidates of lists as tables: for each ballot area and party what was counted, and what was declared."""

from __future__ import annotations

from bukti.evidence.configuration import BallotArea, Selection
from bukti.publish.pages.here import Context, Here, Unit
from bukti.publish.pages.loaded import Loaded, Row
from bukti.publish.pages.markup import NOTHING, html, name
from bukti.vocabulary.list_tables import candidate_id

Figures = dict[str, Row]


def lists(here: Here, loaded: Loaded, unit: Unit) -> list[Context]:
    """A table for each ballot area of which the unit has some reading; none where the contest has no lists."""
    counted, declared = (loaded.lists.get((unit.unit_id, basis), {}) for basis in ("counted", "declared"))
    return [
        _area(here, area, counted, declared)
        for area in here.ballot.area
        if any(candidate_id(area.id, party, 1) in {**counted, **declared} for party in area.candidates)
    ]


def _area(here: Here, area: BallotArea, counted: Figures, declared: Figures) -> Context:
    """The area's table. Votes for a party alone stand in it only where the contest has no other area."""
    parties = [s for s in here.ballot.selection if area.candidates.get(s.id)]
    first = 0 if len(here.ballot.area) == 1 or _is_alone(here, area, counted, declared) else 1
    return {
        "id": f"list-{area.id}",
        "title": here.labels.titles(area.title),
        "declared": bool(declared),
        "parties": [
            {"name": name(p.name), "rows": [_row(here, area, p, n, counted, declared) for n in _places(area, p, first)]}
            for p in parties
        ],
    }


def _is_alone(here: Here, area: BallotArea, counted: Figures, declared: Figures) -> bool:
    """Whether no other area's candidates have figures here, so that a party's own votes are those of this area."""
    known = {**counted, **declared}
    others = [a for a in here.ballot.area if a.id != area.id]
    return not any(candidate_id(a.id, party, 1) in known for a in others for party in a.candidates)


def _places(area: BallotArea, party: Selection, first: int) -> range:
    return range(first, len(area.candidates[party.id]) + 1)


def _row(here: Here, area: BallotArea, party: Selection, n: int, counted: Figures, declared: Figures) -> Context:
    selection = candidate_id(area.id, party.id, n)
    found, stated = counted.get(selection), declared.get(selection)
    return {
        "number": html(here.labels.number(n)) if n else NOTHING,
        "name": name(area.candidates[party.id][n - 1]) if n else here.say("lists.alone"),
        "counted": _figure(here, found),
        "declared": _figure(here, stated),
        "unknown": here.count("lists.unknown", found["unknown"]) if found and found["unknown"] else NOTHING,
        "held": here.count("lists.held", found["held"]) if found and found["held"] else NOTHING,
    }


def _figure(here: Here, row: Row | None) -> str | None:
    return None if row is None or row["votes"] is None else here.labels.number(row["votes"])
