"""The one grammar of a count: what is read, what is not, and the words for why."""

from __future__ import annotations

import re

import duckdb
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bukti.intake.numbers import WHYS, Count, plain_count_sql, read_count
from bukti.locale import LANGUAGES, Catalogue, messages

KEPT = [
    ("B047", "1O4", "letters-among-digits", "letters", "huruf"),
    ("B048", "l2", "letters-among-digits", "letters", "huruf"),
    ("B048", "I2", "letters-among-digits", "letters", "huruf"),
    ("B048", "|2", "letters-among-digits", "letters", "huruf"),
    ("B047", "1\u041e4", "letters-among-digits", "U+041E", "U+041E"),
    ("real", "i9", "letters-among-digits", "letters", "huruf"),
    ("B049", "1.234", "separator-not-declared", "not declared", "tidak dinyatakan"),
    ("B050", "1,234", "separator-not-declared", "not declared", "tidak dinyatakan"),
    ("real", "1.089.290", "separator-not-declared", "not declared", "tidak dinyatakan"),
    ("B052", "12.0", "decimal", "decimal", "desimal"),
    ("B053", "12.5", "decimal", "decimal", "desimal"),
    ("B053", "12,5", "decimal", "decimal", "desimal"),
    ("real", "54,39%", "percent", "percentage", "persen"),
    ("B054", "-5", "negative", "negative", "negatif"),
    ("B055", "(5)", "parentheses", "minus", "minus"),
    ("B056", "\u22125", "unicode-minus", "U+2212", "U+2212"),
    ("B057", "1e3", "exponent", "exponent", "pangkat"),
    ("B058", "0x1F", "hexadecimal", "hexadecimal", "heksadesimal"),
    ("B059", "1_000", "underscore", "underscore", "garis bawah"),
    ("B060", "+7", "plus-sign", "plus sign", "tanda tambah"),
    ("B061", "\uff11\uff10\uff14", "full-width-digits", "full-width digits", "lebar penuh"),
    ("B062", "\u0661\u0662", "other-digits", "another script", "aksara lain"),
    ("B062", "\u00b2", "other-digits", "U+00B2", "U+00B2"),
    ("B064", "1\u00a02", "inner-space", "space between", "spasi di antara"),
    ("B064", "1\u200b2", "invisible-character", "U+200B", "tidak terlihat"),
    ("B066", "9223372036854775808", "too-large", "too large", "terlalu besar"),
    ("B068", "-", "mark", "not mean zero", "tidak dianggap nol"),
    ("B069", "\u2013", "mark", "mark", "tanda"),
    ("B069", "\u2014", "mark", "mark", "tanda"),
    ("B070", "n/a", "mark", "mark", "tanda"),
    ("B070", "nihil", "mark", "mark", "tanda"),
    ("B070", "X", "mark", "mark", "tanda"),
    ("B070", "?", "mark", "mark", "tanda"),
    ("B073", "#REF!", "spreadsheet-error", "spreadsheet error", "galat lembar kerja"),
    ("B073", "#N/A", "spreadsheet-error", "spreadsheet error", "galat lembar kerja"),
    ("B073", "#DIV/0!", "spreadsheet-error", "spreadsheet error", "galat lembar kerja"),
    ("B074", "12 suara", "words", "words", "kata-kata"),
    ("B075", "12*", "footnote", "footnote", "catatan kaki"),
    ("B076", "12/13", "fraction", "fraction", "pecahan"),
    ("B077", "12 13", "inner-space", "two numbers", "dua angka"),
    ("B078", "TRUE", "boolean", "true/false", "benar/salah"),
    ("B079", "2024-02-14", "date", "a date", "tanggal"),
    ("B079", "14-Feb", "date", "spreadsheet programs", "program lembar kerja"),
    ("B082", "=SUM(A1:A3)", "formula", "not calculated", "belum dihitung"),
    ("B086", "103.99999999999999", "decimal", "decimal", "desimal"),
    ("other", "\u202e12", "invisible-character", "U+202E", "U+202E"),
    ("other", "12-13", "two-numbers", "two numbers", "dua angka"),
    ("other", "1..2", "symbols", "signs", "tanda"),
    ("other", "12.3456.7", "bad-groups", "groups of three", "per tiga"),
    ("other", "Data sedang diproses lihat C1 di: https://x.go.id/33", "words", "words", "kata-kata"),
]


@pytest.mark.parametrize(("case", "text", "why", "english", "indonesian"), KEPT)
def test_a_text_that_is_no_count_is_unknown_with_a_reason(
    case: str, text: str, why: str, english: str, indonesian: str
) -> None:
    count = read_count(text)
    assert (count.value, count.why) == (None, why), case
    shown = text if text.isprintable() else text[-1]
    for language, word in (("en", english), ("id", indonesian)):
        told = count.tell(Catalogue("en" if language == "en" else "id"), text)
        assert word in told
        assert shown in told


@pytest.mark.parametrize(
    ("text", "thousands", "value"),
    [
        ("0", None, 0),
        ("12", None, 12),
        (" 12 ", None, 12),
        ("\t12\r\n", None, 12),
        ("007", None, 7),
        ("999999999", None, 999_999_999),
        ("1.234", ".", 1234),
        ("1,234,567", ",", 1_234_567),
        ("1234", ".", 1234),
        ("1 234", " ", 1234),
    ],
)
def test_a_count_is_read_with_its_declared_separator(text: str, thousands: str | None, value: int) -> None:
    assert read_count(text, thousands) == Count(value)


@pytest.mark.parametrize("text", ["1.2345", "0.123", "0.5", "1234.567", "1234.5", "1.23.456", ".123", "12."])
def test_wrong_groups_are_no_count_even_where_the_separator_is_declared(text: str) -> None:
    assert read_count(text, ".") == Count(why="bad-groups")


