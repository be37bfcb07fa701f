"""How far an audit has come: P after every draw whose paper was read, and what to do now."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from fractions import Fraction
from itertools import islice
from typing import Literal

from bukti.audit.assertion import untrue
from bukti.audit.frame import Frame
from bukti.audit.papers import Paper
from bukti.audit.risk import draws_needed, grown
from bukti.audit.tickets import draws

Conclusion = Literal["stop", "go-on", "find", "full-count", "borne-out", "not-borne-out"]


@dataclass(frozen=True)
class Draw:
    """One draw: its number and ticket, the station, and once it is compared the taint, the wealth and P after it."""

    number: int
    ticket: int
    at: int
    paper: Paper | None
    taint: Fraction = Fraction(0)
    wealth: Fraction = Fraction(1)
    p: Fraction = Fraction(1)


@dataclass(frozen=True)
class Progress:
    """Every draw that P counts, and the conclusion; `more` draws are needed if all their papers agree.

    `totals` are the votes of the papers, once every station's was read.
    """

    draws: tuple[Draw, ...]
    conclusion: Conclusion
    more: int
    p: Fraction
    totals: tuple[int, ...] | None = None


def progress(frame: Frame, seed: str | None, papers: Mapping[str, Paper], limit: Fraction, share: Fraction) -> Progress:
    """The draws of an audit so far, and what its rule says of them.

    P counts draws in their order, up to the first whose paper is not read; so nobody can choose which papers count. A
    sheet that was not found forbids stopping. Without a seed every station's paper is compared.
    """
    compared = [*_compared(frame, seed, papers, limit, share)] if seed else []
    held, p = (compared[-1].wealth, compared[-1].p) if compared else (Fraction(1), Fraction(1))
    totals = _totals(frame, papers)
    more = draws_needed(frame.total, limit, share, held) if held and p > limit else 0
    if any(paper.state == "missing" for paper in papers.values()):
        conclusion: Conclusion = "find"
    elif seed and p <= limit:
        conclusion = "stop"
    elif totals is not None:
        conclusion = "not-borne-out" if untrue(frame.assertions, totals) else "borne-out"
    elif not seed or not held or len(compared) + more > len(frame.stations):
        conclusion = "full-count"
    else:
        conclusion = "go-on"
    return Progress(tuple(compared), conclusion, more, p, totals)


def asked(frame: Frame, seed: str, papers: Mapping[str, Paper], number: int) -> list[Draw]:
    """The first draws of a seed, so many, with the papers of their stations as they are now."""
    found = islice(draws(frame, seed), number)
    return [Draw(n, value, at, papers.get(frame.stations[at].unit_id)) for n, (value, at) in enumerate(found, 1)]


def _compared(frame: Frame, seed: str, papers: Mapping[str, Paper], limit: Fraction, share: Fraction) -> Iterator[Draw]:
    """Each draw whose paper is settled, in order, until P is at the limit, the wealth is lost or all was drawn."""
    mean = 1 - 1 / frame.total
    held = p = Fraction(1)
    for number, (value, at) in enumerate(draws(frame, seed), 1):
        paper = papers.get(frame.stations[at].unit_id)
        over = p <= limit or not held or number > len(frame.stations)
        if paper is None or not paper.settled or over:
            return
        taint = frame.taint(at, paper.votes)
        held = grown(held, 1 - taint, mean, share / mean)
        p = min(p, 1 / held) if held else p
        yield Draw(number, value, at, paper, taint, held, p)


def _totals(frame: Frame, papers: Mapping[str, Paper]) -> tuple[int, ...] | None:
    """The votes of all papers; None where one of them was not read."""
    found = [papers.get(s.unit_id) for s in frame.stations]
    votes = [paper.votes for paper in found if paper is not None and paper.votes is not None]
    return tuple(map(sum, zip(*votes, strict=True))) if len(votes) == len(found) else None


__all__ = ["Conclusion", "Draw", "Progress", "asked", "progress"]
