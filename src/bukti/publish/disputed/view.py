"""A case as the tables have it: each claim with what counts now, what it could do, and what was decided since."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from typing import Final

from bukti.disputes.effects import Claimed, Effect, Kind, Place, effect
from bukti.evidence.ballots import Contest
from bukti.evidence.case import Case, Claim
from bukti.evidence.cases import TakenCase
from bukti.outcome.threshold import Threshold, threshold
from bukti.publish.cases import selection_named
from bukti.publish.disputed.now import UnitNow, limit_of, now_of
from bukti.publish.disputed.seats import Seats, SeatsView
from bukti.publish.lookup import Named, Units, column_named
from bukti.publish.opened import Opened, Row
from bukti.vocabulary.roles import Role

GRANTED: Final[dict[str, Kind]] = {"re-vote": "re-vote", "annul": "annul", "recount": "recount"}
"""What is asked for that changes votes by itself, beside figures; what stands first takes in the rest."""


@dataclass(frozen=True)
class FigureView:
    """A figure that a claim is about: its column, what counts now, what the sheet is said to say, what is claimed."""

    column: str
    stands: int | None
    written: int | None
    claimed: int


@dataclass(frozen=True)
class ClaimView:
    """A claim with its units as they count now; what it could do if true, and if what it asks for were granted.

    `if_granted` is None where nothing is asked for that goes beyond the claim itself. The seats are those of the ballot
    area that the claim is about, where a council is elected and its seats are declared.
    """

    claim: Claim
    units: tuple[UnitNow, ...]
    figures: tuple[FigureView, ...]
    if_true: Effect | None
    if_granted: Effect | None
    seats_if_true: SeatsView | None = None
    seats_if_granted: SeatsView | None = None


@dataclass(frozen=True)
class CaseView:
    """A case with its contest's result now, its claims singly and together, and the decisions that belong to it.

    `votes` is None where the result is not known; `petitioner` is a place on the ballot. `limit` is the threshold of
    article 158 for the gap of the petitioner, where the contest says what office and how many people it is for.
    """

    taken: TakenCase
    contest: Contest
    basis: str
    votes: tuple[int, ...] | None
    petitioner: int | None
    claims: tuple[ClaimView, ...]
    together: Effect | None
    together_granted: Effect | None
    limit: Threshold | None
    decisions: tuple[Row, ...]

    @property
    def id(self) -> str:
        return self.taken.id

    @property
    def case(self) -> Case:
        return self.taken.written.case

    @property
    def first(self) -> int | None:
        """Who leads now, as a place on the ballot."""
        return max(range(len(self.votes)), key=lambda n: (self.votes[n], -n)) if self.votes else None  # type: ignore[index]

    @property
    def second(self) -> int | None:
        """Who is to be passed or to pass: the petitioner where it does not lead, else the next."""
        if not self.votes or len(self.votes) < 2:
            return None
        if self.petitioner is not None and self.petitioner != self.first:
            return self.petitioner
        rest = [n for n in range(len(self.votes)) if n != self.first]
        return max(rest, key=lambda n: (self.votes[n], -n))  # type: ignore[index]

    @property
    def gap(self) -> int | None:
        """By how many votes the first is ahead of the second."""
        if not self.votes or self.first is None or self.second is None:
            return None
        return self.votes[self.first] - self.votes[self.second]

    @property
    def is_of_seats(self) -> bool:
        """Whether the contest is for seats of a council, where the lead alone decides nothing."""
        return bool(self.contest.area)


def case_view(opened: Opened, units: Units, taken: TakenCase) -> CaseView:
    """The case as the tables that were built last have it."""
    return _Viewing(opened, units, taken).view()


class _Viewing:
    """One case being looked at."""

    def __init__(self, opened: Opened, units: Units, taken: TakenCase) -> None:
        self.opened, self.units, self.taken = opened, units, taken
        self.contest = opened.terms.configuration.contest_of(taken.contest)
        self.now: dict[str, UnitNow] = {}

    def view(self) -> CaseView:
        basis, votes = self._result()
        case = self.taken.written.case
        parties = [p.selection for p in case.party if p.role == "petitioner" and p.selection]
        petitioner = selection_named(self.contest, parties[0]) if parties else None
        claims = tuple(self._claim(votes, claim) for claim in case.claim)
        plain = [c for claim in case.claim for c in self._claimed(claim)]
        granted = [c for claim in case.claim for c in self._granted(claim)]
        found = CaseView(
            self.taken, self.contest, basis, votes, petitioner, claims, self._effect(votes, plain),
            self._effect(votes, granted) if granted != plain else None, None, tuple(self._decisions()),
        )  # fmt: skip
        return replace(found, limit=self._limit(found))

    def _result(self) -> tuple[str, tuple[int, ...] | None]:
        """The result of the whole contest and on which basis; nothing where some selection's votes are not known."""
        opened, contest = self.opened, self.contest
        opened.show(["tally", "contest"])
        columns = opened.terms.shape.votes[: len(contest.selection)]
        sql = """select t.* from tally t join contest c on c.contest = t.contest and c.scope = t.unit_id
            where c.contest = ? and t.basis in ('declared', 'counted') order by t.basis desc"""
        for row in opened.rows(sql, contest.id):
            if all(row[v] is not None for v in columns):
                return row["basis"], tuple(row[v] for v in columns)
        return "counted", None

    def _unit(self, name: str) -> UnitNow:
        if name not in self.now:
            self.now[name] = now_of(self.opened, self.contest, self._named(name))
        return self.now[name]

    def _named(self, name: str) -> Named:
        return self.units.named(self.taken.units[name])

    def _claim(self, votes: tuple[int, ...] | None, claim: Claim) -> ClaimView:
        units = tuple(self._unit(name) for name in claim.units)
        plain, granted = [*self._claimed(claim)], [*self._granted(claim)]
        return ClaimView(
            claim, units, tuple(self._figures(claim, units)), self._effect(votes, plain),
            self._effect(votes, granted) if granted != plain else None,
            self._seats(claim, plain), self._seats(claim, granted) if granted != plain else None,
        )  # fmt: skip

    def _seats(self, claim: Claim, claims: Sequence[Claimed]) -> SeatsView | None:
        units = [self.taken.units[name] for name in claim.units]
        return Seats(self.opened, self.contest).of(units, lambda votes: self._effect(votes, claims))

    def _figures(self, claim: Claim, units: Sequence[UnitNow]) -> Iterator[FigureView]:
        for figure in claim.figures:
            column = column_named(self.opened, self.contest, figure.field)
            stands = units[0].values.get(column) if units else None
            yield FigureView(column, stands, figure.written, figure.claimed)

    def _claimed(self, claim: Claim) -> Iterator[Claimed]:
        """The claim in numbers."""
        if claim.kind == "figures" and not claim.figures:
            yield Claimed("recount", self._keys(claim), nowhere=not claim.units)
            return
        votes, excess = self._votes(claim)
        yield Claimed(claim.kind, self._keys(claim), votes, claim.voters, excess, nowhere=not claim.units)

    def _granted(self, claim: Claim) -> Iterator[Claimed]:
        """The claim with what it asks for: a station voted again or annulled leaves nothing else to claim of it."""
        asked = next((GRANTED[a] for a in GRANTED if a in claim.asks), None)
        if asked is None or asked == claim.kind:
            yield from self._claimed(claim)
            return
        if asked == "recount" and claim.kind in ("ineligible", "turned-away"):
            yield from self._claimed(claim)
        yield Claimed(asked, self._keys(claim), nowhere=not claim.units)

    def _keys(self, claim: Claim) -> tuple[str, ...]:
        """What the claim touches: a unit under whatever name, or so many stations of one."""
        units = dict.fromkeys(self.taken.units[name] for name in claim.units)
        if claim.stations is None:
            return tuple(units)
        return (" ".join([*units, str(claim.stations)]),) if units else ()

    def _votes(self, claim: Claim) -> tuple[dict[int, int], int]:
        """Claimed votes by place on the ballot, and the ballots beyond the voters where either is claimed."""
        columns = self.opened.terms.shape.votes
        votes: dict[int, int] = {}
        said: dict[str, int] = {}
        for figure in claim.figures:
            column = column_named(self.opened, self.contest, figure.field)
            if column in columns:
                votes[columns.index(column)] = figure.claimed
            else:
                said[column] = figure.claimed
        if not said or not claim.units:
            return votes, 0
        now = self._unit(claim.units[0])
        kinds = [s for s in self.opened.terms.sheets if s.id == now.kind or not now.kind]
        cast = next((said[f.name] for s in kinds if (f := s.field(Role("cast"))) and f.name in said), None)
        voted = next((said[f.name] for s in kinds if (f := s.field(Role("voted"))) and f.name in said), None)
        if cast is None and voted is None:
            return votes, 0
        cast, voted = cast if cast is not None else now.cast, voted if voted is not None else now.voted
        return votes, cast - voted if cast is not None and voted is not None else 0

    def _effect(self, votes: tuple[int, ...] | None, claims: Sequence[Claimed]) -> Effect | None:
        return effect(votes, self._places(votes), claims) if votes and len(votes) > 1 and claims else None

    def _places(self, votes: tuple[int, ...]) -> dict[str, Place]:
        """What each name in a claim stands for; of a unit above stations as many of these as the claim says."""
        each = limit_of(self.opened)
        found: dict[str, Place] = {}
        for claim in self.taken.written.case.claim:
            keys, units = self._keys(claim), [self._unit(name) for name in dict.fromkeys(claim.units)]
            if claim.stations is None:
                found |= {u.unit.unit_id: u.place(each, votes) for u in units}
            elif keys:
                found[keys[0]] = part_of([u.place(each, votes) for u in units], claim.stations, each, votes)
        return found

    def _limit(self, found: CaseView) -> Threshold | None:
        """The threshold for the gap to the petitioner."""
        contest = self.contest
        if contest.office is None or contest.population is None or not found.votes or found.gap is None:
            return None
        valid = sum(found.votes)
        return threshold(contest.office, contest.population.people, valid, found.gap, self.opened.terms.day)

    def _decisions(self) -> Iterator[Row]:
        """The decisions that stand on the judgment's own document, and those that a claim names."""
        case = self.taken.written.case
        self.opened.show(["decision"])
        document = case.ruling.document if case.ruling else None
        named = {d for claim in case.claim for d in claim.decisions}
        rows = self.opened.rows(
            "select * from decision where contest = ? order by decided_at, decision_id, unit_id, field, finding_id",
            self.contest.id,
        )
        yield from (r for r in rows if (document and r["document"] == document) or r["decision_id"] in named)


def part_of(units: Sequence[Place], stations: int, each: int | None, whole: tuple[int, ...]) -> Place:
    """So many stations, nobody says which, of some units; of the whole where the votes of one are not known."""
    if any(unit.is_part for unit in units):
        return Place(whole, stations=stations, most_each=each)
    cast = [unit.cast for unit in units if unit.cast is not None]
    return Place(
        tuple(map(sum, zip(*(unit.votes for unit in units), strict=True))),
        sum(cast) if len(cast) == len(units) else None, None, stations, each,
    )  # fmt: skip


class Cases:
    """All cases of a workspace as the tables have them; each is looked at once."""

    def __init__(self, opened: Opened, taken: Sequence[TakenCase]) -> None:
        """Nothing is asked yet."""
        self.opened, self.taken = opened, taken

    @cached_property
    def units(self) -> Units:
        return Units(self.opened)

    def of(self, contest: str) -> list[CaseView]:
        """The cases of a contest, by their ids."""
        return [case_view(self.opened, self.units, t) for t in self.taken if t.contest == contest]
