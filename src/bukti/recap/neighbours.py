"""Stations whose votes resemble their village's only when two neighbouring columns are exchanged."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise

from bukti.engine.database import literal
from bukti.evidence.terms import Terms
from bukti.recap.stated import station_kinds

LEAST_STATIONS = 4  # fewer say nothing about a village
APART = 40  # percentage points between the shares as written, at least
NEAR = 5  # and after exchanging the columns, at most
LARGEST = 100_000  # above this a figure is noticed by other rules, and products would overflow


def exchanged_sql(terms: Terms) -> str:
    """SQL: stations where the share of one of two neighbouring selections is far from the rest of its village's as
    written, and near to it once the two are exchanged. Compared by cross-multiplied whole numbers.

    It is a hint and never more: neighbours may differ for good reasons.
    """
    parts = [_ballot_sql(terms, votes, contests) for votes, contests in terms.ballots if len(votes) > 1]
    columns = ("partition", "contest", "sheet_id", "unit_id", "series", "reading_id", "fields")
    empty = ", ".join(f"'' as {c}" for c in columns)
    nothing = f"select {empty} where false"
    return " union all ".join(parts) or nothing


def _ballot_sql(terms: Terms, votes: Sequence[str], contests: Sequence[str]) -> str:
    village = "substr(unit_id, 1, length(unit_id) - 4)"
    small = " and ".join(f"{v} <= {LARGEST}" for v in votes)
    sums = ", ".join(f"cast(sum({v}) as bigint) as {v}" for v in votes)
    rests = ", ".join(f"t.{v} - s.{v} as rest_{v}" for v in votes)
    exchanged = " ".join(f"when {_exchanged(a, b)} then '{a} {b}'" for a, b in pairwise(votes))
    return f"""select * from (
        with one as (
            select partition, contest, sheet_id, unit_id, series, reading_id, {village} as village_id,
                {", ".join(votes)}
            from stated
            where counts and state = 'in' and kind in ({station_kinds(terms)}) and {small}
                and contest in ({", ".join(map(literal, contests))})
        ), whole as (
            select contest, village_id, count(*) as stations, {sums} from one group by contest, village_id
        )
        select partition, contest, sheet_id, unit_id, series, reading_id, fields
        from (
            select *, case {exchanged} end as fields
            from (
                select s.*, {rests}
                from one s join whole t on t.contest = s.contest and t.village_id = s.village_id
                where t.stations >= {LEAST_STATIONS}
            ) beside
        ) judged
        where fields is not null
        ) found"""


def _exchanged(a: str, b: str) -> str:
    own, rest = f"({a} + {b})", f"(rest_{a} + rest_{b})"
    written = f"abs({a} * {rest} - rest_{a} * {own}) * 100 > {APART} * {own} * {rest}"
    turned = f"abs({b} * {rest} - rest_{a} * {own}) * 100 <= {NEAR} * {own} * {rest}"
    return f"{own} > 0 and {rest} > 0 and {written} and {turned}"
