"""Who of a list sits on its seats: candidates by their votes, ties named, replacements in the same order."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass


@dataclass(frozen=True)
class Members:
    """The candidates of a list who get its seats, in order; those between whom a tie for the last of them is open.

    `of_open` is how many seats the `tied` share; `vacant` how many seats the list has beyond its candidates.
    """

    elected: tuple[int, ...]
    tied: tuple[int, ...] = ()
    of_open: int = 0
    vacant: int = 0


def members(votes: Mapping[int, int], seats: int, spread: Mapping[int, int] | None = None) -> Members:
    """The candidates, by number, with the most votes of their list in the area, as many as it has seats.

    Equal votes are told apart by the number of parts of the area, as counted by the office, where `spread` gives it for
    all; what stays equal at the last seat stays open. The list's sign is no candidate.

    Source: UU 7/2017, articles 422 and 426.
    """
    if seats < 0 or any(v < 0 for v in votes.values()):
        raise ValueError((votes, seats))
    by = spread if spread is not None and votes.keys() <= spread.keys() else dict.fromkeys(votes, 0)
    order = sorted(votes, key=lambda n: (-votes[n], -by[n], n))
    taken, rest = order[:seats], order[seats:]
    if not taken or not rest:
        return Members(tuple(taken), vacant=max(0, seats - len(order)))
    last = (votes[taken[-1]], by[taken[-1]])
    if (votes[rest[0]], by[rest[0]]) != last:
        return Members(tuple(taken))
    tied = tuple(n for n in order if (votes[n], by[n]) == last)
    clear = tuple(n for n in taken if n not in tied)
    return Members(clear, tied, seats - len(clear))


def replacement(
    votes: Mapping[int, int], elected: Collection[int], gone: Collection[int], spread: Mapping[int, int] | None = None
) -> tuple[int, ...]:
    """The candidate of the same list and area who follows in votes; several where they tie, none where none is left.

    `gone` are those who died, stepped back or may no longer sit, elected or not.

    Source: UU 7/2017, article 426.
    """
    found = members({n: v for n, v in votes.items() if n not in elected and n not in gone}, 1, spread)
    return found.elected or found.tied
