"""What claims could do to the seats of the ballot area that they are about."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass

from bukti.disputes.effects import Effect
from bukti.disputes.seats_at_stake import SeatsAtStake, seats_at_stake
from bukti.engine.database import literal
from bukti.evidence.ballots import BallotArea, Contest
from bukti.outcome.law import for_office, outcome_law
from bukti.publish.opened import Opened
from bukti.vocabulary.offices import COUNCILS


@dataclass(frozen=True)
class SeatsView:
    """The area that a claim is about, and whether its seats could move."""

    area: BallotArea
    found: SeatsAtStake


class Seats:
    """The seats of one contest's areas, where its office, its areas and their seats are declared."""

    def __init__(self, opened: Opened, contest: Contest) -> None:
        """Nothing is asked yet."""
        self.opened, self.contest = opened, contest

    def of(self, unit_ids: Iterable[str], effect_on: Callable[[tuple[int, ...]], Effect | None]) -> SeatsView | None:
        """Whether what is claimed at some units of one area could move a seat there.

        None where the contest is for no council, where seats need a national share, where the units lie in several
        areas, or where the votes of the area are not known.
        """
        office = self.contest.office
        if office not in COUNCILS or not unit_ids:
            return None
        law = for_office(outcome_law().seats, office, self.opened.terms.day)
        areas = [a for a in self.contest.area if any(self._lies_in(u, a) for u in unit_ids)]
        if law.permille is not None or len(areas) != 1 or not areas[0].seats:
            return None
        votes = self._votes(areas[0])
        found = effect_on(votes) if votes else None
        if votes is None or found is None:
            return None
        ids = [s.id for s in self.contest.selection]
        changes = dict(zip(ids, found.changes, strict=True))
        own = dict(zip(ids, votes, strict=True))
        return SeatsView(areas[0], seats_at_stake(own, areas[0].seats, law.method, changes))

    def _units(self, area: BallotArea) -> list[str]:
        """The units of an area; of the only area the one in which the contest is held."""
        units = self.opened.terms.configuration.units
        if area.units and units is not None:
            return [f"{units.scheme}:{code}" for code in area.units]
        self.opened.show(["contest"])
        return [r["scope"] for r in self.opened.rows("select scope from contest where contest = ?", self.contest.id)]

    def _lies_in(self, unit_id: str, area: BallotArea) -> bool:
        self.opened.show(["unit_path"])
        listed = ", ".join(map(literal, self._units(area))) or "''"
        sql = f"select 1 from unit_path where unit_id = ? and ancestor_id in ({listed})"
        return bool(self.opened.rows(sql, unit_id.partition("/")[0]))

    def _votes(self, area: BallotArea) -> tuple[int, ...] | None:
        """The area's votes: declared where they are of all its units, else counted; None where neither is known."""
        self.opened.show(["tally"])
        columns = self.opened.terms.shape.votes[: len(self.contest.selection)]
        units = self._units(area)
        listed = ", ".join(map(literal, units)) or "''"
        for basis in ("declared", "counted"):
            sql = f"select * from tally where contest = ? and basis = ? and unit_id in ({listed})"
            rows = self.opened.rows(sql, self.contest.id, basis)
            if len(rows) == len(units) and all(r[v] is not None for r in rows for v in columns):
                return tuple(sum(r[v] for r in rows) for v in columns)
        return None
