"""`outcome.csv` and `seats.csv`: what the result of a contest means by law, as its page tells it."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from bukti.engine.database import literal
from bukti.evidence.ballots import Contest
from bukti.publish.exports.written import Cells, Export
from bukti.publish.opened import Opened
from bukti.publish.outcomes import Meaning, Seated, meaning
from bukti.vocabulary.contract import ColumnType

OUTCOME: Final[dict[str, ColumnType]] = {
    "selection": "code", "basis": "code", "provisional": "flag", "votes": "integer", "gap": "integer",
    "outcome": "code", "winner_rule": "code", "needed": "integer", "permille": "integer", "threshold": "code",
    "within": "integer",
}  # fmt: skip
SEATS: Final[dict[str, ColumnType]] = {
    "area": "code", "area_seats": "integer", "selection": "code", "basis": "code", "provisional": "flag",
    "votes": "integer", "seats": "integer", "tied": "flag", "fewest": "integer", "most": "integer",
    "open_votes": "integer", "gain": "integer", "lose": "integer",
}  # fmt: skip
Row = tuple[object, ...]


def outcome(asked: Opened, contest: Contest) -> Export:
    """One row per selection in ballot order; none where the votes of the contest are not all known."""
    return _export(OUTCOME, _outcome(meaning(asked, contest)), ("position",))


def seats(asked: Opened, contest: Contest) -> Export | None:
    """One row per list and ballot area, of a contest that shares seats between lists."""
    if not any(area.seats for area in contest.area):
        return None
    return _export(SEATS, [row for a in meaning(asked, contest).areas for row in _seats(a, contest)], ("position",))


def _outcome(found: Meaning) -> list[Row]:
    count, won, over = found.count, found.winner, found.threshold
    if count is None:
        return []
    best = max(count.votes.values())
    rows: list[Row] = []
    for selection in found.contest.selection:
        gap = best - count.votes[selection.id]
        told = _told(found, selection.id)
        limit = f"{over.limit.numerator * 1000 // over.limit.denominator:04d}" if over else ""
        rows.append(
            (
                selection.id,
                count.basis,
                count.provisional,
                count.votes[selection.id],
                gap,
                told,
                won.rule if won else "",
                won.needed if won else None,
                over.permille if over else None,
                f"{limit[:-3]}.{limit[-3:]}" if limit else "",
                (1 if gap <= over.limit else 0) if over and gap else None,
            )
        )
    return rows


def _told(found: Meaning, selection: str) -> str:
    """What the rule of the office makes of a selection; empty where it cannot be told."""
    won = found.winner
    if won is None or won.result == "short":
        return ""
    if selection in won.tied:
        return "tied"
    if selection in won.second_round:
        return "second-round"
    if won.result == "blank" and selection in won.leading:
        return "blank"
    return "elected" if won.result == "elected" and selection == won.leading[0] else "none"


def _seats(found: Seated, contest: Contest) -> list[Row]:
    count, shared = found.count, found.allocation
    if count is None or shared is None:
        return []
    claims = {name for s in shared.open for name in s.claimants}
    rows: list[Row] = []
    for name in (s.id for s in contest.selection):
        span = found.ranges.get(name)
        gains = [m.add for m in found.margins if m.challenger == name]
        losses = [m.lose for m in found.margins if m.holder == name and m.lose is not None]
        rows.append(
            (
                found.area.id,
                found.seats,
                name,
                count.basis,
                count.provisional,
                count.votes[name],
                shared.held.get(name, 0),
                name in claims,
                span.fewest if span else None,
                span.most if span else None,
                count.open.most if count.open else None,
                min(gains, default=None),
                min(losses, default=None),
            )
        )
    return rows


def _export(columns: dict[str, ColumnType], rows: Sequence[Row], order: tuple[str, ...]) -> Export:
    """The rows as SQL values, in their order; a file without rows has its head line."""
    names = ["position", *(f"c{n}" for n in range(len(columns)))]
    nothing = ", ".join(f"{'false' if kind == 'flag' else 'null'} as c{n}" for n, kind in enumerate(columns.values()))
    values = ", ".join(f"({n}, {', '.join(map(_value, row))})" for n, row in enumerate(rows, 1))
    listed = f"(values {values}) o({', '.join(names)})" if rows else f"(select 0 as position, {nothing} where false) o"
    cells = [Cells(name, f"o.c{n}", kind) for n, (name, kind) in enumerate(columns.items())]
    return Export(cells, (), listed, tuple(f"o.{n}" for n in order), partitioned=False)


def _value(value: object) -> str:
    if value is None:
        return "null"
    if isinstance(value, bool):
        return "true" if value else "false"
    return str(value) if isinstance(value, int) else literal(str(value))
