"""The common subset of SQL: what engines read alike, and gives the same rows on any number of threads.

Each rule is a function from a parse tree to what it does not allow there; `crossings` applies them all. What engines
read in different ways is a function of `engine/dialect.py`; reading and writing files is the engine's own.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator
from typing import Final

import sqlglot
from sqlglot import exp
from sqlglot.dialects.duckdb import DuckDB

Rule = Callable[[exp.Expr], bool]

INTEGERS: Final = {
    exp.DataType.Type.BIGINT,
    exp.DataType.Type.INT,
    exp.DataType.Type.SMALLINT,
    exp.DataType.Type.TINYINT,
}
KINDS: Final = {*INTEGERS, exp.DataType.Type.VARCHAR, exp.DataType.Type.TEXT, exp.DataType.Type.BOOLEAN}


class NullsFirst(DuckDB):
    """The same language, but NULL comes first where the text does not say: so Spark has it."""

    NULL_ORDERING = "nulls_are_small"


KNOWN_FUNCTIONS: Final[frozenset[str]] = frozenset()
"""Functions that the parser does not know, each tried on every engine before it stands here."""


def star_with_changes(node: exp.Expr) -> bool:
    return isinstance(node, exp.Columns) or (isinstance(node, exp.Star) and any(node.args.values()))


def pivot(node: exp.Expr) -> bool:
    return isinstance(node, exp.Pivot)


def qualify(node: exp.Expr) -> bool:
    return isinstance(node, exp.Qualify)


def nested_value(node: exp.Expr) -> bool:
    """Structs, maps and lists, and what makes or opens them."""
    nested = (
        exp.Struct, exp.ToMap, exp.Map, exp.Array, exp.ArrayAgg, exp.List, exp.Bracket, exp.Unnest, exp.Explode,
        exp.Lambda, exp.Transform,
    )  # fmt: skip
    return isinstance(node, nested)


def method_call(node: exp.Expr) -> bool:
    return isinstance(node, exp.Dot)


def method_join(node: exp.Expr) -> bool:
    """A join whose condition is not written down: natural, asof, positional; and `using`, for one way to say it."""
    return isinstance(node, exp.Join) and bool(node.args.get("method") or node.args.get("using"))


def join_without_condition(node: exp.Expr) -> bool:
    """A comma or a bare join: the condition may be in `where`, or forgotten."""
    if not isinstance(node, exp.Join) or node.args.get("on") or node.args.get("using") or node.args.get("method"):
        return False
    return node.args.get("kind") != "CROSS"


def sum_that_is_no_bigint(node: exp.Expr) -> bool:
    """A sum is a HUGEINT, which a Parquet file holds as a fraction: it is cast where it is made."""
    if not isinstance(node, exp.Sum):
        return False
    around = node.parent
    while isinstance(around, exp.Coalesce | exp.Paren | exp.Filter | exp.Window):
        around = around.parent
    return not (isinstance(around, exp.Cast) and around.to.this == exp.DataType.Type.BIGINT)


def guess(node: exp.Expr) -> bool:
    """A cast that makes something of text that is no count."""
    return isinstance(node, exp.TryCast)


def cast_to_other_kind(node: exp.Expr) -> bool:
    """Columns are whole numbers, text and flags: no fraction, no date, no engine's own type."""
    return isinstance(node, exp.Cast) and node.to.this not in KINDS


def fraction(node: exp.Expr) -> bool:
    """Division leaves the whole numbers, and each engine leaves them in its own way; `//` is whole division."""
    if isinstance(node, exp.Literal) and not node.is_string:
        return not node.is_int
    return isinstance(node, exp.Div | exp.Avg | exp.Pow)


def percentile(node: exp.Expr) -> bool:
    return isinstance(node, exp.PercentileCont | exp.PercentileDisc | exp.Quantile | exp.ApproxQuantile | exp.Median)


