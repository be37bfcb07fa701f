"""Whether claims could move a seat of a council: the quotients of its area, held against what the claims can change.

No seat moves as long as no list's next quotient reaches the last quotient of a list that holds a seat. With the fewest
votes that the claims leave the one and the most that they give the other this is a bound: it is never too narrow.

Source: methods.md 1 (pairs of holder and challenger, compared crosswise).
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from bukti.disputes.effects import Answer, Range
from bukti.outcome.seats import Method, allocate


@dataclass(frozen=True)
class SeatsAtStake:
    """The answer; `gives` and `takes` are lists between which a seat moves or could move, where it is known which."""

    answer: Answer
    gives: str = ""
    takes: str = ""


def seats_at_stake(votes: Mapping[str, int], seats: int, method: Method, changes: Mapping[str, Range]) -> SeatsAtStake:
    """Whether the seats of an area are held otherwise if each list's votes change as the claims allow.

    Exact changes give `never` or `certain`. A tie that no rule settles, before or after, is a change.
    """
    now = allocate(votes, seats, method)
    if all(change.exact is not None for change in changes.values()):
        after = {s: v + (changes[s].exact or 0) if s in changes else v for s, v in votes.items()}
        then = allocate({s: max(0, v) for s, v in after.items()}, seats, method)
        moved = {s: then.held[s] - now.held[s] for s in votes}
        if not any(moved.values()) and not then.open:
            return SeatsAtStake("never")
        gives, takes = min(moved, key=lambda s: moved[s]), max(moved, key=lambda s: moved[s])
        return SeatsAtStake("certain", gives if moved[gives] < 0 else "", takes if moved[takes] > 0 else "")
    if any(change.least is None or change.most is None for change in changes.values()):
        return SeatsAtStake("not-known")
    if now.open:
        return SeatsAtStake("only-if")
    low = {s: max(0, v + (changes[s].least or 0)) if s in changes else v for s, v in votes.items()}
    high = {s: max(0, v + (changes[s].most or 0)) if s in changes else v for s, v in votes.items()}
    for holder in (s for s in votes if now.held[s]):
        for other in (s for s in votes if s != holder):
            d, e = method.divisor(now.held[holder]), method.divisor(now.held[other] + 1)
            if low[holder] * e <= high[other] * d:
                return SeatsAtStake("only-if", holder, other)
    return SeatsAtStake("never")
