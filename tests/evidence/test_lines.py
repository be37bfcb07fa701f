"""Where each key of a TOML file stands."""

from __future__ import annotations

from bukti.evidence.lines import key_lines, line_of

TOML = """\
# a comment = 1
title = "x"
[election]   # with a comment
profile = "y"
dotted.key = 1
"quoted key" = 2

[[source]]
id = "a"
[source.unit]
code = "c"
[[source.reading]]
series = "kpu"
[[source.reading]]
series = "crowd"
columns = { pair-1 = "x", pair-2 = "y" }
[[source]]
id = "b"
[[source.reading]]
series = "kpu"
[ units . levels.village ]
code = "kode"
"""


def test_every_key_has_its_line_and_arrays_of_tables_their_index() -> None:
    assert key_lines(TOML) == {
        ("title",): 2,
        ("election",): 3,
        ("election", "profile"): 4,
        ("election", "dotted", "key"): 5,
        ("election", "quoted key"): 6,
        ("source", 0): 8,
        ("source", 0, "id"): 9,
        ("source", 0, "unit"): 10,
        ("source", 0, "unit", "code"): 11,
        ("source", 0, "reading", 0): 12,
        ("source", 0, "reading", 0, "series"): 13,
        ("source", 0, "reading", 1): 14,
        ("source", 0, "reading", 1, "series"): 15,
        ("source", 0, "reading", 1, "columns"): 16,
        ("source", 1): 17,
        ("source", 1, "id"): 18,
        ("source", 1, "reading", 0): 19,
        ("source", 1, "reading", 0, "series"): 20,
        ("units", "levels", "village"): 21,
        ("units", "levels", "village", "code"): 22,
    }


def test_what_is_not_written_stands_where_its_nearest_parent_does() -> None:
    lines = key_lines(TOML)
    assert line_of(("source", 0, "reading", 1, "columns", "pair-2"), lines) == 16
    assert line_of(("source", 1, "contest"), lines) == 17
    assert line_of(("series",), lines) == 0
    assert line_of((), lines) == 0


def test_an_array_asked_for_without_index_stands_at_its_first() -> None:
    assert line_of(("source",), key_lines(TOML)) == 8


def test_text_that_looks_like_a_header_or_a_key_takes_no_line_from_the_first() -> None:
    lines = key_lines('[a]\nx = 1\nx = 2\nlist = [\n  "[b]",\n]\ny = 3\n')
    assert lines[("a", "x")] == 2
    assert lines[("a", "y")] == 7
