"""SQL keeps to the subset that engines share, and text becomes a number in one place only."""

from __future__ import annotations

import ast
import re
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from docs.generate import terms_of
from sqlglot.errors import SqlglotError
from tests.house.fence import crossings
from tests.house.test_table_graph import EXAMPLES, each, texts
from tests.needs import ROOT

import bukti.publish.build
from bukti.engine.database import Connection, connect
from bukti.evidence.terms import Terms
from bukti.evidence.workspace import Workspace
from bukti.publish.build import all_steps
from bukti.sample import make

SOURCE = ROOT / "src" / "bukti"
ENGINE = SOURCE / "engine"
VERBS = re.compile(r"\s*(select|with|create|insert|copy|update|delete|pivot|unpivot)\s", re.IGNORECASE)
WORDS = re.compile(
    r"\b(qualify|pivot|unpivot|exclude|replace \(|try_cast|asof|natural|positional|struct_pack|unnest|array_agg|"
    r"list_\w+|columns\(|percentile\w*|quantile\w*|median|now\(|random\(|read_\w+\()",
    re.IGNORECASE,
)

CROSSING = {
    "star_with_changes": [
        "select * exclude (a) from t", "select * replace (1 as a) from t", "select columns('v.*') from t",
    ],
    "pivot": ["pivot t on a using max(b)", "select * from t unpivot (s for p in (a, b))"],
    "qualify": ["select a from t qualify row_number() over (order by a) = 1"],
    "nested_value": [
        "select {'a': 1} as s", "select [1, 2] as l", "select list_transform(l, x -> x) from t", "select l[1] from t",
        "select unnest(l) from t", "select array_agg(a) from t", "select map {'a': 1}", "select struct_pack(a := 1)",
    ],
    "method_call": ["select a.upper() from t"],
    "method_join": [
        "select a from t natural join u", "select a from t asof join u on t.a >= u.a",
        "select a from t positional join u", "select a from t join u using (a)",
    ],
    "join_without_condition": ["select t.a from t, u", "select t.a from t join u"],
    "sum_that_is_no_bigint": [
        "select sum(a) from t", "select sum(a) over (partition by b) - a from t",
        "select cast(sum(a) as integer) from t", "select cast(sum(a) + sum(b) as bigint) from t",
    ],
    "guess": ["select try_cast(a as bigint) from t"],
    "cast_to_other_kind": [
        "select cast(a as double) from t", "select a::date from t", "select cast(a as hugeint) from t",
    ],
    "fraction": ["select a / b from t", "select a * 0.5 from t", "select avg(a) from t", "select a ** 2 from t"],
    "percentile": [
        "select median(a) from t", "select quantile_cont(a, 0) from t",
        "select percentile_cont(1) within group (order by a) from t",
    ],
    "by_all": ["select a from t group by all", "select a from t order by all"],
    "recursion": ["with recursive a as (select 1 as n) select n from a"],
    "outside_world": ["select current_date", "select random()", "select a from read_csv('x')"],
    "any_order": [
        "select any_value(a) from t", "select first(a) from t", "select arg_max(a, b) from t",
        "select a from t limit 3", "select string_agg(a, ',') from t",
        "select row_number() over (partition by a) from t",
        "select distinct on (a) a, b from t",
    ],
    "unknown_function": ["select strip_accents(a) from t", "select now()"],
    "undecided_nulls": [
        "select a from t order by unsure", "select row_number() over (order by coalesce(unsure)) from t",
    ],
    "ungated_cast": [
        "select cast(written as bigint) from t", "select written::integer from t",
        "select case when regexp_matches(other, '^[0-9]{1,9}$') then cast(written as bigint) end from t",
        "select case when regexp_matches(written, '[0-9]') then cast(written as bigint) end from t",
    ],
}  # fmt: skip
ALLOWED = """
    with seen as (select partition, max(a) as a from t group by partition)
    select s.*, cast(coalesce(sum(case when b then a end), 0) as bigint) as n,
        count(*) filter (where a is null) as unknown,
        cast(sum(a) over (partition by c order by d) as bigint) - a as rest,
        row_number() over (partition by c order by d) as first, string_agg(a, ' ' order by d) as told,
        case when regexp_matches(written, '^[0-9]{1,9}$') then cast(written as bigint) end as read, a // 50 as whole
    from t left join seen s on s.a = t.a cross join u
    where not exists (select 1 from u where u.a = t.a) order by unsure nulls last, unsure desc, a"""


@pytest.mark.parametrize(("rule", "sql"), [(rule, sql) for rule, several in CROSSING.items() for sql in several])
def test_the_fence_sees(rule: str, sql: str) -> None:
    found = crossings(sql, nullable={"unsure"}, texts={"written"})
    assert rule in {f.partition(":")[0] for f in found}, found


