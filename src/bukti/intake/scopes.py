"""Where each contest is held: the whole unit table, or one unit of it and what lies below."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence

from bukti.evidence.terms import Terms
from bukti.evidence.workspace import CONFIGURATION
from bukti.intake.units import ABOVE, Unit
from bukti.vocabulary.problems import Place, Problem, Refusal
from bukti.vocabulary.roles import nearest

HELD = "contest varchar, area varchar, unit_id varchar"
SHOWN = 20


def scopes(terms: Terms, units: Sequence[Unit]) -> dict[str, str]:
    """For each contest the unit in which it is held. Raises Refusal with the scopes that are not in the unit table."""
    by_code = {u.code: u.unit_id for u in units if u.level != "station"}
    missing = [c for c in terms.configuration.contest if c.scope is not None and c.scope not in by_code]
    if missing:
        told = [
            Problem("CF-SCOPE-UNKNOWN", Place(CONFIGURATION, 0, f"contest {c.id}"), c.scope or "", near)
            for c in missing[:SHOWN]
            for near in [nearest(c.scope or "", _alike(c.scope or "", by_code))]
        ]
        more = len(missing) - SHOWN
        raise Refusal(
            [*told, *([Problem("IN-MORE-OF-THIS", Place(), str(more), "CF-SCOPE-UNKNOWN")] if more > 0 else [])]
        )
    return {c.id: units[0].unit_id if c.scope is None else by_code[c.scope] for c in terms.configuration.contest}


def _alike(code: str, known: Mapping[str, str]) -> list[str]:
    """The codes as long as this one that begin as it does, so that looking for the nearest takes no time."""
    return [k for k in known if len(k) == len(code) and k[:1] == code[:1]][:5000] or sorted(known)[:20]


def held_rows(terms: Terms, units: Sequence[Unit], scopes: Mapping[str, str]) -> Iterator[tuple[str, str, str]]:
    """For each contest with a scope of its own the areas in which it is held, and its units where it has not them all.

    A regency below the scope is held whole: its unit is empty. Above regencies, and where the scope lies inside a
    regency, each unit stands by itself.
    """
    by_scope: dict[str, list[str]] = defaultdict(list)
    for contest in terms.configuration.contest:
        if contest.scope is not None:
            by_scope[scopes[contest.id]].append(contest.id)
    parents = {u.unit_id: u.parent_id for u in units if u.level != "station"}
    for unit in units:
        if unit.level == "station" or not by_scope:
            continue
        at: str | None = unit.unit_id
        while at:
            for contest_id in by_scope.get(at, ()):
                if unit.area == unit.unit_id:
                    yield contest_id, unit.area, ""
                elif unit.area == ABOVE or not _lies_in(unit.area, at, parents):
                    yield contest_id, unit.area, unit.unit_id
            at = parents.get(at)


def _lies_in(unit: str, scope: str, parents: Mapping[str, str | None]) -> bool:
    at: str | None = unit
    while at and at != scope:
        at = parents.get(at)
    return at == scope
