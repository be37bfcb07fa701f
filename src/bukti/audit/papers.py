"""What the papers of stations say, from all that people typed: nothing is overwritten, and two may have to agree."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Literal

State = Literal["read", "missing", "one", "differ"]


@dataclass(frozen=True)
class Entry:
    """What one person typed off one paper: votes by place on the ballot, or None where the sheet was not found."""

    unit_id: str
    votes: tuple[int, ...] | None
    role: str
    time: str


@dataclass(frozen=True)
class Paper:
    """A station's paper so far: read, not found, typed by one of two persons, or typed differently by them."""

    state: State
    votes: tuple[int, ...] | None = None

    @property
    def settled(self) -> bool:
        """Whether it can be compared."""
        return self.state in ("read", "missing")


def papers(entries: Iterable[Entry], two: bool) -> dict[str, Paper]:
    """The paper of each station of which something was typed, by unit.

    A role's last entry is its word. With `two` a figure stands when two roles typed the same, and more than typed any
    other; else the last entry of all stands.
    """
    words: dict[str, dict[str, tuple[int, ...] | None]] = {}
    for entry in entries:
        of_unit = words.setdefault(entry.unit_id, {})
        of_unit.pop(entry.role, None)
        of_unit[entry.role] = entry.votes
    return {unit: _two(said) if two else _settled([*said.values()][-1]) for unit, said in words.items()}


def _two(said: Mapping[str, tuple[int, ...] | None]) -> Paper:
    if len(said) < 2:
        return Paper("one")
    votes = [*said.values()]
    counted = sorted(((votes.count(v), v) for v in {*votes}), key=lambda pair: -pair[0])
    first, *others = counted
    if first[0] < 2 or (others and others[0][0] == first[0]):
        return Paper("differ")
    return _settled(first[1])


def _settled(votes: tuple[int, ...] | None) -> Paper:
    return Paper("missing") if votes is None else Paper("read", votes)


__all__ = ["Entry", "Paper", "State", "papers"]
