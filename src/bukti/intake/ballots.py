"""Lists and their candidates: who stands in which ballot area, and what the rows of a source say of each of them.

A selection's own column is the total of its list; the table `vote` holds the list's sign and each candidate.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from bukti.engine.database import Connection, columns_sql, create, fetch, literal
from bukti.evidence.configuration import SeriesColumns
from bukti.evidence.terms import Terms
from bukti.intake.extract import Entry, value_sql
from bukti.intake.units import LEVELS
from bukti.vocabulary.list_tables import CANDIDATE, UNIT_BALLOT, candidate_id
from bukti.vocabulary.problems import Place, Problem, Refusal
from bukti.vocabulary.roles import nearest

SHOWN = 20
Rows = list[tuple[str | int, ...]]


def candidate_rows(terms: Terms) -> Rows:
    """Rows of the table `candidate`: each place on each list, number 0 for the list's sign."""
    return sorted(
        (contest.id, area.id, party, n, candidate_id(area.id, party, n))
        for contest in terms.configuration.contest
        for area in contest.area
        for party, names in area.candidates.items()
        if names
        for n in range(len(names) + 1)
    )


def ballot_rows(connection: Connection, terms: Terms, scheme: str) -> Rows:
    """Rows of the table `unit_ballot`: each unit above the stations that lies in one ballot area of a contest.

    The table `place` (every unit from village up) must be there.
    Raises Refusal where an area names a unit that is not there, or a unit lies in two areas.
    """
    found: Rows = []
    problems: list[Problem] = []
    found_units = fetch(connection, "select unit_id, level, parent_id from place order by unit_id")
    units = sorted(found_units, key=lambda u: LEVELS.index(u[1]))  # parents come before children
    parents: dict[str, str | None] = {unit_id: parent for unit_id, _, parent in units}
    for at, contest in enumerate(terms.configuration.contest):
        area_of: dict[str, str] = {}
        for n, area in enumerate(contest.area):
            place = ("contest", at, "area", n, "units")
            for code in area.units or [_code(unit_id) for unit_id, parent in parents.items() if parent is None]:
                unit_id = f"{scheme}:{code}"
                if unit_id not in parents:
                    near = nearest(code, map(_code, parents))
                    problems.append(terms.declared.problem(place, "UN-AREA-UNKNOWN", code, near))
                elif unit_id in area_of:
                    problems.append(terms.declared.problem(place, "UN-AREA-TWICE", code, area_of[unit_id]))
                else:
                    area_of[unit_id] = area.id
        inside: dict[str, str] = {}
        for unit_id, parent in parents.items():
            above, own = inside.get(parent or ""), area_of.get(unit_id)
            if above and own and above != own:
                place = ("contest", at, "area", [a.id for a in contest.area].index(own), "units")
                problems.append(terms.declared.problem(place, "UN-AREA-TWICE", _code(unit_id), above))
            if area_id := above or own:
                inside[unit_id] = area_id
        found += [(contest.id, unit_id, area_id) for unit_id, area_id in inside.items()]
    if problems:
        raise Refusal(problems)
    return sorted(found)


def _code(unit_id: str) -> str:
    return unit_id.partition(":")[2]


def show_ballots(connection: Connection, candidates: Rows, ballots: Rows) -> None:
    """The temporary tables `candidate` and `unit_ballot`, for the sources that are brought."""
    create(connection, "candidate", columns_sql(CANDIDATE), candidates)
    create(connection, "unit_ballot", columns_sql(UNIT_BALLOT), ballots)


def hide_ballots(connection: Connection) -> None:
    """These tables are gone, so that the stored ones of their names can be shown."""
    for name in ("candidate", "unit_ballot"):
        connection.execute(f"drop table {name}")


def extract_votes(connection: Connection, entry: Entry, relations: Mapping[str, str], name: str) -> list[Problem]:
    """The table `name` holds what the readings in the relations say of each place on the lists of their ballot area.

    Gives problems for votes of a place that is on no list there. The relations still have the raw rows' number n.
    """
    parts = [
        part
        for relation in relations.values()
        for reading in entry.source.reading
        for part in _stated_sql(entry, reading, relation)
    ]
    contest = literal(entry.source.contest)
    area = literal(entry.source.area) if entry.source.area else "unit_ballot.ballot_area"
    texts = ("partition", "reading_id", "unit_id", "party", "place", "source_id", "member")
    numbers = ("number", "votes", "row")
    blank = [*(f"'' as {t}" for t in texts), *(f"cast(0 as bigint) as {n}" for n in numbers)]
    nothing = f"select {', '.join(blank)} where false"
    connection.execute(f"""
        create or replace temp table stated_votes as
        select s.*, case when s.number = 0 then s.party else candidate.selection_id end as selection_id
        from ({" union all ".join(parts) or nothing}) s
        left join unit_ballot on unit_ballot.contest = {contest}
            and unit_ballot.unit_id = regexp_replace(s.unit_id, '/[0-9]{{3}}$', '')
        left join candidate on candidate.contest = {contest} and candidate.ballot_area = {area}
            and candidate.party = s.party and candidate.number = s.number""")
    connection.execute(f"""
        create or replace temp table {name} as
        select partition, reading_id, selection_id, votes, source_id, member, row
        from stated_votes where selection_id is not null""")
    return [*_not_listed(connection)]


def _stated_sql(entry: Entry, reading: SeriesColumns, relation: str) -> Iterator[str]:
    for place, count in entry.lists_for(reading).items():
        party, _, number = place.rpartition(".")
        yield f"""
            select r.partition, r.reading_id, r.unit_id, {literal(party)} as party, cast({number} as bigint) as number,
                {literal(place)} as place, {value_sql(count)} as votes, r.source_id, r.member, r.row
            from {relation} r join raw on raw.n = r.n
            where r.series = {literal(reading.series)}"""


def _not_listed(connection: Connection) -> Iterator[Problem]:
    """Votes for a place that no list of the unit's ballot area has; of units that are not known nothing is asked."""
    rows = fetch(
        connection,
        """select source_id, member, row, s.place, votes from stated_votes s join place
            on place.unit_id = regexp_replace(s.unit_id, '/[0-9]{3}$', '')
        where selection_id is null and votes > 0 order by source_id, member, row, s.place""",
    )
    for source_id, member, row, place, votes in rows[:SHOWN]:
        file = f"{source_id}\t{member}"
        yield Problem("IN-NO-CANDIDATE", Place(file, row, place), str(votes))
    if len(rows) > SHOWN:
        yield Problem("IN-MORE-OF-THIS", Place(), str(len(rows) - SHOWN), "IN-NO-CANDIDATE")
