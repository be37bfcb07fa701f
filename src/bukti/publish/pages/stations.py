"""The rows of stations as their villages' tables show them, and which stations have more to tell.

Almost every station fits: so its figures come by one join, and all that is rare (findings, differing readings, odd
cells, several versions, placeholder zeros) comes apart, as the few stations that have it.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from bukti.disputes.caps import RECEIVED, REGISTERED, Cap
from bukti.engine.database import Connection, create, fetch, literal
from bukti.publish.pages.places import SHOWN, Site
from bukti.vocabulary.general_rules import NOT_A_COUNT, OTHER_NAME, UNUSUAL

Station = tuple[Any, ...]
"""unit_id, whether it has a section, whether that is worth a look, states, source_id, row, figures, ballots received.

The figures are the votes, then valid, invalid, cast and registered.
"""
LOUD = frozenset({"held", "void", "disputed", "decided", "zeros", "two", "odd", "identity"})
STATION = "unit_id like '%/%'"
QUIET = "select *, silent_because is not null or life <> 'open' as quiet from finding"
"""SQL: findings, and whether another one or a decision tells them already."""


@dataclass(frozen=True)
class Rare:
    """What only some stations have: by station, and by reading where it is about one."""

    findings: Mapping[str, Sequence[tuple[str, str, str, bool]]]
    differing: Mapping[str, bool]
    odd_cells: frozenset[str]
    several: frozenset[str]
    read: frozenset[str]
    zeros: frozenset[str]
    decided: frozenset[str]
    disputed: frozenset[str]


def stations(site: Site, contest: str, areas: Sequence[str], votes: Sequence[str]) -> dict[str, list[Station]]:
    """The stations of each village at hand in the order of their numbers.

    The views of the partitions are there, and `place`, the units above stations. Afterwards there is `told` too: the
    units of which more is told than a row.
    """
    ask = site.built.connection
    ask.execute(f"create or replace temp table read_station as {_readings_sql(site, votes)}")
    standing = _standing(ask, votes)
    listed = dict(_listed(ask, areas))
    rare = _rare(ask, votes, frozenset(unit for of, unit in site.disputed if of == contest))
    seen = _seen(ask)
    found: dict[str, list[Station]] = {}
    told: list[str] = []
    for unit_id in sorted({*listed, *standing, *rare.read}):
        village = unit_id.partition("/")[0]
        if village in site.units:
            station = _station(unit_id, standing.get(unit_id), listed.get(unit_id), rare, seen, len(votes))
            found.setdefault(village, []).append(station)
            if station[1]:
                told.append(unit_id)
    for (sets,) in fetch(ask, "select trace_units from trace where trace_units <> ''"):
        told += sets.replace("|", " ").split()
    create(ask, "section", "unit_id varchar", [(u,) for u in dict.fromkeys(told)])
    ask.execute("create or replace temp table told as select unit_id from place union select unit_id from section")
    return found


def _station(
    unit_id: str,
    stands: tuple[Any, ...] | None,
    registered: int | None,
    rare: Rare,
    seen: Mapping[str, tuple[str, int]],
    votes: int,
) -> Station:
    if stands is None:
        section = _has_section(unit_id, rare, unit_id in rare.read)
        told = "missing disputed" if unit_id in rare.disputed else "missing"
        return unit_id, section, False, told, None, None, (*(None,) * (votes + len(SHOWN)), registered), None
    _, reading, state, *figures, received = stands
    if figures[-1] is None:
        figures[-1] = registered
    told = "fits"
    section = _has_section(unit_id, rare, True)
    if section or state != "in" or reading in rare.zeros:
        told = " ".join(_states(unit_id, reading, state, rare)) or told
    worth = section and not LOUD.isdisjoint(told.split())
    return unit_id, section, worth, told, *seen.get(reading, (None, None)), figures, received


def _has_section(unit_id: str, rare: Rare, read: bool) -> bool:
    """Whether something is to be told that the row does not tell: findings, differing readings, odd cells, versions."""
    return (
        (read and unit_id in rare.findings)
        or unit_id in rare.differing
        or unit_id in rare.odd_cells
        or unit_id in rare.several
        or unit_id in rare.decided
        or (read and unit_id in rare.disputed)
    )


def _states(unit_id: str, reading: str, state: str, rare: Rare) -> Iterator[str]:
    """The station's states, the gravest first; nothing where it fits."""
    open_ = [f for f in rare.findings.get(unit_id, ()) if not f[3]]
    own = [(rule, severity) for rule, severity, of, _ in open_ if of == reading]
    zeros = reading in rare.zeros
    if state in ("held", "partial", "void"):
        yield state
    if unit_id in rare.disputed:
        yield "disputed"
    if unit_id in rare.decided and state != "void":
        yield "decided"
    if zeros:
        yield "zeros"
    if unit_id in rare.differing:
        yield "two" if rare.differing[unit_id] else "two-other"
    if any(rule in (NOT_A_COUNT, OTHER_NAME) for rule, _ in own):
        yield "odd"
    if not zeros and any(s == "error" and rule not in (NOT_A_COUNT, OTHER_NAME) for rule, s in own):
        yield "identity"
    if any(s == "warning" and rule.startswith("C") for rule, s in own):
        yield "look"
    elif any(of and of != reading and rule != UNUSUAL for rule, _, of, _ in open_):
        yield "other-reading"