@pytest.mark.parametrize("text", ["9.23", "9.2", "23.06", "98.1", "1.089.29", " 1.23 "])
def test_a_last_group_of_fewer_than_three_digits_has_lost_its_zeros_and_is_no_count(text: str) -> None:
    assert read_count(text, ".") == Count(why="lost-zeros")
    assert read_count(text.replace(".", ","), ",") == Count(why="lost-zeros")
    assert read_count(text).why in ("decimal", "bad-groups")
    for language, word in (("en", "lost the zeros"), ("id", "nol di belakangnya hilang")):
        assert word in read_count(text, ".").tell(Catalogue("en" if language == "en" else "id"), text)


def test_another_separator_than_the_declared_one_is_no_count() -> None:
    assert read_count("1,234", ".").why == "separator-not-declared"
    assert read_count("12,5", ".").why == "decimal"
    assert read_count("1.234,50", ".").why == "decimal"


@pytest.mark.parametrize("text", ["", " ", "\u00a0", "\t\r\n", "\u200b"])
def test_a_blank_cell_is_not_known_and_needs_no_reason(text: str) -> None:
    assert read_count(text) == Count()


def test_unusual_space_around_a_count_is_cut_with_a_note() -> None:
    count = read_count("\u00a012\u200b")
    assert count == Count(12, None, "U+00A0 NO-BREAK SPACE, U+200B ZERO WIDTH SPACE")
    assert "U+00A0" in count.tell(Catalogue("en"), "\u00a012")
    assert "diabaikan" in count.tell(Catalogue("id"), "\u00a012")


def test_the_largest_value_is_that_of_the_field() -> None:
    assert read_count("100000", limit=99_999) == Count(why="too-large")
    assert read_count("99999", limit=99_999) == Count(99_999)
    assert read_count("1234567890").why == "too-large"
    assert read_count("0000000012").why == "too-large"
    assert read_count("9" * 5000).why == "too-large"


def test_a_separator_that_cannot_be_one_is_an_error_of_the_program() -> None:
    with pytest.raises(ValueError, match="thousands"):
        read_count("1", "5")


def test_every_reason_has_its_words_in_both_languages() -> None:
    for language in LANGUAGES:
        assert {key[4:] for key in messages(language) if key.startswith("why.")} == set(WHYS)


ODD = (
    "0123456789" * 4
    + ".,-+ '()/%#*eExXoOlI|_=:;\t\n\r\u00a0\u200b\ufeff\u2212\u2013\uff11\u0661\u00b2\u00bdabz\u041e\u202e\u0301"
)
CELLS = st.one_of(st.text(ODD, max_size=14), st.text(max_size=12), st.from_regex(r"[0-9]{1,3}([.,][0-9]{2,3}){0,3}\Z"))
CUT = "[ \\t\\r\\n\u00a0\u1680\u2000-\u200d\u202f\u205f\u2060\u3000\ufeff]*"


def by_regex(text: str, thousands: str | None) -> int | None:
    """The grammar a second time, as one expression and arithmetic by digit."""
    grouped = f"|[1-9][0-9]{{0,2}}(?:{re.escape(thousands)}[0-9]{{3}})+" if thousands else ""
    match = re.fullmatch(f"{CUT}([0-9]{{1,9}}{grouped}){CUT}", text)
    if not match:
        return None
    digits = [("0123456789").index(c) for c in match[1] if c in "0123456789"]
    return sum(digit * 10**place for place, digit in enumerate(reversed(digits))) if len(digits) <= 9 else None


@settings(max_examples=400, deadline=None)
@given(CELLS, st.sampled_from([None, ".", ",", " ", "'"]))
def test_no_text_gives_another_number_than_the_grammar(text: str, thousands: str | None) -> None:
    count = read_count(text, thousands)
    assert count.value == by_regex(text, thousands)
    assert count.why is None or count.why in WHYS
    assert not (count.value is not None and count.why)
    assert all(count.tell(Catalogue(language), text) or not count.why for language in LANGUAGES)


@pytest.mark.soak
@settings(max_examples=100_000, deadline=None)
@given(CELLS, st.sampled_from([None, ".", ",", " ", "'"]))
def test_no_text_of_a_hundred_thousand_gives_another_number(text: str, thousands: str | None) -> None:
    assert read_count(text, thousands).value == by_regex(text, thousands)


def test_a_megabyte_in_one_cell_is_no_count_and_takes_no_time() -> None:
    for text in ("1" * 10**6, "_" * 10**6 + "x", "1." * 10**5 + "x", " 1" * 10**5, "12" + "\u00a0" * 10**6 + "x"):
        assert read_count(text, ".").value is None


def test_the_gate_in_sql_agrees_with_the_grammar_or_leaves_the_text_to_it() -> None:
    texts = [
        "0",
        "007",
        "12",
        "999999999",
        " 12 ",
        "1.234",
        "12.5",
        "1e3",
        "1_000",
        "0x1F",
        "",
        "\uff11",
        "1234567890",
        "5\n",
    ]
    with duckdb.connect() as connection:
        rows = connection.execute(
            f"select t, {plain_count_sql('t')} from (select unnest($1::varchar[]) as t)", [texts]
        ).fetchall()
        kind = connection.execute(f"select typeof({plain_count_sql('t')}) from (select '1' as t)").fetchall()
    gated = {text: value for text, value in rows if value is not None}
    assert gated == {"0": 0, "007": 7, "12": 12, "999999999": 999_999_999}
    assert all(read_count(text) == Count(value) for text, value in gated.items())
    assert kind == [("BIGINT",)]
