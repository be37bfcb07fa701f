"""How many seats a list can still get or lose while votes are unknown: exact bounds, no estimate."""

from __future__ import annotations

from dataclasses import dataclass

from bukti.outcome.seats import Method, Votes


@dataclass(frozen=True)
class SeatRange:
    """The fewest and the most seats that a list can end with, however the unknown votes fall."""

    selection: str
    fewest: int
    most: int


def seat_range(votes: Votes, seats: int, unknown: int, method: Method) -> tuple[SeatRange, ...]:
    """For each list its seats if none, and if all, of at most `unknown` more votes were its own.

    Unknown votes may go to any list or to none. A tie counts against the list in `fewest` and for it in `most`, so that
    every rule for ties, and the lot, stays inside. Raises ValueError for a count below 0.
    """
    if min(seats, unknown, *votes.values(), 0) < 0:
        raise ValueError((votes, seats, unknown))
    return tuple(
        SeatRange(name, _fewest(votes, name, seats, unknown, method), _most(votes, name, seats, unknown, method))
        for name in votes
    )


def _most(votes: Votes, name: str, seats: int, unknown: int, method: Method) -> int:
    """The seats of a list that gets every unknown vote and wins every tie."""
    own = votes[name] + unknown
    rivals = [v for other, v in votes.items() if other != name]
    return max((k for k in range(1, seats + 1) if own and _ahead(rivals, own, k, method) + k <= seats), default=0)


def _ahead(rivals: list[int], own: int, k: int, method: Method) -> int:
    """How many quotients of rivals are larger than that of the list's k-th seat."""
    largest = [-(-v * method.divisor(k) // own) - 1 for v in rivals]  # the largest divisor that still is
    return sum((e - method.first) // method.step + 1 for e in largest if e >= method.first)


def _fewest(votes: Votes, name: str, seats: int, unknown: int, method: Method) -> int:
    """The seats of a list that gets no unknown vote and loses every tie."""
    kept = 0
    while kept < seats and _cost(votes, name, seats, kept + 1, method) > unknown:
        kept += 1
    return kept


def _cost(votes: Votes, name: str, seats: int, k: int, method: Method) -> int:
    """The fewest votes with which rivals keep a list from its k-th seat: as many quotients as remain have to reach it.

    Rival by rival, the fewest votes for each number of quotients. Taking the cheapest next quotient each time would be
    off by a vote now and then, since whole votes make the steps uneven.
    """
    own, d = votes[name], method.divisor(k)
    if own == 0:
        return 0
    wanted = seats - k + 1
    needed = [0, *(-(-own * method.divisor(m) // d) for m in range(1, wanted + 1))]
    best = [0] + [own * method.divisor(seats) * (len(votes) + 1)] * wanted
    for v in (v for other, v in votes.items() if other != name):
        costs = [max(0, n - v) for n in needed]
        best = [min(best[t - m] + costs[m] for m in range(t + 1)) for t in range(wanted + 1)]
    return best[wanted]