def marks(of_village: Sequence[Station]) -> tuple[int, int]:
    """Stations of a village that are in with placeholder zeros, and those known in part."""
    told = [s[3].split() for s in of_village if s[3] != "fits"]
    zeros = sum("zeros" in t and not {"held", "partial", "void"} & {*t} for t in told)
    return zeros, sum("partial" in t for t in told)


@dataclass
class Behind:
    """What stands behind stations that are not in, or only as placeholder zeros.

    How many of them have a row, their registered voters as far as known, at how many that is not known, the voters of
    those with zeros, and the most votes that all of them can yield (`caps.station_cap`): at how many that rests on the
    ballots received, at how many on registered voters; at the rest on the law, but for those that nothing bounds.
    """

    rows: int = 0
    voters: int = 0
    unknown: int = 0
    of_zeros: int = 0
    most: int = 0
    by_received: int = 0
    by_registered: int = 0
    unbounded: int = 0

    def add(self, other: Behind) -> None:
        self.rows += other.rows
        self.voters += other.voters
        self.unknown += other.unknown
        self.of_zeros += other.of_zeros
        self.most += other.most
        self.by_received += other.by_received
        self.by_registered += other.by_registered
        self.unbounded += other.unbounded


OPEN = frozenset({"missing", "held", "void", "partial", "zeros"})


def behind(of_village: Sequence[Station], cap_of: Callable[[int | None, int | None], Cap | None]) -> Behind:
    """What stands behind the open stations of a village.

    `cap_of` is the cap of a station that received so many ballots and has so many registered voters. A sheet that is
    held states the impossible, so its own figures bound nothing.
    """
    found = Behind()
    for station in of_village:
        told = set(station[3].split())
        if told.isdisjoint(OPEN):
            continue
        voters = station[6][-1]
        cap = cap_of(None, None) if "held" in told else cap_of(station[7], voters)
        found.add(
            Behind(
                1,
                voters or 0,
                0 if voters is not None else 1,
                voters or 0 if told.isdisjoint(OPEN - {"zeros"}) else 0,
                cap.votes if cap else 0,
                1 if cap and cap.rests == RECEIVED else 0,
                1 if cap and cap.rests == REGISTERED else 0,
                0 if cap else 1,
            )
        )
    return found