def test_the_fence_lets_the_common_subset_through() -> None:
    assert crossings(ALLOWED, nullable={"unsure"}, texts={"written"}) == []


# ---- the steps


def columns_of(terms: Terms) -> tuple[set[str], set[str]]:
    """The columns that may be NULL somewhere, and those that are text everywhere."""
    columns = [c for table in terms.contracts.values() for c in table.columns]
    numbers = {c.name for c in columns if c.type in ("integer", "flag")}
    return {c.name for c in columns if c.null}, {c.name for c in columns} - numbers


@pytest.mark.parametrize("example", EXAMPLES, ids=lambda folder: folder.name)
def test_every_step_keeps_to_the_common_subset(example: Path) -> None:
    terms = terms_of(example)
    nullable, written = columns_of(terms)
    found = {
        f"{s.writes} {n}": [c for sql in {*texts(s)} for c in crossings(sql, nullable, written)]
        for n, s in enumerate(each(all_steps(terms)))
    }
    assert {table: crossed for table, crossed in found.items() if crossed} == {}


# ---- what intake asks of the engine, as a real build asks it


class Listening:
    """A connection that remembers which SQL intake gives it."""

    def __init__(self, connection: Connection, heard: list[str]) -> None:
        self.connection = connection
        self.heard = heard

    def execute(self, sql: str, *parameters: Any) -> Connection:
        frame = sys._getframe(1)
        if frame.f_globals["__name__"] == "bukti.engine.database" and frame.f_back:
            frame = frame.f_back
        if frame.f_globals["__name__"].startswith("bukti.intake."):
            self.heard.append(sql)
        return self.connection.execute(sql, *parameters)

    def __getattr__(self, name: str) -> Any:
        return getattr(self.connection, name)


@pytest.fixture(scope="module")
def heard(tmp_path_factory: pytest.TempPathFactory) -> list[str]:
    """Every SQL text of intake in one build of the sample election."""
    folder = tmp_path_factory.mktemp("heard") / "workspace"
    make(folder, 400)
    said: list[str] = []
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(bukti.publish.build, "connect", lambda *given, **named: Listening(connect(*given, **named), said))
        bukti.publish.build.build(Workspace(folder))
    return said


def test_intake_keeps_to_the_common_subset(heard: list[str]) -> None:
    own = re.compile(
        r"\s*(describe|drop|alter|copy)\b|.*\b(read_csv|read_parquet)\(|.*\bover \(\)", re.DOTALL
    )  # the engine's own
    selects = [sql for sql in heard if not own.match(sql)]
    assert len(selects) > 10
    raw = {f"c{n}" for n in range(100)}
    found = {sql[:100]: crossings(sql, nullable={"as_of", "value", "why"}, texts=raw | {"text"}) for sql in selects}
    assert {sql: crossed for sql, crossed in found.items() if crossed} == {}


# ---- SQL in the text of modules


def written_sql(module: Path) -> Iterator[tuple[int, str]]:
    """The strings of a module that begin as SQL does, with their lines; what is filled in is one column `x`."""
    tree = ast.parse(module.read_text(encoding="utf-8"))
    inside = {part for node in ast.walk(tree) if isinstance(node, ast.JoinedStr) for part in node.values}
    for node in ast.walk(tree):
        parts = node.values if isinstance(node, ast.JoinedStr) else [n for n in (node,) if n not in inside]
        if isinstance(node, ast.JoinedStr | ast.Constant):
            told = "".join(str(p.value) if isinstance(p, ast.Constant) else "x" for p in parts)
            if VERBS.match(told):
                yield node.lineno, re.sub(r"\{\w*\}", "x", told)  # what is left in braces is filled in later


def crossed(sql: str) -> list[str]:
    """What crosses the fence: by its parse tree, or by its words where what is filled in is needed to parse it."""
    try:
        return crossings(sql)
    except SqlglotError:
        return [f"word: {word}" for word in WORDS.findall(sql)]


@pytest.mark.parametrize(
    "module",
    [m for m in sorted(SOURCE.rglob("*.py")) if ENGINE not in m.parents],
    ids=lambda m: str(m.relative_to(SOURCE)),
)
def test_sql_in_the_text_of_a_module_keeps_to_the_common_subset(module: Path) -> None:
    found = {line: crossed(sql) for line, sql in written_sql(module)}
    assert {line: what for line, what in found.items() if what} == {}


def test_most_sql_in_the_text_of_modules_can_be_parsed() -> None:
    everywhere = [sql for module in SOURCE.rglob("*.py") for _, sql in written_sql(module)]
    assert len(everywhere) > 40


# ---- casts in Python

