"""Two statements of the same numbers side by side, as SQL: columns a_<number> and b_<number>."""

from __future__ import annotations

from collections.abc import Sequence

from bukti.compare import BELOW, DECLARED, READINGS
from bukti.engine.database import literal
from bukti.engine.steps import Shared
from bukti.evidence.terms import Terms
from bukti.recap.stated import stated, station_kinds

READS = ("tally", "unit", "contest")
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
    leading = {name: [] for name in ("first", "second")}  # type: dict[str, list[str]]
    for votes, contests in terms.ballots:
        when = f"when contest in ({', '.join(map(literal, contests))}) then"
        known = " and ".join(f"a_{v} is not null and b_{v} is not null" for v in votes)
        cases["comparable"].append(f"{when} {known}")
        cases["equal"].append(f"{when} {known} and {' and '.join(f'a_{v} = b_{v}' for v in votes)}")
        cases["margin_change"].append(f"{when} case when {known} then {_margin_change(votes)} end")
        for behind, name in enumerate(leading):
            leading[name].append(f"{when} {_leader(votes, behind)}")
    places = ", ".join(f"case {' '.join(whens)} end as {name}" for name, whens in leading.items())
    columns = [f"case {' '.join(whens)} end as {name}" for name, whens in cases.items()]
    columns.append(f"{' or '.join(f'coalesce(a_{n} <> b_{n}, false)' for n in terms.numbers)} as any_differ")
    return f"select *, {', '.join(columns)} from (select *, {places} from ({pairs}) pair) led"


def _margin_change(votes: Sequence[str]) -> str:
    """SQL: what B adds to the selection that leads, less what it adds to the second, by their places on the ballot."""
    if len(votes) < 2:
        return "cast(null as bigint)"
    gain_first, gain_second = (
        f"case {leader} {' '.join(f'when {n} then b_{v} - a_{v}' for n, v in enumerate(votes))} end"
        for leader in ("first", "second")
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
        whens.append(f"when {' + '.join(others) or '0'} = {behind} then {n}")
    return f"(case {' '.join(whens)} end)"


def _sides(terms: Terms, a: str, b: str, same: str = "") -> str:
    """SQL columns for both sides; what does not stand on the same stations is not comparable, so neither is known."""
    known = "case when {same} then {side}.{n} end" if same else "{side}.{n}"
    return ", ".join(
        f"{known.format(same=same, side=side, n=n)} as {name}_{n}"
        for name, side in (("a", a), ("b", b))
        for n in terms.numbers
    )


def is_partial(terms: Terms) -> bool:
    """Whether some sheet can say that it stands on some of the stations only."""
    return any("in" in sheet.stations for sheet in terms.shape.sheets)


def declared_on_same(counted: str, declared: str) -> str:
    """SQL condition: what was declared stands on all stations, or on as many as were counted."""
    whole = f"{declared}.stations_in is null or {declared}.stations_in = {declared}.stations_expected"
    return f"({whole} or coalesce({declared}.stations_in = {counted}.stations_in, false))"


def _same_stations(a: str, b: str) -> str:
    """SQL condition: two tallies stand on as many stations, or each on all of them; one that states none is whole."""
    whole = [f"({side}.stations_in is null or {side}.stations_in = {side}.stations_expected)" for side in (a, b)]
    return f"({' and '.join(whole)} or coalesce({a}.stations_in = {b}.stations_in, false))"


def _readings_sql(terms: Terms) -> str:
    """SQL: the last words of two series on the same column of the same paper, the one that goes first as A.

    A decision's reading is no such word: that it says something else is what it is for.
    """
    same = "coalesce(x.stations_in, -1) = coalesce(y.stations_in, -1)" if is_partial(terms) else ""
    return f"""
        select x.partition, '{READINGS}' as comparison, x.contest, x.unit_id,
            case when x.kind in ({station_kinds(terms)}) then 'station' else u.level end as level,
            x.series as statement_a, y.series as statement_b, {_sides(terms, "x", "y", same)}
        from stated x
        join stated y on y.sheet_id = x.sheet_id and y.unit_id = x.unit_id and y.rank > x.rank
            and x.series <> 'decision'
        left join unit u on u.unit_id = x.unit_id and x.kind not in ({station_kinds(terms)})"""


def _declared_sql(terms: Terms) -> str:
    """SQL: what stations add up to as A, what was declared for the same unit as B."""
    same = declared_on_same("x", "y") if is_partial(terms) else ""
    return f"""
        select x.partition, '{DECLARED}' as comparison, x.contest, x.unit_id, x.level,
            'counted' as statement_a, 'declared' as statement_b, {_sides(terms, "x", "y", same)}
        from tally x join asked on asked.partition = x.partition
        join contest c on c.contest = x.contest and c.stations
        join tally y on y.unit_id = x.unit_id and y.contest = x.contest and y.basis = 'declared'
        where x.basis = 'counted'"""


def _below_sql(terms: Terms) -> str:
    """SQL: the sum of what was declared one level below as A, what was declared for the unit itself as B.

    Only where every unit one level below has a declared column; a number that one of them lacks is not known.
    """
    same = _same_stations("x", "y") if is_partial(terms) else ""
    summed = ("stations_in", "stations_expected") if is_partial(terms) else ()
    stations = "".join(
        f", case when count(t.{n}) = count(*) then cast(sum(t.{n}) as bigint) end as {n}" for n in summed
    )
    sums = ", ".join(f"case when count({n}) = count(*) then cast(sum({n}) as bigint) end as {n}" for n in terms.numbers)
    return f"""
        select y.partition, '{BELOW}' as comparison, y.contest, y.unit_id, y.level,
            'declared-below' as statement_a, 'declared' as statement_b, {_sides(terms, "x", "y", same)}
        from tally y join asked on asked.partition = y.partition
        join (
            select t.contest, u.parent_id as unit_id, count(*) as declared, {sums}{stations}
            from tally t join unit u on u.unit_id = t.unit_id
            where t.basis = 'declared'
            group by t.contest, u.parent_id
        ) x on x.unit_id = y.unit_id and x.contest = y.contest
        join (select parent_id, count(*) as units from unit where level <> 'station' group by parent_id) c
            on c.parent_id = y.unit_id and c.units = x.declared
        where y.basis = 'declared'"""
