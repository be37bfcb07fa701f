"""The plan of an audit, made of what is published: every station with its figures and its cap."""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction
from typing import Final

from bukti.audit.caps import cap_of
from bukti.audit.plan import Plan, Planned
from bukti.audit.question import assertions
from bukti.audit.record import Audit, audits, name_of, of_contest, plan_fact, put
from bukti.audit.risk import Method
from bukti.engine.database import literal
from bukti.evidence import lock
from bukti.evidence.ballots import BallotArea, Contest
from bukti.evidence.workspace import CONFIGURATION, Workspace
from bukti.publish.lookup import contest_named
from bukti.publish.opened import Opened, Row, opened
from bukti.publish.publication import current_number, tables
from bukti.publish.signing import clock, ledger_of, moment
from bukti.vocabulary.problems import Place, refuse

CAP: Final = "station_cap"
RESERVE: Final = "reserve_percent"
COUNTS: Final = ("in", "partial")
MISSING: Final = "missing"
VOID: Final = "void"


def plan(
    workspace: Workspace, contest: str | None, area: str | None, limit: int, method: Method, now: str | None = None
) -> Audit:
    """The plan of a new audit of a contest, or of one of its ballot areas, is a fact. `limit` is in percent.

    Raises Refusal where nothing is published or the tables are not those published, where the winner is open, and
    where an audit of the same figures has begun.
    """
    with lock.held(workspace.root), opened(workspace) as asked:
        one = contest_named(asked, contest)
        number, manifest = _published(asked, one)
        found = made(asked, one, _area(one, area), limit, method, number, manifest)
        known = audits(workspace)
        for before in of_contest(known, found.contest, found.area):
            if before.has_begun and before.plan.stations == found.stations:
                raise refuse("AU-BEGUN", Place(one.id), before.id)
        fact = plan_fact(name_of(known, found.contest, found.area), found)
        put(workspace, [fact], moment(workspace.journal.facts(), now or clock()))
    return audits(workspace)[-1]


def made(
    asked: Opened, one: Contest, area: BallotArea | None, limit: int, method: Method, number: int, manifest: str
) -> Plan:
    """The plan, before it is a fact."""
    configuration = asked.terms.configuration
    stations, listed = stations_of(asked, one, area)
    votes = [sum(s.votes[n] for s in stations) for n in range(len(one.selection))]
    seats = area.seats if area else None
    blank = len(one.selection) == 2 and any(s.blank for s in one.selection)
    found = assertions(one.id, one.office, votes, asked.terms.day, seats, blank)
    return Plan(
        one.id, area.id if area else "", number, manifest, limit, method, not configuration.one_person, seats, listed,
        tuple(s.id for s in one.selection), tuple(found), tuple(stations),
    )  # fmt: skip


def _area(one: Contest, area: str | None) -> BallotArea | None:
    """The ballot area named, or the only one. Raises Refusal with those that there are."""
    found = [a for a in one.area if area in (None, a.id)]
    if len(one.area) == 0 and area is None:
        return None
    if len(found) != 1:
        raise refuse("AU-AREA", Place(one.id), area or "", ", ".join(a.id for a in one.area) or "–")
    return found[0]


def _published(asked: Opened, one: Contest) -> tuple[int, str]:
    """Number and manifest of the publication whose tables are the ones at hand."""
    workspace = asked.terms.workspace
    number = current_number(workspace)
    if number is None:
        raise refuse("AU-NOT-PUBLISHED", Place(one.id))
    ledger = ledger_of(workspace)
    fact = ledger.facts[ledger.publications()[number]]
    if asked.changed or tables(asked) != fact["tables"]:
        raise refuse("AU-NOT-AS-PUBLISHED", Place(CONFIGURATION if asked.changed else one.id), str(number))
    if one.id not in asked.terms.with_stations:
        raise refuse("AU-NO-STATIONS", Place(one.id))
    return number, fact["manifest"]


