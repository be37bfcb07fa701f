"""Two statements of the same numbers side by side, as SQL: columns a_<number> and b_<number>."""

from __future__ import annotations

from collections.abc import Collection, Sequence

from bukti.compare import BELOW, DECLARED, READINGS
from bukti.engine.database import literal
from bukti.engine.steps import Shared
from bukti.evidence.terms import Terms
from bukti.recap.stated import stated, station_kinds

READS = ("tally", "unit")
BESIDE = "beside"


def shares(terms: Terms) -> tuple[Shared, ...]:
    """What the steps of this room read together: what is stated, and pairs of readings side by side and judged."""
    return stated(terms), Shared(BESIDE, ("unit",), _judged_sql(terms, _readings_sql(terms)))


def judged_sql(terms: Terms) -> str:
    """SQL: every pair of statements in the partitions asked for, and how they compare.

    comparable: both know every vote of the ballot. equal: so they do, and all are equal. any_differ: some number that
    both know differs. margin_change: by how much B moves the margin between the two that lead by A (ties by ballot
    order); NULL where they are not comparable.
    """
    of_units = f"{_declared_sql(terms)} union all {_below_sql(terms)}"
    return f"select * from {BESIDE} union all {_judged_sql(terms, of_units)}"


def _judged_sql(terms: Terms, pairs: str) -> str:
    cases = {name: [] for name in ("comparable", "equal", "margin_change")}  # type: dict[str, list[str]]
    for votes, contests in terms.ballots:
        when = f"when contest in ({', '.join(map(literal, contests))}) then"
        known = " and ".join(f"a_{v} is not null and b_{v} is not null" for v in votes)
        cases["comparable"].append(f"{when} {known}")
        cases["equal"].append(f"{when} {known} and {' and '.join(f'a_{v} = b_{v}' for v in votes)}")
        cases["margin_change"].append(f"{when} case when {known} then {_margin_change(votes)} end")
    columns = [f"case {' '.join(whens)} end as {name}" for name, whens in cases.items()]
    columns.append(f"{' or '.join(f'coalesce(a_{n} <> b_{n}, false)' for n in terms.numbers)} as any_differ")
    return f"select *, {', '.join(columns)} from ({pairs}) pair"


def _margin_change(votes: Sequence[str]) -> str:
    if len(votes) < 2:
        return "cast(null as bigint)"
    first, second = _leader(votes, 0), _leader(votes, 1)
    gain_first, gain_second = (
        f"case {leader} {' '.join(f'when {n} then b_{v} - a_{v}' for n, v in enumerate(votes))} end"
        for leader in (first, second)
    )
    return f"({gain_first}) - ({gain_second})"


def _leader(votes: Sequence[str], behind: int) -> str:
    """SQL: the place on the ballot of the selection that by A has exactly so many before it."""
    whens = []
    for n, vote in enumerate(votes):
        others = [
            f"case when a_{o} {'>=' if m < n else '>'} a_{vote} then 1 else 0 end"
            for m, o in enumerate(votes)
            if m != n
        ]
        whens.append(f"when {' + '.join(others)} = {behind} then {n}")
    return f"(case {' '.join(whens)} end)"


def _sides(terms: Terms, a: str, b: str, present: Collection[str]) -> str:
    return ", ".join(
        f"{side}.{n} as {name}_{n}" if n in present else f"cast(null as bigint) as {name}_{n}"
        for name, side in (("a", a), ("b", b))
        for n in terms.numbers
    )


def _readings_sql(terms: Terms) -> str:
    """SQL: the last words of two series on the same column of the same paper, the one that goes first as A."""
    return f"""
        select x.partition, '{READINGS}' as comparison, x.contest, x.unit_id,
            case when x.kind in ({station_kinds(terms)}) then 'station' else u.level end as level,
            x.series as statement_a, y.series as statement_b, {_sides(terms, "x", "y", terms.numbers)}
        from stated x
        join stated y on y.sheet_id = x.sheet_id and y.unit_id = x.unit_id and y.rank > x.rank
        left join unit u on u.unit_id = x.unit_id and x.kind not in ({station_kinds(terms)})"""


def _declared_sql(terms: Terms) -> str:
    """SQL: what stations add up to as A, what was declared for the same unit as B."""
    return f"""
        select x.partition, '{DECLARED}' as comparison, x.contest, x.unit_id, x.level,
            'counted' as statement_a, 'declared' as statement_b, {_sides(terms, "x", "y", terms.numbers)}
        from tally x join asked on asked.partition = x.partition
        join tally y on y.unit_id = x.unit_id and y.contest = x.contest and y.basis = 'declared'
        where x.basis = 'counted'"""


def _below_sql(terms: Terms) -> str:
    """SQL: the sum of what was declared one level below as A, what was declared for the unit itself as B.

    Only where every unit one level below has a declared column; a number that one of them lacks is not known.
    """
    sums = ", ".join(f"case when count({n}) = count(*) then cast(sum({n}) as bigint) end as {n}" for n in terms.numbers)
    return f"""
        select y.partition, '{BELOW}' as comparison, y.contest, y.unit_id, y.level,
            'declared-below' as statement_a, 'declared' as statement_b, {_sides(terms, "x", "y", terms.numbers)}
        from tally y join asked on asked.partition = y.partition
        join (
            select t.contest, u.parent_id as unit_id, count(*) as declared, {sums}
            from tally t join unit u on u.unit_id = t.unit_id
            where t.basis = 'declared'
            group by t.contest, u.parent_id
        ) x on x.unit_id = y.unit_id and x.contest = y.contest
        join (select parent_id, count(*) as units from unit where level <> 'station' group by parent_id) c
            on c.parent_id = y.unit_id and c.units = x.declared
        where y.basis = 'declared'"""
