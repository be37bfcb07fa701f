"""Which decisions a ruling asks for: what can be decided now, and what waits for a paper or changes no figure.

"Annul as far as stations X, vote again, add to the rest" needs no arithmetic of its own: stations of which the new
paper is not there yet are void, the others count by the new paper, and the sums above follow.

Source: law.md 3.4 (pattern of the orders of 24 February 2025: the decision is cancelled only as far as the listed
stations, the votes of the re-vote are added to those that were not cancelled).
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from typing import Final, Literal

from bukti.evidence.case import Order
from bukti.evidence.decision import Effect, SetField

Why = Literal["no-paper-yet", "void-until-paper", "new-sheet", "no-figure", "not-named"]
AGAIN: Final[dict[str, Effect]] = {"re-vote": "re-vote", "recount": "recount"}


@dataclass(frozen=True)
class Draft:
    """A decision that an order asks for; `order` is the place of the order in the ruling, from 1."""

    order: int
    effect: Effect
    units: tuple[str, ...]
    number: int | None = None
    set: tuple[SetField, ...] = ()


@dataclass(frozen=True)
class Waiting:
    """What an order leaves open, and why: the paper is not there yet, or no decision changes anything."""

    order: int
    kind: str
    units: tuple[str, ...]
    why: Why


def drafts(orders: Sequence[Order], papers: Collection[tuple[str, str, int]]) -> list[Draft | Waiting]:
    """What each order asks for now, in the order of the ruling.

    `papers` are the new papers that are there, each as unit, `re-vote` or `recount`, and number.
    """
    return [one for place, order in enumerate(orders, 1) for one in _of(place, order, papers)]


def _of(place: int, order: Order, papers: Collection[tuple[str, str, int]]) -> Iterator[Draft | Waiting]:
    if order.stations is not None:
        yield Waiting(place, order.kind, (), "not-named")
    elif order.kind == "annul":
        yield Draft(place, "void-unit", order.units)
    elif order.kind == "set-figures":
        yield Draft(place, "set-field", order.units, set=order.set)
    elif order.kind in AGAIN:
        yield from _again(place, order, papers)
    else:
        yield Waiting(place, order.kind, order.units, "new-sheet" if order.kind == "re-recap" else "no-figure")


def _again(place: int, order: Order, papers: Collection[tuple[str, str, int]]) -> Iterator[Draft | Waiting]:
    """A re-vote or recount: by its paper where that is there; until then a re-vote leaves nothing that counts."""
    number = order.number or 1
    there = tuple(u for u in order.units if (u, order.kind, number) in papers)
    rest = tuple(u for u in order.units if u not in there)
    if there:
        yield Draft(place, AGAIN[order.kind], there, number)
    if rest and order.kind == "re-vote":
        yield Draft(place, "void-unit", rest)
        yield Waiting(place, order.kind, rest, "void-until-paper")
    elif rest:
        yield Waiting(place, order.kind, rest, "no-paper-yet")