def sources(ask: Connection) -> list[tuple[str, str]]:
    """Villages with each file that holds a reading of one of their stations."""
    sql = """
        select distinct split_part(r.unit_id, '/', 1), o.source_id
        from read_station r join observation o on o.reading_id = r.reading_id"""
    return [(village, source) for village, source in fetch(ask, sql)]


def _readings_sql(site: Site, votes: Sequence[str]) -> str:
    """SQL: what each reading of a station says of what the tables show."""
    selects = []
    for sheet in site.terms.shape.sheets:
        boxes = site.boxes[sheet.kind]
        shown = [f"{f or 'cast(null as bigint)'} as {role}" for f, role in zip(boxes.shown, SHOWN, strict=True)]
        registered = " + ".join(boxes.registered) or "cast(null as bigint)"
        figures = ", ".join([*votes, *shown])
        selects.append(
            f"""select reading_id, unit_id, series, {figures}, {registered} as registered,
                {boxes.received or "cast(null as bigint)"} as received
            from {sheet.table} where {STATION}"""
        )
    return " union all ".join(selects)


def _standing(ask: Connection, votes: Sequence[str]) -> dict[str, tuple[Any, ...]]:
    """Unit, reading, state and figures of what stands for each station; of several sheets the first."""
    figures = ", ".join(f"r.{name}" for name in (*votes, *SHOWN, "registered", "received"))
    rows = fetch(
        ask,
        f"""select s.unit_id, s.reading_id, s.state, {figures}
        from standing s join read_station r on r.reading_id = s.reading_id
        where s.{STATION} order by s.sheet_id desc""",
    )
    return {row[0]: row for row in rows}


def _listed(ask: Connection, areas: Sequence[str]) -> list[tuple[str, int | None]]:
    """The stations that the unit table lists, with their registered voters."""
    inside = ", ".join(literal(area) for area in areas)
    sql = f"select unit_id, registered from unit where level = 'station' and area in ({inside})"
    return [(unit_id, registered) for unit_id, registered in fetch(ask, sql)]


def _seen(ask: Connection) -> dict[str, tuple[str, int]]:
    """File and row where each standing reading was seen last."""
    sql = f"""
        select reading_id, source_id, row from observation
        where reading_id in (select reading_id from standing where {STATION})
        order by as_of, place, source_id, member, row"""
    return {reading: (source, row) for reading, source, row in fetch(ask, sql)}


def _rare(ask: Connection, votes: Sequence[str], disputed: frozenset[str]) -> Rare:
    findings: dict[str, list[tuple[str, str, str, bool]]] = {}
    noticed = f"select unit_id, rule, severity, reading_id, quiet from ({QUIET}) f where {STATION}"
    for unit_id, *finding in fetch(ask, noticed):
        rule, severity, reading, silent = finding
        findings.setdefault(unit_id, []).append((rule, severity, reading, silent))
    columns = ", ".join(literal(v) for v in votes)
    differing = f"""select unit_id, max(case when field in ({columns}) then 1 else 0 end) = 1
        from difference where level = 'station' group by unit_id"""
    odd = "select distinct r.unit_id from cell c join read_station r on r.reading_id = c.reading_id"
    several = """select unit_id from read_station group by unit_id
        having count(distinct reading_id) > count(distinct series)"""
    unread = "select unit_id from read_station where unit_id not in (select unit_id from standing)"
    zeros = "select reading_id from latest where placeholder"
    decided = "select distinct unit_id from standing where decision <> '' union select unit_id from decision"
    own = [_texts(ask, q) for q in (odd, several, unread, zeros, decided)]
    return Rare(findings, dict(_pairs(ask, differing)), own[0], own[1], own[2], own[3], own[4], disputed)


def _pairs(ask: Connection, sql: str) -> list[tuple[str, bool]]:
    return [(unit_id, flag) for unit_id, flag in fetch(ask, sql)]


def _texts(ask: Connection, sql: str) -> frozenset[str]:
    return frozenset(row[0] for row in fetch(ask, sql))