CASTS_ALLOWED = {
    ("evidence/candidates.py", "number"): "a place on the ballot, matched by its own pattern",
    ("evidence/declaring.py", "at[1]"): "the line that tomllib names in its message",
    ("checks/impossible.py", "parameters['station_cap']"): "a parameter of the law, a Fraction",
    ("checks/step.py", "value"): "a parameter of the law, a Fraction",
    ("evidence/format.py", "text"): "the number in a file that we wrote ourselves, matched by its own pattern",
    ("evidence/journal.py", "self.files()[-1].stem"): "the name of a file that we named",
    ("evidence/patterns.py", "part[2] or 0"): "a digit of bukti.toml, matched by its own pattern",
    ("publish/exports/workbook.py", "row[n]"): "a count in a file that we wrote just before",
    (
        "intake/degrees.py",
        "plain[2] + (plain[3] or '').ljust(6, '0')",
    ): "digits of a degree, matched by its own pattern",
    ("intake/degrees.py", "text"): "the decimal text of a degree, matched by its own pattern",
    ("intake/degrees.py", "Decimal(text).scaleb(6).to_integral_value(ROUND_HALF_EVEN)"): "a whole number already",
    ("intake/area.py", "name[len(column):]"): "the row of a cell such as C4, whose pattern was checked",
    ("intake/readers/spreadsheet.py", "value"): "a cell that the workbook itself holds as a number, and whole",
    ("intake/readers/workbook.py", "found[1]"): "a row number in the workbook's own markup",
    ("intake/readers/workbook.py", "found[2]"): "a row number in the workbook's own markup",
    ("intake/readers/workbook.py", "row"): "a row number in the workbook's own markup",
    ("intake/units.py", "row or 0"): "the row of a place that we wrote ourselves",
    ("ledger/checkpoint.py", "text"): "a number of a checkpoint or receipt, matched by its own pattern",
    ("publish/drawing.py", "n"): "a position of the table `outline`, which we wrote ourselves",
    ("publish/labels.py", "value"): "a number in `terms` or `proposal` of a finding, which SQL wrote",
    ("publish/pages/colours.py", "aim[i:i + 2]"): "two digits of a colour whose pattern was checked",
    ("publish/pages/colours.py", "colour[i:i + 2]"): "two digits of a colour whose pattern was checked",
    ("publish/verify.py", "told[1]"): "digits of a receipt, matched by its own pattern",
    ("publish/verify.py", "c"): "a cell of a published table that its own grammar, plain digits, has passed",
    ("publish/verify.py", "found[2]"): "the size in a checkpoint, matched by its own pattern",
    ("publish/verify.py", "found[2].replace('/', '').replace('x', '')"): "a tile's name, matched by its own pattern",
    ("publish/verify.py", "found[3] or 256"): "a tile's name, matched by its own pattern",
    ("publish/verify.py", "kind"): "a tile's name, matched by its own pattern",
    ("vocabulary/profile.py", "value"): "a parameter of the law, a Fraction",
    ("vocabulary/says.py", "token"): "a whole number of the language of rules, matched by its own pattern",
}
"""Every `int(…)` outside `intake/numbers.py`, with why what it reads is no cell of a file."""
APART = ("cli", "sample")
"""Rooms that read no file of an office: one shows, the other makes things up."""


def casts(module: Path) -> Iterator[tuple[str, str]]:
    """What a module makes a number of by a cast."""
    for node in ast.walk(ast.parse(module.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Call) and getattr(node.func, "id", "") in ("int", "float", "Decimal"):
            yield module.relative_to(SOURCE).as_posix(), ast.unparse(node.args[0]) if node.args else ""


def test_text_becomes_a_number_in_the_one_grammar_only() -> None:
    grammar = SOURCE / "intake" / "numbers.py"
    modules = [m for m in SOURCE.rglob("*.py") if m != grammar and m.relative_to(SOURCE).parts[0] not in APART]
    found = {cast for module in modules for cast in casts(module)}
    assert found - CASTS_ALLOWED.keys() == set()
    assert CASTS_ALLOWED.keys() - found == set(), "no longer there: take it off the list"


def test_the_ways_around_a_cast_are_not_taken_in_intake() -> None:
    """`map(int, …)`, `literal_eval`, `fromhex` and their like read text as numbers too."""
    ways = {"int", "float", "literal_eval", "eval", "Decimal", "Fraction"}
    found = []
    for module in (SOURCE / "intake").rglob("*.py"):
        tree = ast.parse(module.read_text(encoding="utf-8"))
        called = {id(n.func) for n in ast.walk(tree) if isinstance(n, ast.Call)}
        for call in (n for n in ast.walk(tree) if isinstance(n, ast.Call)):
            handed = [a for a in [*call.args, *(k.value for k in call.keywords)] if isinstance(a, ast.Name)]
            is_check = getattr(call.func, "id", "") == "isinstance"
            found += [
                (module.name, call.lineno) for a in handed if a.id in ways and id(a) not in called and not is_check
            ]
    assert found == []
