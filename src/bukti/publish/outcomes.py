"""What the result of a contest means by the law of its office, from built tables and what bukti.toml declares.

The page of a contest's outcome and its files ask here, so that they say the same. Declared figures go first where a
plenary stated them for every unit concerned, else the sum of the stations; the second are provisional.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from bukti.engine.database import literal
from bukti.evidence.ballots import BallotArea, Contest
from bukti.outcome.deadlines import DeadlineRule, rules_for
from bukti.outcome.law import SeatLaw, for_office, outcome_law
from bukti.outcome.lists import Members, members
from bukti.outcome.seat_ranges import SeatRange, seat_range
from bukti.outcome.seats import Allocation, Margin, Quotient, allocate, ladder, margins
from bukti.outcome.shares import Distance, distances
from bukti.outcome.threshold import Threshold, threshold
from bukti.outcome.winners import Province, Winner, winner
from bukti.publish.open_stations import Open, alike, by_area
from bukti.publish.opened import Opened, Row
from bukti.vocabulary.list_tables import candidate_id
from bukti.vocabulary.offices import COUNCILS, Office
from bukti.vocabulary.problems import Problem, Refusal

DECLARED, COUNTED = "declared", "counted"
HELD_IN: Mapping[Office, str] = {
    "president": "nation", "governor": "province", "governor-of-jakarta": "province", "regent-or-mayor": "regency",
    "national-council": "nation", "provincial-council": "province", "local-council": "regency",
}  # fmt: skip
"""The level of the unit in which all of an office's contest is held."""


@dataclass(frozen=True)
class Count:
    """The votes of some units together, by selection, on one basis, and what is not in them yet.

    `open` is None where it is not known how many stations there are.
    """

    basis: str
    votes: Mapping[str, int]
    provisional: bool
    open: Open | None

    @property
    def valid(self) -> int:
        """All votes together."""
        return sum(self.votes.values())


@dataclass(frozen=True)
class Lot:
    """The lists of a ballot area in the order in which a lot was drawn, and the decision that says so."""

    decision: str
    drawn: tuple[str, ...]


@dataclass(frozen=True)
class Seated:
    """The seats of one ballot area: who holds them, what they hang on, and what is still open."""

    area: BallotArea
    units: tuple[str, ...]
    seats: int
    count: Count | None
    allocation: Allocation | None = None
    ladder: Sequence[Quotient] = ()
    margins: Sequence[Margin] = ()
    ranges: Mapping[str, SeatRange] = field(default_factory=dict)
    members: Mapping[str, Members] = field(default_factory=dict)
    lot: Lot | None = None


@dataclass(frozen=True)
class Meaning:
    """What the result of a contest means.

    `level` is that of the unit in which the contest is held here, and `whole` whether that is all of the office's
    contest. `problem` says why no law of winners, seats or thresholds could be asked. `shares` are the lists against
    the share of national votes, where the law asks for one.
    """

    contest: Contest
    units: tuple[str, ...]
    level: str
    whole: bool
    count: Count | None
    winner: Winner | None = None
    threshold: Threshold | None = None
    limits: tuple[DeadlineRule, ...] = ()
    seats: SeatLaw | None = None
    shares: tuple[Distance, ...] = ()
    areas: tuple[Seated, ...] = ()
    problem: Problem | None = None


def meaning(asked: Opened, contest: Contest, by_lot: bool = True) -> Meaning:
    """What the result of the contest means, as far as its figures, its office and its population are known.

    Without `by_lot` a tie stays open though a decision in force says how the lot fell.
    """
    tables = _Tables(asked, contest)
    if by_lot:
        tables.lots.update(drawn_lots(asked, contest.id))
    units, level = tables.tops()
    office = contest.office
    whole = office is not None and level == HELD_IN[office]
    count = tables.count(units)
    found = Meaning(contest, units, level, whole, count)
    if office is None:
        return found
    limits = rules_for(office, "announced", asked.terms.day)
    try:
        if office in COUNCILS:
            return _council(tables, office, found, limits)
        return _single(tables, office, found, limits)
    except Refusal as refusal:
        return Meaning(contest, units, level, whole, count, limits=limits, problem=refusal.problems[0])