def stations_of(asked: Opened, one: Contest, area: BallotArea | None) -> tuple[list[Planned], bool]:
    """Every station of the contest or area that no decision made void, by unit; and whether all are known.

    A station that is not counted stands there without votes: its paper may hold as many as its cap.
    """
    terms = asked.terms
    named = terms.profile.parameters
    reserve = terms.profile.parameter(RESERVE, terms.day) if RESERVE in named else None
    rows = _rows(asked, one, area)
    if not rows:
        raise refuse("AU-NO-STATIONS", Place(one.id))
    found = [_planned(row, terms.shape.votes[: len(one.selection)], reserve, terms.caps.get(CAP, 0)) for row in rows]
    expected = asked.rows(
        "select t.stations_expected as n from tally t join contest c on c.contest = t.contest and c.scope = t.unit_id"
        f" where t.contest = {literal(one.id)} and t.basis = 'counted'"
    )
    return [s for s in found if s.state != VOID], any(row["n"] is not None for row in expected)


def _planned(row: Row, votes: Sequence[str], reserve: Fraction | None, limit: int) -> Planned:
    stated = [row[v] or 0 for v in votes]
    cap = cap_of(row["received"], row["registered"], reserve, limit, max(row["cast_"] or 0, sum(stated)))
    counted = row["state"] in COUNTS
    return Planned(row["unit_id"], row["state"], tuple(stated if counted else [0] * len(stated)), cap)


def _rows(asked: Opened, one: Contest, area: BallotArea | None) -> list[Row]:
    """Of each station the state of its standing sheet, its votes, and what is known of how many it can hold."""
    votes = asked.terms.shape.votes[: len(one.selection)]
    sheets = [s for s in asked.terms.sheets if "station" in s.forms]
    own = (p for p in asked.built.store.partitions("standing") if p.startswith(f"{one.id}/"))
    partitions = sorted(p for p in own if not p.endswith("/unknown"))
    asked.show(["unit", "unit_path", "unit_ballot", "contest"])
    asked.show(["standing", "tally", *(s.table for s in asked.terms.shape.sheets if s.of_station)], partitions)
    readings = []
    for sheet in sheets:
        received, cast = sheet.field("ballots{received}"), sheet.field("cast")
        registered = [f.name for f in sheet.registered()]
        parts = [
            f"{received.name if received else 'cast(null as bigint)'} as received",
            f"{' + '.join(registered) or 'cast(null as bigint)'} as registered",
            f"{cast.name if cast else 'cast(null as bigint)'} as cast_", *votes,
        ]  # fmt: skip
        table = next(s.table for s in asked.terms.shape.sheets if s.kind == sheet.id)
        readings.append(f"select unit_id, reading_id, contest, {', '.join(parts)} from {table}")
    kinds = ", ".join(literal(s.id) for s in sheets)
    contest = literal(one.id)
    inside = (
        f"""join unit_ballot b on b.contest = {contest} and b.ballot_area = {literal(area.id)}
                and b.unit_id = substr(s.unit_id, 1, length(s.unit_id) - 4)"""
        if area and len(one.area) > 1
        else ""
    )
    return asked.rows(f"""
        with here as (
            select u.unit_id, u.registered from unit u
            join contest c on c.contest = {contest}
            join unit_path p on p.unit_id = substr(u.unit_id, 1, length(u.unit_id) - 4) and p.ancestor_id = c.scope
            where u.level = 'station'
        ), reported as (
            select unit_id, reading_id, state from standing where contest = {contest} and kind in ({kinds})
        )
        select s.unit_id, coalesce(s.state, '{MISSING}') as state, r.received,
            coalesce(r.registered, s.registered) as registered, r.cast_, {", ".join(f"r.{v}" for v in votes)}
        from (
            select coalesce(h.unit_id, t.unit_id) as unit_id, h.registered, t.reading_id, t.state
            from here h full join reported t on t.unit_id = h.unit_id
        ) s
        {inside}
        left join ({" union all ".join(readings)}) r
            on r.reading_id = s.reading_id and r.unit_id = s.unit_id and r.contest = {contest}
        order by s.unit_id""")


__all__ = ["made", "plan", "stations_of"]
