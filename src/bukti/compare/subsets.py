"""Which stations' differences add up to a gap in every vote column: pure arithmetic on vectors of whole numbers."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from itertools import combinations

Vector = tuple[int, ...]

MOST_STATIONS = 20
MOST_SETS = 5


def total(vectors: Sequence[Vector], width: int) -> Vector:
    """The sum of the vectors, column by column."""
    return tuple(sum(v[i] for v in vectors) for i in range(width))


def smallest_sets(shifts: Mapping[str, Vector], gap: Vector, most: int = MOST_SETS) -> list[tuple[str, ...]]:
    """The smallest sets of names whose shifts add up to the gap in every column, at most `most` of one size.

    Smallest first; the empty list where no set does. Two halves meet in the middle, so 20 names cost some thousand
    sums, not a million.
    """
    names = sorted(shifts)
    middle = len(names) // 2
    left, right = _sums(names[:middle], shifts, len(gap)), _sums(names[middle:], shifts, len(gap))
    by_sum: dict[Vector, list[tuple[str, ...]]] = {}
    for chosen, summed in right:
        by_sum.setdefault(summed, []).append(chosen)
    found: list[tuple[str, ...]] = []
    for chosen, summed in left:
        rest = tuple(g - s for g, s in zip(gap, summed, strict=True))
        found += [chosen + other for other in by_sum.get(rest, [])]
    found = [f for f in found if f]
    if not found:
        return []
    size = min(map(len, found))
    return sorted(f for f in found if len(f) == size)[:most]


def _sums(names: Sequence[str], shifts: Mapping[str, Vector], width: int) -> list[tuple[tuple[str, ...], Vector]]:
    return [
        (chosen, total([shifts[n] for n in chosen], width))
        for size in range(len(names) + 1)
        for chosen in combinations(names, size)
    ]


def cycles(counted: Mapping[str, Vector], declared: Mapping[str, Vector]) -> list[tuple[str, ...]]:
    """Circles of units where each one's counted figures are the next one's declared ones, and not its own.

    Units whose figures another one shares are left out: nothing could be said of them.
    """
    differing = {u for u in counted if u in declared and counted[u] != declared[u]}
    holders: dict[Vector, list[str]] = {}
    for unit in sorted(differing):
        holders.setdefault(declared[unit], []).append(unit)
    following = {u: holders[counted[u]][0] for u in differing if len(holders.get(counted[u], [])) == 1}
    found: list[tuple[str, ...]] = []
    seen: set[str] = set()
    for start in sorted(following):
        path: list[str] = []
        unit = start
        while unit in following and unit not in seen and unit not in path:
            path.append(unit)
            unit = following[unit]
        if path and unit == start:
            found.append(tuple(path))
        seen.update(path)
    return found