def drawn_lots(asked: Opened, contest: str) -> dict[str, Lot]:
    """The lots in force by ballot area, as decisions say them."""
    partition = f"{contest}/above"
    if partition not in asked.built.store.partitions("decision"):
        return {}
    asked.show(("decision",), [partition])
    rows = asked.rows("select decision_id, field from decision where effect = 'draw-lot' and in_force order by new")
    found: dict[str, Lot] = {}
    for row in rows:
        area, _, name = row["field"].partition("/")
        before = found[area].drawn if area in found else ()
        found[area] = Lot(row["decision_id"], (*before, name))
    return found


def _single(tables: _Tables, office: Office, found: Meaning, limits: tuple[DeadlineRule, ...]) -> Meaning:
    """The meaning for an office that one pair fills; who is elected is told where the whole contest is at hand."""
    contest, count, day = found.contest, found.count, tables.asked.terms.day
    won = over = None
    if count is not None and found.whole:
        blank = next((s.id for s in contest.selection if s.blank), None)
        provinces = tables.provinces(found.units) if office == "president" else []
        if provinces or office != "president":
            won = winner(office, count.votes, day, blank, provinces)
        people = contest.population
        if won is not None and people is not None and any(office in law.offices for law in outcome_law().thresholds):
            over = threshold(office, people.people, count.valid, won.gap, day)
    return Meaning(contest, found.units, found.level, found.whole, count, won, over, limits)


def _council(tables: _Tables, office: Office, found: Meaning, limits: tuple[DeadlineRule, ...]) -> Meaning:
    """The meaning for a council: the seats of each area that has a number of them and its figures."""
    contest = found.contest
    law = for_office(outcome_law().seats, office, tables.asked.terms.day)
    shares: tuple[Distance, ...] = ()
    lists: frozenset[str] | None = frozenset(s.id for s in contest.selection)
    if law.permille is not None:
        shares = distances(found.count.votes, law.permille) if found.count and found.whole else ()
        lists = frozenset(d.selection for d in shares if d.reached) if shares else None
    seated = tuple(_seated(tables, a, a.seats, law, lists) for a in contest.area if a.seats)
    return Meaning(
        contest, found.units, found.level, found.whole, found.count,
        limits=limits, seats=law, shares=shares, areas=seated,
    )  # fmt: skip


def _seated(tables: _Tables, area: BallotArea, seats: int, law: SeatLaw, lists: frozenset[str] | None) -> Seated:
    """The seats of an area; none are told where its figures or, with a national share, those of the nation lack."""
    units = tables.units_of(area)
    count = tables.count(units, area)
    if count is None or lists is None:
        return Seated(area, units, seats, count)
    votes = {name: v for name, v in count.votes.items() if name in lists}
    method = law.method
    lot = tables.lots.get(area.id)
    shared = allocate(votes, seats, method, area.spread, lot.drawn if lot else ())
    ranges: dict[str, SeatRange] = {}
    if count.open is not None and count.open.most is not None:
        ranges = {r.selection: r for r in seat_range(votes, seats, count.open.most, method)}
    return Seated(
        area,
        units,
        seats,
        count,
        shared,
        ladder(votes, seats, method),
        margins(votes, shared, method),
        ranges,
        {
            name: members(own, n)
            for name, n in shared.held.items()
            if n and (own := tables.candidates(area, name, count))
        },
        lot,
    )


