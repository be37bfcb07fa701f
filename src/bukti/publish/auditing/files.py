"""The files of an audit for whoever repeats it: the facts as they are kept, and CSV files of everything.

Of a paper that is not settled nothing is in any CSV file: who types it second must not find the first's figures.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Iterator
from fractions import Fraction
from typing import Final

from bukti.audit.decimals import at_least, nearest
from bukti.audit.progress import Draw
from bukti.audit.record import Audit, texts
from bukti.audit.tickets import ALL, digits, spelled
from bukti.evidence.workspace import Workspace
from bukti.publish.auditing.draws import drawn

PLACES: Final = 12
"""Decimals of shares: a spreadsheet holds fifteen digits."""
P_PLACES: Final = 6
Rows = Iterable[Iterable[object]]


def files(workspace: Workspace, audit: Audit) -> Iterator[tuple[str, bytes]]:
    """Every file of an audit by its name."""
    yield from texts(workspace, audit)
    yield "stations.csv", table(stations(audit))
    yield "draws.csv", table(draws(audit))
    yield "entries.csv", table(entries(audit))
    yield "arlo-manifest.csv", table(arlo_manifest(audit))
    yield "arlo-tallies.csv", table(arlo_tallies(audit))


def table(rows: Rows) -> bytes:
    """A CSV file: UTF-8, LF, quotes only where a text needs them."""
    out = io.StringIO()
    csv.writer(out, lineterminator="\n").writerows(rows)
    return out.getvalue().encode()


def _flag(is_so: bool) -> str:
    return "1" if is_so else "0"


def stations(audit: Audit) -> Rows:
    """What is drawn from: of each station its votes as published, cap, weight, and where its share of 0 to 1 ends."""
    plan, frame = audit.plan, audit.plan.frame
    yield [
        "unit_id",
        "state",
        *plan.selections,
        "cap",
        "cap_kind",
        "cap_raised",
        "bound",
        "weight",
        "ends",
        "share_end",
    ]
    for planned, bound, weight, end in zip(plan.stations, frame.bounds, frame.weights, frame.ends, strict=True):
        yield [
            planned.unit_id, planned.state, *planned.votes, planned.cap.ballots, planned.cap.kind,
            _flag(planned.cap.raised), nearest(bound, PLACES), weight, end,
            nearest(Fraction(end, frame.ends[-1]), PLACES),
        ]  # fmt: skip


def draws(audit: Audit) -> Rows:
    """The draws so far and those that are still needed; figures only of those that P counts."""
    plan, blanks = audit.plan, [""] * len(audit.plan.selections)
    published = [f"published_{s}" for s in plan.selections]
    yield ["draw", "hashed", "sha256", "share", "unit_id", "state", *published,
           *(f"paper_{s}" for s in plan.selections), "taint", "p"]  # fmt: skip
    if audit.seed is None:
        return
    counted = {d.number: d for d in audit.progress.draws}
    for draw in drawn(audit):
        known = counted.get(draw.number)
        station = plan.stations[draw.at]
        votes = [*station.votes] if known else blanks
        paper = [*known.paper.votes] if known and known.paper and known.paper.votes else blanks
        yield [
            draw.number, spelled(audit.seed, draw.number), digits(draw.ticket),
            nearest(Fraction(draw.ticket, ALL), PLACES), station.unit_id, state_of(known or draw), *votes, *paper,
            nearest(known.taint, P_PLACES) if known else "", at_least(known.p, P_PLACES) if known else "",
        ]  # fmt: skip


def state_of(draw: Draw) -> str:
    """How far the paper of a draw has come: `open` where nothing of it was typed."""
    return draw.paper.state if draw.paper else "open"


def entries(audit: Audit) -> Rows:
    """Everything that was typed, in order, of papers that are settled; what others typed before stands beside it."""
    yield ["entry", "time", "role", "unit_id", "missing", *audit.plan.selections]
    for number, one in enumerate(audit.entries, 1):
        if audit.papers[one.unit_id].settled:
            votes = [""] * len(audit.plan.selections) if one.votes is None else [*one.votes]
            yield [number, one.time, one.role, one.unit_id, _flag(one.votes is None), *votes]


def arlo_manifest(audit: Audit) -> Rows:
    """The batches as Arlo takes them, each with its cap: that is what its bounds are made of."""
    yield ["Batch Name", "Number of Ballots"]
    yield from ([s.unit_id, s.cap.ballots] for s in audit.plan.stations)


def arlo_tallies(audit: Audit) -> Rows:
    """The published votes as Arlo takes them, a column a candidate."""
    yield ["Batch Name", *audit.plan.selections]
    yield from ([s.unit_id, *s.votes] for s in audit.plan.stations)


__all__ = ["files", "state_of"]
