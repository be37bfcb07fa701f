"""Who leads a contest and by how much, from which gap it may be disputed, and whether what is out could change it.

One definition for pages, the file of all contests and `bukti what-if`: figures come in, `Leading` goes out.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any, Final, Literal

from bukti.disputes.caps import LAW, RECEIVED, REGISTERED, Cap, Rests, station_cap
from bukti.disputes.matters import Matters, matters
from bukti.disputes.question import OPEN, Doubt, Part
from bukti.evidence.ballots import Contest
from bukti.evidence.terms import Terms
from bukti.outcome.law import for_office, outcome_law
from bukti.outcome.threshold import Threshold, threshold
from bukti.outcome.winners import Winner, winner
from bukti.publish.opened import Opened
from bukti.publish.outcomes import HELD_IN
from bukti.vocabulary.offices import COUNCILS
from bukti.vocabulary.problems import Refusal

CAP: Final = "station_cap"
RESERVE: Final = "reserve_percent"
COUNTED: Final = "counted"
UNKNOWN: Final = "cast(null as bigint)"
ROLES: Final = {"received": "ballots{received}", "cast_votes": "cast", "valid_votes": "valid"}
Row = dict[str, Any]
Within = Literal["yes", "no", "depends", "not-declared", "no-threshold", "in-part"]


@dataclass
class Out:
    """Stations whose votes are not in the count, and the most votes that they can yield, by what that rests on.

    `unbounded` are those that nothing bounds.
    """

    stations: int = 0
    most: int = 0
    unbounded: int = 0
    rests: dict[Rests, int] = field(default_factory=lambda: {RECEIVED: 0, REGISTERED: 0, LAW: 0})

    def add(self, cap: Cap | None, stations: int = 1) -> None:
        self.stations += stations
        if cap is None:
            self.unbounded += stations
        else:
            self.most += cap.votes * stations
            self.rests[cap.rests] += stations


@dataclass(frozen=True)
class Leading:
    """A contest's headline (`basis`) and what it means.

    `votes` are those of the headline, `gap` is between the first and the second of them (columns of the ballot).
    `counted` are the votes of the count, where all are known.
    `inside` and `expected` are stations of the count. `out` is None where nobody says how many stations there are.
    `within` says whether the gap may be disputed: by the threshold itself where office and population are declared,
    else by what is true of every class that the law has; `permille` are the classes that are possible.
    """

    contest: Contest
    basis: str
    votes: tuple[int, ...]
    counted: tuple[int, ...] | None
    first: int
    second: int
    gap: int
    inside: int | None
    expected: int | None
    out: Out | None
    matters: Matters | None
    threshold: Threshold | None
    within: Within
    permille: tuple[int, ...]
    level: str
    day: date

    @property
    def valid(self) -> int:
        return sum(self.votes)

    @property
    def tied(self) -> bool:
        return self.gap == 0


def cap_of(terms: Terms, received: int | None, registered: int | None) -> Cap | None:
    """The most votes of a station under the profile of the workspace, on the day of the election."""
    named = terms.profile.parameters
    try:
        reserve = terms.profile.parameter(RESERVE, terms.day) if RESERVE in named else None
    except Refusal:
        reserve = None
    return station_cap(received, registered, reserve, terms.caps.get(CAP))


def leading(
    terms: Terms,
    contest: Contest,
    basis: str,
    votes: Sequence[int | None],
    counted: Sequence[int | None] | None,
    stations: tuple[int | None, int | None],
    out: Out | None,
    level: str,
) -> Leading | None:
    """What a contest's figures mean; None where a vote is not known, none was cast, or nobody stands against another.

    `votes` are those of the headline, `counted` those of the count, `stations` are in and expected; `level` is that of
    the unit in which the contest is held here.
    """
    known = [v for v in votes if v is not None]
    if len(known) < max(2, len(votes)) or not any(known):
        return None
    order = sorted(range(len(known)), key=lambda n: (-known[n], n))
    first, second = order[:2]
    gap = known[first] - known[second]
    within, exact, permille = _within(terms, contest, level, sum(known), gap)
    count = tuple(v for v in counted or () if v is not None)
    whole = count if len(count) == len(known) else None
    answer = could_change(whole, out) if whole is not None and out is not None else None
    return Leading(
        contest, basis, tuple(known), whole, first, second, gap, *stations, out, answer, exact, within, permille, level,
        terms.day,
    )  # fmt: skip


def moved(terms: Terms, now: Leading | None, then: Leading | None) -> Leading | None:
    """The later figures, where they are declared, moved by as much as the count was: what a ruling is added to.

    A plenary's sheet states its sums whatever becomes of a station below it.
    """
    if then is None or now is None or then.counted is None or now.counted is None or then.basis == COUNTED:
        return then
    votes = [v + b - a for v, a, b in zip(then.votes, now.counted, then.counted, strict=True)]
    stations = (then.inside, then.expected)
    return leading(terms, then.contest, then.basis, votes, then.counted, stations, then.out, then.level)


def elected(one: Leading) -> Winner | None:
    """What the law of the office makes of the votes; None for a council, a president, or a part of a contest."""
    office = one.contest.office
    if office is None or office in (*COUNCILS, "president") or one.level != HELD_IN[office]:
        return None
    selections = one.contest.selection
    blank = next((s.id for s in selections if s.blank), None)
    return winner(office, {s.id: n for s, n in zip(selections, one.votes, strict=True)}, one.day, blank)


def could_change(counted: tuple[int, ...], out: Out) -> Matters:
    """Whether the stations that are out could change who leads the count."""
    rest = Part("out", (0,) * len(counted), None if out.unbounded else out.most)
    return matters([Part("in", counted), rest], {rest.unit_id: Doubt(OPEN)} if out.stations else {})


def _within(
    terms: Terms, contest: Contest, level: str, valid: int, gap: int
) -> tuple[Within, Threshold | None, tuple[int, ...]]:
    """Whether the gap may be disputed, the threshold where it is known, the permille of the classes that are possible.

    Where no population is declared, the smallest class and the largest one may still agree.
    """
    if contest.office is None:
        return "not-declared", None, ()
    try:
        classes = for_office(outcome_law().thresholds, contest.office, terms.day).classes
    except Refusal:
        return "no-threshold", None, ()
    if level != HELD_IN[contest.office]:
        return "in-part", None, ()
    if contest.population is not None:
        found = threshold(contest.office, contest.population.people, valid, gap, terms.day)
        return "yes" if found.standing else "no", found, (found.permille,)
    possible = sorted(c.permille for c in classes)
    if gap * 1000 <= valid * possible[0]:
        return "yes", None, tuple(possible)
    return ("depends" if gap * 1000 <= valid * possible[-1] else "no"), None, tuple(possible)


def leadings(asked: Opened, contests: Sequence[Contest]) -> dict[str, Leading]:
    """Of each contest that has figures in the unit where it is held, what they mean; by its id, asked all at once."""
    terms = asked.terms
    asked.show(("unit", "unit_path", "contest", "tally", "standing", "latest", *_sheets(terms)))
    rows: dict[str, dict[str, Row]] = {}
    for row in asked.rows("""select t.* from contest c
            join tally t on t.contest = c.contest and t.unit_id = c.scope
            where t.basis in ('declared', 'counted')"""):
        rows.setdefault(row["contest"], {})[row["basis"]] = row
    open_, zeros = _open(asked), _zeros(asked)
    silent = unvoted(asked, [c.id for c in contests])
    found = {}
    for contest in contests:
        of = rows.get(contest.id, {})
        counted, declared = of.get("counted"), of.get("declared")
        if counted is None:
            continue
        columns = terms.shape.votes[: len(contest.selection)]
        stated = declared is not None and all(declared[v] is not None for v in columns)
        head = declared if declared is not None and stated else counted
        one = leading(
            terms,
            contest,
            head["basis"],
            [head[v] for v in columns],
            [counted[v] for v in columns],
            (counted["stations_in"], counted["stations_expected"]),
            _out(terms, counted, open_.get(contest.id, Out()), zeros.get(contest.id, 0) + silent.get(contest.id, 0)),
            counted["level"],
        )
        if one is not None:
            found[contest.id] = one
    return found


def _out(terms: Terms, counted: Row, known: Out, also: int) -> Out | None:
    """The stations that are out: those with a row or a place in the unit table, the rest by the law's limit.

    `also` are stations that count as in, but of which no vote is known.
    """
    expected, inside = counted["stations_expected"], counted["stations_in"]
    if expected is None or inside is None:
        return None
    rest = max(0, expected - inside) + also - known.stations
    if rest < 0:
        known = Out()
        rest = max(0, expected - inside) + also
    if rest:
        known.add(cap_of(terms, None, None), rest)
    return known


def _sheets(terms: Terms) -> list[str]:
    return [s.table for s in terms.shape.sheets if s.of_station]


def unvoted(
    asked: Opened, contests: Sequence[str], partitions: Mapping[str, Sequence[str]] | None = None
) -> dict[str, int]:
    """By contest the stations that sheets above stations call in without stating every vote.

    Only of contests without sheets of stations. A sheet and one above it may both say so: then more are told than there
    are, which errs on the safe side.
    """
    terms, found = asked.terms, dict[str, int]()
    wanted = [c for c in contests if c not in terms.with_stations]
    some = [p for c in wanted for p in partitions[c]] if partitions is not None else None
    sheets = [s for s in terms.shape.sheets if not s.of_station and "in" in s.stations]
    if not wanted or not sheets:
        return found
    asked.show(("standing", *(s.table for s in sheets)), some)
    for sheet in sheets:
        sql = f"""select s.contest, cast(sum(r.{sheet.stations["in"]}) as bigint) as n
            from standing s join {sheet.table} r on r.reading_id = s.reading_id
            where s.state = 'partial' group by s.contest"""
        for row in asked.rows(sql):
            if row["contest"] in wanted and row["n"]:
                found[row["contest"]] = found.get(row["contest"], 0) + row["n"]
    return found


def _zeros(asked: Opened) -> dict[str, int]:
    """By contest the stations that are in with nothing but placeholder zeros."""
    rows = asked.rows("""select s.contest, count(distinct s.unit_id) as n from standing s join latest l
        on l.reading_id = s.reading_id and l.sheet_id = s.sheet_id and l.unit_id = s.unit_id
        where s.unit_id like '%/%' and s.state = 'in' and l.placeholder group by s.contest""")
    return {row["contest"]: row["n"] for row in rows}


def readings_sql(terms: Terms, votes: Sequence[str] = ()) -> str:
    """SQL: of every reading of a station what bounds and what counts its votes, as far as stated, and these votes."""
    selects = []
    tables = {s.kind: s.table for s in terms.shape.sheets if s.of_station}
    for sheet in terms.sheets:
        if sheet.id in tables:
            fields = {name: sheet.field(role) for name, role in ROLES.items()}
            named = [f"{found.name if found else UNKNOWN} as {name}" for name, found in fields.items()]
            registered = " + ".join(f.name for f in sheet.registered()) or UNKNOWN
            columns = ", ".join([*named, *votes])
            selects.append(f"select reading_id, {registered} as registered, {columns} from {tables[sheet.id]}")
    return " union all ".join(selects)


def _open(asked: Opened) -> dict[str, Out]:
    """Of each contest the stations that are not in, or all zero, and of which the unit table or a sheet says something.

    A sheet that is held states the impossible, so its own figures bound nothing.
    """
    terms, found = asked.terms, dict[str, Out]()
    readings = readings_sql(terms)
    if not readings:
        return found
    sql = f"""
        with stood as (
            select s.contest, s.unit_id, min(s.sheet_id) as sheet_id from standing s where s.unit_id like '%/%'
            group by s.contest, s.unit_id
        ), read as (
            select s.contest, s.state, r.received, coalesce(r.registered, u.registered) as registered
            from stood f
            join standing s on s.contest = f.contest and s.unit_id = f.unit_id and s.sheet_id = f.sheet_id
            join ({readings}) r on r.reading_id = s.reading_id
            left join latest l on l.reading_id = s.reading_id and l.sheet_id = s.sheet_id and l.unit_id = s.unit_id
            left join unit u on u.unit_id = s.unit_id
            where s.state <> 'in' or l.placeholder
        ), missing as (
            select c.contest, 'missing' as state, cast(null as bigint) as received, u.registered
            from contest c
            join unit_path p on p.ancestor_id = c.scope
            join unit u on u.parent_id = p.unit_id and u.level = 'station'
            left join stood f on f.contest = c.contest and f.unit_id = u.unit_id
            where c.stations and f.unit_id is null
        )
        select contest, state, received, registered, count(*) as n
        from (select * from read union all select * from missing) every_one
        group by contest, state, received, registered order by contest, state, received, registered"""
    for row in asked.rows(sql):
        held = row["state"] == "held"
        cap = cap_of(terms, None if held else row["received"], None if held else row["registered"])
        found.setdefault(row["contest"], Out()).add(cap, row["n"])
    return found


__all__ = ["CAP", "RESERVE", "Leading", "Out", "cap_of", "could_change", "leading", "leadings", "readings_sql"]
