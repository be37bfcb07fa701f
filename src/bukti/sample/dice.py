"""Chance that falls the same way on every machine and under every version of Python."""

from __future__ import annotations

import random
from collections.abc import Sequence
from typing import TypeVar

T = TypeVar("T")


class Dice:
    """Draws that depend on the name alone.

    Only `random()` is used, whose sequence is promised never to change, and only arithmetic that is exact.
    """

    def __init__(self, *name: object) -> None:
        self._source = random.Random("/".join(str(part) for part in name))

    def below(self, n: int) -> int:
        """A whole number from 0 up to n - 1, each as likely as the others."""
        return int(self._source.random() * n)

    def between(self, low: int, high: int) -> int:
        """A whole number from low to high, both included, each as likely as the others."""
        return low + self.below(high - low + 1)

    def around_middle(self, low: int, high: int) -> int:
        """A whole number from low to high, the middle likelier than the ends."""
        return (self.between(low, high) + self.between(low, high) + self.between(low, high)) // 3

    def often_none(self, most: int) -> int:
        """A whole number from 0 to most, the small likelier than the large."""
        return min(self.below(most + 1), self.below(most + 1))

    def pick(self, items: Sequence[T]) -> T:
        """One of the items."""
        return items[self.below(len(items))]

    def shuffled(self, items: Sequence[T]) -> list[T]:
        """All the items in another order."""
        mixed = list(items)
        for last in range(len(mixed) - 1, 0, -1):
            other = self.below(last + 1)
            mixed[last], mixed[other] = mixed[other], mixed[last]
        return mixed

    def split(self, total: int, parts: int, low: int, high: int) -> list[int]:
        """Parts that add up to the total, none under low or over high."""
        if not low * parts <= total <= high * parts:
            raise ValueError(f"{total} cannot be {parts} parts of {low} to {high}")
        weights = [self.between(1, 100) for _ in range(parts)]
        rest = total - low * parts
        sizes = [min(high, low + rest * weight // sum(weights)) for weight in weights]
        while (left := total - sum(sizes)) > 0:
            room = [at for at, size in enumerate(sizes) if size < high]
            for at in self.shuffled(room)[:left]:
                sizes[at] += 1
        return sizes
