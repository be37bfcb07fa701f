"""Entries have one spelling: what RFC 8785 says, and nothing that people or readers could take in two ways."""

from __future__ import annotations

import json
import unicodedata
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bukti.ledger.canonical import NotCanonical, canonical, parsed

TEXTS = st.text(st.characters(exclude_categories=["Cs"]), max_size=8).map(lambda t: unicodedata.normalize("NFC", t))
VALUES = st.recursive(
    st.none() | st.booleans() | st.integers(1 - 2**53, 2**53 - 1) | TEXTS,
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(TEXTS, inner, max_size=4),
    max_leaves=12,
)


def test_keys_stand_in_the_order_of_their_utf16_units() -> None:
    """The keys of RFC 8785, 3.2.3, that differ between that order and the order of code points."""
    value = {"\u20ac": 1, "\r": 2, "\ufb33": 3, "1": 4, "\U0001f600": 5, "\u0080": 6, "\u00f6": 7}
    with pytest.raises(NotCanonical):
        canonical(value)  # U+FB33 is not in NFC: it would be two letters elsewhere
    del value["\ufb33"]
    assert canonical(value) == '{"\\r":2,"1":4,"\u0080":6,"\u00f6":7,"\u20ac":1,"\U0001f600":5}'.encode()
    assert canonical({"\ue000": 1, "\U00010000": 2}) == '{"\U00010000":2,"\ue000":1}'.encode()


def test_an_entry_holds_no_needless_byte() -> None:
    value = {"kind": "source", "bytes": 0, "as_of": None, "list": [True, False, 'é\n"\\/']}
    assert canonical(value) == ('{"as_of":null,"bytes":0,"kind":"source","list":[true,false,"é\\n\\"\\\\/"]}'.encode())


@settings(deadline=None)
@given(VALUES)
def test_an_entry_reads_back_as_what_it_was_made_from(value: Any) -> None:
    written = canonical(value)
    assert parsed(written) == value
    assert json.loads(written) == value


@pytest.mark.parametrize(
    "value",
    [
        1.0,
        0.5,
        float("nan"),
        float("inf"),
        2**53,
        -(2**53),
        b"bytes",
        {1: "a"},
        "\ud800",
        {"\udfff": 1},
        {1, 2},
        object(),
    ],
)
def test_a_value_that_no_entry_may_hold_is_refused(value: object) -> None:
    with pytest.raises(NotCanonical, match=r"LG-ENTRY-VALUE .*\$\.a\[0\]"):
        canonical({"a": [value]})


def test_a_text_in_another_unicode_form_is_refused_and_its_one_form_is_named() -> None:
    with pytest.raises(NotCanonical, match=r"NFC: '\\xe9'"):
        canonical({"name": "e\u0301"})


def test_an_entry_is_at_most_8_kib() -> None:
    assert len(canonical("x" * (8192 - 2))) == 8192
    with pytest.raises(NotCanonical, match="LG-ENTRY-LARGE 8193"):
        canonical("x" * (8192 - 1))
    with pytest.raises(NotCanonical, match="LG-ENTRY-LARGE"):
        parsed(b'"' + b"x" * 8191 + b'"')


@pytest.mark.parametrize("deep", [lambda v: [v], lambda v: {"a": v}], ids=["list", "object"])
def test_a_value_nested_without_end_is_refused(deep: Any) -> None:
    value: Any = 1
    for _ in range(17):
        value = deep(value)
    with pytest.raises(NotCanonical, match="LG-ENTRY-VALUE"):
        canonical(value)
    with pytest.raises(NotCanonical):
        parsed(b"[" * 4000 + b"]" * 4000)


@pytest.mark.parametrize(
    "content",
    [
        b'{"a":1,"a":1}',
        b'{"a":1,"a":2}',
        b'{"b":1,"a":2}',
        b'{"a": 1}',
        b'{"a":1}\n',
        b'{"a":1.0}',
        b'{"a":1e2}',
        b'{"a":-0}',
        b'{"a":01}',
        b'{"a":9007199254740992}',
        b'{"a":NaN}',
        b'{"a":"\\u0041"}',
        b'{"a":"\\ud800"}',
        b'{"a":"e\\u0301"}',
        b'{"a":"\\/"}',
        b"\xef\xbb\xbf{}",
        b"\xff",
        b"",
        b"{}{}",
        b"{",
    ],
)
def test_bytes_that_are_another_spelling_are_refused(content: bytes) -> None:
    with pytest.raises(NotCanonical):
        parsed(content)