@dataclass(frozen=True)
class _Tables:
    """The tables of one contest, asked unit by unit."""

    asked: Opened
    contest: Contest
    open_by_area: dict[str, Open] = field(default_factory=dict)
    lots: dict[str, Lot] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self.asked.show(("unit", "unit_ballot"))
        self.asked.show(("tally", "vote_tally"), self._partitions("tally"))
        if any(area.seats for area in self.contest.area):
            self.open_by_area.update(by_area(self.asked, self.contest.id, self._partitions("standing")))

    def _partitions(self, table: str) -> list[str]:
        return sorted(p for p in self.asked.built.store.partitions(table) if p.startswith(f"{self.contest.id}/"))

    def tops(self) -> tuple[tuple[str, ...], str]:
        """The units in which the contest is held, none above the others, and their level."""
        scope, scheme = self.contest.scope, self.asked.terms.configuration.units
        own = f"unit_id = {literal(f'{scheme.scheme}:{scope}')}" if scope and scheme else "parent_id is null"
        rows = self.asked.rows(f"select unit_id, level from unit where level <> 'station' and {own} order by unit_id")
        return tuple(r["unit_id"] for r in rows), rows[0]["level"] if len(rows) == 1 else ""

    def units_of(self, area: BallotArea) -> tuple[str, ...]:
        """The units of a ballot area; of the only area all."""
        units = self.asked.terms.configuration.units
        if not area.units or units is None:
            return self.tops()[0]
        return tuple(f"{units.scheme}:{code}" for code in area.units)

    def count(self, units: Sequence[str], area: BallotArea | None = None) -> Count | None:
        """The votes of the units together; None where one of them has not all on either basis."""
        votes = self._columns()
        for basis in (DECLARED, COUNTED):
            rows = self._tally(units, basis)
            if len(rows) == len(units) > 0 and all(row[v] is not None for row in rows for v in votes):
                total = {s: sum(row[v] for row in rows) for v, s in votes.items()}
                final = basis == DECLARED and self.contest.id not in self.asked.terms.provisional
                return Count(basis, total, not final, Open() if final else self._open(units, area))
        return None

    def _columns(self) -> dict[str, str]:
        return dict(zip(self.asked.terms.shape.votes, (s.id for s in self.contest.selection), strict=False))

    def _tally(self, units: Sequence[str], basis: str) -> list[Row]:
        listed = ", ".join(map(literal, units)) or "''"
        return self.asked.rows(
            f"""select * from tally where contest = {literal(self.contest.id)} and basis = {literal(basis)}
            and unit_id in ({listed}) order by unit_id"""
        )

    def _open(self, units: Sequence[str], area: BallotArea | None) -> Open | None:
        """What the sum of the stations lacks: as each station says, else as many as are not in, up to the law's cap."""
        rows = [r for basis in (COUNTED, DECLARED) for r in self._tally(units, basis)][: len(units)]
        known = [(r["stations_expected"], r["stations_in"]) for r in rows]
        if not known or any(expected is None or inside is None for expected, inside in known):
            return None
        if area is not None and self.contest.id in self.asked.terms.with_stations:
            return self.open_by_area.get(area.id, Open())
        return alike(self.asked.terms, sum(max(0, e - i) for e, i in known), None, None)

    def provinces(self, tops: Sequence[str]) -> list[Province]:
        """The votes of each province right below the units on top."""
        inside = ", ".join(map(literal, tops))
        rows = self.asked.rows(f"select unit_id from unit where level = 'province' and parent_id in ({inside})")
        found = [self.count((row["unit_id"],)) for row in rows]
        return [Province(count.votes if count else {}) for count in found]

    def candidates(self, area: BallotArea, selection: str, count: Count) -> dict[int, int]:
        """The votes of a list's candidates in an area by number; nothing where those of one are not known."""
        names = area.candidates.get(selection, ())
        ids = {candidate_id(area.id, selection, n): n for n in range(1, len(names) + 1)}
        units = ", ".join(map(literal, self.units_of(area)))
        rows = self.asked.rows(
            f"""select selection_id, cast(sum(votes) as bigint) as votes, count(votes) as known from vote_tally
            where contest = {literal(self.contest.id)} and basis = {literal(count.basis)} and unit_id in ({units})
            group by selection_id"""
        )
        whole = len(self.units_of(area))
        found = {ids[r["selection_id"]]: r["votes"] for r in rows if r["selection_id"] in ids and r["known"] == whole}
        return found if len(found) == len(ids) else {}