def by_all(node: exp.Expr) -> bool:
    """`group by all` and `order by all`: the columns are named."""
    if isinstance(node, exp.Group) and node.args.get("all"):
        return True
    return isinstance(node, exp.Ordered) and isinstance(node.this, exp.Var) and node.this.name.lower() == "all"


def recursion(node: exp.Expr) -> bool:
    return isinstance(node, exp.With) and bool(node.args.get("recursive"))


def outside_world(node: exp.Expr) -> bool:
    """The clock, chance and files: a step reads its inputs alone."""
    outside = (
        exp.CurrentDate, exp.CurrentTimestamp, exp.CurrentTime, exp.Rand, exp.Uuid, exp.ReadCSV, exp.ReadParquet,
        exp.TableSample,
    )  # fmt: skip
    return isinstance(node, outside)


def any_order(node: exp.Expr) -> bool:
    """What depends on the order in which rows happen to come."""
    if isinstance(node, exp.AnyValue | exp.First | exp.Last | exp.ArgMax | exp.ArgMin):
        return True
    if isinstance(node, exp.GroupConcat):
        return node.find(exp.Order) is None
    if isinstance(node, exp.Limit):
        return node.parent is not None and not node.parent.args.get("order")
    if isinstance(node, exp.Window) and isinstance(node.this, exp.RowNumber | exp.Rank | exp.Lag | exp.Lead):
        return not node.args.get("order")
    return isinstance(node, exp.Distinct) and bool(node.args.get("on"))


def unknown_function(node: exp.Expr) -> bool:
    return isinstance(node, exp.Anonymous) and node.name.lower() not in KNOWN_FUNCTIONS


RULES: Final[tuple[Rule, ...]] = (
    star_with_changes, pivot, qualify, nested_value, method_call, method_join, join_without_condition,
    sum_that_is_no_bigint, guess, cast_to_other_kind, fraction, percentile, by_all, recursion, outside_world,
    any_order, unknown_function,
)  # fmt: skip


def parsed(sql: str) -> exp.Expr:
    return sqlglot.parse_one(sql, dialect="duckdb")


def crossings(sql: str, nullable: Collection[str] = (), texts: Collection[str] = ()) -> list[str]:
    """What an SQL text has that the common subset has not: the rule's name with the place.

    `nullable` are the columns that may be NULL, `texts` those that hold text.
    """
    tree = parsed(sql)
    found = [f"{rule.__name__}: {node.sql('duckdb')[:90]}" for node in tree.walk() for rule in RULES if rule(node)]
    return [*found, *undecided_nulls(tree, sql, nullable), *ungated_casts(tree, texts)]


def undecided_nulls(tree: exp.Expr, sql: str, nullable: Collection[str]) -> Iterator[str]:
    """Orders by a column that may be NULL, where engines differ on which end NULL is and the text does not say."""
    here = list(tree.find_all(exp.Ordered))
    there = sqlglot.parse_one(sql, dialect=NullsFirst).find_all(exp.Ordered) if nullable and here else ()
    for one, other in zip(here, there, strict=bool(nullable)):
        differs = bool(one.args.get("nulls_first")) != bool(other.args.get("nulls_first"))
        if differs and any(c.name in nullable for c in one.find_all(exp.Column)):
            yield f"undecided_nulls: order by {one.this.sql('duckdb')[:80]}"


def ungated_casts(tree: exp.Expr, texts: Collection[str]) -> Iterator[str]:
    """Casts of text to a number that do not stand behind the gate of plain digits."""
    for cast in tree.find_all(exp.Cast):
        column = cast.this
        if cast.to.this in INTEGERS and isinstance(column, exp.Column) and column.name in texts:
            gate = cast.find_ancestor(exp.If)
            condition = gate.this if gate else None
            gated = isinstance(condition, exp.RegexpLike) and condition.this == column
            if not (gated and condition and condition.expression.name == "^[0-9]{1,9}$"):
                yield f"ungated_cast: {cast.sql('duckdb')}"
