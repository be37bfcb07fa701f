"""The plan of an audit, as a fact: everything that the draw and the rule depend on, fixed before any seed is thrown."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass, field
from fractions import Fraction
from functools import cached_property
from typing import Any, Final

from bukti.audit.assertion import Assertion
from bukti.audit.caps import Cap
from bukti.audit.frame import Frame, Station
from bukti.audit.risk import SHARES, Method, draws_needed

HUNDRED: Final = 100


@dataclass(frozen=True)
class Planned:
    """A station as published: its state, its votes by place on the ballot (0 where none count), its cap."""

    unit_id: str
    state: str
    votes: tuple[int, ...]
    cap: Cap

    @property
    def station(self) -> Station:
        return Station(self.unit_id, self.votes, self.cap.ballots)


@dataclass(frozen=True)
class Plan:
    """What is audited and by which rule.

    `publication` and `manifest` name what was published, `limit` is the risk limit in percent, `two` says that two
    persons type each paper, `selections` are ids in ballot order, `listed` whether every station is known.
    """

    contest: str
    area: str
    publication: int
    manifest: str
    limit: int
    method: Method
    two: bool
    seats: int | None
    listed: bool
    selections: tuple[str, ...]
    assertions: tuple[Assertion, ...]
    stations: tuple[Planned, ...] = field(repr=False)

    @cached_property
    def frame(self) -> Frame:
        return Frame(tuple(s.station for s in self.stations), self.assertions)

    @property
    def risk(self) -> Fraction:
        """The risk limit as a share."""
        return Fraction(self.limit, HUNDRED)

    @property
    def share(self) -> Fraction:
        return SHARES[self.method]

    @cached_property
    def draws(self) -> int:
        """How many draws it takes if every paper agrees."""
        return draws_needed(self.frame.total, self.risk, self.share)

    @property
    def is_full(self) -> bool:
        """Whether so many draws are no sample any more: all papers are compared."""
        return self.draws > len(self.stations)

    @property
    def caps(self) -> dict[str, int]:
        """How many stations have a cap of each kind, and how many had to be raised to what was published."""
        found: dict[str, int] = {}
        for station in self.stations:
            found[station.cap.kind] = found.get(station.cap.kind, 0) + 1
        return found

    @property
    def text(self) -> bytes:
        """The plan as it is kept: JSON, a station a line, the same bytes for the same plan."""
        head = {
            "contest": self.contest, "area": self.area, "publication": self.publication, "manifest": self.manifest,
            "limit": self.limit, "method": self.method, "two": self.two, "seats": self.seats, "listed": self.listed,
            "selections": list(self.selections), "assertions": [_spelled(a) for a in self.assertions],
        }  # fmt: skip
        rows = [[s.unit_id, s.state, list(s.votes), s.cap.kind, s.cap.ballots, s.cap.raised] for s in self.stations]
        lines = ",\n".join(_json(row) for row in rows)
        return (_json(head)[:-1] + ',"stations":[\n' + lines + "\n]}\n").encode()


def read(content: bytes) -> Plan:
    """The plan in bytes that `Plan.text` gave."""
    said: dict[str, Any] = json.loads(content)
    return Plan(
        said["contest"], said["area"], said["publication"], said["manifest"], said["limit"], said["method"],
        said["two"], said["seats"], said["listed"], tuple(said["selections"]),
        tuple(Assertion(kind, tuple(ahead), tuple(behind), held, after)
              for kind, ahead, behind, held, after in said["assertions"]),
        tuple(Planned(unit, state, tuple(votes), Cap(kind, ballots, raised))
              for unit, state, votes, kind, ballots, raised in said["stations"]),
    )  # fmt: skip


def _spelled(assertion: Assertion) -> Sequence[object]:
    a = assertion
    return [a.kind, list(a.ahead), list(a.behind), a.held, a.next]


def _json(value: object) -> str:
    return json.dumps(value, separators=(",", ":"), ensure_ascii=False)


__all__ = ["Plan", "Planned", "read"]
