"""Stations whose votes resemble their village's only when two neighbouring columns are exchanged."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise

from bukti.engine.database import literal
from bukti.evidence.terms import Terms

LEAST_STATIONS = 4  # fewer say nothing about a village
APART = 40  # percentage points between the shares as written, at least
NEAR = 5  # and after exchanging the columns, at most
LARGEST = 100_000  # above this a figure is noticed by other rules, and products would overflow


def exchanged_sql(terms: Terms) -> str:
    """SQL: stations where the share of one of two neighbouring selections is far from the rest of its village's as
    written, and near to it once the two are exchanged. Compared by cross-multiplied whole numbers.

    It is a hint and never more: neighbours may differ for good reasons.
    """
    parts = [
        _sheet_sql(sheet.table, sheet.kind, votes, contests)
        for sheet in terms.shape.sheets
        if sheet.of_station
        for votes, contests in terms.ballots
        if len(votes) > 1
    ]
    columns = ("partition", "contest", "sheet_id", "unit_id", "series", "reading_id", "fields")
    empty = ", ".join(f"'' as {c}" for c in columns)
    nothing = f"select {empty} where false"
    return " union all ".join(parts) or nothing


def _sheet_sql(table: str, kind: str, votes: Sequence[str], contests: Sequence[str]) -> str:
    village = "partition by s.contest, substr(s.unit_id, 1, length(s.unit_id) - 4)"
    rests = ", ".join(f"cast(sum(r.{v}) over ({village}) as bigint) - r.{v} as rest_{v}" for v in votes)
    small = " and ".join(f"r.{v} <= {LARGEST}" for v in votes)
    exchanged = " ".join(f"when {_exchanged(a, b)} then '{a} {b}'" for a, b in pairwise(votes))
    return f"""
        select partition, contest, sheet_id, unit_id, series, reading_id, fields
        from (
            select *, case {exchanged} end as fields
            from (
                select s.partition, s.contest, s.sheet_id, s.unit_id, s.series, s.reading_id,
                    {", ".join(f"r.{v}" for v in votes)}, {rests}, count(*) over ({village}) as stations
                from standing s join {table} r on r.reading_id = s.reading_id and r.partition = s.partition
                where s.kind = {literal(kind)} and s.state = 'in' and {small}
                    and s.contest in ({", ".join(map(literal, contests))})
            ) beside
            where stations >= {LEAST_STATIONS}
        ) judged
        where fields is not null"""


def _exchanged(a: str, b: str) -> str:
    own, rest = f"({a} + {b})", f"(rest_{a} + rest_{b})"
    written = f"abs({a} * {rest} - rest_{a} * {own}) * 100 > {APART} * {own} * {rest}"
    turned = f"abs({b} * {rest} - rest_{a} * {own}) * 100 <= {NEAR} * {own} * {rest}"
    return f"{own} > 0 and {rest} > 0 and {written} and {turned}"
