"""The language of linear rules: its errors, its two implementations held against each other, its sentences."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

import duckdb
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bukti.locale import Catalogue
from bukti.vocabulary import says as language
from bukti.vocabulary.problems import Problem, Refusal
from bukti.vocabulary.says import Says, Term, parse

FIELDS = ("valid", "invalid", "cast_total", "registered_total")
PARAMETERS = {"station_cap": 500, "station_voters": 300}
VOTES = ("v01", "v02")
DUCKDB = duckdb.connect()
Cells = dict[str, int | None]
UNTIMED = settings(deadline=None)
"""An engine answers within no set time where several tests run at once; that says nothing about its answers."""


def problem_of(text: str) -> Problem:
    with pytest.raises(Refusal) as refused:
        parse(text, FIELDS, PARAMETERS)
    (problem,) = refused.value.problems
    return problem


def in_duckdb(sql: str, values: Cells, votes: list[int | None]) -> object:
    cells = {**values, **dict(zip(VOTES, votes, strict=True))}
    row = ", ".join(f"cast({'null' if v is None else v} as bigint) as {name}" for name, v in cells.items())
    found = DUCKDB.execute(f"select {sql} from (select {row})").fetchone()
    assert found
    return found[0]


def test_a_statement_is_read_term_by_term() -> None:
    assert parse("2*valid - 3 <= station_cap + sum( votes )", FIELDS, PARAMETERS) == Says(
        (Term(2, "field", "valid"), Term(-3, "constant")),
        "<=",
        (Term(1, "parameter", "station_cap"), Term(1, "votes")),
    )


def test_fields_are_listed_once_in_the_order_named() -> None:
    statement = parse("cast_total = valid + invalid - cast_total", FIELDS)
    assert language.fields(statement) == ("cast_total", "valid", "invalid")


@pytest.mark.parametrize(
    ("text", "code", "marked", "expected"),
    [
        ("vald = sum(votes)", "SAYS-UNKNOWN-NAME", "»vald« = sum(votes)", "valid"),
        ("valid = ivalid + 1", "SAYS-UNKNOWN-NAME", "valid = »ivalid« + 1", "invalid"),
        ("valid = sum(vote)", "SAYS-UNKNOWN-NAME", "valid = »sum«(vote)", "sum(votes)"),
        ("valid", "SAYS-SYNTAX", "valid»«", "="),
        ("", "SAYS-SYNTAX", "»«", "valid"),
        ("valid =", "SAYS-SYNTAX", "valid =»«", "sum(votes)"),
        ("valid = invalid = 3", "SAYS-SYNTAX", "valid = invalid »=« 3", "+"),
        ("valid < invalid", "SAYS-SYNTAX", "valid »<« invalid", "<="),
        ("valid >= invalid", "SAYS-SYNTAX", "valid »>«= invalid", "<="),
        ("valid = 2 * 3", "SAYS-SYNTAX", "valid = 2 * »3«", "valid"),
        ("valid = 2 valid", "SAYS-SYNTAX", "valid = 2 »valid«", "+"),
        ("valid = 1.5 * invalid", "SAYS-SYNTAX", "valid = 1».«5 * invalid", "+"),
        ("valid = (invalid)", "SAYS-SYNTAX", "valid = »(«invalid)", "valid"),
        ("valid = + invalid", "SAYS-SYNTAX", "valid = »+« invalid", "valid"),
        ("3 = station_cap", "SAYS-SYNTAX", "»3« = station_cap", "valid"),
        ("valid = 1; drop table x", "SAYS-SYNTAX", "valid = 1»;« drop table x", "+"),
    ],
)
def test_an_error_marks_its_place_and_says_what_may_stand_there(
    text: str, code: str, marked: str, expected: str
) -> None:
    problem = problem_of(text)
    assert (problem.code, problem.found) == (code, marked)
    assert expected in problem.expected


def terms(votes: bool) -> st.SearchStrategy[Term]:
    factor = st.integers(-3, 3).filter(bool)
    kinds: list[st.SearchStrategy[Term]] = [
        st.builds(Term, factor, st.just("field"), st.sampled_from(FIELDS)),
        st.builds(Term, factor, st.just("parameter"), st.sampled_from(sorted(PARAMETERS))),
        st.builds(Term, st.integers(-9, 9).filter(bool), st.just("constant")),
    ]
    return st.one_of(*kinds, *([st.builds(Term, factor, st.just("votes"))] if votes else []))


STATEMENTS = st.builds(
    lambda first, left, relation, right: Says((first, *left), relation, tuple(right)),
    st.builds(Term, st.sampled_from((1, -1, 2)), st.just("field"), st.sampled_from(FIELDS)),
    st.lists(terms(True), max_size=2),
    st.sampled_from(("=", "<=")),
    st.lists(terms(True), min_size=1, max_size=3),
)
COUNTS = st.one_of(st.none(), st.integers(0, 400), st.integers(0, 9_999_999))
CELLS = st.fixed_dictionaries(dict.fromkeys(FIELDS, COUNTS))
BALLOT = st.lists(COUNTS, min_size=2, max_size=2)


@UNTIMED
@given(STATEMENTS)
def test_a_statement_is_read_back_from_its_own_text(statement: Says) -> None:
    assert parse(str(statement), FIELDS, PARAMETERS) == statement


@UNTIMED
@given(STATEMENTS, CELLS, BALLOT)
def test_sql_and_python_agree_on_sides_gap_and_breach(statement: Says, values: Cells, votes: list[int | None]) -> None:
    left, right = language.evaluate(statement, {**PARAMETERS, **values}, votes)
    total = language.votes_sum(VOTES)
    sides = [side(statement, PARAMETERS, total) for side in (language.left_sql, language.right_sql)]
    assert [in_duckdb(sql, values, votes) for sql in sides] == [left, right]
    gap = None if left is None or right is None else left - right
    assert in_duckdb(language.gap_sql(statement, PARAMETERS, total), values, votes) == gap
    breach = None if gap is None else gap != 0 if statement.relation == "=" else gap > 0
    assert language.broken(statement, {**PARAMETERS, **values}, votes) == breach
    assert in_duckdb(language.broken_sql(statement, PARAMETERS, total), values, votes) == breach


def slips(text: str) -> Iterator[str]:
    """Every text one digit away, or with two neighbours exchanged, that a number is written with."""
    for at in range(len(text) + 1):
        yield text[:at] + text[at + 1 :]
        yield text[:at] + text[at + 1 : at + 2] + text[at : at + 1] + text[at + 2 :]
        for digit in "0123456789":
            yield text[:at] + digit + text[at:]
            yield text[:at] + digit + text[at + 1 :]


def tried(statement: Says, values: Cells, votes: list[int | None]) -> set[str]:
    """Every slip tried in turn: the slow and obvious way to the repairs. What counts several times is none."""
    columns = dict(zip(VOTES, votes, strict=True))
    several = {term.name for term in (*statement.left, *statement.right) if abs(term.coefficient) != 1}
    found = set()
    for name, old in {**values, **columns}.items():
        for text in set(slips(str(old))) - {str(old)} if old is not None and name not in several else ():
            if text.isdigit() and str(int(text)) == text:
                ballot = [int(text) if name == column else cell for column, cell in columns.items()]
                other = {**PARAMETERS, **values, **({name: int(text)} if name in values else {})}
                if language.broken(statement, other, ballot) is False:
                    found.add(f"{name}={text}")
    return found


SUMS = st.sampled_from(
    [
        parse(text, FIELDS, PARAMETERS)
        for text in (
            "valid = sum(votes)",
            "cast_total = valid + invalid",
            "valid + invalid = cast_total + 10",
            "registered_total - cast_total = 2*invalid + sum(votes) - station_cap",
        )
    ]
)
NEAR = st.one_of(st.none(), st.integers(0, 99), st.integers(90, 310))


def proposals_sql(statement: language.Says, votes: Sequence[str], parameters: Mapping[str, int]) -> str:
    """SQL for the proposals on one reading, as a step puts them together from their candidates."""
    written = [
        f"case when {new} >= 0 and {language.near_sql(f'cast({name} as varchar)', f'cast({new} as varchar)')} "
        f"then '{name}=' || cast({new} as varchar) || ' ' else '' end"
        for name, new in language.candidates(statement, votes, parameters)
    ]
    return f"nullif(trim({' || '.join(written)}), '')" if written else "cast(null as varchar)"


@UNTIMED
@given(SUMS, st.fixed_dictionaries(dict.fromkeys(FIELDS, NEAR)), st.lists(NEAR, min_size=2, max_size=2))
def test_repairs_are_the_same_in_sql_in_python_and_by_trying_every_slip(
    statement: Says, values: Cells, votes: list[int | None]
) -> None:
    proposed = language.repairs(statement, {**PARAMETERS, **values}, votes)
    assert in_duckdb(proposals_sql(statement, VOTES, PARAMETERS), values, votes) == proposed
    if language.broken(statement, {**PARAMETERS, **values}, votes):
        assert set((proposed or "").split()) == tried(statement, values, votes)


@UNTIMED
@given(st.integers(0, 99_999_999), st.integers(0, 99_999_999))
def test_one_digit_is_judged_alike_in_sql_and_python(old: int, new: int) -> None:
    statement = parse("valid = invalid", FIELDS)
    values: Cells = {"valid": old, "invalid": new}
    sql = proposals_sql(statement, VOTES, {})
    assert in_duckdb(sql, values, [None, None]) == language.repairs(statement, values, [None, None])


@pytest.mark.parametrize(
    ("old", "new", "near"),
    [
        ("198", "188", True),
        ("188", "1888", True),
        ("1888", "188", True),
        ("12", "21", True),
        ("1234", "1324", True),
        ("1234", "3214", False),
        ("188", "188", False),
        ("188", "299", False),
        ("10", "28", False),
        ("12", "2134", False),
        ("5", "0", True),
    ],
)
def test_one_digit_means_one_changed_added_lost_or_two_neighbours_exchanged(old: str, new: str, near: bool) -> None:
    assert language.one_digit(old, new) is near
    assert in_duckdb(
        proposals_sql(parse("valid = invalid", FIELDS), VOTES, {}),
        {"valid": int(old), "invalid": int(new)},
        [0, 0],
    ) == (f"valid={new} invalid={old}" if near else None)


def test_the_repair_of_198_where_134_and_54_make_188_is_one_digit() -> None:
    statement = parse("valid = sum(votes)", FIELDS)
    # 188 for 198; 144 for 134 (134 + 10); 64 for 54 (54 + 10): three slips of one digit, told in order
    expected = "valid=188 v01=144 v02=64"
    assert language.repairs(statement, {"valid": 198}, (134, 54)) == expected
    assert in_duckdb(proposals_sql(statement, VOTES, {}), {"valid": 198}, [134, 54]) == expected


def test_a_limit_has_no_repair() -> None:
    statement = parse("valid <= invalid", FIELDS)
    assert language.repairs(statement, {"valid": 12, "invalid": 11}, (1, 2)) is None
    assert in_duckdb(proposals_sql(statement, VOTES, {}), {"valid": 12, "invalid": 11}, [1, 2]) is None


def test_an_unknown_vote_leaves_the_statement_untold() -> None:
    statement = parse("valid = sum(votes)", FIELDS)
    assert language.evaluate(statement, {"valid": 188}, (134, None)) == (188, None)
    assert language.broken(statement, {"valid": 188}, (134, None)) is None


@pytest.mark.parametrize(
    ("text", "values", "votes", "indonesian", "english"),
    [
        ("valid = sum(votes)", {"valid": 198}, (134, 54),
         "134 + 54 = 188, tertulis 198", "134 + 54 = 188, the sheet says 198"),
        ("valid = sum(votes)", {"valid": 213}, (174, 39),
         "174 + 39 = 213, tertulis 213: cocok.", "174 + 39 = 213, the sheet says 213: agrees."),
        ("valid + invalid = cast_total", {"valid": 1200, "invalid": 34, "cast_total": 1235}, (),
         "1.200 + 34 = 1.234, tertulis 1.235", "1,200 + 34 = 1,234, the sheet says 1,235"),
        ("valid <= 250", {"valid": 251}, (), "251 lebih dari 250", "251 is more than 250"),
        ("valid <= station_cap", {"valid": 250}, (),
         "250 tidak lebih dari 500: cocok.", "250 is not more than 500: agrees."),
        ("valid + invalid <= station_cap", {"valid": 499, "invalid": 2}, (),
         "499 + 2 = 501 lebih dari 500", "499 + 2 = 501 is more than 500"),
        ("valid = cast_total", {"valid": 1, "cast_total": 2}, (), "1 tidak sama dengan 2", "1 does not equal 2"),
        ("valid = cast_total", {"valid": 2, "cast_total": 2}, (), "2 sama dengan 2: cocok.", "2 equals 2: agrees."),
        ("valid = 2*invalid - 1", {"valid": 6, "invalid": 3}, (),
         "2 × 3 - 1 = 5, tertulis 6", "2 × 3 - 1 = 5, the sheet says 6"),
    ],
)  # fmt: skip
def test_the_sentence_has_its_numbers_filled_in(
    text: str, values: dict[str, int], votes: tuple[int, ...], indonesian: str, english: str
) -> None:
    statement = parse(text, FIELDS, PARAMETERS)
    known = {**PARAMETERS, **values}
    assert language.sentence(statement, known, votes, Catalogue("id")) == indonesian
    assert language.sentence(statement, known, votes, Catalogue("en")) == english
